package crt591

import (
	"errors"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// notReady is the error of a device that was switched on and not initialised.
const notReady = "B0"

// meanings are the errors of the manual that matter, and what they ask of people.
var meanings = [...]struct {
	code string
	text string
	kind drivers.Kind
}{
	{"00", "command not known", drivers.NeedsTechnician},
	{"03", "command cannot be executed", drivers.NeedsTechnician},
	{"10", "card jammed", drivers.Jam},
	{"45", "card was moved by hand", drivers.Busy},
	{"A0", "stacker empty", drivers.NeedsTechnician},
	{"A1", "error bin full", drivers.NeedsTechnician},
	{notReady, "not initialised", drivers.Busy},
}

// position is where the states say the card is.
func (r reply) position() drivers.CardPosition {
	switch r.card {
	case '1':
		return drivers.AtGate
	case '2':
		return drivers.Inside
	}
	return drivers.NoCard
}

// status puts the states into the terminal's words.
func (r reply) status() drivers.Status {
	s := drivers.Status{State: drivers.Online, Note: fmt.Sprintf("card %c, stacker %c, bin %c", r.card, r.stacker, r.bin)}
	if r.stacker == '0' {
		s.Causes = append(s.Causes, drivers.StackerEmpty)
	}
	if r.bin == '1' {
		s.Causes = append(s.Causes, drivers.BinFull)
	}
	if r.position() == drivers.AtGate {
		s.State, s.Kinds = drivers.UserError, []drivers.Kind{drivers.CardLeftBehind}
	}
	if len(s.Causes) > 0 {
		s.State, s.Kinds = drivers.Offline, append([]drivers.Kind{drivers.NeedsTechnician}, s.Kinds...)
	}
	return s
}

// kindOf says what a person can do about a failed command.
func kindOf(err error) drivers.Kind {
	var no *refusal
	switch {
	case errors.As(err, &no):
		for _, m := range meanings {
			if m.code == no.code {
				return m.kind
			}
		}
		return drivers.NeedsTechnician
	case errors.Is(err, port.ErrGone), errors.Is(err, port.ErrClosed), errors.Is(err, errNoReceipt), errors.Is(err, errNoAnswer):
		return drivers.Disconnected
	}
	return drivers.NeedsTechnician
}
