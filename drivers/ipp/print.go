package ipp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yitiji/drivers"
)

// grace is what a Print may take to cancel its job after its caller has left: less
// than the second within which a verb returns.
const grace = 700 * time.Millisecond

// stall is how many times its patience the driver waits for a job that makes no
// progress and has no reason not to.
const stall = 12

// Print is drivers.DocumentPrinter's. A document that the printer does not take is an
// error without a Fault: no person at the terminal can mend it.
func (p *Printer) Print(ctx context.Context, doc drivers.Document) (drivers.DocumentResult, error) {
	none := drivers.DocumentResult{Outcome: drivers.NotStarted}
	inner, leave, err := p.verbs.Enter(ctx)
	if err != nil {
		return none, p.fault(ctx, "print", err)
	}
	defer leave()
	if p.turn.Take(inner) != nil {
		return none, p.fault(ctx, "print", context.Cause(inner))
	}
	defer p.turn.Give()
	o, r, err := p.prepare(inner, doc)
	var unfit *unfitError
	switch {
	case errors.As(err, &unfit):
		return none, fmt.Errorf("%s: print: %w", p.opts.Place, err)
	case err != nil:
		return none, p.fault(ctx, "print", err)
	}
	result, err := p.run(inner, &pursuit{Printer: p, order: o, up: &upload{data: doc.Data}, reading: r})
	switch {
	case err != nil, ctx.Err() != nil && result.Outcome != drivers.Printed:
		return result, p.fault(ctx, "print", err)
	}
	return result, nil
}

// unfitError is why a document cannot be printed here at all.
type unfitError struct{ error }

// prepare makes sure that the printer can print the document, and cancels what this
// terminal left there.
func (p *Printer) prepare(ctx context.Context, doc drivers.Document) (order, reading, error) {
	r, err := p.sense(ctx, append(conditionNames(), capabilityNames()...)...)
	if err != nil {
		return order{}, r, err
	}
	o, err := newOrder(doc, r.takes)
	if err != nil {
		return o, r, &unfitError{err}
	}
	if kind, blocked := r.blocked(o.media); blocked {
		return o, r, &held{kind, r.String()}
	}
	return o, r, p.sweep(ctx)
}

// run hands the document over and sees to the end of the job.
func (p *Printer) run(ctx context.Context, t *pursuit) (drivers.DocumentResult, error) {
	if t.reading.takes.can(opCreateJob, opSendDocument) {
		return p.runCreated(ctx, t)
	}
	return p.runAtOnce(ctx, t)
}

// runCreated knows the job's number before the document is sent. A job whose number
// got lost is empty, and so prints nothing; it is cancelled where that can be done.
func (p *Printer) runCreated(ctx context.Context, t *pursuit) (drivers.DocumentResult, error) {
	m, err := p.client.ask(ctx, opCreateJob, p.client.about(
		strs(tagName, "requesting-user-name", p.opts.User), strs(tagName, "job-name", t.order.name),
		truth("ipp-attribute-fidelity", false)), t.order.template)
	if err == nil {
		t.id, err = jobNumber(m)
	}
	if err != nil {
		var no *refusal
		if !errors.As(err, &no) && !errors.Is(err, errUnreached) {
			p.sweepLate(ctx)
		}
		return drivers.DocumentResult{Outcome: drivers.NotStarted}, err
	}
	t.send(ctx, func(ctx context.Context) error {
		_, err := p.client.send(ctx, opSendDocument, t.up, p.client.aboutJob(t.id,
			strs(tagMIME, "document-format", t.order.format), truth("last-document", true)))
		return err
	})
	return t.follow(ctx)
}

// runAtOnce is for printers without Create-Job. When the answer is lost, and with it
// the job's number, a job of this terminal that was not there before is the one.
func (p *Printer) runAtOnce(ctx context.Context, t *pursuit) (drivers.DocumentResult, error) {
	var m message
	t.send(ctx, func(ctx context.Context) (err error) {
		m, err = p.client.send(ctx, opPrintJob, t.up, p.client.about(
			strs(tagName, "requesting-user-name", p.opts.User), strs(tagName, "job-name", t.order.name),
			truth("ipp-attribute-fidelity", false), strs(tagMIME, "document-format", t.order.format)), t.order.template)
		return err
	})
	err := t.delivered(ctx)
	if err == nil {
		t.id, err = jobNumber(m)
	}
	var no *refusal
	switch {
	case err == nil:
		return t.follow(ctx)
	case errors.As(err, &no), t.up.gone() == 0:
		return drivers.DocumentResult{Outcome: drivers.NotStarted}, err
	}
	if jobs, lost := p.unfinished(ctx); lost == nil && len(jobs) == 1 {
		t.id = jobs[0]
		return t.follow(ctx)
	}
	p.sweepLate(ctx)
	return drivers.DocumentResult{Outcome: drivers.Uncertain}, err
}

// jobNumber reads the number of a new job.
func jobNumber(m message) (int, error) {
	id, ok := m.first(tagJob).integer("job-id")
	if !ok || id <= 0 {
		return 0, fmt.Errorf("%w: job without number", errAnswer)
	}
	return id, nil
}

// sweep cancels what this terminal left at the printer, so that no paper of one
// person comes out under the next.
func (p *Printer) sweep(ctx context.Context) error {
	jobs, err := p.unfinished(ctx)
	var no *refusal
	if err != nil && !errors.As(err, &no) { // a printer that lists no jobs keeps none after the last
		return err
	}
	jobs = append(jobs, p.left...)
	slices.Sort(jobs)
	for _, id := range slices.Compact(jobs) {
		if _, err := p.cancel(ctx, id); err != nil {
			return &held{drivers.Busy, "an earlier job has not ended: " + err.Error()}
		}
	}
	p.left = nil
	return nil
}

// sweepLate is sweep in the short time after a failure. What it does not reach is
// left to the next Print.
func (p *Printer) sweepLate(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	_ = p.sweep(ctx)
}

// unfinished gives the jobs of this terminal that have not ended. The user is looked
// at here too, for printers that do not know my-jobs.
func (p *Printer) unfinished(ctx context.Context) ([]int, error) {
	m, err := p.client.ask(ctx, opGetJobs, p.client.about(
		strs(tagName, "requesting-user-name", p.opts.User), strs(tagKeyword, "which-jobs", "not-completed"),
		truth("my-jobs", true), wanted("job-id", "job-state", "job-originating-user-name")))
	if err != nil {
		return nil, err
	}
	var out []int
	for _, g := range m.groupsOf(tagJob) {
		v, err := jobOf(g)
		if err == nil && !v.ended() && strings.EqualFold(g.text("job-originating-user-name"), p.opts.User) {
			out = append(out, v.id)
		}
	}
	return out, nil
}

// cancel cancels a job and waits until it has ended: a job that is being cancelled
// goes on to a point where the printer can stop. A job that the printer does not
// know has ended with nothing more to be learned.
func (p *Printer) cancel(ctx context.Context, id int) (jobView, error) {
	ctx, end := context.WithTimeoutCause(ctx, p.opts.Timeout, errSilent)
	defer end()
	for {
		_, err := p.client.ask(ctx, opCancelJob, p.client.aboutJob(id))
		for err == nil || refused(err, statusNotPossible, statusNotFound, statusGone) {
			var v jobView
			v, err = p.view(ctx, id)
			if err == nil && v.ended() || refused(err, statusNotFound, statusGone) {
				return v, nil
			}
			if err == nil && p.pause(ctx) != nil {
				return v, fmt.Errorf("%s: %w", v, context.Cause(ctx))
			}
		}
		if p.pause(ctx) != nil {
			return jobView{}, err
		}
	}
}

// view asks for a job. An answer about another job is no answer.
func (p *Printer) view(ctx context.Context, id int) (jobView, error) {
	m, err := p.client.ask(ctx, opGetJob, p.client.aboutJob(id, wanted(jobNames()...)))
	if err != nil {
		return jobView{}, err
	}
	v, err := jobOf(m.first(tagJob))
	if err == nil && v.id != id {
		err = fmt.Errorf("%s: %w", opGetJob, errOther)
	}
	return v, err
}

// pause waits until a job may be looked at again.
func (p *Printer) pause(ctx context.Context) error {
	wake := time.NewTimer(p.opts.Poll)
	defer wake.Stop()
	select {
	case <-wake.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (t *pursuit) number() string {
	if t.id == 0 {
		return ""
	}
	return strconv.Itoa(t.id)
}
