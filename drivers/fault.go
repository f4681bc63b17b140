package drivers

import (
	"errors"
	"fmt"
)

// Kind is the closed list of what a person can do something about. Code asks for
// the kind, never for the text of an error.
type Kind string

// The kinds of faults. Each names the action that ends it.
const (
	NoPaper         Kind = "no-paper"         // put paper in
	PaperLow        Kind = "paper-low"        // bring paper soon
	CoverOpen       Kind = "cover-open"       // close the cover
	Jam             Kind = "jam"              // free the paper path or the cutter
	PaperNotTaken   Kind = "paper-not-taken"  // take the paper
	Disconnected    Kind = "disconnected"     // plug the device in
	Busy            Kind = "busy"             // wait and try again
	Misread         Kind = "misread"          // present the card or code again
	WrongDocument   Kind = "wrong-document"   // present another document
	CardLeftBehind  Kind = "card-left-behind" // take the card
	Overheated      Kind = "overheated"       // wait until it has cooled
	NeedsTechnician Kind = "needs-technician" // call the technician
)

// Kinds lists every kind, so that tests and word lists can prove that they are complete.
func Kinds() []Kind {
	return []Kind{
		NoPaper, PaperLow, CoverOpen, Jam, PaperNotTaken, Disconnected,
		Busy, Misread, WrongDocument, CardLeftBehind, Overheated, NeedsTechnician,
	}
}

// Fault is an expected failure of a device. It never carries personal data.
type Fault struct {
	Device string // the place of the device, as configured: "idcard", "receipt"
	Op     string // the verb that failed: "read", "print"
	Kind   Kind
	Err    error // what the wire said, for the technician; may be nil
}

// Error gives one line for a log: device, verb, kind and cause.
func (f *Fault) Error() string {
	s := fmt.Sprintf("%s: %s: %s", f.Device, f.Op, f.Kind)
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap returns what the wire said.
func (f *Fault) Unwrap() error { return f.Err }

// KindOf returns the kind of the first Fault in err's chain. An error without a
// Fault is nothing that a citizen can mend: NeedsTechnician. A nil error has no
// kind: the empty string.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var f *Fault
	if errors.As(err, &f) {
		return f.Kind
	}
	return NeedsTechnician
}
