package slot

import (
	"context"
	"sync"

	"yitiji/drivers"
)

// CardDispenser is a card dispenser that is always there. Its Run must be running for it to
// work; see the package comment.
type CardDispenser struct {
	*place[drivers.CardDispenser]

	mu sync.Mutex
	at drivers.CardPosition // where the card was seen last; empty when it was not
}

var _ drivers.CardDispenser = (*CardDispenser)(nil)

// NewCardDispenser returns the slot called name, such as "dispenser"; see NewCardReader.
func NewCardDispenser(name string, open func(context.Context) (drivers.CardDispenser, error), o Options) *CardDispenser {
	return &CardDispenser{place: newPlace(name, open, o)}
}

// Move is drivers.CardDispenser's. The device is asked where the card is before it is
// moved, so that only a motion that happened is counted.
func (d *CardDispenser) Move(ctx context.Context, to drivers.CardPosition) error {
	return act(ctx, d.place, "move", func(ctx context.Context, c drivers.CardDispenser) error {
		from, err := c.Position(ctx)
		if err != nil {
			return err
		}
		d.see(from)
		if err := c.Move(ctx, to); err != nil {
			return err
		}
		d.see(to)
		return nil
	})
}

// Position is drivers.CardDispenser's. Where a motion ended in a Fault, this shows
// whether it happened all the same.
func (d *CardDispenser) Position(ctx context.Context) (drivers.CardPosition, error) {
	at, err := use(ctx, d.place, "position", func(ctx context.Context, c drivers.CardDispenser) (drivers.CardPosition, error) {
		return c.Position(ctx)
	})
	if err == nil {
		d.see(at)
	}
	return at, err
}

// see counts the motion that has brought the card to where it is now. Only the dispenser
// moves a card to the gate or into the bin; that it has gone from the gate says nothing.
func (d *CardDispenser) see(at drivers.CardPosition) {
	d.mu.Lock()
	from := d.at
	d.at = at
	d.mu.Unlock()
	switch {
	case from == drivers.Inside && at == drivers.AtGate:
		d.count(drivers.CardsDispensed, 1)
	case at == drivers.Bin && (from == drivers.Inside || from == drivers.AtGate):
		d.count(drivers.CardsCaptured, 1)
	}
}

// Gauges is drivers.Gauger's.
func (d *CardDispenser) Gauges(ctx context.Context) ([]drivers.Gauge, error) {
	return gauges(ctx, d.place)
}
