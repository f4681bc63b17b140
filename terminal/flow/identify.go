package flow

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

func (t *turn) tapIdentify(e Tap) {
	switch e.Do {
	case Back:
		t.backward()
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
	t.Visit.Proof, t.Visit.StepUp = p, false
	t.judge(today)
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
	_, dated := identity.Age(p.Birth, today)
	switch {
	case !t.Visit.Item.Identity.Suffices(t.Visit.Proof):
		return WrongDocument, nil
	case p.Birth == "":
		return NoBirth, nil
	case !p.NumberFits() || !dated:
		return BadNumber, nil
	case !p.ValidOn(today):
		return Expired, nil
	case !p.Begun(today):
		return NotYetValid, nil
	}
	if why, ok := t.Visit.Item.Refuses(catalog.Facts{Person: p, Today: catalog.Day(today)}, nil); ok {
		return Unfit, why
	}
	return NotRefused, nil
}

// waitFailed shows why, and lets tick try again: the visit goes on where it was
// as soon as the device or the card is right.
func (t *turn) waitFailed(trouble Trouble) {
	t.Visit.Misread, t.Since, t.Waiting = trouble, t.Now, false
}

func (t *turn) tapConfirm(e Tap) {
	switch e.Do {
	case Next:
		t.forward()
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
