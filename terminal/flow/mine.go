package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// The steps that belong to no item.
const (
	stepMine   catalog.Step = "mine"   // what concerns the person
	stepResume catalog.Step = "resume" // what they have filled in before
)

// myPage is 我的 as an item, so that one proves who one is in the same way as for any other.
func myPage() *catalog.Item {
	return &catalog.Item{
		Code: "my-page", Work: catalog.Query, Identity: catalog.Identity{Level: identity.CardProof},
		Name: catalog.Text{catalog.Chinese: "我的", catalog.English: "My page"},
	}
}

// begin opens what is no item of the catalogue, with a plan of its own.
func (t *turn) begin(plan ...catalog.Step) {
	t.fresh(t.Visit.Proof)
	t.Visit.Item, t.Visit.Plan, t.Visit.At = myPage(), plan, -1
	t.forward()
}

// mine shows what concerns the person.
func (t *turn) mine() {
	t.Visit.Page = nil
	t.enter(Mine)
	t.askMine()
}

func (t *turn) askMine() { t.inquire(centre.ForTheirOwn, &centre.Matters{Subject: t.subject()}) }

func (t *turn) tapMine(e Tap) {
	switch e.Do {
	case Open:
		t.tapServices(e)
	case Resume:
		if code, err := centre.ParseDraftCode(e.Value); err == nil {
			t.Visit.Code = code
			t.resume()
		}
	case Retry:
		if !t.Visit.Inquiring {
			t.askMine()
		}
	case Back, Finish, Next:
		t.fresh(t.Visit.Proof)
		t.enter(Services)
	}
}

// resume asks for a draft of the person.
func (t *turn) resume() {
	t.enter(Resuming)
	t.inquire(centre.ForResuming, &centre.Resume{Subject: t.subject(), Code: t.Visit.Code})
}

// saved takes a draft back, or its code.
func (t *turn) saved(s *centre.Saved) {
	switch t.Stage {
	case Resuming:
		t.resumed(s)
	case Saving:
		t.Visit.Code = s.Draft.Code
		t.Visit.Plan, t.Visit.At = []catalog.Step{catalog.StepPrint}, -1
		t.forward()
	}
}

// resumed goes on with what was filled in. A draft of an item that has changed since keeps
// the answers that still pass.
func (t *turn) resumed(s *centre.Saved) {
	it, ok := t.Catalog.Item(s.Draft.Item)
	if s.Unknown || !ok {
		t.Visit.Unanswered = UnknownDraft
		return
	}
	t.fresh(t.Visit.Proof)
	t.open(it)
	for _, f := range it.AllFields() {
		i := slices.IndexFunc(s.Draft.Answers, func(a catalog.Answer) bool { return a.Field == f.Key })
		if i >= 0 && f.Validate(s.Draft.Answers[i].Value, t.today()) == catalog.Fine {
			t.Visit.Answers = append(t.Visit.Answers, s.Draft.Answers[i])
		}
	}
}

func (t *turn) tapResuming(e Tap) {
	switch e.Do {
	case Retry:
		if !t.Visit.Inquiring {
			t.resume()
		}
	case Back:
		t.begin(catalog.StepIdentify, stepMine)
	}
}

// Savable reports whether what was filled in can be saved for another day.
func (s State) Savable() bool {
	v := s.Visit
	return s.Online && v.Personal() && len(v.Answers) > 0 && v.Slip == "" && v.Order == nil &&
		(s.Stage == Form || s.Stage == Review || s.Handing())
}

// save saves what was filled in, and ends the visit with a slip whose code opens it.
func (t *turn) save() {
	if !t.Savable() {
		return
	}
	t.enter(Saving)
	t.saveAgain()
}

// saveAgain hands the draft over, once more if need be.
func (t *turn) saveAgain() {
	draft := centre.Draft{Item: t.Visit.Item.Code, Version: t.Visit.Item.Version, Answers: t.Visit.Answers}
	t.inquire(centre.ForResuming, &centre.Save{Subject: t.subject(), Draft: draft})
}

// tapSaving lets the person go back to where they were, when nothing could be saved.
func (t *turn) tapSaving(e Tap) {
	if e.Do != Back || t.Visit.Inquiring {
		return
	}
	if f, ok := t.Visit.Current(); ok && len(t.Visit.Item.Questions(t.Visit.step())) > 0 {
		t.openField(f)
		return
	}
	t.Visit.At--
	t.forward()
}
