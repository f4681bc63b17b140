package catalog

import (
	"slices"

	"yitiji/terminal/identity"
)

// Step is one part of a visit for an item. A visit takes the steps in their order; one
// that has nothing to ask here and now is passed over.
type Step string

// The steps.
const (
	StepNotice    Step = "notice"    // something to know before one begins
	StepConsent   Step = "consent"   // the guide, and what becomes of one's data
	StepIdentify  Step = "identify"  // who are you
	StepSituation Step = "situation" // 情形: which case is yours
	StepForm      Step = "form"
	StepReview    Step = "review" // everything once more
	StepSubmit    Step = "submit" // kept, and on its way to the centre
	StepPrint     Step = "print"  // the slip
	StepRate      Step = "rate"   // 好差评
)

// Steps lists every step, in the order in which a visit takes them.
func Steps() []Step {
	return []Step{
		StepNotice, StepConsent, StepIdentify, StepSituation, StepForm, StepReview, StepSubmit, StepPrint, StepRate,
	}
}

// Plan lists the steps of a visit for the item that begins on a day.
func (it *Item) Plan(on Day) []Step {
	needless := map[Step]bool{
		StepNotice:    !slices.ContainsFunc(it.Notices, func(n Notice) bool { return n.Shown(on) }),
		StepIdentify:  it.Identity.Level == identity.NoProof,
		StepSituation: len(it.Situations) == 0,
		StepForm:      len(it.Form) == 0,
	}
	return slices.DeleteFunc(Steps(), func(s Step) bool { return needless[s] })
}

// Questions are the fields that a step asks.
func (it *Item) Questions(s Step) []Field {
	switch s {
	case StepSituation:
		return it.Situations
	case StepForm:
		return it.Form
	}
	return nil
}
