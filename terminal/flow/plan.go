package flow

import (
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// open begins an item, at the first step of its plan. What the same person has filled in
// of the same item, before a step back to the services, is still there.
func (t *turn) open(it *catalog.Item) {
	if t.Visit.Item != it {
		t.fresh(t.Visit.Proof)
	}
	t.Visit.Item, t.Visit.Plan, t.Visit.At = it, it.Plan(t.today()), -1
	t.forward()
}

// today is the day of the visit, by the terminal's clock.
func (s State) today() catalog.Day { return catalog.Day(s.Now.Format(time.DateOnly)) }

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
	case catalog.StepSituation, catalog.StepDeliver:
		t.firstField()
	case catalog.StepForm:
		t.form()
	case catalog.StepMaterial:
		t.materials()
	case catalog.StepReview:
		t.enter(Review)
	case catalog.StepSign:
		t.sign()
	case catalog.StepPay:
		t.pay()
	case catalog.StepSubmit:
		t.submit()
	case catalog.StepDecide:
		t.decide()
	case catalog.StepQuery:
		t.lookUp()
	case catalog.StepResult:
		t.result()
	case catalog.StepDispense:
		t.dispense()
	case catalog.StepPrint:
		t.print()
	case catalog.StepRate:
		t.thank()
	case stepMine:
		t.mine()
	case stepResume:
		t.resume()
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
	case catalog.StepSituation, catalog.StepForm, catalog.StepDeliver:
		t.lastField()
	case catalog.StepMaterial:
		t.materialsBack()
	case catalog.StepReview:
		t.enter(Review)
	case catalog.StepSign:
		t.sign()
	case catalog.StepPay, catalog.StepQuery: // passed through on the way
		t.backward()
	default:
		t.enter(t.shelfStage())
	}
}

// shelfStage is where the services are that the person was looking at.
func (t *turn) shelfStage() Stage {
	if t.Visit.Shelf.By != "" {
		return Shelves
	}
	return Services
}

// returnTo goes back to a step of the plan, without beginning it anew.
func (t *turn) returnTo(s catalog.Step) { t.Visit.At = slices.Index(t.Visit.Plan, s) }

// identify asks who is there, unless they have proved it in this visit surely enough. Whoever proves it
// more surely is the holder of that proof: nothing is taken over from before.
func (t *turn) identify() {
	switch {
	case !t.Visit.Personal():
		t.enter(Identify)
	case t.Visit.Agent.Acts() && !slices.Contains(t.Visit.Item.Identity.Acting, t.Visit.Agent.Role):
		t.Visit.Agent = identity.Agent{} // this one everybody applies for themselves
		t.again()
	case !t.Visit.Assurance().Meets(t.Visit.Item.Identity.Level):
		t.Visit.Agent = identity.Agent{}
		t.again()
		t.Visit.StepUp = true
	default:
		t.judge(string(t.today()))
	}
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

// fresh begins the visit of a person anew: nothing that was filled in, fetched or scanned is
// left, and nothing that was done for somebody else.
func (t *turn) fresh(p identity.Proof) {
	if t.Visit.Slip == "" {
		t.giveUp()
	}
	t.do(Forget{})
	v := t.Visit
	t.Visit = Visit{Manner: v.Manner, Proof: p, PaperSeen: v.PaperSeen, Shelf: v.Shelf}
	if t.Visit.Personal() {
		t.Visit.Agent, t.Visit.Firm = v.Agent, v.Firm
	}
}

// again forgets the person and whatever was done in that name.
func (t *turn) again() {
	it, plan, code, agent := t.Visit.Item, t.Visit.Plan, t.Visit.Code, t.Visit.Agent
	t.fresh(identity.Proof{})
	t.Visit.Item, t.Visit.Plan, t.Visit.Code, t.Visit.Agent = it, plan, code, agent
	t.returnTo(catalog.StepIdentify)
	t.enter(Identify)
}
