package escpos

import (
	"context"
	"errors"
	"time"
)

// takenInterval is how often the presenter is looked at while a slip waits in it.
const takenInterval = 300 * time.Millisecond

// Taken is drivers.Taker's. A model without a presenter drops its slips, or leaves
// them hanging: nothing is waited for.
func (p *Printer) Taken(ctx context.Context) error {
	for p.link.presenter.Ask != 0 {
		waits, err := p.waits(ctx)
		if err != nil {
			return p.faultIn(ctx, "take", err)
		}
		if !waits {
			return nil
		}
		rest := time.NewTimer(takenInterval)
		select {
		case <-rest.C:
		case <-ctx.Done():
		}
		rest.Stop()
	}
	return ctx.Err()
}

// waits asks once whether a slip waits. Where no answer comes nobody knows, so it
// still does.
func (p *Printer) waits(ctx context.Context) (bool, error) {
	if err := p.turn.Take(ctx); err != nil {
		return false, err
	}
	defer p.turn.Give()
	if err := p.link.start(ctx); err != nil {
		return false, err
	}
	b, err := p.link.ask(ctx, p.link.presenter.Ask)
	if errors.Is(err, errSilent) {
		return true, nil
	}
	return err == nil && b&p.link.presenter.Bit != 0, err
}
