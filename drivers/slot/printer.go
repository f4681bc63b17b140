package slot

import (
	"cmp"
	"context"

	"yitiji/drivers"
)

// Printer is a printer that is always there. Its Run must be running for it to
// work; see the package comment.
type Printer struct{ *place[drivers.Printer] }

var (
	_ drivers.Printer = (*Printer)(nil)
	_ drivers.Taker   = (*Printer)(nil)
)

// NewPrinter returns the slot called name, such as "receipt"; see NewCardReader.
func NewPrinter(name string, open func(context.Context) (drivers.Printer, error), o Options) *Printer {
	return &Printer{newPlace(name, open, o)}
}

// Print is drivers.Printer's. On a printer that is not there it is NotStarted.
func (p *Printer) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	result, err := use(ctx, p.place, "print", func(ctx context.Context, d drivers.Printer) (drivers.PrintResult, error) {
		return d.Print(ctx, slip)
	})
	result.Outcome = cmp.Or(result.Outcome, drivers.NotStarted)
	if result.Outcome != drivers.NotStarted {
		p.count(drivers.Slips, 1)
		p.count(drivers.Cuts, 1)
		p.count(drivers.PaperLength, result.Length)
	}
	return result, err
}

// Taken is drivers.Taker's. A printer that cannot tell says at once that nothing is held.
func (p *Printer) Taken(ctx context.Context) error {
	return act(ctx, p.place, "taken", func(ctx context.Context, d drivers.Printer) error {
		if t, ok := d.(drivers.Taker); ok {
			return t.Taken(ctx)
		}
		return nil
	})
}
