package flow_test

import (
	"slices"
	"testing"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
)

// What the centre has already need not be handed in, and what was handed in goes along.
func TestMaterialsGoWithTheApplication(t *testing.T) {
	v := flowtest.Begin(t).ToPay()
	v.Pass(flow.PollEvery)
	v.Tell(&centre.Paid{State: centre.PaidUp, Receipt: "9900000001"})
	v.At(flow.Submitting)
	a := flowtest.Effect[flow.KeepApplication](v).Application
	want := []catalog.Handed{
		{Material: "photo", Way: catalog.ByCertificate, Certificate: flowtest.HasPhoto().Certificates[0].Identifier},
		{Material: "old", Way: catalog.ByScan, Pages: []string{"a1"}},
	}
	if !slices.EqualFunc(a.Materials, want, func(x, y catalog.Handed) bool {
		return x.Material == y.Material && x.Way == y.Way && x.Certificate == y.Certificate && slices.Equal(x.Pages, y.Pages)
	}) {
		t.Errorf("materials %+v, want %+v", a.Materials, want)
	}
	if a.Order != "P20261122000001" || a.Signature == nil || len(a.Signature.Over) != 64 {
		t.Errorf("order %q, signature %+v", a.Order, a.Signature)
	}
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	v.Pass(flow.AnswerPatience)
	if slip := flowtest.Effect[flow.PrintSlip](v).Slip; slip.Receipt != "9900000001" || slip.Amount != 1000 {
		t.Errorf("slip %+v", slip)
	}
}

// Nothing but the centre's word makes an order paid.
func TestNoTouchPays(t *testing.T) {
	v := flowtest.Begin(t).ToPay()
	for _, do := range []flow.Verb{flow.Next, flow.Finish, flow.Pass, flow.Retry, flow.PrintIt} {
		v.Tap(do)
		v.At(flow.Pay)
	}
	v.Take(flow.Told{Ticket: v.State.Ticket - 1, Answer: &centre.Paid{State: centre.PaidUp}})
	v.At(flow.Pay) // an answer to an earlier question says nothing of this one
}

// Whoever does not go on after an order was opened gets back what was paid all the same.
func TestAnOrderThatIsLeftIsGivenUp(t *testing.T) {
	for _, c := range []struct {
		why   string
		leave func(v *flowtest.Visit)
	}{
		{"one step back", func(v *flowtest.Visit) { v.Tap(flow.Back) }},
		{"on to a window", func(v *flowtest.Visit) { v.Tap(flow.HandOver) }},
		{"out", func(v *flowtest.Visit) { v.Tap(flow.Leave); v.Tap(flow.Leave) }},
		{"away", func(v *flowtest.Visit) {
			for !slices.ContainsFunc(v.Effects, isGiveUp) && v.State.Stage != flow.Attract {
				v.Pass(time.Second)
			}
		}},
	} {
		v := flowtest.Begin(t).ToPay()
		c.leave(v)
		if got := flowtest.Effect[flow.GiveUpOrder](v).Order; got != "P20261122000001" || v.State.Visit.Order != nil {
			t.Errorf("%s: gave up %q, order %+v", c.why, got, v.State.Visit.Order)
		}
	}
}

func isGiveUp(e flow.Effect) bool { _, ok := e.(flow.GiveUpOrder); return ok }

// An order is kept once its application is.
func TestWhatIsHandedInIsNotGivenUp(t *testing.T) {
	v := flowtest.Begin(t).ToPay()
	v.Pass(flow.PollEvery)
	v.Tell(&centre.Paid{State: centre.PaidUp, Receipt: "R"})
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	v.Pass(flow.AnswerPatience)
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.Tap(flow.Finish)
	if slices.ContainsFunc(v.Effects, isGiveUp) {
		t.Error("a paid order of a kept application was given up")
	}
}

func TestTooLittleIsNoSignature(t *testing.T) {
	v := flowtest.Begin(t).ToSign()
	for _, strokes := range []string{"", "1,1", "10,10 20,20;30,30", "1001,5 2,2 3,3 4,4 5,5 6,6 7,7 8,8", "nonsense"} {
		v.Tap(flow.Draw, strokes)
		v.Tap(flow.Next)
		v.At(flow.Sign)
	}
	if v.State.Visit.Problem != catalog.Missing {
		t.Errorf("problem %q", v.State.Visit.Problem)
	}
	v.Tap(flow.Draw, flowtest.Hand)
	v.Tap(flow.Next)
	v.At(flow.Pay)
}

// What is signed is what is handed in: a step back asks for the signature again.
func TestAChangedApplicationIsSignedAnew(t *testing.T) {
	v := flowtest.Begin(t).ToSign()
	v.Tap(flow.Draw, flowtest.Hand)
	first := v.State.Visit.Signature.Over
	v.Tap(flow.Back)
	v.Tap(flow.Edit, "phone")
	v.Tap(flow.Clear)
	v.Type("13900139000")
	v.Tap(flow.Next)
	v.At(flow.Review)
	v.Tap(flow.Next)
	v.At(flow.Sign)
	if v.State.Visit.Signature != nil {
		t.Fatal("the old signature stands under the new application")
	}
	v.Tap(flow.Draw, flowtest.Hand)
	if v.State.Visit.Signature.Over == first {
		t.Error("two applications have one hash")
	}
}

// A question that a correction has opened is asked before anything is handed in.
func TestACorrectionLeavesNoGap(t *testing.T) {
	v := flowtest.Begin(t).ToScanned()
	v.Tap(flow.Next)
	v.Tap(flow.Next)
	v.Tap(flow.Pick, catalog.PostToCard)
	v.At(flow.Review)
	v.Tap(flow.Edit, catalog.DeliveryField)
	v.Tap(flow.Pick, catalog.PostToOther)
	v.At(flow.Form) // where to?
	v.Tap(flow.Back)
	v.At(flow.Review)
	v.Tap(flow.Next)
	if v.State.Stage != flow.Form || v.State.Visit.Field != catalog.AddressField {
		t.Errorf("at %s %s: handed in without an address", v.State.Stage, v.State.Visit.Field)
	}
}

func TestAReasonThatWantsAnotherMaterialAsksForIt(t *testing.T) {
	v := flowtest.Begin(t).ToScanned()
	v.Tap(flow.Next)
	v.Tap(flow.Next)
	v.Tap(flow.Pick, catalog.PostToCard)
	v.Tap(flow.Edit, "reason")
	v.Tap(flow.Pick, "expired")
	v.At(flow.Review)
	v.Tap(flow.Next)
	v.At(flow.Materials)
	if lacking := v.State.Lacking(); len(lacking) != 1 || lacking[0].Key != "health" {
		t.Errorf("lacking %v", lacking)
	}
}

// A window goes on with what was filled in, and the terminal does not.
func TestHandOver(t *testing.T) {
	v := flowtest.Begin(t).ToMaterials()
	v.Tap(flow.HandOver)
	a := flowtest.Effect[flow.KeepApplication](v).Application
	if a.HandOver != catalog.OverMaterials || len(a.Answers) == 0 || a.Applicant.Number == "" {
		t.Errorf("handed over %+v", a)
	}
	v.Take(flow.KeepFailed{Ticket: v.State.Ticket, Trouble: flow.StoreFails})
	v.At(flow.Refused)
	if v.State.Visit.Refusal != flow.NoNumber {
		t.Errorf("refusal %q", v.State.Visit.Refusal)
	}
	for _, do := range []flow.Verb{flow.Edit, flow.NotMyCard, flow.HandOver, flow.Next} {
		v.Tap(do)
		v.At(flow.Refused)
	}
	v.Tap(flow.Another)
	v.At(flow.Services)
	if v.State.Visit.Personal() || v.State.Visit.Answers != nil {
		t.Errorf("left: %+v", v.State.Visit)
	}
}

// Another card is another person: nothing of the one before is left to them.
func TestAnotherCardBeginsAnew(t *testing.T) {
	v := flowtest.Begin(t).ToScanned()
	v.Tap(flow.Next)
	for v.State.Stage != flow.Confirm {
		v.Tap(flow.Back)
	}
	v.Tap(flow.NotMyCard)
	flowtest.Effect[flow.Forget](v)
	got := v.State.Visit
	if got.Personal() || got.Answers != nil || got.Handed != nil || got.Known != nil || got.Sheets != nil {
		t.Errorf("left to the next: %+v", got)
	}
}

func TestPaperIsPrintedOnceAndThenAsACopy(t *testing.T) {
	v := flowtest.Begin(t).ToFound()
	v.Tap(flow.PrintIt)
	if got := flowtest.Effect[flow.PrintPaper](v); got.Copy != 1 || got.Paper.Number != "CB20261122000001" {
		t.Errorf("%+v", got)
	}
	v.Take(flow.PaperFailed{Ticket: v.State.Ticket, Trouble: "jam", Started: true})
	v.At(flow.Result)
	v.Tap(flow.PrintIt)
	if got := flowtest.Effect[flow.PrintPaper](v).Copy; got != 2 {
		t.Errorf("copy %d after a sheet that was spoilt", got)
	}
	v.Take(flow.PaperPrinted{Ticket: v.State.Ticket})
	v.Take(flow.Conditions{Online: true, Codes: []health.Code{health.At("document", health.NotReady)}})
	v.Tap(flow.PrintIt)
	v.At(flow.Result) // there is nothing to print with
}

func TestADecisionThatTakesLongerComesLater(t *testing.T) {
	v := flowtest.Begin(t).ToDeciding()
	for past := time.Duration(0); v.State.Stage == flow.Deciding; past += time.Second {
		if past > flow.DecisionPatience+flow.PollEvery {
			t.Fatal("it waits for ever")
		}
		if v.State.Visit.Inquiring {
			v.Tell(&centre.Standing{Stage: centre.Handling})
		}
		v.Pass(time.Second)
	}
	v.At(flow.Printing) // no card, no result: the slip says how to ask
	if v.State.Visit.Standing != nil {
		t.Error("undecided is shown as decided")
	}
}

func TestNoCardForWhoIsDenied(t *testing.T) {
	v := flowtest.Begin(t).ToDeciding()
	v.Tell(&centre.Standing{Stage: centre.Denied})
	v.At(flow.Result)
	v.Tap(flow.Next)
	v.At(flow.Printing)
}

func TestBadRatingsSayWhy(t *testing.T) {
	v := flowtest.Begin(t).ToFound()
	v.Tap(flow.Next)
	v.Tap(flow.Rate, "1")
	for _, e := range v.Effects {
		t.Errorf("kept before the person said why: %+v", e)
	}
	v.Tap(flow.Pick, "slow")
	v.Tap(flow.Pick, "hard")
	v.Tap(flow.Pick, "slow") // not that after all
	v.Tap(flow.Finish)
	got := flowtest.Effect[flow.KeepRating](v)
	if got.Rating.Level != 1 || !slices.Equal(got.Rating.Why, []string{"hard"}) || got.Rating.Item != flowtest.Proof || got.Slip != "" {
		t.Errorf("%+v", got)
	}
}

func TestABadRatingIsKeptWhenItsGiverWalksAway(t *testing.T) {
	v := flowtest.Begin(t).ToDone()
	v.Tap(flow.Rate, "2")
	kept := false
	for v.State.Stage == flow.Done {
		v.Pass(time.Second)
		kept = kept || slices.ContainsFunc(v.Effects, func(e flow.Effect) bool { _, ok := e.(flow.KeepRating); return ok })
	}
	if !kept {
		t.Error("it was lost")
	}
}

func TestDraftsComeBack(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Leave)
	v.Tap(flow.Save)
	v.At(flow.Saving)
	save, ok := flowtest.Effect[flow.Inquire](v).Request.Question.(*centre.Save)
	if !ok || len(save.Draft.Answers) != 4 {
		t.Fatalf("saved %+v", save)
	}
	code := centre.NewDraftCode([]byte("7K3MQ9ZT2XFA"))
	v.Tell(&centre.Saved{Draft: centre.Draft{Code: code}})
	v.At(flow.Printing)
	if got := flowtest.Effect[flow.PrintSlip](v).Slip; got.Draft != code || got.Number != "" {
		t.Errorf("slip %+v", got)
	}
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.At(flow.Goodbye)
	v.Pass(flow.GoodbyeShown)

	v.Tap(flow.Begin)
	v.Tap(flow.LookUp)
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: string(code)})
	v.At(flow.Identify)
	v.Card(flowtest.Lin())
	v.Tap(flow.Next)
	v.At(flow.Resuming)
	resume, ok := flowtest.Effect[flow.Inquire](v).Request.Question.(*centre.Resume)
	if !ok || resume.Code != code || resume.Subject.Number != flowtest.Lin().Number {
		t.Fatalf("asked %+v", resume)
	}
	draft := save.Draft
	draft.Answers = append(draft.Answers[:2:2], catalog.Answer{Field: "account", Value: "not a card"})
	v.Tell(&centre.Saved{Draft: draft})
	v.At(flow.Guide)
	if got := v.State.Visit.Answers; len(got) != 2 {
		t.Errorf("answers %+v: what does not pass any more must be asked again", got)
	}
}

// A draft that could not be saved leaves the person where they were.
func TestADraftThatIsNotSavedLosesNothing(t *testing.T) {
	v := flowtest.Begin(t).ToMaterials()
	v.Tap(flow.Leave)
	v.Tap(flow.Save)
	v.Untold(flow.NoCentre)
	v.At(flow.Saving)
	v.Tap(flow.Back)
	v.At(flow.Materials)
	if len(v.State.Visit.Answers) != 2 {
		t.Errorf("answers %+v", v.State.Visit.Answers)
	}
}

func TestASlipOfAnotherTerminalIsKnownAtTheCentre(t *testing.T) {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.LookUp)
	slip := catalog.NewSlipNumber("YX09", flowtest.Morning(), 4)
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: string(slip)})
	v.Take(flow.Found{Ticket: v.State.Ticket})
	v.Tell(&centre.Standing{Item: flowtest.NoCrime, Official: "N", Stage: centre.Accepted, Events: []centre.Event{{At: flowtest.Morning().UnixMilli(), Stage: centre.Received}}})
	v.At(flow.Progress)
	if f := v.State.Visit.Found; f.Slip != slip || f.Official != "N" || !f.At.Equal(flowtest.Morning()) {
		t.Errorf("found %+v", f)
	}
}

func TestWriting(t *testing.T) {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.Search)
	v.Type("gaoling")
	if v.State.Visit.Draft != "" || v.State.Visit.Sought() != "gaoling" {
		t.Errorf("draft %q, sought %q", v.State.Visit.Draft, v.State.Visit.Sought())
	}
	v.Tap(flow.Choose, "没有这个词")
	v.Tap(flow.Choose, "高龄")
	v.Type("jintie")
	v.Tap(flow.Key, " ")
	if v.State.Visit.Draft != "高龄津贴" || v.State.Visit.Typing.Letters != "" {
		t.Errorf("draft %q, letters %q", v.State.Visit.Draft, v.State.Visit.Typing.Letters)
	}
	v.Tap(flow.Turn, string(flow.Latin))
	v.Type("ab")
	v.Tap(flow.Erase)
	v.Tap(flow.Erase)
	v.Tap(flow.Erase)
	if v.State.Visit.Draft != "高龄津" {
		t.Errorf("draft %q", v.State.Visit.Draft)
	}
	v.Tap(flow.Key, "\n")
	v.Tap(flow.Key, "two")
	if v.State.Visit.Draft != "高龄津" {
		t.Errorf("a key is one character: %q", v.State.Visit.Draft)
	}
}

// A code that does not add up is doubted once, and taken when the person has read that and
// goes on; a second touch on the same screen is not enough.
func TestADoubtfulCodeIsStoodBy(t *testing.T) {
	v := flowtest.Begin(t).To(flowtest.Seals)
	v.Type(flowtest.WrongCode)
	hasty := flow.Tap{On: v.State.Token(), Do: flow.Next}
	for range 2 {
		v.Take(hasty)
		if v.State.Visit.Field != "firm-code" || v.State.Visit.Problem != catalog.WrongCode {
			t.Fatalf("after a hasty touch: %s, %q", v.State.Visit.Field, v.State.Visit.Problem)
		}
	}
	v.Tap(flow.Erase)
	v.Type("N") // changed, and wrong again: doubted again
	v.Tap(flow.Next)
	if v.State.Visit.Problem != catalog.WrongCode {
		t.Fatal("another wrong code was not doubted")
	}
	v.Tap(flow.Next)
	if v.State.Visit.Field == "firm-code" || v.State.Visit.Problem != catalog.Fine {
		t.Errorf("who stands by it stays at %s, %q", v.State.Visit.Field, v.State.Visit.Problem)
	}
}

// Letters that are not characters yet are no answer.
func TestUnfinishedPinyinIsNotTaken(t *testing.T) {
	v := flowtest.Begin(t).To(flowtest.NoCrime)
	v.Tap(flow.Pick, "other")
	v.Type("20080305")
	v.Tap(flow.Next)
	v.Type("zhiyuan")
	v.Tap(flow.Next)
	if v.State.Visit.Field != "purpose-words" || v.State.Visit.Problem != catalog.Unfinished {
		t.Errorf("at %s with %q", v.State.Visit.Field, v.State.Visit.Problem)
	}
}

func TestShelves(t *testing.T) {
	for _, s := range []flow.Shelf{{By: "all"}, {By: "domain", Key: "tax"}, {By: "zone", Key: "bay-area", Page: 10}, {By: "all", Page: 1}} {
		v := flowtest.Begin(t)
		v.Tap(flow.Begin)
		v.Tap(flow.Browse, s.String())
		if got := v.State.Visit.Shelf; got != s || v.State.Stage != flow.Shelves {
			t.Errorf("%s leads to %+v at %s", s, got, v.State.Stage)
		}
	}
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.Browse, "cellar/7/-3")
	v.At(flow.Services)
}

// What the centre knows is not asked, is shown for what it is, and can be corrected.
func TestWhatIsKnownIsNotAsked(t *testing.T) {
	v := flowtest.Begin(t)
	v.Facts = flowtest.Known()
	v.ToCard()
	v.Card(flowtest.Lin())
	v.Tap(flow.Next)
	v.At(flow.Form) // where do you live: nobody knows that
	v.Tap(flow.Pick, "card")
	v.At(flow.Review)
	v.Tap(flow.Edit, "phone")
	v.Tap(flow.Clear)
	v.Type("13900139000")
	v.Tap(flow.Next)
	v.At(flow.Review)
	v.Tap(flow.Next)
	a := flowtest.Effect[flow.KeepApplication](v).Application
	for _, want := range []catalog.Answer{
		{Field: "bank", Value: "rural", From: catalog.FromRecord}, {Field: "phone", Value: "13900139000", From: catalog.FromPerson},
	} {
		if !slices.Contains(a.Answers, want) {
			t.Errorf("answers %+v lack %+v", a.Answers, want)
		}
	}
}

// What the centre knows wrongly, or too late, is asked as ever.
func TestWhatIsKnownWronglyIsAsked(t *testing.T) {
	v := flowtest.Begin(t)
	v.Facts = &centre.Facts{Values: map[catalog.Prefill]string{catalog.KnownAccount: "4111111111111112", catalog.KnownBank: "none"}}
	v.ToReview()

	v = flowtest.Begin(t)
	v.Facts = nil
	v.ToCard()
	v.Card(flowtest.Lin())
	v.Tap(flow.Next)
	v.At(flow.Filling)
	v.Untold(flow.NoCentre)
	v.At(flow.Form)
}

// Whoever books a time takes home when and where, also when the list of times has gone in the
// meantime; a time that nobody asks for any more is none.
func TestAnAppointmentIsOnTheSlip(t *testing.T) {
	v := flowtest.Begin(t).ToTimes()
	v.Tap(flow.Pick, "2026-11-24T14:00")
	v.Type("13800138000")
	v.Tap(flow.Next)
	v.Tap(flow.Edit, "slot")
	v.Untold(flow.Elsewhere) // the list does not come again
	v.Tap(flow.Back)
	v.At(flow.Review)
	v.Tap(flow.Next)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	v.Take(flow.Answered{Slip: "S", Official: "N"})
	want := flowtest.Times().Slots[1]
	slip := flowtest.Effect[flow.PrintSlip](v).Slip
	if a := slip.Appointment; a == nil || a.When.In(catalog.Chinese) != want.Name.In(catalog.Chinese) || a.Place.In(catalog.English) != want.Place.In(catalog.English) {
		t.Errorf("the slip says %+v", a)
	}
	if slip.Bring.In(catalog.Chinese) == "" {
		t.Error("the slip does not say what to bring")
	}
	gone := v.State.Visit
	gone.Answers = slices.DeleteFunc(slices.Clone(gone.Answers), func(a catalog.Answer) bool { return a.Field == "slot" })
	if a := gone.Appointment(); a != nil {
		t.Errorf("without an answer there is the appointment %+v", a)
	}
	if a := flowtest.Begin(t).ToReview().State.Visit.Appointment(); a != nil {
		t.Errorf("an allowance has the appointment %+v", a)
	}
}
