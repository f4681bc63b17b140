package flow_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
)

// endProgram ends the program and starts it again, pause later: what is left of a visit is what was
// written down.
func endProgram(t testing.TB, v *flowtest.Visit, pause time.Duration) bool {
	t.Helper()
	c, ok := v.State.Checkpoint()
	if !ok {
		v.State, v.Effects = v.Rules.Start(), nil
		return false
	}
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var again flow.Checkpoint
	if err := json.Unmarshal(raw, &again); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, again) {
		t.Fatalf("written down:\n%+v\nread again:\n%+v", c, again)
	}
	v.State, v.Effects, ok = v.Rules.Resume(again, v.State.Now.Add(pause))
	return ok
}

// Whatever has happened: a visit goes on after the program was ended in it, and can be left.
func TestTheProgramEndsAnywhere(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		v := flowtest.Begin(t)
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			v.Take(event(r, v))
		}
		before := v.State
		if resumed := endProgram(t, v, time.Second); resumed {
			check(r, v.State)
			if v.State.Visit.Person != before.Visit.Person || !reflect.DeepEqual(v.State.Visit.Answers, before.Visit.Answers) || v.State.Visit.Item == nil != (before.Visit.Item == nil) {
				r.Fatalf("at %s: was\n%+v\nis\n%+v", before.Stage, before.Visit, v.State.Visit)
			}
		}
		for range rapid.IntRange(0, 40).Draw(r, "more steps") {
			v.Take(event(r, v))
			check(r, v.State)
		}
		for range 3 { // a card, a slip or a paper may be on its way
			v.Take(flow.Recalled{Ticket: v.State.Ticket, Begun: rapid.Bool().Draw(r, "begun"), Whole: true})
		}
		leaveAlone(r, v)
	})
}

// The same screen comes back, with what was typed, and says that something had happened until it is
// touched.
func TestTheSameScreenComesBack(t *testing.T) {
	v := flowtest.Begin(t)
	v.To(flowtest.Licence)
	v.Tap(flow.Pick, "damaged")
	for _, d := range []string{"1", "3", "8"} {
		v.Tap(flow.Key, d)
	}
	token := v.State.Token()
	if !endProgram(t, v, 2*time.Second) {
		t.Fatal("the visit did not go on")
	}
	if v.State.Token() != token || v.State.Visit.Draft != "138" || !v.State.Visit.Resumed {
		t.Errorf("at %s with %q, resumed %v; want %s with 138", v.State.Token(), v.State.Visit.Draft, v.State.Visit.Resumed, token)
	}
	if it, _ := v.Rules.Catalog.Item(flowtest.Licence); v.State.Visit.Item != it {
		t.Error("the item is not that of the catalogue")
	}
	v.Tap(flow.Key, "0")
	if v.State.Visit.Draft != "1380" || v.State.Visit.Resumed {
		t.Errorf("after a touch: %q, resumed %v", v.State.Visit.Draft, v.State.Visit.Resumed)
	}
}

func TestWhatDoesNotGoOn(t *testing.T) {
	begun := func() *flowtest.Visit { return flowtest.Begin(t).To(flowtest.Licence) }
	if v := begun(); endProgram(t, v, flow.Patience) || v.State.Visit.Personal() {
		t.Error("a person who must have gone came back")
	}
	if v := begun(); endProgram(t, v, -time.Hour) {
		t.Error("a visit went on that had not begun yet")
	}
	v := begun()
	v.State.Visit.Item = &catalog.Item{Code: flowtest.Licence, Version: 99}
	if endProgram(t, v, time.Second) {
		t.Error("a visit went on whose item has changed")
	}
	v = begun()
	v.State.Visit.Item = &catalog.Item{Code: "NONE-999999"}
	if endProgram(t, v, time.Second) {
		t.Error("a visit went on whose item is gone")
	}
	v = begun()
	v.Pass(flow.Patience + flow.MoreTime)
	v.At(flow.Goodbye)
	if endProgram(t, v, time.Second) || v.State.Stage != flow.Attract {
		t.Error("a visit went on that was over")
	}
}

// A restart is no touch: a visit in which the program ends again and again is given up when an idle
// one would be; one that somebody goes on with goes on.
func TestAVisitThatEndsTheProgram(t *testing.T) {
	v := flowtest.Begin(t).To(flowtest.Licence)
	begun, now := v.State.Touched, v.State.Now
	for endProgram(t, v, time.Second) {
		if now = v.State.Now; now.Sub(begun) >= flow.Patience {
			t.Fatal("it ends the program for ever")
		}
	}
	if now.Sub(begun) < flow.Patience-2*time.Second || v.State.Stage != flow.Attract {
		t.Errorf("given up after %v, at %s", now.Sub(begun), v.State.Stage)
	}
	v = flowtest.Begin(t).To(flowtest.Licence)
	for range 10 {
		if !endProgram(t, v, time.Minute) {
			t.Fatal("a visit did not go on with which somebody went on")
		}
		v.Tap(flow.Enlarge)
	}
}

// A rating is the same act in the next life, and another one in another visit, slip or no slip.
func TestTheSameRatingIsKeptAgain(t *testing.T) {
	v := flowtest.Begin(t).ToDone()
	v.Tap(flow.Rate, "5")
	first := flowtest.Effect[flow.KeepRating](v)
	endProgram(t, v, time.Second)
	if again := flowtest.Effect[flow.KeepRating](v); !reflect.DeepEqual(again, first) {
		t.Errorf("rated %+v, and again %+v", first, again)
	}
	v = flowtest.Begin(t)
	acts := map[int]bool{}
	for range 2 {
		v.ToFound()
		v.Tap(flow.Next)
		v.At(flow.Done)
		v.Tap(flow.Rate, "4")
		acts[flowtest.Effect[flow.KeepRating](v).Ticket] = true
		v.Tap(flow.Finish)
		v.Tap(flow.Finish)
		v.At(flow.Attract)
	}
	if len(acts) != 2 {
		t.Error("two persons' ratings are one act")
	}
}

// What was submitted is kept once: the act has the ticket that it had.
func TestTheSameActIsDoneAgain(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Next)
	first := flowtest.Effect[flow.KeepApplication](v)
	endProgram(t, v, time.Second)
	v.At(flow.Submitting)
	if again := flowtest.Effect[flow.KeepApplication](v); !reflect.DeepEqual(again, first) {
		t.Errorf("submitted\n%+v\nand again\n%+v", first, again)
	}
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	endProgram(t, v, time.Second)
	for _, e := range v.Effects {
		t.Errorf("what was kept is kept again: %+v", e)
	}
	v.Take(flow.Answered{Slip: "S", Official: "N"})
	v.At(flow.Printing)
}

// A slip during which the program ended: the terminal goes by what the ledger knows, and asks where
// it knows nothing.
func TestASlipWasOnItsWay(t *testing.T) {
	printing := func(e flow.Recalled) *flowtest.Visit {
		v := flowtest.Begin(t).ToReview()
		v.Tap(flow.Next)
		v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
		v.Take(flow.Answered{Slip: "S", Official: "N"})
		v.At(flow.Printing)
		since := v.State.Since
		endProgram(t, v, time.Second)
		recall := flowtest.Effect[flow.RecallPrint](v)
		if recall.Number != "S" || !recall.Since.Equal(since) {
			t.Errorf("looks up %+v", recall)
		}
		e.Ticket = recall.Ticket
		v.Take(e)
		return v
	}
	if v := printing(flow.Recalled{Begun: true, Whole: true}); v.State.Stage != flow.Done || !v.State.Visit.Printed {
		t.Errorf("a whole slip: at %s", v.State.Stage)
	}
	v := printing(flow.Recalled{})
	if again := flowtest.Effect[flow.PrintSlip](v); again.Slip.Copy != 1 || v.State.Visit.Prints != 1 {
		t.Errorf("a slip that was not begun: %+v", again)
	}
	v = printing(flow.Recalled{Begun: true})
	if v.At(flow.PaperFault); v.State.Visit.Trouble != flow.Interrupted {
		t.Errorf("trouble %q", v.State.Visit.Trouble)
	}
	v.Pass(10 * time.Second)
	v.At(flow.PaperFault) // only the person can see whether there is a slip
	v.Tap(flow.Have)
	if v.At(flow.Done); !v.State.Visit.Printed {
		t.Error("the person has the slip, and the terminal says that there is none")
	}
	v = printing(flow.Recalled{Begun: true})
	v.Tap(flow.Retry)
	if again := flowtest.Effect[flow.PrintSlip](v); again.Slip.Copy != 2 || again.After != flow.Interrupted {
		t.Errorf("printed again as %+v", again)
	}
}

// Nobody says that they have a slip where the printer says that it has none to give.
func TestOnlyAnUncertainSlipCanBeHad(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Next)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	v.Take(flow.Answered{Slip: "S", Official: "N"})
	v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "no-paper"})
	v.Tap(flow.Have)
	v.At(flow.PaperFault)
}
