package flow

import (
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// open begins an item, at the first step of its plan.
func (t *turn) open(it *catalog.Item) {
	t.Visit.Item, t.Visit.Plan, t.Visit.At = it, it.Plan(t.today()), -1
	t.forward()
}

func (t *turn) today() catalog.Day { return catalog.Day(t.Now.Format(time.DateOnly)) }

// step is where in the plan the visit stands; empty before and behind it.
func (v Visit) step() catalog.Step {
	if v.At < 0 || v.At >= len(v.Plan) {
		return ""
	}
	return v.Plan[v.At]
}

// forward goes on with the next step. Behind the last one comes the goodbye.
func (t *turn) forward() {
	t.Visit.At++
	switch t.Visit.step() {
	case catalog.StepNotice:
		t.enter(Notice)
	case catalog.StepConsent:
		t.enter(Guide)
	case catalog.StepIdentify:
		t.identify()
	case catalog.StepSituation, catalog.StepForm:
		t.firstField()
	case catalog.StepReview:
		t.enter(Review)
	case catalog.StepSubmit:
		t.submit()
	case catalog.StepPrint:
		t.print()
	case catalog.StepRate:
		t.thank()
	default:
		t.enter(Goodbye)
	}
}

// backward goes back to the step before. Before the first one are the services.
func (t *turn) backward() {
	t.Visit.At--
	switch t.Visit.step() {
	case catalog.StepNotice:
		t.enter(Notice)
	case catalog.StepConsent:
		t.enter(Guide)
	case catalog.StepIdentify:
		t.enter(Confirm)
	case catalog.StepSituation, catalog.StepForm:
		t.lastField()
	default:
		t.enter(Services)
	}
}

// returnTo goes back to a step of the plan, without beginning it anew.
func (t *turn) returnTo(s catalog.Step) { t.Visit.At = slices.Index(t.Visit.Plan, s) }

// identify asks for a card, unless the person has shown one in this visit.
func (t *turn) identify() {
	if t.Visit.Personal() {
		t.judge(string(t.today()))
		return
	}
	t.enter(Identify)
}

// fits judges what the steps so far have asked, and says no where a condition of the item
// does not hold.
func (t *turn) fits() bool {
	var asked []catalog.Field
	for _, s := range t.Visit.Plan[:t.Visit.At+1] {
		asked = append(asked, t.Visit.Item.Questions(s)...)
	}
	facts := catalog.Facts{Person: t.Visit.Person, Answers: t.Visit.Answers, Today: t.today()}
	why, refused := t.Visit.Item.Refuses(facts, asked)
	if refused {
		t.Visit.Refusal, t.Visit.Unfit = Unfit, why
		t.enter(Refused)
	}
	return !refused
}

// again forgets the holder of the card and whatever was answered in that name.
func (t *turn) again() {
	t.Visit.Person, t.Visit.Refusal, t.Visit.Unfit, t.Visit.Answers = identity.Person{}, NotRefused, nil, nil
	t.returnTo(catalog.StepIdentify)
	t.enter(Identify)
}
