package slot

import (
	"context"

	"yitiji/drivers"
)

// Scanner is a scanner that is always there. Its Run must be running for it to
// work; see the package comment.
type Scanner struct{ *place[drivers.Scanner] }

var _ drivers.Scanner = (*Scanner)(nil)

// NewScanner returns the slot called name, such as "code"; see NewCardReader.
func NewScanner(name string, open func(context.Context) (drivers.Scanner, error), o Options) *Scanner {
	return &Scanner{newPlace(name, open, o)}
}

// Scan is drivers.Scanner's.
func (s *Scanner) Scan(ctx context.Context, req drivers.ScanRequest) (drivers.Scan, error) {
	scan, err := use(ctx, s.place, "scan", func(ctx context.Context, d drivers.Scanner) (drivers.Scan, error) {
		return d.Scan(ctx, req)
	})
	s.done(drivers.CodesRead, err)
	return scan, err
}
