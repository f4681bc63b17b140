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
	// patience is what a slip may take beyond its length: the cutter, a slow answer.
	patience = 8 * time.Second
	// silentPatience is the same for a printer that never confirms: it is given the
	// time to print, and nothing is waited for in vain.
	silentPatience = time.Second
	// muteness is how long a printer that talks may say nothing in the middle of a
	// slip: some answer no questions while they receive a picture.
	muteness = 3 * time.Second
	// cooling is how long a hot head is waited for: a minute is what heads of
	// kiosks take, and a person waits that long for a slip that has begun.
	cooling = time.Minute
)

// Print is drivers.Printer's. A slip that cannot be laid out is an error without a
// Fault: no person at the terminal can mend it.
func (p *Printer) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	none := drivers.PrintResult{Outcome: drivers.NotStarted}
	j, err := p.newJob(slip)
	if err != nil {
		return none, fmt.Errorf("%s: lay out slip: %w", p.place, err)
	}
	if err := p.turn.Take(ctx); err != nil {
		return none, err
	}
	defer p.turn.Give()
	before, err := p.prepare(ctx)
	if err != nil {
		return none, err
	}
	return p.run(ctx, j, before)
}

// prepare makes sure that the printer can print, and empties it of older jobs. What
// it returns is how the printer was before the slip.
func (p *Printer) prepare(ctx context.Context) (reading, error) {
	r, err := p.sense(ctx)
	if err == nil && r.silent() && p.link.talked {
		r, err = p.revive(ctx)
	}
	if err != nil {
		return r, p.fault(ctx, err)
	}
	if kind, blocked := r.blocked(); blocked {
		return r, p.held(kind, errors.New(r.String()))
	}
	if p.dirty {
		if err := p.clean(ctx, r); err != nil {
			return r, p.fault(ctx, err)
		}
	}
	if err := p.link.start(ctx); err != nil {
		return r, p.fault(ctx, err)
	}
	return r, nil
}

// revive is sense for a printer that has fallen silent.
func (p *Printer) revive(ctx context.Context) (reading, error) {
	if err := p.link.unstick(ctx); err != nil {
		return reading{}, err
	}
	p.dirty, p.scrap = true, true
	return p.sense(ctx)
}

// clean drops what is left of older jobs, from the buffer and from the paper, and
// finds out whether the printer answers queued questions: it is idle now, so it
// answers at once or never.
func (p *Printer) clean(ctx context.Context, r reading) error {
	if err := p.link.clear(ctx); err != nil {
		return err
	}
	if err := p.link.start(ctx); err != nil {
		return err
	}
	if !r.silent() {
		_, err := p.link.send(ctx, []byte(Forget+askQueued))
		if err == nil {
			err = p.link.await(ctx, queued, answerTimeout)
		}
		if p.deaf = errors.Is(err, errSilent); err != nil && !p.deaf {
			return err
		}
	}
	if p.scrap {
		if _, err := p.link.send(ctx, []byte(initialise+cut)); err != nil {
			return err
		}
	}
	p.dirty, p.scrap = false, false
	return nil
}

// run sends the job and waits for what becomes of it. What was sent and not
// confirmed is cleared, at once where the job is known to have failed, otherwise
// before the next one: a slip that is still coming out is not cut short.
func (p *Printer) run(ctx context.Context, j job, before reading) (drivers.PrintResult, error) {
	result := drivers.PrintResult{Outcome: drivers.NotStarted}
	sent, dots, err := p.send(ctx, j)
	if sent == 0 {
		return result, p.fault(ctx, err)
	}
	p.dirty, result.Length = true, millimetres(dots)
	if err != nil {
		result.Outcome, p.scrap = drivers.Uncertain, true
		p.discard(ctx)
		return result, p.fault(ctx, err)
	}
	result.Outcome, err = p.confirm(ctx, j, before)
	p.dirty, p.scrap = result.Outcome != drivers.Printed, err != nil
	if err != nil && ctx.Err() == nil {
		p.discard(ctx)
	}
	return result, err
}

// send sends the commands, and behind them the queued question. It ends only
// between commands. What came before the question is no answer to it.
func (p *Printer) send(ctx context.Context, j job) (sent, dots int, err error) {
	for _, c := range j.commands {
		n, err := p.link.send(ctx, c.bytes)
		if sent += n; err != nil {
			return sent, dots, err
		}
		dots += c.dots
	}
	if !p.deaf {
		if err := p.link.start(ctx); err != nil {
			return sent, dots, err
		}
	}
	n, err := p.link.send(ctx, []byte(askQueued))
	return sent + n, dots, err
}

// discard clears the printer as far as that goes; it stays dirty, since the clearing
// is not proven and the paper still has the piece on it.
func (p *Printer) discard(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	_ = p.link.clear(ctx)
}

// wait is the state of waiting for a confirmation.
type wait struct {
	before  reading // how the printer was before the slip
	now     reading
	wanted  int       // answers that must come
	litter  int       // garbage that was seen and dealt with
	heard   time.Time // when it said something last
	limit   time.Time
	longest time.Time // the limit for a printer that pauses
}

// newWait is given as much time as the slip takes, and a reserve. A printer that left
// the question before the slip unanswered is not waited for, and must answer that one
// too: it may be late.
func (p *Printer) newWait(j job, before reading) wait {
	now := time.Now()
	w := wait{before: before, now: before, wanted: 1, litter: p.link.ear.litter, heard: now}
	reserve := patience
	if before.silent() || p.deaf {
		reserve = silentPatience
	}
	if p.deaf {
		w.wanted = 2
	}
	w.limit = now.Add(reserve + p.printing(j))
	w.longest = w.limit.Add(cooling)
	return w
}

// printing is how long a slip takes to come out.
func (p *Printer) printing(j job) time.Duration {
	return time.Duration(millimetres(j.dots)) * time.Second / time.Duration(p.speed)
}

// confirm waits for the queued answer, and asks in between why it does not come.
func (p *Printer) confirm(ctx context.Context, j job, before reading) (drivers.Outcome, error) {
	for w := p.newWait(j, before); ; {
		err := p.look(ctx, &w)
		kind, stopped := w.now.stopped()
		switch now := time.Now(); {
		case ctx.Err() != nil:
			return drivers.Uncertain, ctx.Err()
		case err != nil:
			return drivers.Uncertain, p.fault(ctx, err)
		case p.link.queued >= w.wanted:
			p.deaf = false // only late
			return drivers.Printed, nil
		case stopped && passing(kind) && now.Before(w.longest):
			w.limit = later(w.limit, now.Add(patience))
			w.limit = sooner(w.limit, w.longest)
		case stopped:
			return drivers.Uncertain, p.held(kind, errors.New(w.now.String()))
		}
		mute := p.link.talked && time.Since(w.heard) > muteness
		if mute || time.Now().After(w.limit) {
			return p.verdict(ctx, w)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func sooner(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// look listens for a while, and then asks again how a printer is that told how it
// was. The queued question itself is put again only when garbage came in place of the
// answer, or with it: a question that was swallowed tells that the cut before it was
// swallowed too, and asking anew would hide that.
func (p *Printer) look(ctx context.Context, w *wait) error {
	l := &p.link
	answered := func() bool { return l.queued >= w.wanted }
	if err := l.listen(ctx, askInterval, answered); err != nil || w.before.silent() {
		return err
	}
	if !answered() {
		l.ear.drop()
	}
	now, err := p.glance(ctx, w.now, answered())
	if err != nil {
		return err
	}
	if !now.silent() {
		w.now, w.heard = now, time.Now()
		p.remember(now.status())
	}
	if l.ear.litter == w.litter || p.deaf {
		return nil
	}
	l.queued, w.litter = 0, l.ear.litter
	_, err = l.send(ctx, []byte(askQueued))
	return err
}

// glance is how the printer is while a slip is being printed. Behind an answer it asks
// one question only, which brings to light what else came with the answer.
func (p *Printer) glance(ctx context.Context, last reading, answered bool) (reading, error) {
	l := &p.link
	switch {
	case l.asb && answered:
		return l.report(ctx)
	case l.asb: // it reports by itself
		return l.told, nil
	case !answered:
		return l.inquire(ctx)
	case !last.answered[4]:
		return last, nil
	}
	b, err := l.ask(ctx, 4)
	if errors.Is(err, errSilent) {
		return last, nil
	}
	last.bytes[4] = b
	return last, err
}

// verdict is given when the time is up without an answer. A printer that still talks
// does not know GS r. One that is mute has taken the slip for data, or lost its power.
func (p *Printer) verdict(ctx context.Context, w wait) (drivers.Outcome, error) {
	if w.before.silent() {
		return drivers.Uncertain, nil
	}
	err := p.link.nudge(ctx)
	if errors.Is(err, errSilent) {
		if err = p.link.unstick(ctx); err == nil && p.link.queued < w.wanted {
			return drivers.Uncertain, p.held(drivers.Busy, errSwallowed)
		}
	}
	switch {
	case err != nil:
		return drivers.Uncertain, p.fault(ctx, err)
	case p.link.queued >= w.wanted: // it had only been busy
		return drivers.Printed, nil
	}
	return drivers.Uncertain, nil
}
