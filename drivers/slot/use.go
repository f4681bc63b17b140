package slot

import (
	"context"
	"errors"

	"yitiji/drivers"
)

// use runs a verb on the device that is there. The verb's context ends when the
// device leaves.
func use[D device, R any](ctx context.Context, p *place[D], op string, verb func(context.Context, D) (R, error)) (R, error) {
	t, err := p.await(ctx)
	if err != nil {
		var none R
		return none, p.fault(ctx, op, err)
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.life, cancel)()
	p.work(t, 1)
	result, err := verb(inner, t.device)
	p.work(t, -1)
	err = p.judge(ctx, t, op, err)
	if k := drivers.KindOf(err); k != "" && k != drivers.Disconnected && ctx.Err() == nil {
		p.count(drivers.Errors, 1)
	}
	return result, err
}

// act is use for a verb that has no result but an error.
func act[D device](ctx context.Context, p *place[D], op string, verb func(context.Context, D) error) error {
	_, err := use(ctx, p, op, func(ctx context.Context, d D) (struct{}, error) {
		return struct{}{}, verb(ctx, d)
	})
	return err
}

// gauges asks a device that is there for its gauges. One that has none, or is not
// there, tells none.
func gauges[D device](ctx context.Context, p *place[D]) ([]drivers.Gauge, error) {
	return use(ctx, p, "gauges", func(ctx context.Context, d D) ([]drivers.Gauge, error) {
		if g, ok := any(d).(drivers.Gauger); ok {
			return g.Gauges(ctx)
		}
		return nil, nil
	})
}

// await returns the device that is there, and waits while it may come back in a
// moment.
func (p *place[D]) await(ctx context.Context) (*tenancy[D], error) {
	for {
		p.mu.Lock()
		t, waiting, last, changed := p.tenant, p.waiting, p.last, p.changed
		p.mu.Unlock()
		if t != nil {
			return t, nil
		}
		if !waiting {
			return nil, away(last)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// away is why a device with this status cannot be used.
func away(s drivers.Status) error {
	err := errAbsent
	if s.State == drivers.DeviceBusy {
		err = errHeld
	}
	if len(s.Causes) == 0 {
		return err
	}
	return drivers.Because(s.Causes[0], err)
}

// judge decides what the error of a verb means. A device that left, or that says of
// itself that it is disconnected, is evicted and looked for at once.
func (p *place[D]) judge(ctx context.Context, t *tenancy[D], op string, err error) error {
	var f *drivers.Fault
	switch {
	case err == nil || ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return err
	case errors.As(err, &f) && f.Kind == drivers.Disconnected:
		p.evict(t)
		if p.silent(t) && !dead(t.device) { // the line is there, and nobody has ever answered on it
			p.absent(gone(t, drivers.Status{Note: err.Error()}))
		}
		p.LookAgain()
		return err
	case t.life.Err() != nil && errors.Is(err, context.Canceled): // by its leaving
		return p.fault(ctx, op, errAbsent)
	case t.life.Err() != nil:
		return p.fault(ctx, op, err)
	}
	return err
}

// fault is a Disconnected Fault, or a Busy one where another program has the line,
// unless the caller has left.
func (p *place[D]) fault(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.Disconnected
	if errors.Is(err, errHeld) {
		kind = drivers.Busy
	}
	return &drivers.Fault{Device: p.name, Op: op, Kind: kind, Err: err}
}

// Status asks the device how it is. While it may come back in a moment the answer
// is the last one, so that a plug that is pushed in properly shows nowhere.
func (p *place[D]) Status(ctx context.Context) drivers.Status {
	t := p.occupant()
	if t == nil {
		return p.remembered()
	}
	s := t.device.Status(ctx)
	switch {
	case s.State == drivers.NoDevice:
		p.LookAgain()
		return p.remembered()
	case s.State == drivers.Starting, unanswered(ctx, s): // it has not said anything
		return p.remembered()
	}
	p.remember(t, s)
	return s
}

func (p *place[D]) remembered() drivers.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

// Close ends Run, which closes the device; verbs under way and later ones are
// Disconnected. Closing twice is fine.
func (p *place[D]) Close() error {
	p.end()
	p.remove(p.occupant())
	p.absent(drivers.Status{State: drivers.NoDevice, Note: "slot is closed"})
	return nil
}
