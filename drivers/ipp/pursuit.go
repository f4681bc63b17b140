package ipp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yitiji/drivers"
)

// pursuit follows one job to its end.
type pursuit struct {
	*Printer
	order   order
	id      int
	up      *upload
	reading reading // the last of the printer

	sent    chan error // takes how the sending ended; nil once that is known
	endSend context.CancelFunc

	last    jobView
	taken   int
	news    time.Time    // when the job last made progress
	heard   time.Time    // when the printer last answered
	trouble drivers.Kind // what holds the job up
	since   time.Time    // since when
}

// send begins to send the document. A printer that has little memory takes it while
// it prints, and so stops taking it when it stops printing.
func (t *pursuit) send(ctx context.Context, request func(context.Context) error) {
	ctx, t.endSend = context.WithCancel(ctx)
	t.sent = make(chan error, 1)
	go func() { t.sent <- request(ctx) }()
}

// stop ends the sending, if it is still going on, and waits for that.
func (t *pursuit) stop() {
	t.endSend()
	t.up.stop()
	if t.sent != nil {
		<-t.sent
		t.sent = nil
	}
}

// delivered waits for the answer to a document that was sent without knowing the
// job's number. It gives up when the printer takes no more for a while.
func (t *pursuit) delivered(ctx context.Context) error {
	defer t.stop()
	for taken, since := 0, time.Now(); ; {
		if answered, err := t.tick(ctx); answered || err != nil {
			return err
		}
		if now := t.up.gone(); now != taken {
			taken, since = now, time.Now()
		}
		if time.Since(since) > t.opts.Timeout+t.opts.Patience {
			return errSilent
		}
	}
}

// follow looks at the job until it has ended, or there is a reason to end it.
func (t *pursuit) follow(ctx context.Context) (drivers.DocumentResult, error) {
	defer t.stop()
	t.news, t.heard = time.Now(), time.Now()
	for {
		v, err := t.look(ctx)
		switch {
		case ctx.Err() != nil:
			return t.quit(ctx, context.Cause(ctx))
		case err == nil && v.ended():
			t.stop()
			return t.verdict(v, nil)
		case refused(err, statusNotFound, statusGone):
			t.stop()
			return t.lost(err)
		case err == nil:
			err = t.giveUp(v)
		case time.Since(t.heard) < 2*t.opts.Timeout:
			err = nil // a blip of the network ends no print
		}
		if err == nil {
			err = t.await(ctx)
		}
		if err != nil {
			return t.quit(ctx, err)
		}
	}
}

// await waits until it is time to look again. A document that was refused, or cut
// off on its way, is an error. When only the answer got lost, the job tells the rest.
func (t *pursuit) await(ctx context.Context) error {
	answered, err := t.tick(ctx)
	var no *refusal
	if answered && t.up.whole() && !errors.As(err, &no) {
		return nil
	}
	return err
}

// tick waits for the answer to the document, or until it is time to look again.
func (t *pursuit) tick(ctx context.Context) (answered bool, err error) {
	wake := time.NewTimer(t.opts.Poll)
	defer wake.Stop()
	select {
	case err := <-t.sent:
		t.sent = nil
		return true, err
	case <-wake.C:
		return false, nil
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
}

// look asks how the job is, and while it goes on how the printer is.
func (t *pursuit) look(ctx context.Context) (jobView, error) {
	v, err := t.view(ctx, t.id)
	if err != nil {
		return v, err
	}
	t.heard = time.Now()
	if r, err := t.sense(ctx, conditionNames()...); err == nil {
		t.reading = r
	}
	return v, nil
}

// giveUp says why the job should be cancelled, or nil. A reason that holds it up must
// last for the time of the driver's patience, in which the job makes no progress.
func (t *pursuit) giveUp(v jobView) error {
	now := time.Now()
	if taken := t.up.gone(); v.state != t.last.state || v.sheets != t.last.sheets || v.sides != t.last.sides || taken != t.taken {
		t.last, t.taken, t.news, t.since = v, taken, now, now
	}
	kind, blocked := t.reading.halted()
	if !blocked && v.state == jobStopped {
		kind, blocked = drivers.NeedsTechnician, true
	}
	if kind != t.trouble {
		t.trouble, t.since = kind, now
	}
	switch {
	case blocked && now.Sub(t.since) >= t.opts.Patience:
		return &held{kind, t.explain(v)}
	case t.idle(v) && now.Sub(t.news) >= stall*t.opts.Patience:
		return &held{drivers.Busy, "no progress: " + t.explain(v)}
	}
	return nil
}

// idle says that a job that does not change is doing nothing. A printer that counts
// nothing may be printing all the time.
func (t *pursuit) idle(v jobView) bool {
	return v.state != jobProcessing || v.counts() && !t.blind.Load() || !t.up.whole()
}

func (t *pursuit) explain(v jobView) string { return v.String() + "; " + t.reading.String() }

// quit cancels the job because of cause and sees what has become of it. A caller who
// has left is not kept.
func (t *pursuit) quit(ctx context.Context, cause error) (drivers.DocumentResult, error) {
	limit := t.opts.Timeout
	if ctx.Err() != nil {
		limit = grace
	}
	ctx, end := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer end()
	t.stop()
	v, err := t.cancel(ctx, t.id)
	if err != nil || !v.ended() {
		t.remember(err)
		return t.lost(cause)
	}
	return t.verdict(v, cause)
}

// remember keeps a job that was not seen to end for the next Print to cancel.
func (t *pursuit) remember(err error) {
	if err != nil {
		t.left = append(t.left, t.id)
	}
}

// lost is the result of a job of which nothing more can be learned. A document of
// which nothing was sent is printed by nobody.
func (t *pursuit) lost(cause error) (drivers.DocumentResult, error) {
	result := drivers.DocumentResult{Outcome: drivers.Uncertain, Job: t.number(), Sheets: t.last.sheetsOut(t.order.twoSided)}
	if t.up.gone() == 0 {
		result.Outcome = drivers.NotStarted
	}
	return result, cause
}

// verdict is the result of a job that has ended. The cause is why it was cancelled,
// if it was; a job that was completed all the same has no fault.
func (t *pursuit) verdict(v jobView, cause error) (drivers.DocumentResult, error) {
	result := drivers.DocumentResult{Outcome: drivers.Uncertain, Job: t.number(), Sheets: v.sheetsOut(t.order.twoSided)}
	switch {
	case v.state == jobCompleted:
		if !v.paper() {
			t.blind.Store(true)
		}
		return t.completed(v, result, cause)
	case t.up.gone() == 0, v.counts() && !v.paper() && !t.reading.queue && !t.blind.Load():
		result.Outcome = drivers.NotStarted
	}
	if cause == nil {
		cause = t.why(v)
	}
	return result, cause
}

// completed tells a job that was printed from one that only ended well. Both reasons
// are RFC 8011's, section 5.3.8: one was passed on to a device that tells nothing,
// the other has pages that are not right.
func (t *pursuit) completed(v jobView, result drivers.DocumentResult, cause error) (drivers.DocumentResult, error) {
	switch {
	case !t.up.whole(), v.has("job-completed-with-errors"):
		if cause == nil {
			cause = &held{drivers.NeedsTechnician, t.explain(v)}
		}
		return result, cause
	case v.has("queued-in-device"):
		return result, nil
	}
	result.Outcome = drivers.Printed
	return result, nil
}

// why says for people why a printer ended a job of its own accord.
func (t *pursuit) why(v jobView) error {
	kind, blocked := t.reading.halted()
	switch {
	case blocked:
	case v.state == jobCancelled:
		kind = drivers.Busy // somebody at the printer cancelled it: it can be tried again
	default:
		kind = drivers.NeedsTechnician
	}
	return fmt.Errorf("job ended: %w", &held{kind, t.explain(v)})
}
