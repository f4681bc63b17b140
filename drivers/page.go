package drivers

import "context"

// PageScanner makes pictures of papers: a flatbed, a document feeder, or both.
type PageScanner interface {
	// Scan scans what lies on the glass, or every sheet in the feeder up to the
	// limit. Pages that were finished are returned along with an error, so that a
	// jam at the third sheet does not cost the first two. An empty feeder is
	// NoPaper.
	Scan(ctx context.Context, req PageRequest) ([]Page, error)

	// Status asks the scanner how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the scanner; see CardReader.Close.
	Close() error
}

// PageRequest says how papers are scanned.
type PageRequest struct {
	Source     PageSource // empty: the feeder when it holds paper, otherwise the glass
	Grey       bool       // false scans colour
	Resolution int        // dots per inch; 0 means 300
	Limit      int        // pages at most; 0 means 50
}

// PageSource is where the paper lies.
type PageSource string

// The sources.
const (
	Platen PageSource = "platen" // the glass
	Feeder PageSource = "feeder" // the automatic document feeder
)

// Page is the picture of one side of one sheet. It is personal: it lives only as
// long as the visit, and is never logged.
type Page struct {
	Format     string // image/jpeg
	Data       []byte
	Width      int // pixels
	Height     int // pixels
	Resolution int // dots per inch
}
