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
	StepMaterial  Step = "material" // what has to be handed in, and what need not be
	StepDeliver   Step = "deliver"  // how the result reaches the person
	StepReview    Step = "review"   // everything once more
	StepSign      Step = "sign"     // by hand, on the screen
	StepPay       Step = "pay"
	StepSubmit    Step = "submit"   // kept, and on its way to the centre
	StepDecide    Step = "decide"   // 秒批: the department decides while the person waits
	StepQuery     Step = "query"    // what the centre knows is asked for
	StepDispense  Step = "dispense" // a card comes out
	StepResult    Step = "result"   // what came of it, on the screen and on paper
	StepPrint     Step = "print"    // the slip
	StepRate      Step = "rate"     // 好差评
)

// Steps lists every step, in the order in which a visit takes them.
func Steps() []Step {
	return []Step{
		StepNotice, StepConsent, StepIdentify, StepSituation, StepForm, StepMaterial, StepDeliver, StepReview, StepSign,
		StepPay, StepSubmit, StepDecide, StepQuery, StepDispense, StepResult, StepPrint, StepRate,
	}
}

// Plan lists the steps of a visit for the item that begins on a day.
func (it *Item) Plan(on Day) []Step {
	files := it.Work == Apply || it.Work == Book // something is handed in
	needless := map[Step]bool{
		StepNotice:    !slices.ContainsFunc(it.Notices, func(n Notice) bool { return n.Shown(on) }),
		StepIdentify:  it.Identity.Level == identity.NoProof,
		StepSituation: len(it.Situations) == 0,
		StepForm:      len(it.Form) == 0,
		StepMaterial:  len(it.Materials) == 0,
		StepDeliver:   len(it.deliveryFields()) == 0,
		StepReview:    !files,
		StepSign:      !it.Sign,
		StepPay:       it.Fee.Kind == Free || it.Fee.Later,
		StepSubmit:    !files,
		StepDecide:    !it.Result.Instant,
		StepQuery:     it.Work != Query,
		StepResult:    files && !it.Result.Instant,
		StepDispense:  !slices.Contains(it.Delivery, ByCard),
		StepPrint:     !files,
		StepRate:      it.Work == Inform,
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
	case StepDeliver:
		return it.deliveryFields()
	}
	return nil
}
