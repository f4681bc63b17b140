package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

func (t *turn) tapIdentify(e Tap) {
	switch e.Do {
	case Back:
		if t.Visit.Agent.Acts() { // they act for themselves after all
			t.Visit.Agent = identity.Agent{}
			t.enter(Identify)
			return
		}
		t.backward()
	case ActFor:
		t.actFor(identity.Role(e.Value))
	case UsePhone:
		if t.PhoneServes(t.Visit.Item) {
			t.signIn()
		}
	case UseText:
		if t.PhoneServes(t.Visit.Item) {
			t.textTo()
		}
	}
}

func (t *turn) documentRead(e DocumentRead) { t.proved(identity.Read(e.Person), e.Today) }

// proved takes whom somebody was shown to be.
func (t *turn) proved(p identity.Proof, today string) {
	t.Touched = t.Now // laying a document down is doing something
	t.Visit.Proof = p
	if t.Visit.Agent.Awaited() {
		t.judgeAgent(today)
		return
	}
	t.Visit.StepUp = false
	t.judge(today)
}

// actFor begins to act for another person: the agent's document is asked for, and then the other's.
func (t *turn) actFor(as identity.Role) {
	if !t.Visit.Agent.Acts() && slices.Contains(t.Visit.Item.Identity.Acting, as) {
		t.Visit.Agent = identity.Agent{Role: as}
		t.enter(Identify)
	}
}

// judgeAgent decides whether the holder of the document may act for another, and asks for the other's.
func (t *turn) judgeAgent(today string) {
	fits := t.Visit.Assurance().Meets(t.Visit.Item.Identity.Level) // the item's documents are the other's
	if t.Visit.Refusal = unusable(t.Visit.Person, fits, today); t.Visit.Refusal == NotRefused {
		if age, _ := identity.Age(t.Visit.Person.Birth, today); age < identity.AgentAge {
			t.Visit.Refusal = AgentTooYoung
		}
	}
	if t.Visit.Refusal != NotRefused {
		t.enter(Refused)
		return
	}
	t.Visit.Agent.Proof, t.Visit.Proof = t.Visit.Proof, identity.Proof{}
	t.enter(Identify)
}

// judge decides whether the person may apply for the item.
func (t *turn) judge(today string) {
	t.Visit.Refusal, t.Visit.Unfit = t.refusal(t.Visit.Person, today)
	if t.Visit.Refusal != NotRefused {
		t.enter(Refused)
		return
	}
	t.enter(Confirm)
}

func (t *turn) refusal(p identity.Person, today string) (Refusal, catalog.Text) {
	if why := unusable(p, t.Visit.Item.Identity.Suffices(t.Visit.Proof), today); why != NotRefused {
		return why, nil
	}
	if agent := t.Visit.Agent; agent.Acts() && agent.Person.Number == p.Number {
		return SameCard, nil
	}
	if why, ok := t.Visit.Item.Refuses(catalog.Facts{Person: p, Today: catalog.Day(today)}, nil); ok {
		return Unfit, why
	}
	return NotRefused, nil
}

// unusable says why a document proves nobody here and now. fits says that it is of the right kind.
func unusable(p identity.Person, fits bool, today string) Refusal {
	_, dated := identity.Age(p.Birth, today)
	switch {
	case !fits:
		return WrongDocument
	case p.Birth == "":
		return NoBirth
	case !p.NumberFits() || !dated:
		return BadNumber
	case !p.ValidOn(today):
		return Expired
	case !p.Begun(today):
		return NotYetValid
	}
	return NotRefused
}

// waitFailed shows why, and lets tick try again: the visit goes on where it was
// as soon as the device or the card is right.
func (t *turn) waitFailed(trouble Trouble) {
	t.Visit.Misread, t.Since, t.Waiting = trouble, t.Now, false
}

func (t *turn) tapConfirm(e Tap) {
	switch e.Do {
	case Next:
		t.afterProof()
	case NotMyCard, Back:
		t.again()
	}
}

func (t *turn) tapRefused(e Tap) {
	if t.Visit.Refusal == NoNumber && e.Do != Another && e.Do != Back {
		return // nothing here can be changed by another card or answer
	}
	switch e.Do {
	case NotMyCard:
		t.again()
	case HandOver:
		t.handOver(catalog.OverRefusal)
	case Edit:
		if f, ok := t.Visit.Current(); ok {
			t.Visit.Refusal, t.Visit.Unfit = NotRefused, nil
			t.openField(f)
		}
	case Another, Back:
		t.fresh(identity.Proof{})
		t.enter(t.shelfStage())
	}
}
