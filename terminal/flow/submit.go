package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

func (t *turn) tapReview(e Tap) {
	switch e.Do {
	case Next, Retry:
		if t.complete() {
			t.forward()
		}
	case Edit:
		t.edit(e.Value)
	case Back:
		t.backward()
	}
}

// complete reports whether nothing is missing, and asks for what is: a changed answer may
// have opened a question, or a material.
func (t *turn) complete() bool {
	for _, f := range t.Visit.asked() {
		if value, _ := t.Visit.Answer(f.Key); value == "" && len(f.Optional) == 0 {
			t.Visit.Editing = true
			t.openField(f)
			return false
		}
	}
	if len(t.Lacking()) > 0 {
		t.returnTo(catalog.StepMaterial)
		t.materials()
		return false
	}
	return true
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
	t.ask(func(n int) Effect { return KeepApplication{n, t.application()} })
}

// application is the visit as it leaves the terminal: the fields that were
// asked, in the form's order, and no answer to a question that fell away, nor a material
// that is not wanted any more.
func (s State) application() catalog.Application {
	v := s.Visit
	a := catalog.Application{
		Item: v.Item.Code, Parts: v.Item.Parts, Version: v.Item.Version, Applicant: v.Person,
		Assurance: v.Assurance(), Way: v.Way, Language: string(v.Lang), HandOver: v.HandOver, Signature: v.Signature,
	}
	if firm := v.Firm; firm.Code != "" && v.Item.Identity.Firm {
		a.Firm = &firm
	}
	if v.Agent.Proved() {
		a.Agent = &catalog.Agent{Person: v.Agent.Person, Role: v.Agent.Role, Assurance: v.Agent.Assurance()}
	}
	if v.Order != nil {
		a.Order = v.Order.Number
	}
	for _, f := range v.asked() {
		i := slices.IndexFunc(v.Answers, func(x catalog.Answer) bool { return x.Field == f.Key })
		if i >= 0 && v.Answers[i].Value != "" {
			a.Answers = append(a.Answers, v.Answers[i])
		}
	}
	for _, m := range v.Wanted(s.today()) {
		if h, ok := v.HandedIn(m.Key); ok {
			a.Materials = append(a.Materials, h)
		}
	}
	return a
}

// keepFailed goes back to the review with everything still there, and pays back what was
// paid. Who was on the way to a window goes there without a number.
func (t *turn) keepFailed(e KeepFailed) {
	if t.Visit.HandOver != catalog.NoHandOver {
		t.Visit.HandOver, t.Visit.Refusal = catalog.NoHandOver, NoNumber
		t.Visit.Plan = t.Visit.Item.Plan(t.today())
		t.returnTo(catalog.StepIdentify)
		t.enter(Refused)
		return
	}
	t.giveUp()
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
	after := t.Visit.Trouble
	t.enter(Printing)
	v := t.Visit
	t.ask(func(n int) Effect {
		return PrintSlip{n, Slip{
			Number: v.Slip, Official: v.Official, Item: v.Item.Name, Lang: v.Lang,
			Holder: identity.MaskName(v.Person.Name), Agent: identity.MaskName(v.Agent.Person.Name), Copy: v.Papers + 1, At: t.Now,
			HandOver: v.HandOver, Receipt: v.Receipt, Amount: v.amount(), Draft: v.Code,
			Appointment: v.Appointment(), Bring: v.Item.Guide.Bring,
		}, after}
	})
}

// amount is what was paid.
func (v Visit) amount() catalog.Fen {
	if v.Order == nil || v.Receipt == "" {
		return 0
	}
	return v.Order.Amount
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
	case Have:
		if t.Visit.Trouble == Interrupted {
			t.Visit.Printed = true
			t.forward()
		}
	}
}

func (t *turn) thank() {
	t.count()
	t.enter(Done)
	t.Visit.Trouble = NoTrouble
	t.Touched = t.Now
}

// count counts, once, that the item was of use.
func (t *turn) count() {
	if !t.Visit.Counted {
		t.Visit.Counted = true
		t.do(CountUse{t.Visit.Item.Code})
	}
}

func (t *turn) tapDone(e Tap) {
	switch e.Do {
	case Rate:
		t.rate(e.Value)
	case Pick:
		t.reason(e.Value)
	case Another:
		t.keepRating()
		t.another()
	case Finish, Next:
		t.keepRating()
		t.enter(Goodbye)
	}
}

// another keeps the person and forgets the application, for a second service in
// the same visit.
func (t *turn) another() {
	t.fresh(t.Visit.Proof)
	t.Visit.Shelf = Shelf{}
	t.enter(Services)
}
