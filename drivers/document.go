package drivers

import "context"

// DocumentPrinter prints pages on sheets (A4).
type DocumentPrinter interface {
	// Print prints the whole document and returns when the printer has confirmed
	// its end, or says in Outcome that it cannot know. On a Fault, Outcome still
	// says how far it came: NotStarted means that the printer holds no job, so
	// that printing again prints nothing twice. A job that is held up by its
	// printer (no paper, cover open) is cancelled before the Fault is returned.
	// When ctx ends the job is cancelled too.
	Print(ctx context.Context, doc Document) (DocumentResult, error)

	// Status asks the printer how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the printer; see CardReader.Close.
	Close() error
}

// Document is what a DocumentPrinter prints. It is personal: never logged.
type Document struct {
	Name   string // what the printer shows of it: a slip number, never a person's name
	Format string // MIME type: application/pdf, image/pwg-raster, image/jpeg
	Data   []byte
	Copies int    // 0 means 1
	Sides  Sides  // empty means OneSided
	Colour bool   // false prints grey
	Media  string // PWG 5101.1 size name; empty means iso_a4_210x297mm
}

// Sides says on which sides of a sheet pages are printed, in IPP's keywords.
type Sides string

// The sides.
const (
	OneSided          Sides = "one-sided"
	TwoSidedLongEdge  Sides = "two-sided-long-edge"
	TwoSidedShortEdge Sides = "two-sided-short-edge"
)

// DocumentResult is what became of a document.
type DocumentResult struct {
	Outcome Outcome
	Job     string // the printer's own number of the job; empty when it gave none
	Sheets  int    // sheets that came out, as far as the printer counts them
}
