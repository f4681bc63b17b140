package slot

import (
	"cmp"
	"context"

	"yitiji/drivers"
)

// DocumentPrinter is a document printer that is always there. Its Run must be running for it to
// work; see the package comment.
type DocumentPrinter struct {
	*place[drivers.DocumentPrinter]
}

var _ drivers.DocumentPrinter = (*DocumentPrinter)(nil)

// NewDocumentPrinter returns the slot called name, such as "document"; see NewCardReader.
func NewDocumentPrinter(name string, open func(context.Context) (drivers.DocumentPrinter, error), o Options) *DocumentPrinter {
	return &DocumentPrinter{newPlace(name, open, o)}
}

// Print is drivers.DocumentPrinter's. On a printer that is not there it is NotStarted.
func (p *DocumentPrinter) Print(ctx context.Context, doc drivers.Document) (drivers.DocumentResult, error) {
	result, err := use(ctx, p.place, "print", func(ctx context.Context, d drivers.DocumentPrinter) (drivers.DocumentResult, error) {
		return d.Print(ctx, doc)
	})
	result.Outcome = cmp.Or(result.Outcome, drivers.NotStarted)
	p.count(drivers.Sheets, result.Sheets)
	return result, err
}

// Gauges is drivers.Gauger's.
func (p *DocumentPrinter) Gauges(ctx context.Context) ([]drivers.Gauge, error) {
	return gauges(ctx, p.place)
}
