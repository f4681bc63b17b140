package slot

import (
	"context"
	"errors"
	"time"

	"yitiji/drivers"
)

// PowerSupply is a power supply that is always there. Its Run must be running for it to
// work; see the package comment.
type PowerSupply struct{ *place[drivers.PowerSupply] }

var (
	_ drivers.PowerSupply = (*PowerSupply)(nil)
	_ drivers.Canceller   = (*PowerSupply)(nil)
)

// NewPowerSupply returns the slot called name, such as "ups"; see NewCardReader.
func NewPowerSupply(name string, open func(context.Context) (drivers.PowerSupply, error), o Options) *PowerSupply {
	return &PowerSupply{newPlace(name, open, o)}
}

// Power is drivers.PowerSupply's.
func (s *PowerSupply) Power(ctx context.Context) (drivers.Power, error) {
	return use(ctx, s.place, "power", func(ctx context.Context, d drivers.PowerSupply) (drivers.Power, error) {
		return d.Power(ctx)
	})
}

// ShutDown is drivers.PowerSupply's.
func (s *PowerSupply) ShutDown(ctx context.Context, after time.Duration) error {
	return act(ctx, s.place, "shut down", func(ctx context.Context, d drivers.PowerSupply) error { return d.ShutDown(ctx, after) })
}

// Cancel is drivers.Canceller's. A supply that cannot take an order back says so.
func (s *PowerSupply) Cancel(ctx context.Context) error {
	return act(ctx, s.place, "cancel", func(ctx context.Context, d drivers.PowerSupply) error {
		if c, ok := d.(drivers.Canceller); ok {
			return c.Cancel(ctx)
		}
		return errors.New("this supply takes no order back")
	})
}
