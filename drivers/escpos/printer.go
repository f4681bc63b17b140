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
	Speed     int       // millimetres a second at which it prints; 0 means 40, which is slow
	ASB       bool      // it answers no DLE EOT, and reports by itself (GS a)
	Presenter Presenter // where it tells that a slip waits to be taken; zero for none
	Double    Double    // which command doubles Chinese characters; empty sends both
	DrawCodes bool      // draw QR codes here: for printers that cannot
	DrawText  bool      // draw all text here: for printers without a Chinese font
	Typeface  *Typeface // for characters outside GBK; nil prints 〓 instead
}

// Presenter is where a model tells that a slip waits at its mouth: a bit of the
// answer to DLE EOT Ask. Which, its manual says.
type Presenter struct {
	Ask byte `yaml:"ask"`
	Bit byte `yaml:"bit"`
}

// Double is which commands make Chinese characters twice as large.
type Double string

// The commands that double.
const (
	DoubleBoth Double = ""      // GS ! and FS ! with the bits of Epson
	DoubleGS   Double = "gs"    // GS ! alone: for models whose FS ! means something else
	DoubleFS45 Double = "fs-45" // GS !, and FS ! with height in bit 4 and width in bit 5 (SPRT POS76)
)

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	switch {
	case o.Double != DoubleBoth && o.Double != DoubleGS && o.Double != DoubleFS45:
		return fmt.Errorf("unknown way to double %q: want %s or %s", o.Double, DoubleGS, DoubleFS45)
	case o.Speed < 0:
		return fmt.Errorf("speed of %d mm/s: want a positive number", o.Speed)
	case (o.Presenter.Ask == 0) != (o.Presenter.Bit == 0):
		return errors.New("a presenter has a question and a bit")
	}
	_, err := paperOf(cmp.Or(o.Width, 80))
	return err
}

func (o Options) style() style { return style{o.Typeface, o.DrawCodes, o.DrawText, o.Double, o.ASB} }

// Printer is a receipt printer. It implements drivers.Printer and drivers.Taker.
type Printer struct {
	place string
	paper paper
	style style
	speed int // mm/s

	turn port.Turn // to use what follows
	link link
	// dirty says that the printer may hold bytes of an earlier job, scrap that a
	// piece of one may be on the paper.
	dirty, scrap bool
	deaf         bool // it left a queued question unanswered when it was idle

	mu   sync.Mutex
	last drivers.Status // what Status says while a slip is being printed
}

var (
	_ drivers.Printer = (*Printer)(nil)
	_ drivers.Taker   = (*Printer)(nil)
)

// New returns the printer behind p and sends nothing. Closing the printer closes p.
func New(p port.Port, o Options) (*Printer, error) {
	if p == nil {
		return nil, errors.New("escpos: no port")
	}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("escpos: %w", err)
	}
	paper, _ := paperOf(cmp.Or(o.Width, 80))
	t := &Printer{
		place: cmp.Or(o.Place, "receipt"), paper: paper, speed: cmp.Or(o.Speed, 40),
		style: o.style(),
		turn:  port.NewTurn(), link: link{port: p, asb: o.ASB, presenter: o.Presenter}, dirty: true, scrap: true,
		last: drivers.Status{State: drivers.Starting},
	}
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
	if !p.turn.Try() {
		return p.remembered()
	}
	defer p.turn.Give()
	r, err := p.sense(ctx)
	if err == nil && p.link.foreign(r) { // once may be noise
		r, err = p.sense(ctx)
	}
	switch {
	case gone(err):
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	case err != nil:
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	}
	s := r.status()
	if p.link.foreign(r) {
		s.Causes = []drivers.Cause{drivers.Stranger}
	}
	return s
}

// sense starts a conversation and asks for everything.
func (p *Printer) sense(ctx context.Context) (reading, error) {
	if err := p.link.start(ctx); err != nil {
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

// gone says that there is no printer at the other end any more, as far as can be told.
func gone(err error) bool {
	return errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrClosed) || errors.Is(err, errMute)
}

// fault puts an error of the line into words for people. The end of the caller's
// context is no fault.
func (p *Printer) fault(ctx context.Context, err error) error { return p.faultIn(ctx, "print", err) }

func (p *Printer) faultIn(ctx context.Context, op string, err error) error {
	kind := drivers.Busy
	switch {
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return err
	case gone(err):
		kind = drivers.Disconnected
	}
	return &drivers.Fault{Device: p.place, Op: op, Kind: kind, Err: err}
}

func (p *Printer) held(kind drivers.Kind, err error) error {
	return &drivers.Fault{Device: p.place, Op: "print", Kind: kind, Err: err}
}
