package flow_test

import (
	"reflect"
	"testing"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

func TestWholeVisitWithTheNetworkUp(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Next)
	keep := flowtest.Effect[flow.KeepApplication](v)
	if got := keep.Application; got.Applicant != flowtest.Lin() || len(got.Answers) != 4 || got.Answers[3].Value != "13800138000" {
		t.Errorf("application %+v", got)
	}
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	v.At(flow.Submitting) // waiting for the centre's number
	v.Take(flow.Answered{Slip: "S", Official: "999999-1"})
	if got := flowtest.Effect[flow.PrintSlip](v).Slip; got.Official != "999999-1" || got.Holder != "林**" {
		t.Errorf("slip %+v", got)
	}
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.Tap(flow.Rate, "5")
	if got := flowtest.Effect[flow.KeepRating](v); got.Rating.Level != 5 || got.Slip != "S" {
		t.Errorf("rating %+v", got)
	}
	v.Tap(flow.Finish)
	v.At(flow.Goodbye)
	v.Pass(flow.GoodbyeShown)
	v.At(flow.Attract)
}

func TestOfflineDoesNotWaitForANumber(t *testing.T) {
	v := flowtest.Begin(t).ToPrinting()
	if got := flowtest.Effect[flow.PrintSlip](v).Slip.Official; got != "" {
		t.Errorf("official %q on a slip of an unreachable centre", got)
	}
}

func TestASlowCentreDoesNotHoldTheSlip(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Next)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	v.Pass(flow.AnswerPatience - time.Second)
	v.At(flow.Submitting)
	v.Pass(time.Second)
	v.At(flow.Printing)
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.Take(flow.Answered{Slip: "S", Official: "late"})
	if v.State.Visit.Official != "late" {
		t.Error("a late number is not shown")
	}
}

// A slip that hangs at the printer's mouth is waited for, and not for ever.
func TestTheGoodbyeWaitsForTheSlip(t *testing.T) {
	hangs := flow.Conditions{Codes: []health.Code{health.ReceiptNotTaken}, Online: true, NoPrinter: true}
	for _, c := range []struct {
		why   string
		after time.Duration // until the slip is taken
		until time.Duration // the terminal is free
	}{
		{"taken at once", time.Second, flow.GoodbyeShown},
		{"taken late", flow.GoodbyeShown + 8*time.Second, flow.GoodbyeShown + 9*time.Second},
		{"left behind", time.Hour, flow.SlipWaits},
	} {
		v := flowtest.Begin(t).ToDone()
		v.Take(hangs)
		v.Tap(flow.Finish)
		v.At(flow.Goodbye)
		for past := time.Second; past <= c.until; past += time.Second {
			v.At(flow.Goodbye)
			v.Pass(time.Second)
			if past == c.after {
				v.Take(flow.Conditions{Online: true})
			}
		}
		if v.State.Stage != flow.Attract {
			t.Errorf("%s: at %s after %v", c.why, v.State.Stage, c.until)
		}
	}
}

// The slip of the one before stands in the way of this one's; whoever takes it gets
// their own without another touch.
func TestAForgottenSlipHoldsTheNextOneUp(t *testing.T) {
	v := flowtest.Begin(t).ToPrinting()
	for range 2 { // nobody does anything, and nothing is fed into the slip that hangs there
		v.Take(flow.Conditions{Codes: []health.Code{health.ReceiptNotTaken}, NoPrinter: true})
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "paper-not-taken"})
		v.At(flow.PaperFault)
		v.Pass(10 * flow.Again)
		v.At(flow.PaperFault)
		v.Take(flow.Conditions{})
		v.Pass(flow.Again)
		v.At(flow.Printing)
	}
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.At(flow.Done)
}

func TestNothingPersonalOutlivesTheVisit(t *testing.T) {
	for _, c := range []struct {
		why string
		end func(v *flowtest.Visit)
	}{
		{"finished", func(v *flowtest.Visit) { v.Tap(flow.Finish) }},
		{"left after the result", func(v *flowtest.Visit) { v.Tap(flow.Leave) }},
		{"walked away", func(v *flowtest.Visit) { v.Pass(flow.DoneShown) }},
	} {
		v := flowtest.Begin(t).ToDone()
		c.end(v)
		v.At(flow.Goodbye)
		if v.State.Visit.Person != (identity.Person{}) || v.State.Visit.Answers != nil {
			t.Errorf("%s: the goodbye still knows the person", c.why)
		}
		v.Pass(flow.GoodbyeShown)
		if v.State.Stage != flow.Attract || !reflect.DeepEqual(v.State.Visit, v.Rules.Start().Visit) {
			t.Errorf("%s: at %s with %+v", c.why, v.State.Stage, v.State.Visit)
		}
	}
}

func TestRefusals(t *testing.T) {
	lin := flowtest.Lin()
	young, expired, permit, wrong := lin, lin, lin, lin
	young.Birth, young.Number = "1958-05-05", flowtest.WithCheck("99999919580505002")
	expired.ValidTo = "2026-11-21"
	permit.Document = identity.ResidentPermit
	wrong.Number = lin.Number[:17] + "?"
	for _, c := range []struct {
		person identity.Person
		want   flow.Refusal
	}{
		{young, flow.Unfit}, {expired, flow.Expired}, {permit, flow.WrongDocument}, {wrong, flow.BadNumber},
	} {
		v := flowtest.Begin(t).ToCard()
		v.Card(c.person)
		if v.State.Stage != flow.Refused || v.State.Visit.Refusal != c.want {
			t.Errorf("at %s with %q, want a refusal: %s", v.State.Stage, v.State.Visit.Refusal, c.want)
			continue
		}
		v.Tap(flow.NotMyCard) // two cards one after the other
		v.Card(flowtest.Lin())
		if v.State.Stage != flow.Confirm || v.State.Visit.Person != flowtest.Lin() {
			t.Errorf("after %s another card leads to %s", c.want, v.State.Stage)
		}
	}
}

func TestAReaderThatFailsIsTriedAgain(t *testing.T) {
	v := flowtest.Begin(t).ToCard()
	first := v.State.Ticket
	v.Take(flow.DocumentFailed{Ticket: first, Trouble: flow.Disconnected})
	if v.State.Visit.Misread != flow.Disconnected {
		t.Fatal("the screen does not say why")
	}
	v.Pass(flow.Again)
	flowtest.Effect[flow.ReadDocument](v)
	v.Pass(time.Second)
	if len(v.Effects) != 0 {
		t.Error("a try under way was begun anew")
	}
	v.Take(flow.DocumentRead{Ticket: first, Person: flowtest.Lin()})
	v.At(flow.Identify) // the answer of the first try is stale
	v.Card(flowtest.Lin())
	v.At(flow.Confirm)
}

func TestACardReadAfterLeavingIsDropped(t *testing.T) {
	v := flowtest.Begin(t).ToCard()
	ticket := v.State.Ticket
	v.Tap(flow.Back)
	flowtest.Effect[flow.StopWaiting](v)
	v.Take(flow.DocumentRead{Ticket: ticket, Person: flowtest.Lin()})
	if v.State.Stage != flow.Guide || v.State.Visit.Personal() {
		t.Errorf("at %s, personal %v", v.State.Stage, v.State.Visit.Personal())
	}
}

func TestASecondTouchOnAGoneButtonDoesNothing(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	twice := flow.Tap{On: v.State.Token(), Do: flow.Next}
	v.Take(twice)
	v.Take(twice)
	if len(v.Effects) != 0 {
		t.Errorf("the second touch did %v", v.Effects)
	}
}

func TestADiskThatIsFullKeepsTheVisit(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Next)
	v.Take(flow.KeepFailed{Ticket: v.State.Ticket, Trouble: flow.StoreFull})
	if v.State.Stage != flow.Review || v.State.Visit.Trouble != flow.StoreFull || len(v.State.Visit.Answers) != 4 {
		t.Fatalf("at %s, trouble %q, %d answers", v.State.Stage, v.State.Visit.Trouble, len(v.State.Visit.Answers))
	}
	v.Tap(flow.Retry)
	flowtest.Effect[flow.KeepApplication](v)
}

func TestPaperRunsOutInTheSlip(t *testing.T) {
	v := flowtest.Begin(t).ToPrinting()
	v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "no-paper", Started: true})
	v.At(flow.PaperFault)
	v.Take(flow.Conditions{NoPrinter: true})
	v.Pass(time.Minute)
	v.At(flow.PaperFault) // no use to try
	v.Take(flow.Conditions{})
	v.Take(flow.Tick{Now: v.State.Now})
	v.At(flow.Printing) // it goes on by itself
	if got := flowtest.Effect[flow.PrintSlip](v).Slip.Copy; got != 2 {
		t.Errorf("copy %d after a torn slip, want 2", got)
	}
	v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "jam", Started: true})
	v.Pass(time.Minute)
	v.At(flow.PaperFault) // but not for ever
	v.Tap(flow.NoPaper)
	if v.State.Stage != flow.Done || v.State.Visit.Slip == "" || v.State.Visit.Printed {
		t.Errorf("at %s, slip %q, printed %v", v.State.Stage, v.State.Visit.Slip, v.State.Visit.Printed)
	}
}

// People take longer than a machine: the try on chance has failed long before
// somebody brings paper, and the slip must come all the same.
func TestPrintingGoesOnHoweverLateItIsMended(t *testing.T) {
	v := flowtest.Begin(t).ToPrinting()
	for range 3 {
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "no-paper"})
		v.Pass(flow.Again)
		if v.State.Stage == flow.Printing { // on chance, before the fault was known
			v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "no-paper"})
		}
		v.Take(flow.Conditions{NoPrinter: true})
		v.Pass(time.Minute)
		v.At(flow.PaperFault)
		v.Take(flow.Conditions{})
		v.Pass(time.Second)
		v.At(flow.Printing)
	}
	if got := flowtest.Effect[flow.PrintSlip](v).Slip.Copy; got != 1 {
		t.Errorf("copy %d of a slip that never came out, want 1", got)
	}
}

// The paper of one application says nothing of the next one's.
func TestASecondApplicationHasItsOwnSlip(t *testing.T) {
	v := flowtest.Begin(t).ToDone()
	v.Tap(flow.Another)
	v.At(flow.Services)
	if v.State.Visit.Printed || v.State.Visit.Papers != 0 || v.State.Visit.Slip != "" {
		t.Errorf("the second application begins with %+v", v.State.Visit)
	}
	if !v.State.Visit.PaperSeen || !v.State.Visit.Personal() {
		t.Error("the first slip is not to be taken any more, or the person is forgotten")
	}
}

func TestAnUnknownLanguageIsIgnored(t *testing.T) {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.Speak, "<b>")
	v.At(flow.Services)
	if v.State.Visit.Lang != catalog.Chinese {
		t.Errorf("it speaks %q", v.State.Visit.Lang)
	}
}

func TestMoreTime(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Pass(flow.Patience)
	if v.State.Asking != flow.AskMoreTime {
		t.Fatal("nobody asked")
	}
	if left := v.State.Left(); left != flow.MoreTime {
		t.Errorf("left %v", left)
	}
	v.Pass(flow.MoreTime - time.Second)
	v.Tap(flow.Stay)
	if v.State.Stage != flow.Review || v.State.Asking != flow.NoQuestion || len(v.State.Visit.Answers) != 4 {
		t.Error("asking for more time lost something")
	}
	v.Pass(flow.Patience + flow.MoreTime)
	v.At(flow.Goodbye)
}

func TestLeaveAsksWhereSomethingWouldBeLost(t *testing.T) {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.Leave)
	v.At(flow.Attract)
	v = flowtest.Begin(t).ToReview()
	v.Tap(flow.Leave)
	if v.State.Asking != flow.AskLeave {
		t.Fatal("left without a question")
	}
	v.Tap(flow.Leave)
	v.At(flow.Goodbye)
}

// Cancel works at every step at which nothing is being kept or printed.
func TestEveryStageHasAWayOut(t *testing.T) {
	stages := map[flow.Stage]func(*flowtest.Visit){
		flow.Services: func(v *flowtest.Visit) { v.Tap(flow.Begin) },
		flow.Guide:    func(v *flowtest.Visit) { v.Tap(flow.Begin); v.Tap(flow.Open, "GLJT-999999") },
		flow.Identify: func(v *flowtest.Visit) { v.ToCard() },
		flow.Confirm:  func(v *flowtest.Visit) { v.ToCard(); v.Card(flowtest.Lin()) },
		flow.Form:     func(v *flowtest.Visit) { v.ToCard(); v.Card(flowtest.Lin()); v.Tap(flow.Next) },
		flow.Review:   func(v *flowtest.Visit) { v.ToReview() },
		flow.Done:     func(v *flowtest.Visit) { v.ToDone() },
		flow.Query:    func(v *flowtest.Visit) { v.Tap(flow.Begin); v.Tap(flow.LookUp) },
	}
	for stage, reach := range stages {
		v := flowtest.Begin(t)
		reach(v)
		v.At(stage)
		v.Tap(flow.Leave)
		if v.State.Asking != flow.NoQuestion {
			v.Tap(flow.Leave)
		}
		if v.State.Stage != flow.Attract && v.State.Stage != flow.Goodbye {
			t.Errorf("leaving %s leads to %s", stage, v.State.Stage)
		}
	}
}

func TestEditFromTheReview(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Edit, "residence")
	v.Tap(flow.Pick, "town")
	if v.State.Visit.Field != "village" {
		t.Fatalf("at %q: the new answer opens another question", v.State.Visit.Field)
	}
	v.Tap(flow.Pick, "999999001202")
	v.At(flow.Review)
	v.Tap(flow.Edit, "residence")
	v.Tap(flow.Pick, "card")
	v.Tap(flow.Next)
	for _, a := range flowtest.Effect[flow.KeepApplication](v).Application.Answers {
		if a.Field == "village" {
			t.Error("the answer to a question that fell away was kept")
		}
	}
}

func TestWrongAnswersStay(t *testing.T) {
	v := flowtest.Begin(t).ToCard()
	v.Card(flowtest.Lin())
	v.Tap(flow.Next)
	v.Tap(flow.Next)
	if v.State.Visit.Problem != catalog.Missing {
		t.Errorf("problem %q", v.State.Visit.Problem)
	}
	v.Tap(flow.Pick, "card")
	v.Tap(flow.Pick, "rural")
	v.Type("4111111111111112")
	v.Tap(flow.Next)
	if v.State.Visit.Field != "account" || v.State.Visit.Problem != catalog.WrongCheck {
		t.Errorf("at %q with %q", v.State.Visit.Field, v.State.Visit.Problem)
	}
	v.Tap(flow.Erase)
	if v.State.Visit.Problem != catalog.Fine {
		t.Error("the problem stays while it is being mended")
	}
}

func TestLookUp(t *testing.T) {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.LookUp)
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "https://example.com/\x1b[31m"})
	if v.State.Visit.Misread != flow.NotASlip {
		t.Fatalf("trouble %q", v.State.Visit.Misread)
	}
	v.Pass(flow.Again)
	slip := catalog.NewSlipNumber("YX07", flowtest.Morning(), 1)
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: string(slip)})
	find := flowtest.Effect[flow.FindSlip](v)
	v.Take(flow.Found{Ticket: find.Ticket, Finding: &flow.Finding{Slip: slip}})
	v.At(flow.Progress)
	v.Take(flow.Answered{Slip: slip, Official: "999999-1"})
	if !v.State.Visit.Found.Delivered {
		t.Error("an answer that came meanwhile is not shown")
	}
}

func TestClosedBeforeTheFirstTouch(t *testing.T) {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Take(flow.Conditions{Codes: []health.Code{health.ReaderAbsent}, Online: true})
	v.Tap(flow.Open, "GLJT-999999")
	v.At(flow.Services)
}

// What an item does not need closes it not; what it needs does, and says which.
func TestWhatClosesAnItem(t *testing.T) {
	monday := time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local)
	office := []catalog.Opening{{Days: []string{"mon"}, From: "09:00", To: "12:00"}}
	for _, c := range []struct {
		why   string
		item  catalog.Item
		state flow.State
		want  flow.Obstacle
	}{
		{"nothing is wrong", catalog.Item{Needs: catalog.Devices()}, flow.State{Online: true}, flow.NoObstacle},
		{"no reader, and none is needed", catalog.Item{}, flow.State{Online: true, Conditions: []health.Code{health.ReaderAbsent}}, flow.NoObstacle},
		{
			"no A4 paper",
			catalog.Item{Needs: []catalog.Device{catalog.DocumentPrinter}},
			flow.State{Online: true, Conditions: []health.Code{health.At("document", health.NotReady)}},
			"condition.document.not-ready",
		},
		{
			"no slip is to be had, and it is needed",
			catalog.Item{Needs: []catalog.Device{catalog.ReceiptPrinter}},
			flow.State{Online: true, Conditions: []health.Code{health.ReceiptNoPaper}},
			"condition.receipt.no-paper",
		},
		{"no slip is to be had, and one may do without", catalog.Item{Uses: []catalog.Device{catalog.ReceiptPrinter}}, flow.State{Online: true, Conditions: []health.Code{health.ReceiptNoPaper}}, flow.NoObstacle},
		{"no network", catalog.Item{Offline: catalog.OfflineNone}, flow.State{}, "condition.centre.unreachable"},
		{"no network, and it waits", catalog.Item{Offline: catalog.OfflineQueue}, flow.State{}, flow.NoObstacle},
		{"in time", catalog.Item{Hours: office}, flow.State{Online: true, Now: monday}, flow.NoObstacle},
		{"after hours", catalog.Item{Hours: office}, flow.State{Online: true, Now: monday.Add(3 * time.Hour)}, flow.OutsideTime},
		{"the battery ends", catalog.Item{}, flow.State{Online: true, Conditions: []health.Code{health.PowerLow}}, "condition.power.low"},
	} {
		if got := c.state.Closed(&c.item); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}
