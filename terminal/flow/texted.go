package flow

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// TextNumber is what is typed to have a code sent: whose number it is.
func TextNumber() catalog.Field { return catalog.Field{Key: "number", Kind: catalog.IDNumber} }

// TextedCode is what is typed then: the code that was sent.
func TextedCode() catalog.Field {
	return catalog.Field{Key: "code", Kind: catalog.Digits, Min: centre.CodeDigits, Max: centre.CodeDigits}
}

// textTo asks to whose phone a code shall be sent.
func (t *turn) textTo() {
	t.forgetSignIn()
	t.enter(TextTo)
}

func (t *turn) tapTextTo(e Tap) {
	f := TextNumber()
	switch {
	case e.Do == Back:
		t.forgetSignIn()
		t.enter(Identify)
	case t.Visit.Inquiring:
	case e.Do == Next:
		number := f.Value(t.Visit.Draft)
		if t.Visit.Problem = f.Validate(number, t.today()); t.Visit.Problem == catalog.Fine {
			t.Visit.Claimed = number
			t.sendCode()
		}
	default:
		t.Visit.Sent = nil
		t.draft(f, e)
	}
}

// sendCode has a code sent to the phone of the number that was typed.
func (t *turn) sendCode() {
	t.Visit.Sent = nil
	t.inquire(centre.ForProving, &centre.SendCode{Number: t.Visit.Claimed, Lang: string(t.Visit.Lang)})
}

// codeSent goes on to the code, or says how long it must be waited.
func (t *turn) codeSent(s *centre.CodeSent) {
	t.Visit.Sent = s
	if s.Token != "" {
		t.Visit.Draft, t.Visit.SignIn = "", ""
		t.enter(TextCode)
	}
}

func (t *turn) tapTextCode(e Tap) {
	f := TextedCode()
	switch {
	case e.Do == Back:
		t.textTo()
	case t.Visit.Inquiring:
	case e.Do == Retry && t.Visit.SignIn == centre.Spent:
		t.Visit.Draft = t.Visit.Claimed
		t.enter(TextTo)
		t.sendCode()
	case t.Visit.SignIn == centre.Spent: // nothing that is typed counts any more
	case e.Do == Next:
		code := f.Value(t.Visit.Draft)
		if t.Visit.Problem = f.Validate(code, t.today()); t.Visit.Problem == catalog.Fine {
			t.Visit.SignIn = ""
			t.inquire(centre.ForProving, &centre.TypeCode{Token: t.Visit.Sent.Token, Number: t.Visit.Claimed, Code: code})
		}
	default:
		t.Visit.SignIn = ""
		t.draft(f, e)
	}
}
