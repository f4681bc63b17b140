package flow

import (
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

// Event is one thing that happened. The list is closed.
type Event interface{ event() }

// Tick says what time it is. One comes every second.
type Tick struct{ Now time.Time }

// Tap is something that the person did on the screen.
type Tap struct {
	On    string // the Token of the screen that was touched
	Do    Verb
	Value string // Pick: option; Open: item code; Speak: language; Key: what is typed; Edit: field; Rate: level; Draw: strokes; ActFor: role
}

// MostValue bounds the Value of a Tap, in bytes: the longest is a signature.
const MostValue = catalog.MaxStrokeText

// Verb is the closed list of what a person can do on a screen.
type Verb string

// The verbs.
const (
	Begin     Verb = "begin"     // touch the attract screen
	Speak     Verb = "speak"     // choose a language
	Enlarge   Verb = "enlarge"   // 大字版 on and off
	Hear      Verb = "hear"      // what the screen says, aloud: on and off
	Open      Verb = "open"      // a service
	LookUp    Verb = "look-up"   // what became of my slip
	Next      Verb = "next"      // the primary way on
	Back      Verb = "back"      // the step before
	Leave     Verb = "leave"     // end the visit
	Stay      Verb = "stay"      // no, go on; and: I am still here
	Pick      Verb = "pick"      // an option of a choice
	Key       Verb = "key"       // a digit
	Erase     Verb = "erase"     // the last digit
	Clear     Verb = "clear"     // all digits
	Pass      Verb = "pass"      // an optional question
	Edit      Verb = "edit"      // an answer, from the review
	Retry     Verb = "retry"     // once more, after trouble
	NoPaper   Verb = "no-paper"  // go on without a slip
	Have      Verb = "have"      // the paper came out
	Rate      Verb = "rate"      // 1 to 5
	Another   Verb = "another"   // another service
	Finish    Verb = "finish"    // I am done
	NotMyCard Verb = "not-mine"  // another card
	Scan      Verb = "scan"      // the paper that lies on the scanner
	Draw      Verb = "draw"      // a signature, as catalog.Strokes
	PrintIt   Verb = "print"     // the paper, the leaflet
	HandOver  Verb = "hand-over" // on to a window
	Choose    Verb = "choose"    // a candidate of the letters typed
	Turn      Verb = "turn"      // the keyboard to another board
	Further   Verb = "further"   // to more candidates
	MyPage    Verb = "my-page"   // what concerns me
	Resume    Verb = "resume"    // a draft, by its code
	Save      Verb = "save"      // what I have filled in, for another day
	UsePhone  Verb = "use-phone" // to prove who one is
	UseText   Verb = "use-text"  // the same, by a code that is sent to it
	ActFor    Verb = "act-for"   // another person, in a role
	TypeIt    Verb = "type-it"   // what could be shown
	Search    Verb = "search"    // to where services are found by words
	Browse    Verb = "browse"    // the shelves of services, as Shelf has it
)

// Answers of effects carry the effect's Ticket.

// DocumentRead is the holder of a document, and the day on which it was read.
type DocumentRead struct {
	Ticket int
	Person identity.Person
	Today  string // YYYY-MM-DD, local
}

// DocumentFailed says that a try to read a document ended without one.
type DocumentFailed struct {
	Ticket  int
	Trouble Trouble
}

// Scanned is the text of a code.
type Scanned struct {
	Ticket int
	Text   string
}

// ScanFailed says that a try to read a code ended without one.
type ScanFailed struct {
	Ticket  int
	Trouble Trouble
}

// Kept says that the application is durable.
type Kept struct {
	Ticket int
	Slip   catalog.SlipNumber
}

// KeepFailed says that nothing was kept.
type KeepFailed struct {
	Ticket  int
	Trouble Trouble
}

// PrintEnded says that the slip or the leaflet came out, or that a printer which
// cannot tell has taken all of it.
type PrintEnded struct{ Ticket int }

// PrintFailed says that it did not come out whole.
type PrintFailed struct {
	Ticket  int
	Trouble Trouble
	Started bool // bytes had gone to the printer
}

// Recalled says how far a print came during which the program was ended.
type Recalled struct {
	Ticket int
	Begun  bool // else nothing of it can have come out
	Whole  bool // the printer confirmed its end
}

// Found is what the terminal knows of a slip; nil when it knows nothing.
type Found struct {
	Ticket  int
	Finding *Finding
}

// Answered is the centre's answer to an application, whenever it comes.
type Answered struct {
	Slip     catalog.SlipNumber
	Official string
}

// Conditions is what is wrong with the terminal now.
type Conditions struct {
	Codes     []health.Code // to be shown, worst first
	Online    bool
	NoPrinter bool
}

// Told is the centre's answer.
type Told struct {
	Ticket int
	Answer centre.Answer
}

// NotTold says why there is none.
type NotTold struct {
	Ticket  int
	Trouble Trouble
}

// PagesScanned is what came through the paper scanner. Pages that were finished before a
// trouble are among them.
type PagesScanned struct {
	Ticket  int
	Digests []string // SHA-256 in hexadecimal; the terminal has the pages
	Trouble Trouble
}

// PaperPrinted says that the paper is out.
type PaperPrinted struct{ Ticket int }

// PaperFailed says that it did not come out whole.
type PaperFailed struct {
	Ticket  int
	Trouble Trouble
	Started bool // something of it may have come out
}

// CardGiven says what became of a card that was let out.
type CardGiven struct {
	Ticket  int
	Taken   bool
	Trouble Trouble
}

func (Tick) event()           {}
func (Told) event()           {}
func (NotTold) event()        {}
func (PagesScanned) event()   {}
func (PaperPrinted) event()   {}
func (PaperFailed) event()    {}
func (CardGiven) event()      {}
func (Tap) event()            {}
func (DocumentRead) event()   {}
func (DocumentFailed) event() {}
func (Scanned) event()        {}
func (ScanFailed) event()     {}
func (Kept) event()           {}
func (KeepFailed) event()     {}
func (PrintEnded) event()     {}
func (PrintFailed) event()    {}
func (Recalled) event()       {}
func (Found) event()          {}
func (Answered) event()       {}
func (Conditions) event()     {}
