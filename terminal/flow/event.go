package flow

import (
	"time"

	"yitiji/terminal/catalog"
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
	Value string // Pick: option; Open: item code; Speak: language; Key: a digit; Edit: field; Rate: level
}

// Verb is the closed list of what a person can do on a screen.
type Verb string

// The verbs.
const (
	Begin     Verb = "begin"    // touch the attract screen
	Speak     Verb = "speak"    // choose a language
	Enlarge   Verb = "enlarge"  // 大字版 on and off
	Open      Verb = "open"     // a service
	LookUp    Verb = "look-up"  // what became of my slip
	Next      Verb = "next"     // the primary way on
	Back      Verb = "back"     // the step before
	Leave     Verb = "leave"    // end the visit
	Stay      Verb = "stay"     // no, go on; and: I am still here
	Pick      Verb = "pick"     // an option of a choice
	Key       Verb = "key"      // a digit
	Erase     Verb = "erase"    // the last digit
	Clear     Verb = "clear"    // all digits
	Pass      Verb = "pass"     // an optional question
	Edit      Verb = "edit"     // an answer, from the review
	Retry     Verb = "retry"    // once more, after trouble
	NoPaper   Verb = "no-paper" // go on without a slip
	Rate      Verb = "rate"     // 1 to 5
	Another   Verb = "another"  // another service
	Finish    Verb = "finish"   // I am done
	NotMyCard Verb = "not-mine" // another card
)

// Answers of effects carry the effect's Ticket.

// CardRead is a card's holder, and the day on which the card was read.
type CardRead struct {
	Ticket int
	Person identity.Person
	Today  string // YYYY-MM-DD, local
}

// CardFailed says that a try to read a card ended without one.
type CardFailed struct {
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

// PrintEnded says that the slip came out, or that a printer which cannot tell
// has taken all of it.
type PrintEnded struct{ Ticket int }

// PrintFailed says that the slip did not come out whole.
type PrintFailed struct {
	Ticket  int
	Trouble Trouble
	Started bool // bytes had gone to the printer
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

func (Tick) event()        {}
func (Tap) event()         {}
func (CardRead) event()    {}
func (CardFailed) event()  {}
func (Scanned) event()     {}
func (ScanFailed) event()  {}
func (Kept) event()        {}
func (KeepFailed) event()  {}
func (PrintEnded) event()  {}
func (PrintFailed) event() {}
func (Found) event()       {}
func (Answered) event()    {}
func (Conditions) event()  {}
