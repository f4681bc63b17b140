package escpos

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yitiji/drivers"
)

// The waits for a slip.
const (
	// askInterval is how often the printer is asked why it does not confirm.
	askInterval = 500 * time.Millisecond
	// rowTime is what one row of text takes a slow printer: 4 mm at 40 mm/s.
	rowTime = 100 * time.Millisecond
	// patience is what a slip may take beyond its rows: the cutter, a hot head.
	patience = 8 * time.Second
	// silentPatience is the same for a printer that never answers: it is given
	// the time to print, and nothing is waited for in vain.
	silentPatience = 2 * time.Second
)

// Print is drivers.Printer's. A slip that cannot be laid out is an error without a
// Fault: no person at the terminal can mend it.
func (p *Printer) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	outcome, err := p.print(ctx, slip)
	return drivers.PrintResult{Outcome: outcome}, err
}

func (p *Printer) print(ctx context.Context, slip drivers.Slip) (drivers.Outcome, error) {
	j, err := p.newJob(slip)
	if err != nil {
		return drivers.NotStarted, fmt.Errorf("%s: lay out slip: %w", p.place, err)
	}
	select {
	case <-p.turn:
	case <-ctx.Done():
		return drivers.NotStarted, ctx.Err()
	}
	defer func() { p.turn <- struct{}{} }()
	before, err := p.prepare(ctx)
	if err != nil {
		return drivers.NotStarted, err
	}
	return p.run(ctx, j, before)
}

// prepare makes sure that the printer can print, and empties it of older jobs.
func (p *Printer) prepare(ctx context.Context) (reading, error) {
	r, err := p.sense(ctx)
	if err != nil {
		return r, p.fault(ctx, err)
	}
	if kind, blocked := r.blocked(); blocked {
		return r, p.held(kind, errors.New(r.String()))
	}
	if p.dirty {
		if err := p.link.clear(ctx); err != nil {
			return r, p.fault(ctx, err)
		}
		p.dirty = false
	}
	if err := p.link.start(); err != nil {
		return r, p.fault(ctx, err)
	}
	return r, nil
}

// run sends the job and waits for what becomes of it. What was sent and not
// confirmed is cleared, at once where the job is known to have failed, otherwise
// before the next one: a slip that is still coming out is not cut short.
func (p *Printer) run(ctx context.Context, j job, before reading) (drivers.Outcome, error) {
	sent, err := p.send(ctx, j)
	if sent == 0 {
		return drivers.NotStarted, p.fault(ctx, err)
	}
	p.dirty = true
	if err != nil {
		p.discard(ctx)
		return drivers.Uncertain, p.fault(ctx, err)
	}
	outcome, err := p.confirm(ctx, j, before)
	if drivers.Printed == outcome {
		p.dirty = false
	} else if err != nil && ctx.Err() == nil {
		p.discard(ctx)
	}
	return outcome, err
}

// send sends the commands, and behind them the queued question. It ends only
// between commands.
func (p *Printer) send(ctx context.Context, j job) (sent int, err error) {
	for _, c := range append(j.commands, []byte(askQueued)) {
		n, err := p.link.send(ctx, c)
		if sent += n; err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// discard clears the printer as far as that goes; it stays dirty when it does not.
func (p *Printer) discard(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	p.dirty = p.link.clear(ctx) != nil
}

// confirm waits for the queued answer, and asks in between why it does not come.
func (p *Printer) confirm(ctx context.Context, j job, before reading) (drivers.Outcome, error) {
	limit := patience
	if before.silent() {
		limit = silentPatience
	}
	limited, cancel := context.WithTimeout(ctx, limit+time.Duration(j.rows)*rowTime)
	defer cancel()
	now := before
	for {
		var err error
		now, err = p.look(limited, now)
		switch {
		case p.link.confirmed:
			return drivers.Printed, nil
		case ctx.Err() != nil:
			return drivers.Uncertain, ctx.Err()
		case limited.Err() != nil:
			return drivers.Uncertain, p.verdict(now, before)
		case err != nil:
			return drivers.Uncertain, p.fault(ctx, err)
		}
		if kind, blocked := now.blocked(); blocked {
			return drivers.Uncertain, p.held(kind, errors.New(now.String()))
		}
	}
}

// look listens for a while, and then asks again how a printer is that told how it
// was. Without an answer nothing new is known.
func (p *Printer) look(ctx context.Context, last reading) (reading, error) {
	listening, cancel := context.WithTimeout(ctx, askInterval)
	defer cancel()
	var err error
	for !p.link.confirmed && err == nil {
		_, err = p.link.hear(listening)
	}
	if p.link.confirmed || last.silent() || listening.Err() == nil || ctx.Err() != nil {
		return last, quiet(err)
	}
	now, err := p.link.sense(ctx)
	if err != nil {
		return last, quiet(err)
	}
	p.remember(now.status())
	return now, nil
}

// quiet drops the end of a listening time: it is no error.
func quiet(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// verdict is given when the time is up without an answer. A printer that talked
// before and is mute now has lost its power; any other simply does not know GS r.
func (p *Printer) verdict(now, before reading) error {
	if before.silent() || !now.silent() {
		return nil
	}
	return p.held(drivers.Disconnected, errSilent)
}
