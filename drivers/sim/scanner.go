package sim

import (
	"context"
	"errors"
	"time"

	"yitiji/drivers/port"
)

// ScannerOptions say where the scanner is found and how it ends a code.
type ScannerOptions struct {
	Link   string // the stable name to make; empty for none
	Suffix string // what follows each code; empty for none
	Prefix string // what precedes each code, such as an AIM identifier
}

// Scanner is a simulated code scanner.
type Scanner struct {
	*Cable
	prefix, suffix string
}

// ErrUnplugged says that nothing is plugged in through which to send.
var ErrUnplugged = errors.New("unplugged")

// NewScanner returns a scanner that is not plugged in yet.
func NewScanner(o ScannerOptions) *Scanner {
	s := &Scanner{prefix: o.Prefix, suffix: o.Suffix}
	s.Cable = newCable(o.Link, ignore)
	return s
}

// Scan holds a code before the scanner.
func (s *Scanner) Scan(ctx context.Context, text string) error {
	return s.send(ctx, []byte(s.prefix+text+s.suffix))
}

// Garbage sends what a crumpled code and a loose plug make together: bytes that
// are no text in any encoding.
func (s *Scanner) Garbage(ctx context.Context) error {
	return s.send(ctx, append([]byte{0xFF, 0x80, 0x00, 0xC3, 0x28, 0xFF, 0x07, 0x81, 0xFF}, s.suffix...))
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

// ignore reads and forgets what the terminal sends, such as triggers.
func ignore(ctx context.Context, line port.Port) {
	buf := make([]byte, 256)
	for {
		if _, err := line.Read(ctx, buf); err != nil {
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
