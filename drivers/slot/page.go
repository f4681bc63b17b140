package slot

import (
	"context"

	"yitiji/drivers"
)

// PageScanner is a page scanner that is always there. Its Run must be running for it to
// work; see the package comment.
type PageScanner struct{ *place[drivers.PageScanner] }

var _ drivers.PageScanner = (*PageScanner)(nil)

// NewPageScanner returns the slot called name, such as "paper"; see NewCardReader.
func NewPageScanner(name string, open func(context.Context) (drivers.PageScanner, error), o Options) *PageScanner {
	return &PageScanner{newPlace(name, open, o)}
}

// Scan is drivers.PageScanner's.
func (s *PageScanner) Scan(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
	pages, err := use(ctx, s.place, "scan", func(ctx context.Context, d drivers.PageScanner) ([]drivers.Page, error) {
		return d.Scan(ctx, req)
	})
	s.count(drivers.PagesScanned, len(pages))
	return pages, err
}
