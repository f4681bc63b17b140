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
}

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	switch o.Framing {
	case "", Lines, Gap:
		return nil
	}
	return fmt.Errorf("unknown framing %q: want %s or %s", o.Framing, Lines, Gap)
}

// Scanner is a code scanner. It implements drivers.Scanner.
type Scanner struct {
	port port.Port
	opts Options
}

var _ drivers.Scanner = (*Scanner)(nil)

// New returns the scanner behind p and sends nothing. Closing the scanner closes p.
func New(p port.Port, o Options) (*Scanner, error) {
	if p == nil {
		return nil, errors.New("scanner: no port")
	}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("scanner: %w", err)
	}
	o.Place = cmp.Or(o.Place, "code")
	o.Framing = cmp.Or(o.Framing, Lines)
	o.Gap = cmp.Or(o.Gap, DefaultGap)
	return &Scanner{p, o}, nil
}

// String names the protocol and the line.
func (s *Scanner) String() string { return "scanner on " + s.port.String() }

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
		code, err := s.frame(ctx)
		if err != nil {
			return drivers.Scan{}, s.fault(ctx, err)
		}
		scan, err := parse(code, s.opts.AIM)
		if err != nil {
			return drivers.Scan{}, s.fault(ctx, err)
		}
		if scan.Text != "" {
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

// frame reads one code, without what ends it.
func (s *Scanner) frame(ctx context.Context) ([]byte, error) {
	var code []byte
	for {
		p := make([]byte, 512)
		n, err := s.read(ctx, p, len(code) > 0)
		switch {
		case err == nil:
			code = append(code, p[:n]...)
		case !late(ctx, err):
			return nil, err
		case s.opts.Framing == Lines:
			return nil, errTorn
		default:
			return code, nil
		}
		if len(code) > longest {
			return nil, errors.Join(errLong, s.drain(ctx))
		}
		if line, ok := s.line(code); ok {
			return line, nil
		}
		code = bytes.TrimLeft(code, suffixes)
	}
}

// line is the first line of code that is not empty, if its end has come.
func (s *Scanner) line(code []byte) ([]byte, bool) {
	if s.opts.Framing == Gap {
		return nil, false
	}
	code = bytes.TrimLeft(code, suffixes)
	end := bytes.IndexAny(code, suffixes)
	if end < 0 {
		return nil, false
	}
	return code[:end], true
}

// read reads what comes next: without a limit before a code, and within the gap in
// the middle of one.
func (s *Scanner) read(ctx context.Context, p []byte, inside bool) (int, error) {
	if !inside {
		return s.port.Read(ctx, p)
	}
	gap := s.opts.Gap
	if s.opts.Framing == Lines {
		gap = lineGap
	}
	ctx, cancel := context.WithTimeout(ctx, gap)
	defer cancel()
	return s.port.Read(ctx, p)
}

// late says that err is the end of a gap, not of the caller's patience.
func late(ctx context.Context, err error) bool {
	return ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded)
}

// drain drops the rest of what will not stop, up to a limit in time.
func (s *Scanner) drain(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, 2*lineGap)
	defer cancel()
	for p := make([]byte, 512); ; {
		if _, err := s.read(limited, p, true); err != nil {
			if late(ctx, err) {
				return nil
			}
			return err
		}
	}
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
