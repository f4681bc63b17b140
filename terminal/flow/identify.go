package flow

import (
	"yitiji/terminal/identity"
)

func (t *turn) tapIdentify(e Tap) {
	if e.Do == Back {
		t.enter(Guide)
	}
}

func (t *turn) cardRead(e CardRead) {
	t.Touched = t.Now // laying a card down is doing something
	t.Visit.Person = e.Person
	t.judge(e.Today)
}

// judge decides whether the holder of the card may apply for the item.
func (t *turn) judge(today string) {
	if t.Visit.Refusal = t.refusal(t.Visit.Person, today); t.Visit.Refusal != NotRefused {
		t.enter(Refused)
		return
	}
	t.enter(Confirm)
}

func (t *turn) refusal(p identity.Person, today string) Refusal {
	applicant := t.Visit.Item.Applicant
	age, dated := identity.Age(p.Birth, today)
	switch {
	case !applicant.Accepts(p.Document):
		return WrongDocument
	case !p.NumberFits() || !dated:
		return BadNumber
	case !p.ValidOn(today):
		return Expired
	case age < applicant.MinAge:
		return TooYoung
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
		t.startForm()
	case NotMyCard, Back:
		t.anotherCard()
	}
}

func (t *turn) tapRefused(e Tap) {
	switch e.Do {
	case NotMyCard:
		t.anotherCard()
	case Another, Back:
		t.Visit.Person, t.Visit.Refusal = identity.Person{}, NotRefused
		t.enter(Services)
	}
}

// anotherCard forgets the holder and whatever was answered in that name.
func (t *turn) anotherCard() {
	t.Visit.Person, t.Visit.Refusal, t.Visit.Answers = identity.Person{}, NotRefused, nil
	t.enter(Identify)
}
