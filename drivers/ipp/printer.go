package ipp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// defaultMedia is the sheet that is printed on where nothing else is said.
const defaultMedia = "iso_a4_210x297mm"

// Printer is a printer that speaks IPP. It implements drivers.DocumentPrinter and
// drivers.Gauger.
type Printer struct {
	client *client
	opts   Options
	turn   port.Turn // to print
	verbs  *port.Verbs
	left   []int       // jobs that could not be seen to end; whoever has the turn owns it
	blind  atomic.Bool // it completed a job of which it counted nothing
}

var (
	_ drivers.DocumentPrinter = (*Printer)(nil)
	_ drivers.Gauger          = (*Printer)(nil)
)

// New returns the printer that o names. It opens nothing and sends nothing: whether
// a printer is there is what Status and Formats tell.
func New(o Options) (*Printer, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("ipp: %w", err)
	}
	o = o.withDefaults()
	c, err := newClient(o)
	if err != nil {
		return nil, fmt.Errorf("ipp: %w", err)
	}
	return &Printer{client: c, opts: o, turn: port.NewTurn(), verbs: port.NewVerbs()}, nil
}

// String names the protocol and the printer.
func (p *Printer) String() string { return "ipp at " + p.client.target.uri }

// Close is drivers.DocumentPrinter's. It waits until the verbs under way have ended,
// which a Print does after less than a second, in which it cancels its job.
func (p *Printer) Close() error {
	p.verbs.Close()
	return nil
}

// Status is drivers.DocumentPrinter's.
func (p *Printer) Status(ctx context.Context) drivers.Status {
	r, err := p.read(ctx)
	switch {
	case err == nil:
		return r.status(defaultMedia)
	case errors.Is(err, errUnreached), errors.Is(err, port.ErrClosed):
		return drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.Unreachable}, Note: err.Error()}
	case ctx.Err() != nil, errors.Is(err, errSilent), errors.Is(err, errTorn):
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	case kindOf(err) == drivers.Busy:
		return drivers.Status{State: drivers.DeviceBusy, Note: err.Error()}
	}
	return drivers.Status{State: drivers.HardwareError, Kinds: []drivers.Kind{kindOf(err)}, Note: err.Error()}
}

// read asks the printer how it is, as a verb of its own.
func (p *Printer) read(ctx context.Context) (reading, error) {
	ctx, leave, err := p.verbs.Enter(ctx)
	if err != nil {
		return reading{}, err
	}
	defer leave()
	return p.sense(ctx, conditionNames()...)
}

// sense asks for attributes of the printer.
func (p *Printer) sense(ctx context.Context, names ...string) (reading, error) {
	m, err := p.client.ask(ctx, opGetPrinter, p.client.about(wanted(names...)))
	if err != nil {
		return reading{}, err
	}
	return readingOf(m.first(tagPrinter)), nil
}

// Formats gives the MIME types of the documents that the printer takes. A printer
// that is not there is a Fault, so that this also tells whether one is.
func (p *Printer) Formats(ctx context.Context) ([]string, error) {
	inner, leave, err := p.verbs.Enter(ctx)
	if err != nil {
		return nil, p.fault(ctx, "formats", err)
	}
	defer leave()
	r, err := p.sense(inner, capabilityNames()...)
	if err != nil {
		return nil, p.fault(ctx, "formats", err)
	}
	return slices.Clone(r.takes.formats), nil
}

// held is why a job cannot be printed or was given up, with the kind that the
// printer's reasons have.
type held struct {
	kind drivers.Kind
	text string
}

func (h *held) Error() string { return h.text }

// fault wraps the cause of a failure for people. The end of the caller's context is
// no fault.
func (p *Printer) fault(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &drivers.Fault{Device: p.opts.Place, Op: op, Kind: kindOf(err), Err: err}
}

// kindOf says what a person can do about a failure.
func kindOf(err error) drivers.Kind {
	var h *held
	switch {
	case errors.As(err, &h):
		return h.kind
	case refused(err, statusBusy, statusTemporary, statusRefusing), errors.Is(err, errUnavailable):
		return drivers.Busy
	}
	for _, away := range []error{errUnreached, errSilent, errTorn, port.ErrClosed} {
		if errors.Is(err, away) {
			return drivers.Disconnected
		}
	}
	return drivers.NeedsTechnician
}
