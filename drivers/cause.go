package drivers

import "errors"

// Cause is the closed list of what explains a device's state to a technician, where
// its Kinds alone would send them the wrong way. Words for people are found by it; what
// the wire said itself stands in Note.
type Cause string

// The causes.
const (
	NotPlugged     Cause = "not-plugged"      // its line is not there
	NotFound       Cause = "not-found"        // none of the lines that were asked has it
	Ambiguous      Cause = "ambiguous"        // several lines may have it, and none tells
	LineHeld       Cause = "line-held"        // another program has its line
	NoPermission   Cause = "no-permission"    // this program may not use its line
	NoAnswer       Cause = "no-answer"        // its line is there, and nobody answers on it
	Stranger       Cause = "stranger"         // somebody answers who does not speak its protocol
	Unreachable    Cause = "unreachable"      // nobody is at its address on the network
	ServiceDown    Cause = "service-down"     // the service that has it does not run
	ProgramMissing Cause = "program-missing"  // the program that does its work is not installed
	SelfTestFailed Cause = "self-test-failed" // it says that it is broken
	NotAuthorised  Cause = "not-authorised"   // its security module was not released for use
	OnBattery      Cause = "on-battery"       // the mains have failed
	BatteryLow     Cause = "battery-low"      // the battery ends soon
	StackerEmpty   Cause = "stacker-empty"    // no cards are left to give out
	BinFull        Cause = "bin-full"         // no more cards can be captured
	FeederEmpty    Cause = "feeder-empty"     // no papers lie in the feeder
	InkEmpty       Cause = "ink-empty"        // toner or ink is used up
	WasteFull      Cause = "waste-full"       // no more waste can be collected
	Paused         Cause = "paused"           // somebody has stopped it, at its panel or in its queue
)

// Causes lists every cause, so that word lists can prove that they are complete.
func Causes() []Cause {
	return []Cause{
		NotPlugged, NotFound, Ambiguous, LineHeld, NoPermission, NoAnswer, Stranger, Unreachable, ServiceDown, ProgramMissing,
		SelfTestFailed, NotAuthorised, OnBattery, BatteryLow, StackerEmpty, BinFull, FeederEmpty,
		InkEmpty, WasteFull, Paused,
	}
}

// Because is err with its cause, and reads as err.
func Because(cause Cause, err error) error { return &caused{err, cause} }

type caused struct {
	error
	cause Cause
}

// Unwrap returns the error without its cause.
func (c *caused) Unwrap() error { return c.error }

// CauseOf returns the first cause in err's chain, or none: the empty string.
func CauseOf(err error) Cause {
	var c *caused
	if errors.As(err, &c) {
		return c.cause
	}
	return ""
}
