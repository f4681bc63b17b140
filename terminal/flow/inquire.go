package flow

import "yitiji/terminal/centre"

// inquire asks the centre. The answer is wanted only where the visit stands now.
func (t *turn) inquire(why centre.Purpose, q centre.Question) {
	t.Visit.Inquiring, t.Visit.Unanswered, t.Visit.Asked = true, NoTrouble, t.Now
	use := centre.Use{Purpose: why}
	if t.Visit.Item != nil && t.Visit.Item.Version > 0 {
		use.Item = t.Visit.Item.Code
	}
	t.ask(func(n int) Effect { return Inquire{n, centre.Request{Use: use, Question: q}} })
}

// whenInquiring drops an answer that the visit has left behind.
func (t *turn) whenInquiring(ticket int, then func()) {
	if t.Visit.Inquiring && t.Ticket == ticket {
		t.Visit.Inquiring = false
		then()
	}
}

// subject is whom the visit is about.
func (t *turn) subject() centre.Subject { return centre.SubjectOf(t.Visit.Person, t.Visit.Assurance()) }

// told takes an answer to where it belongs.
func (t *turn) told(a centre.Answer) {
	switch a := a.(type) {
	case *centre.Invitation:
		t.invited(a)
	case *centre.Proved:
		t.vouched(a)
	case *centre.Represented:
		t.represented(a)
	case *centre.CodeSent:
		t.codeSent(a)
	case *centre.Known:
		t.known(a)
	case *centre.Door:
		t.Visit.Door = a
	case *centre.Pages:
		t.pagesCame(a)
	case *centre.Free:
		t.Visit.Free = a
	case *centre.Finding:
		t.foundOut(a)
	case *centre.Order:
		t.billed(a)
	case *centre.Paid:
		t.paid(a)
	case *centre.Standing:
		t.standing(a)
	case *centre.Page:
		t.Visit.Page = a
	case *centre.Facts:
		t.prefill(a)
	case *centre.Saved:
		t.saved(a)
	}
}

// notTold says why there is no answer. Where the visit can go on without one, it does.
func (t *turn) notTold(why Trouble) {
	t.Visit.Unanswered = why
	switch t.Stage {
	case Deciding:
		t.decideLater()
	case Query:
		t.waitFailed(UnknownSlip)
	case Identify, Firm:
		t.waitFailed(why)
	case Filling:
		t.firstField()
	}
}

// poll asks again for what takes its time, at a pace.
func (t *turn) poll() {
	if t.Visit.Inquiring || t.Now.Sub(t.Visit.Asked) < PollEvery {
		return
	}
	switch t.Stage {
	case SignIn:
		t.askSignIn()
	case Phone:
		t.askPages()
	case Pay:
		t.askPayment()
	case Deciding:
		t.askStanding()
	}
}
