package crt591

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Options say what kind of cards are issued.
type Options struct {
	Place   string // the place of the device in faults; empty means "dispenser"
	Address byte   // of the device on its line, 0 to 15
	Radio   bool   // cards are read through the air, not through contacts
}

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	if o.Address > 15 {
		return fmt.Errorf("address %d: want 0 to 15", o.Address)
	}
	return nil
}

// Dispenser is a card dispenser. It implements drivers.CardDispenser.
type Dispenser struct {
	link  *link
	place string
	radio bool

	mu   sync.Mutex
	last drivers.Status // what Status says while a card is moving
}

var (
	_ drivers.CardDispenser = (*Dispenser)(nil)
	_ drivers.Gauger        = (*Dispenser)(nil)
)

// New returns the dispenser behind p and sends nothing. Closing it closes p.
func New(p port.Port, o Options) (*Dispenser, error) {
	if p == nil {
		return nil, errors.New("crt591: no port")
	}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("crt591: %w", err)
	}
	d := &Dispenser{link: newLink(p, o.Address), place: cmp.Or(o.Place, "dispenser"), radio: o.Radio}
	d.link.dirty = true // by a program that was killed before this one
	d.last = drivers.Status{State: drivers.Starting}
	return d, nil
}

// String names the protocol and the line.
func (d *Dispenser) String() string { return "crt591 on " + d.link.port.String() }

// Err is why the line cannot be used any more, or nil; the device is not asked.
func (d *Dispenser) Err() error { return d.link.port.Err() }

// Close is drivers.CardDispenser's.
func (d *Dispenser) Close() error { return d.link.port.Close() }

// Move is drivers.CardDispenser's. To present a card when none is in the transport is an
// error without a Fault; to capture one then does nothing.
func (d *Dispenser) Move(ctx context.Context, to drivers.CardPosition) error {
	if err := d.link.turn.Take(ctx); err != nil {
		return err
	}
	defer d.link.turn.Give()
	now, err := d.order(ctx, status, quickTimeout)
	if err != nil {
		return d.fault(ctx, "move", err)
	}
	command, err := d.motion(now, to)
	if err != nil || command == "" {
		return err
	}
	_, err = d.order(ctx, command, moveTimeout)
	return d.fault(ctx, "move", err)
}

// motion is the command that brings the card to a place; empty when it is there.
func (d *Dispenser) motion(now reply, to drivers.CardPosition) (string, error) {
	at := now.position()
	switch {
	case at == to, to == drivers.Bin && at == drivers.NoCard:
		return "", nil
	case to == drivers.Inside && at == drivers.NoCard && now.stacker == '0':
		return "", d.held("move", drivers.NeedsTechnician, &refusal{"A0"})
	case to == drivers.Inside && d.radio:
		return toRadio, nil
	case to == drivers.Inside:
		return toContact, nil
	case to == drivers.Bin && now.bin == '1':
		return "", d.held("move", drivers.NeedsTechnician, &refusal{"A1"})
	case to == drivers.Bin:
		return toBin, nil
	case to == drivers.AtGate && at == drivers.Inside:
		return toGate, nil
	}
	return "", fmt.Errorf("%s: no card to move to %q", d.place, to)
}

// order gives a command, and initialises a device that says it was switched on since.
func (d *Dispenser) order(ctx context.Context, command string, limit time.Duration) (reply, error) {
	r, err := d.link.order(ctx, command, limit)
	var no *refusal
	if !errors.As(err, &no) || no.code != notReady {
		return r, err
	}
	if _, err := d.link.order(ctx, initialise, initTimeout); err != nil {
		return reply{}, fmt.Errorf("initialise: %w", err)
	}
	return d.link.order(ctx, command, limit)
}

// ask asks for the states.
func (d *Dispenser) ask(ctx context.Context) (reply, error) {
	if err := d.link.turn.Take(ctx); err != nil {
		return reply{}, err
	}
	defer d.link.turn.Give()
	return d.order(ctx, status, quickTimeout)
}

// Position is drivers.CardDispenser's.
func (d *Dispenser) Position(ctx context.Context) (drivers.CardPosition, error) {
	r, err := d.ask(ctx)
	if err != nil {
		return "", d.fault(ctx, "position", err)
	}
	return r.position(), nil
}

// Status is drivers.CardDispenser's. While a card is moving it repeats what the device
// said last.
func (d *Dispenser) Status(ctx context.Context) drivers.Status {
	if err := d.link.port.Err(); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	if !d.link.turn.Try() {
		return d.remembered()
	}
	defer d.link.turn.Give()
	r, err := d.order(ctx, status, quickTimeout)
	if err != nil && ctx.Err() != nil {
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = statusOf(r, err)
	return d.last
}

func (d *Dispenser) remembered() drivers.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

// statusOf puts an answer, or its lack, into the terminal's words.
func statusOf(r reply, err error) drivers.Status {
	switch {
	case err == nil:
		return r.status()
	case kindOf(err) == drivers.Disconnected:
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	return drivers.Status{State: drivers.HardwareError, Kinds: []drivers.Kind{kindOf(err)}, Note: err.Error()}
}

// Gauges is drivers.Gauger's. The device tells no numbers, only few and enough.
func (d *Dispenser) Gauges(ctx context.Context) ([]drivers.Gauge, error) {
	r, err := d.ask(ctx)
	if err != nil {
		return nil, d.fault(ctx, "gauges", err)
	}
	return []drivers.Gauge{
		{Name: "stacker", Level: -1, Low: r.stacker != '2'},
		{Name: "bin", Level: -1, Low: r.bin == '1', Fills: true},
	}, nil
}

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (d *Dispenser) fault(ctx context.Context, op string, err error) error {
	if err == nil || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	return d.held(op, kindOf(err), err)
}

func (d *Dispenser) held(op string, kind drivers.Kind, err error) error {
	return &drivers.Fault{Device: d.place, Op: op, Kind: kind, Err: err}
}

// Probe asks once whether a dispenser with the address 0 is at the other end of p, by
// its status, which moves nothing. ok is false when nothing that makes sense came before
// ctx ended.
func Probe(ctx context.Context, p port.Port) (answer string, ok bool) {
	_, err := newLink(p, 0).order(ctx, status, quickTimeout)
	var no *refusal
	return "crt591", err == nil || errors.As(err, &no)
}
