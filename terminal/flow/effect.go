package flow

import (
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Effect is one thing to be done outside. The list is closed. An effect with a
// Ticket answers with an Event that carries the same Ticket; at most one such
// effect is under way, and a newer one replaces it.
type Effect interface{ effect() }

// ReadDocument waits for a document on any of some readers, or for the code of a phone, and reads what
// comes first: DocumentRead, Scanned or DocumentFailed.
type ReadDocument struct {
	Ticket int
	Card   bool // on the reader of cards with a chip
	Travel bool // on the reader of machine-readable zones
	Social bool // in the slot for social-security cards
	Code   bool // before the scanner
}

// ScanCode waits for a code: Scanned or ScanFailed.
type ScanCode struct{ Ticket int }

// StopWaiting ends a ReadDocument or ScanCode under way; its answer, if one still
// comes, is stale.
type StopWaiting struct{}

// KeepApplication makes the application durable: Kept or KeepFailed.
type KeepApplication struct {
	Ticket      int
	Application catalog.Application
}

// KeepRating makes a rating durable. It does not answer, for all its Ticket: a rating that cannot
// be kept is logged, and the citizen is not held up.
type KeepRating struct {
	Ticket int
	Slip   catalog.SlipNumber
	Rating catalog.Rating
}

// PrintSlip prints the slip of the visit: PrintEnded or PrintFailed.
type PrintSlip struct {
	Ticket int
	Slip   Slip
	After  Trouble // why it is begun again; empty for the first time
}

// RecallPrint looks up how far a print came during which the program was ended: Recalled.
type RecallPrint struct {
	Ticket int
	Number string    // of the slip, or of the paper
	Since  time.Time // it was not begun before
}

// CountUse counts that an item was of use to somebody. It does not answer.
type CountUse struct{ Item catalog.ItemCode }

// PrintLeaflet prints what an item needs: PrintEnded or PrintFailed.
type PrintLeaflet struct {
	Ticket  int
	Leaflet Leaflet
}

// FindSlip looks a slip up: Found.
type FindSlip struct {
	Ticket int
	Slip   catalog.SlipNumber
}

// Inquire asks the centre: Told or NotTold.
type Inquire struct {
	Ticket  int
	Request centre.Request
}

// GiveUpOrder tells the centre that nobody means to pay an order any more. It does not
// answer.
type GiveUpOrder struct{ Order string }

// ScanPages scans what lies on the paper scanner: PagesScanned.
type ScanPages struct {
	Ticket int
	Most   int // pages
}

// PrintPaper prints a paper on A4: PaperPrinted or PaperFailed.
type PrintPaper struct {
	Ticket int
	Paper  centre.Paper
	Copy   int     // 1 for the first that comes out
	After  Trouble // of the last try; empty where the person just wants it
}

// GiveCard lets a card out and waits until it is taken: CardGiven. There is one card for a matter:
// where the program was ended in it, the same card is seen to.
type GiveCard struct {
	Ticket int
	Slip   catalog.SlipNumber // whose card it is
}

// Forget wipes what the terminal holds of a visit beside the State: scanned pages.
type Forget struct{}

// Slip is what the printed slip says, before it is worded.
type Slip struct {
	Number   catalog.SlipNumber
	Official string // empty: 离线暂存，尚未受理
	Item     catalog.Text
	Holder   string // masked
	Agent    string // who acted for the holder, masked; empty for nobody
	Copy     int    // 1 for the first that comes out; from 2 on it is marked as a copy (副本)
	At       time.Time
	Lang     catalog.Lang
	HandOver catalog.HandOver // a number for a window
	Draft    centre.DraftCode // what was saved for another day; there is no number then

	Appointment *centre.Appointment // what was booked; nil for nothing
	Bring       catalog.Text        // what to bring to it

	Receipt string // 票据号码, where something was paid
	Amount  catalog.Fen
}

func (ReadDocument) effect()    {}
func (ScanCode) effect()        {}
func (StopWaiting) effect()     {}
func (KeepApplication) effect() {}
func (KeepRating) effect()      {}
func (PrintSlip) effect()       {}
func (RecallPrint) effect()     {}
func (CountUse) effect()        {}
func (PrintLeaflet) effect()    {}
func (FindSlip) effect()        {}
func (Inquire) effect()         {}
func (GiveUpOrder) effect()     {}
func (ScanPages) effect()       {}
func (PrintPaper) effect()      {}
func (GiveCard) effect()        {}
func (Forget) effect()          {}
