package flow

import (
	"slices"
	"strconv"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

func (t *turn) tapReview(e Tap) {
	switch e.Do {
	case Next, Retry:
		t.forward()
	case Edit:
		t.edit(e.Value)
	case Back:
		t.backward()
	}
}

func (t *turn) edit(field string) {
	for _, f := range t.Visit.asked() {
		if f.Key == field {
			t.Visit.Editing = true
			t.openField(f)
		}
	}
}

// submit hands the application over to be kept. Nothing can interrupt it now.
func (t *turn) submit() {
	t.Visit.Trouble = NoTrouble
	t.enter(Submitting)
	t.ask(func(n int) Effect { return KeepApplication{n, t.Visit.application()} })
}

// application is the visit as it leaves the terminal: the fields that were
// asked, in the form's order, and no answer to a question that fell away.
func (v Visit) application() catalog.Application {
	a := catalog.Application{
		Item: v.Item.Code, Version: v.Item.Version, Applicant: v.Person,
		Assurance: identity.CardProof, Language: string(v.Lang),
	}
	for _, f := range v.asked() {
		i := slices.IndexFunc(v.Answers, func(x catalog.Answer) bool { return x.Field == f.Key })
		if i >= 0 && v.Answers[i].Value != "" {
			a.Answers = append(a.Answers, v.Answers[i])
		}
	}
	return a
}

// keepFailed goes back to the review with everything still there.
func (t *turn) keepFailed(e KeepFailed) {
	t.returnTo(catalog.StepReview)
	t.enter(Review)
	t.Visit.Trouble = e.Trouble
}

// kept prints at once where no answer can come, and waits a moment for the
// centre's number where one can.
func (t *turn) kept(e Kept) {
	t.Visit.Slip, t.Since = e.Slip, t.Now
	if !t.Online {
		t.forward()
	}
}

// print begins the slip. From the second time on it is a copy.
func (t *turn) print() {
	t.Visit.Prints++
	t.enter(Printing)
	v := t.Visit
	t.ask(func(n int) Effect {
		return PrintSlip{n, Slip{
			Number: v.Slip, Official: v.Official, Item: v.Item.Name, Lang: v.Lang,
			Holder: identity.MaskName(v.Person.Name), Copy: v.Papers + 1, At: t.Now,
		}}
	})
}

func (t *turn) printEnded() {
	t.Visit.PaperSeen, t.Visit.Printed = true, true
	t.Visit.Papers++
	t.forward()
}

func (t *turn) printFailed(e PrintFailed) {
	if e.Started {
		t.Visit.PaperSeen = true
		t.Visit.Papers++
	}
	t.enter(PaperFault)
	t.Visit.Trouble, t.Visit.Mended = e.Trouble, false
	t.Touched = t.Now
}

// tapPaperFault lets the person decide. The application is kept either way.
func (t *turn) tapPaperFault(e Tap) {
	switch e.Do {
	case Next, Retry:
		t.print()
	case NoPaper:
		t.forward()
	}
}

func (t *turn) thank() {
	t.enter(Done)
	t.Visit.Trouble = NoTrouble
	t.Touched = t.Now
}

func (t *turn) tapDone(e Tap) {
	switch e.Do {
	case Rate:
		t.rate(e.Value)
	case Another:
		t.another()
	case Finish, Next:
		t.enter(Goodbye)
	}
}

// rate keeps 好差评 once.
func (t *turn) rate(value string) {
	level, err := strconv.Atoi(value)
	if err != nil || level < 1 || level > 5 || t.Visit.Rating != 0 {
		return
	}
	t.Visit.Rating = level
	t.do(KeepRating{t.Visit.Slip, catalog.Rating{Level: level}})
}

// another keeps the person and forgets the application, for a second service in
// the same visit.
func (t *turn) another() {
	v := t.Visit
	t.Visit = Visit{Lang: v.Lang, Large: v.Large, Person: v.Person, PaperSeen: v.PaperSeen}
	t.enter(Services)
}
