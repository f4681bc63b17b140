package slot

import (
	"context"

	"yitiji/drivers"
)

// CardDispenser is a card dispenser that is always there. Its Run must be running for it to
// work; see the package comment.
type CardDispenser struct{ *place[drivers.CardDispenser] }

var _ drivers.CardDispenser = (*CardDispenser)(nil)

// NewCardDispenser returns the slot called name, such as "dispenser"; see NewCardReader.
func NewCardDispenser(name string, open func(context.Context) (drivers.CardDispenser, error), o Options) *CardDispenser {
	return &CardDispenser{newPlace(name, open, o)}
}

// Move is drivers.CardDispenser's.
func (d *CardDispenser) Move(ctx context.Context, to drivers.CardPosition) error {
	err := act(ctx, d.place, "move", func(ctx context.Context, c drivers.CardDispenser) error { return c.Move(ctx, to) })
	switch to {
	case drivers.AtGate:
		d.done(drivers.CardsDispensed, err)
	case drivers.Bin:
		d.done(drivers.CardsCaptured, err)
	}
	return err
}

// Position is drivers.CardDispenser's.
func (d *CardDispenser) Position(ctx context.Context) (drivers.CardPosition, error) {
	return use(ctx, d.place, "position", func(ctx context.Context, c drivers.CardDispenser) (drivers.CardPosition, error) {
		return c.Position(ctx)
	})
}

// Gauges is drivers.Gauger's.
func (d *CardDispenser) Gauges(ctx context.Context) ([]drivers.Gauge, error) {
	return gauges(ctx, d.place)
}
