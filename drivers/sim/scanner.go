package sim

import (
	"context"
	"errors"
	"strings"
	"time"

	"yitiji/drivers/port"
)

// ScannerOptions say where the scanner is found and how it ends a code.
type ScannerOptions struct {
	Link        string // the stable name to make; empty for none
	Suffix      string // what follows each code; empty for none
	Prefix      string // what precedes each code, such as an AIM identifier
	Over        ScannerLine
	Acknowledge string // what it answers when it is told anything, as GM65 engines do; empty for nothing
}

// ScannerLine is how a scanner hangs on the terminal.
type ScannerLine string

// The lines of scanners. On those of HID, Prefix is the AIM identifier and nothing
// follows a code; a keyboard needs "\r" as its suffix.
const (
	OverSerial   ScannerLine = ""           // a serial line
	OverHIDPOS   ScannerLine = "hid-pos"    // reports with a count, as Honeywell's
	OverReserved ScannerLine = "hid-pos-63" // reports of 63 bytes, as Access-IS'
	OverKeyboard ScannerLine = "keyboard"   // it types
)

// Scanner is a simulated code scanner.
type Scanner struct {
	*Cable
	opts ScannerOptions
}

// ErrUnplugged says that nothing is plugged in through which to send.
var ErrUnplugged = errors.New("unplugged")

// NewScanner returns a scanner that is not plugged in yet.
func NewScanner(o ScannerOptions) *Scanner {
	s := &Scanner{opts: o}
	s.Cable = newCableInto(o.Over.outlet(), o.Link, s.serve)
	return s
}

// outlet is what such a scanner plugs into.
func (l ScannerLine) outlet() func() (outlet, error) {
	switch l {
	case OverHIDPOS:
		return reports(hidCounted, 2, 61).listen
	case OverReserved:
		return reports(hidReserved, 2, 63).listen
	case OverKeyboard:
		return keystrokes().listen
	}
	return serial
}

// encode is how such a scanner sends a code.
func (s *Scanner) encode(text string) []byte {
	switch s.opts.Over {
	case OverHIDPOS:
		return posReports(61, s.opts.Prefix, text)
	case OverReserved:
		return posReports(63, s.opts.Prefix, text)
	case OverKeyboard:
		var t typing
		t.text(s.opts.Prefix + text + s.opts.Suffix)
		return t.events
	}
	return []byte(s.opts.Prefix + text + s.opts.Suffix)
}

// Scan holds a code before the scanner.
func (s *Scanner) Scan(ctx context.Context, text string) error {
	return s.send(ctx, s.encode(text))
}

// Garbage sends what a crumpled code and a loose plug make together: bytes that
// are no text in any encoding.
func (s *Scanner) Garbage(ctx context.Context) error {
	garbage := "\xFF\x80\x00\xC3\x28\xFF\x07\x81\xFF"
	if s.opts.Over == OverSerial {
		return s.send(ctx, s.encode(garbage))
	}
	return s.send(ctx, []byte(strings.Repeat(garbage, 8))) // and reports or events that are none
}

func (s *Scanner) send(ctx context.Context, p []byte) error {
	line := s.current()
	if line == nil {
		return ErrUnplugged
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err := line.Write(ctx, p)
	return err
}

// serve reads what the terminal sends, such as triggers, and acknowledges it.
func (s *Scanner) serve(ctx context.Context, line port.Port) {
	buf := make([]byte, 256)
	for {
		if _, err := line.Read(ctx, buf); err != nil {
			return
		}
		if s.opts.Acknowledge == "" {
			continue
		}
		if _, err := line.Write(ctx, []byte(s.opts.Acknowledge)); err != nil {
			return
		}
	}
}

// ScannerState is whether the scanner is there.
type ScannerState struct {
	Plugged bool `json:"plugged"`
}

// State is how the scanner is at this moment.
func (s *Scanner) State() ScannerState { return ScannerState{s.Plugged()} }
