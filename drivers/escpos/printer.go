package escpos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Options say what stands at the other end of the line.
type Options struct {
	Place     string    // the place of the device in faults; empty means "receipt"
	Width     int       // of the roll in millimetres: 58 or 80; 0 means 80
	DrawCodes bool      // draw QR codes here: for printers that cannot
	Typeface  *Typeface // for characters outside GBK; nil prints 〓 instead
}

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	_, err := paperOf(cmp.Or(o.Width, 80))
	return err
}

// Printer is a receipt printer. It implements drivers.Printer.
type Printer struct {
	place     string
	paper     paper
	drawCodes bool
	typeface  *Typeface

	turn chan struct{} // holds the right to use what follows
	link link
	// dirty says that the printer may hold bytes of an earlier job.
	dirty bool

	mu   sync.Mutex
	last drivers.Status // what Status says while a slip is being printed
}

var _ drivers.Printer = (*Printer)(nil)

// New returns the printer behind p and sends nothing. Closing the printer closes p.
func New(p port.Port, o Options) (*Printer, error) {
	if p == nil {
		return nil, errors.New("escpos: no port")
	}
	paper, err := paperOf(cmp.Or(o.Width, 80))
	if err != nil {
		return nil, fmt.Errorf("escpos: %w", err)
	}
	t := &Printer{
		place: cmp.Or(o.Place, "receipt"), paper: paper, drawCodes: o.DrawCodes, typeface: o.Typeface,
		turn: make(chan struct{}, 1), link: link{port: p}, dirty: true,
		last: drivers.Status{State: drivers.Online},
	}
	t.turn <- struct{}{}
	return t, nil
}

// String names the protocol and the line.
func (p *Printer) String() string { return "escpos on " + p.link.port.String() }

// Err is why the line cannot be used any more, or nil; the device is not asked.
func (p *Printer) Err() error { return p.link.port.Err() }

// Close is drivers.Printer's.
func (p *Printer) Close() error { return p.link.port.Close() }

// Status is drivers.Printer's. While a slip is being printed it repeats what the
// printer said last.
func (p *Printer) Status(ctx context.Context) drivers.Status {
	if err := p.link.port.Err(); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	select {
	case <-p.turn:
	default:
		return p.remembered()
	}
	defer func() { p.turn <- struct{}{} }()
	r, err := p.sense(ctx)
	switch {
	case gone(err):
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	case err != nil:
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	}
	return r.status()
}

// sense starts a conversation and asks for everything.
func (p *Printer) sense(ctx context.Context) (reading, error) {
	if err := p.link.start(); err != nil {
		return reading{}, err
	}
	r, err := p.link.sense(ctx)
	if err == nil {
		p.remember(r.status())
	}
	return r, err
}

func (p *Printer) remember(s drivers.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = s
}

func (p *Printer) remembered() drivers.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

// gone says that the line is dead.
func gone(err error) bool {
	return errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrClosed)
}

// fault puts an error of the line into words for people. The end of the caller's
// context is no fault.
func (p *Printer) fault(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return err
	case gone(err):
		return p.held(drivers.Disconnected, err)
	}
	return p.held(drivers.Busy, err)
}

func (p *Printer) held(kind drivers.Kind, err error) error {
	return &drivers.Fault{Device: p.place, Op: "print", Kind: kind, Err: err}
}
