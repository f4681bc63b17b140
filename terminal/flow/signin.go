package flow

import (
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// signIn shows a code that the person's phone opens.
func (t *turn) signIn() {
	t.forgetSignIn()
	t.enter(SignIn)
	t.askSignIn()
}

// askSignIn asks for the code, and then what became of it.
func (t *turn) askSignIn() {
	i := t.Visit.Invitation
	switch {
	case i == nil:
		t.inquire(centre.ForProving, &centre.SignIn{Lang: string(t.Visit.Lang)})
	case t.Visit.SignIn == centre.Invited, t.Visit.SignIn == centre.Opened:
		t.inquire(centre.ForProving, &centre.SignedIn{Token: i.Token})
	}
}

func (t *turn) invited(i *centre.Invitation) { t.Visit.Invitation, t.Visit.SignIn = i, centre.Invited }

// vouched takes what a phone has said so far.
func (t *turn) vouched(p *centre.Proved) {
	switch {
	case p.State == centre.Confirmed:
		way := identity.ByPhone
		if t.Stage == TextCode {
			way = identity.ByText
		}
		t.forgetSignIn()
		t.proved(identity.Vouched(*p.Person, way), string(t.today()))
	case t.Stage == Identify:
		t.waitFailed(CodeSpent)
	default:
		if p.State != t.Visit.SignIn { // somebody has done something, on the phone
			t.Touched = t.Now
		}
		t.Visit.SignIn = p.State
		if t.Stage == TextCode {
			t.Visit.Draft = "" // what was typed was wrong
		}
	}
}

func (t *turn) tapSignIn(e Tap) {
	switch e.Do {
	case Retry:
		if !t.Visit.Inquiring {
			t.signIn()
		}
	case Back:
		t.forgetSignIn()
		t.enter(Identify)
	}
}

// forgetSignIn drops whatever a phone was asked for.
func (t *turn) forgetSignIn() {
	v := &t.Visit
	v.Invitation, v.SignIn, v.Claimed, v.Sent, v.Draft = nil, "", "", nil, ""
}

// codeShown asks the centre whose code a phone has shown.
func (t *turn) codeShown(e Scanned) {
	t.Touched, t.Waiting, t.Visit.Misread = t.Now, false, NoTrouble
	if len(e.Text) > centre.MostCode {
		t.waitFailed(CodeSpent)
		return
	}
	t.inquire(centre.ForProving, &centre.Present{Code: e.Text})
}
