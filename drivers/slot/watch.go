package slot

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// statusTimeout bounds one look at a device that does not answer.
const statusTimeout = 5 * time.Second

// Run keeps the device in its place until ctx ends or Close is called, and then
// closes it. It returns nil: nothing that happens to a device is an error of the
// slot. It is called once.
func (p *place[D]) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.life, cancel)()
	for ctx.Err() == nil {
		p.pause(ctx, p.turn(ctx))
	}
	p.remove(p.occupant())
	p.absent(drivers.Status{State: drivers.NoDevice, Note: "slot has ended"})
	return nil
}

// turn looks once, and returns when to look again.
func (p *place[D]) turn(ctx context.Context) time.Duration {
	if t := p.occupant(); t != nil {
		return p.watch(ctx, t)
	}
	return p.reopen(ctx)
}

// watch asks a device how it is. One that is not there any more is evicted after
// enough misses.
func (p *place[D]) watch(ctx context.Context, t *tenancy[D]) time.Duration {
	limited, cancel := context.WithTimeout(ctx, statusTimeout)
	defer cancel()
	s := t.device.Status(limited)
	switch silent := unanswered(limited, s); {
	case s.State == drivers.Starting: // a verb has its turn, and it has said nothing yet
		return p.opts.Retry
	case silent && (ctx.Err() != nil || p.working(t)):
		return p.opts.Poll
	case s.State != drivers.NoDevice && !silent:
		p.remember(t, s)
		return p.opts.Poll
	case !p.missed():
		return p.opts.Retry
	}
	p.evict(t)
	p.absent(gone(t, s))
	return p.opts.Seek
}

// gone is the last status of a device that was given up: where its line is still there,
// nobody answers on it.
func gone[D device](t *tenancy[D], s drivers.Status) drivers.Status {
	s.State = drivers.NoDevice
	if len(s.Causes) == 0 {
		s.Causes = []drivers.Cause{drivers.NoAnswer}
		if dead(t.device) {
			s.Causes = []drivers.Cause{drivers.NotPlugged}
		}
	}
	return s
}

// unanswered says that a status only tells that ctx ended before the device answered.
func unanswered(ctx context.Context, s drivers.Status) bool {
	return s.State == drivers.Unknown && ctx.Err() != nil
}

// reopen tries to open the device.
func (p *place[D]) reopen(ctx context.Context) time.Duration {
	d, err := p.open(ctx)
	switch {
	case err == nil:
		p.settle(ctx, d)
		return 0
	case ctx.Err() != nil:
		return 0
	case !retryable(err):
		p.absent(unopened(err))
		return p.opts.Rest
	case !p.missed():
		return p.opts.Retry
	}
	p.absent(unopened(err))
	if held(err) { // to see who has it costs a look at every process
		return p.opts.Poll
	}
	return p.opts.Seek
}

// unopened is the status of a device that could not be opened.
func unopened(err error) drivers.Status {
	s := drivers.Status{State: drivers.NoDevice, Causes: causes(err), Note: err.Error()}
	switch {
	case held(err):
		s.State, s.Kinds = drivers.DeviceBusy, []drivers.Kind{drivers.Busy}
	case !retryable(err):
		s.State, s.Kinds = drivers.HardwareError, []drivers.Kind{drivers.NeedsTechnician}
	}
	return s
}

// held says that another program has the line.
func held(err error) bool { return errors.Is(err, port.ErrBusy) || errors.Is(err, unix.EBUSY) }

// causes explain why a device could not be opened: in the driver's words where it has
// any, and else by what became of its line.
func causes(err error) []drivers.Cause {
	cause := drivers.CauseOf(err)
	switch {
	case cause != "":
	case held(err):
		cause = drivers.LineHeld
	case errors.Is(err, fs.ErrPermission):
		cause = drivers.NoPermission
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, port.ErrGone), errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO):
		cause = drivers.NotPlugged
	default:
		return nil
	}
	return []drivers.Cause{cause}
}

// retryable says whether a device that could not be opened may come back by
// itself: it is not there, it is just leaving, or another process has it.
func retryable(err error) bool {
	for _, passing := range []error{
		fs.ErrNotExist, port.ErrGone, port.ErrBusy, context.DeadlineExceeded,
		unix.ENODEV, unix.ENXIO, unix.EIO, unix.EAGAIN, unix.EBUSY,
	} {
		if errors.Is(err, passing) {
			return true
		}
	}
	return drivers.KindOf(err) == drivers.Disconnected
}

// pause waits for the next turn, or until somebody asks to look again, or the line
// of the device that is there has died.
func (p *place[D]) pause(ctx context.Context, d time.Duration) {
	wake := time.NewTimer(d)
	defer wake.Stop()
	glance := time.NewTicker(p.opts.Glance)
	defer glance.Stop()
	for {
		select {
		case <-wake.C:
			return
		case <-p.look:
			return
		case <-ctx.Done():
			return
		case <-glance.C:
			if t := p.occupant(); t != nil && dead(t.device) {
				p.evict(t)
				return
			}
		}
	}
}

// dead says that the line of a device has hung up: no question is needed to know
// that it is gone.
func dead(d device) bool {
	w, ok := d.(wired)
	return ok && w.Err() != nil
}
