package drivers

import "context"

// Printer prints slips (凭条) on a roll.
type Printer interface {
	// Print prints the whole slip and cuts it. It returns when the printer has
	// confirmed that the paper is out, or says in Result.Outcome that it cannot
	// know. On a Fault, Result.Outcome still says how far it came: NotStarted
	// means that not one byte of the slip was sent.
	Print(ctx context.Context, slip Slip) (PrintResult, error)

	// Status asks the printer how it is. It never fails: see NoDevice. A printer
	// that answers nothing is Unknown, not faulty.
	Status(ctx context.Context) Status

	// Close releases the printer; see CardReader.Close.
	Close() error
}

// Taker is a printer that holds a slip at its mouth until somebody takes it
// (出纸口).
type Taker interface {
	// Taken waits until nothing is at the mouth. It returns nil at once when nothing
	// is there, or when the model cannot tell. How long a slip may hang there is the
	// caller's to say: at the end of ctx it returns the context's error, and Status
	// has PaperNotTaken.
	Taken(ctx context.Context) error
}

// Outcome is how far a print came, as far as can be known.
type Outcome string

// The outcomes of a print.
const (
	NotStarted Outcome = "not-started" // no byte was sent
	Uncertain  Outcome = "uncertain"   // bytes were sent; what is on the paper is not known
	Printed    Outcome = "printed"     // the printer confirmed the end of the slip
)

// PrintResult is what became of a slip.
type PrintResult struct {
	Outcome Outcome
	Length  int // of the paper that the slip takes, in millimetres; 0 when nothing was sent
}

// Slip is the content of one printed slip, from top to bottom. The driver cuts
// after the last block.
type Slip struct {
	Blocks []Block
}

// Block is one piece of a slip. Exactly one kind of content is set, as Form says.
type Block struct {
	Form  Form
	Text  string // Line, Pair (the left column), Code (the content)
	Value string // Pair: the right column
	Align Align  // Line, Code
	Size  int    // Line: 1 normal, 2 double width and height where the whole line fits so; 0 means 1
	Bold  bool   // Line, Pair's value
	Lines int    // Feed: how many lines
}

// Form is the kind of a Block.
type Form string

// The forms of a block.
const (
	Line Form = "line" // a paragraph, wrapped at the paper's width
	Pair Form = "pair" // a label at the left, its value in a column beside it
	Rule Form = "rule" // a dividing line
	Code Form = "code" // a QR code
	Feed Form = "feed" // empty lines
)

// Align places a block between the margins.
type Align string

// The alignments; the empty Align is Left.
const (
	Left   Align = "left"
	Centre Align = "centre"
	Right  Align = "right"
)
