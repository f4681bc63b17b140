package sdt

import (
	"fmt"

	"yitiji/drivers"
)

// status is SW1 SW2 SW3 of an answer. SW3 says what became of the command; SW1 and
// SW2 are the card's own words after codes 31, 41, 47 and 81, otherwise 00.
type status [3]byte

// The codes of SW3 that steer the driver.
const (
	swOK        = 0x90 // done
	swFound     = 0x9F // a card is there
	swNoItem    = 0x91 // the card has no such item
	swNoCommand = 0x21 // the module does not know the command
	swForbidden = 0x23 // it does, and will not
	swSelfTest  = 0x60 // the module failed its self-test and takes no commands
	swNoRight   = 0x66 // the module is not authorised
	swUnknown   = 0x40 // unknown type of card
	swNoCard    = 0x80 // nothing found
)

// meaning is what a code of SW3 says, and whom it asks to act.
type meaning struct {
	text string
	kind drivers.Kind
}

// meaningOf explains each code of the manual. Codes about the host's own frame
// (10, 11, 21, 23) count as noise: the driver's frames are right when they leave.
func meaningOf(sw3 byte) meaning {
	switch sw3 {
	case 0x10:
		return meaning{"module saw a wrong checksum", drivers.Misread}
	case 0x11:
		return meaning{"module saw a wrong length", drivers.Misread}
	case swNoCommand:
		return meaning{"module does not know the command", drivers.NeedsTechnician}
	case swForbidden:
		return meaning{"operation is not allowed", drivers.Misread}
	case 0x24:
		return meaning{"unknown error", drivers.Misread}
	case 0x31:
		return meaning{"card does not accept the module", drivers.WrongDocument}
	case 0x32:
		return meaning{"module does not accept the card", drivers.WrongDocument}
	case 0x33:
		return meaning{"information check failed", drivers.WrongDocument}
	case 0x37:
		return meaning{"fingerprint check failed", drivers.WrongDocument}
	case 0x3F:
		return meaning{"length error", drivers.Misread}
	case swUnknown:
		return meaning{"unknown type of card", drivers.WrongDocument}
	case 0x41:
		return meaning{"card could not be read", drivers.Misread}
	case 0x47:
		return meaning{"card gave no random number", drivers.Misread}
	case swSelfTest:
		return meaning{"module failed its self-test", drivers.NeedsTechnician}
	case swNoRight:
		return meaning{"module is not authorised", drivers.NeedsTechnician}
	case swNoCard:
		return meaning{"card has left", drivers.Misread}
	case 0x81:
		return meaning{"card could not be selected", drivers.Misread}
	case swNoItem:
		return meaning{"card has no such item", drivers.Misread}
	}
	return meaning{"undocumented status", drivers.Misread}
}

// refusal is a status that is not what the command should end in.
type refusal struct{ status status }

// Error gives the meaning and the raw bytes; nothing in them is personal.
func (r *refusal) Error() string {
	return fmt.Sprintf("%s (% X)", meaningOf(r.status[2]).text, r.status[:])
}
