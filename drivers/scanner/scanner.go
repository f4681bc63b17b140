package scanner

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Framing is how the end of a code is told.
type Framing string

// The framings.
const (
	Lines Framing = "lines" // a suffix ends it: CR, LF, CRLF or TAB
	Gap   Framing = "gap"   // silence ends it
)

// The limits of a code.
const (
	// DefaultGap ends a code in the Gap framing: scanners send a code in one go,
	// and USB delivers each 16 ms.
	DefaultGap = 50 * time.Millisecond
	// lineGap is how long a code may pause before its suffix. One that pauses
	// longer has lost it, and must not be glued to the next code.
	lineGap = 500 * time.Millisecond
	// longest is above what a QR code holds: 7,089 digits.
	longest = 8192
	// suffixes are the bytes that end a code in the Lines framing.
	suffixes = "\r\n\t"
)

// Options say how the scanner is set up.
type Options struct {
	Place   string        // the place of the device in faults; empty means "code"
	Framing Framing       // empty means Lines
	Gap     time.Duration // for the Gap framing, 30 to 100 ms; 0 means DefaultGap
	AIM     bool          // the scanner sends an AIM identifier before each code
	Trigger []byte        // sent when a Scan begins, for engines that need it
	Release []byte        // sent when it ends

	// Acknowledge is what the engine answers to Trigger and Release, on the same line
	// and ahead of the code: it is taken off.
	Acknowledge []byte
}

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	switch {
	case o.Framing != "" && o.Framing != Lines && o.Framing != Gap:
		return fmt.Errorf("unknown framing %q: want %s or %s", o.Framing, Lines, Gap)
	case o.Gap < 0:
		return fmt.Errorf("gap of %s", o.Gap)
	case bytes.ContainsAny(o.Acknowledge, suffixes) && o.Framing != Gap:
		return errors.New("acknowledge: holds what ends a code")
	}
	return nil
}

// Scanner is a code scanner. It implements drivers.Scanner.
type Scanner struct {
	port   port.Port
	opts   Options
	manner string
	source source
}

// source is where codes come from, one at a time.
type source interface {
	// next waits for a code and returns its bytes, without what ends it, and the AIM
	// identifier where it comes beside them.
	next(ctx context.Context) (code []byte, aim string, err error)
}

var _ drivers.Scanner = (*Scanner)(nil)

// New returns the scanner behind a serial line and sends nothing. Closing the scanner
// closes p.
func New(p port.Port, o Options) (*Scanner, error) {
	return newScanner(p, o, "scanner", func(p port.Port, o Options) source { return &lines{p, o} })
}

// NewHIDPOS returns the scanner behind a HID device of the usage page for bar codes.
// Codes come with their AIM identifiers and have an end, so Framing, Gap and AIM mean
// nothing. See New.
func NewHIDPOS(p port.Port, o Options) (*Scanner, error) {
	return newScanner(p, o, "hid-pos scanner", func(p port.Port, _ Options) source { return &records{p, layoutOf(p)} })
}

// NewKeyboard returns the scanner that types, on a port of events that nobody else
// gets (port.OpenInput). See New.
func NewKeyboard(p port.Port, o Options) (*Scanner, error) {
	if len(o.Trigger)+len(o.Release) > 0 {
		return nil, errors.New("scanner: a keyboard takes no triggers")
	}
	typed := func(p port.Port, o Options) source { return &lines{p, o} }
	if p == nil {
		return newScanner(nil, o, "", typed)
	}
	return newScanner(&keyboard{Port: p}, o, "keyboard scanner", typed)
}

func newScanner(p port.Port, o Options, manner string, from func(port.Port, Options) source) (*Scanner, error) {
	if p == nil {
		return nil, errors.New("scanner: no port")
	}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("scanner: %w", err)
	}
	o.Place = cmp.Or(o.Place, "code")
	o.Framing = cmp.Or(o.Framing, Lines)
	o.Gap = cmp.Or(o.Gap, DefaultGap)
	return &Scanner{p, o, manner, from(p, o)}, nil
}

// String names the protocol and the line.
func (s *Scanner) String() string { return s.manner + " on " + s.port.String() }

// Err is why the line cannot be used any more, or nil; the device is not asked.
func (s *Scanner) Err() error { return s.port.Err() }

// Close is drivers.Scanner's.
func (s *Scanner) Close() error { return s.port.Close() }

// Status is drivers.Scanner's. Scanners answer no questions, so a line that is open
// is all that can be known.
func (s *Scanner) Status(context.Context) drivers.Status {
	if err := s.port.Err(); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	return drivers.Status{State: drivers.Online}
}

// Scan is drivers.Scanner's. Empty codes are passed over; what is no text is a
// Misread.
func (s *Scanner) Scan(ctx context.Context, _ drivers.ScanRequest) (drivers.Scan, error) {
	if err := s.begin(ctx); err != nil {
		return drivers.Scan{}, s.fault(ctx, err)
	}
	defer s.end(ctx)
	for {
		code, aim, err := s.source.next(ctx)
		if err != nil {
			return drivers.Scan{}, s.fault(ctx, err)
		}
		scan, err := parse(code, s.opts.AIM && aim == "")
		if err != nil {
			return drivers.Scan{}, s.fault(ctx, err)
		}
		if scan.AIM = cmp.Or(aim, scan.AIM); scan.Text != "" {
			return scan, nil
		}
	}
}

// begin drops what was scanned before, and pulls the trigger where there is one.
func (s *Scanner) begin(ctx context.Context) error {
	if err := s.port.Flush(); err != nil || len(s.opts.Trigger) == 0 {
		return err
	}
	_, err := s.port.Write(ctx, s.opts.Trigger)
	return err
}

// end lets the trigger go, even when the caller has left.
func (s *Scanner) end(ctx context.Context) {
	if len(s.opts.Release) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lineGap)
	defer cancel()
	_, _ = s.port.Write(ctx, s.opts.Release)
}

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (s *Scanner) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.Misread
	if errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrClosed) {
		kind = drivers.Disconnected
	}
	return &drivers.Fault{Device: s.opts.Place, Op: "scan", Kind: kind, Err: err}
}
