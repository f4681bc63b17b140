package flow_test

import (
	"reflect"
	"testing"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
)

// toLicence stands before the guide of the licence, without a card.
func toLicence(t *testing.T) *flowtest.Visit {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.Open, flowtest.Licence)
	v.At(flow.Guide)
	return v
}

// same wants the visit as it was, but for paper to take.
func same(t *testing.T, got, before flow.Visit) {
	t.Helper()
	before.PaperSeen = got.PaperSeen
	if !reflect.DeepEqual(got, before) {
		t.Errorf("the visit is %+v, was %+v", got, before)
	}
}

// Whoever has shown no card gets all that may be wanted on paper, with the network cut, and is
// back where they were.
func TestLeafletOfTheGuide(t *testing.T) {
	v := toLicence(t)
	v.Take(flow.Conditions{})
	before := v.State.Visit
	v.Tap(flow.PrintIt)
	l := flowtest.Effect[flow.PrintLeaflet](v).Leaflet
	if l.Yours || len(l.Needs) != len(v.State.Visit.Item.Materials) || l.Item.Code != flowtest.Licence || !l.At.Equal(v.State.Now) {
		t.Errorf("leaflet %+v", l)
	}
	if got := l.Needs[0].Instead[catalog.Chinese]; got != "居民身份证相片" {
		t.Errorf("in its place stands %q", got)
	}
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.At(flow.Guide)
	same(t, v.State.Visit, before)
	if !v.State.Visit.PaperSeen {
		t.Error("the paper is forgotten")
	}
	v.Tap(flow.Leave)
	v.At(flow.Goodbye) // there is paper to take
}

// Where materials are handed in, the leaflet has those of the person, and which are done.
func TestLeafletOfTheMaterials(t *testing.T) {
	v := flowtest.Begin(t).ToMaterials()
	v.Tell(flowtest.HasPhoto())
	v.Tap(flow.Next) // something is missing
	before := v.State.Visit
	v.Tap(flow.PrintIt)
	l := flowtest.Effect[flow.PrintLeaflet](v).Leaflet
	var got []string
	for _, n := range l.Needs {
		got = append(got, n.Key+" "+string(n.Handed))
	}
	if want := []string{"photo certificate", "old "}; !l.Yours || !reflect.DeepEqual(got, want) {
		t.Errorf("needs %q, want %q", got, want)
	}
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.At(flow.Materials)
	same(t, v.State.Visit, before)
}

// What went wrong is said where the visit was, and a second touch prints again.
func TestALeafletThatDoesNotComeOut(t *testing.T) {
	for _, started := range []bool{false, true} {
		v := toLicence(t)
		v.Tap(flow.PrintIt)
		v.Pass(time.Hour) // however long the printer takes
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "jam", Started: started})
		v.At(flow.Guide)
		if got := v.State.Visit; got.Unprinted != "jam" || got.PaperSeen != started {
			t.Errorf("unprinted %q, paper %v, want %v", got.Unprinted, got.PaperSeen, started)
		}
		v.Pass(time.Second)
		if v.State.Asking != flow.NoQuestion {
			t.Error("whoever waited for the printer is asked whether they are there")
		}
		v.Tap(flow.PrintIt)
		v.At(flow.LeafletPrinting)
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "jam"})
		v.Tap(flow.Next)
		v.Tap(flow.Back)
		if got := v.State.Visit.Unprinted; got != flow.NoTrouble {
			t.Errorf("%q is still said on the way back", got)
		}
	}
}

func TestNothingInterruptsALeaflet(t *testing.T) {
	v := toLicence(t)
	v.Tap(flow.PrintIt)
	for _, do := range verbs {
		v.Tap(do)
		v.At(flow.LeafletPrinting)
	}
	v.Pass(flow.Patience + flow.MoreTime)
	v.At(flow.LeafletPrinting)
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket - 1})
	v.At(flow.LeafletPrinting) // that was another one
}

// Where nothing would come out, nothing is offered, and a touch does nothing.
func TestNoLeaflet(t *testing.T) {
	broken := func(codes []health.Code, noPrinter bool) func(*flowtest.Visit) {
		return func(v *flowtest.Visit) {
			v.Take(flow.Conditions{Codes: codes, Online: true, NoPrinter: noPrinter})
		}
	}
	guide := func(v *flowtest.Visit) { v.ToGuide() }
	for _, c := range []struct {
		why  string
		to   func(*flowtest.Visit)
		then func(*flowtest.Visit)
	}{
		{"there is no printer", guide, broken([]health.Code{health.ReceiptAbsent}, false)},
		{"it is known sooner than it is shown", guide, broken(nil, true)},
		{"a slip hangs at its mouth", guide, broken([]health.Code{health.ReceiptNotTaken}, true)},
		{"the centre has not told what need not be handed in", func(v *flowtest.Visit) { v.ToMaterials() }, func(*flowtest.Visit) {}},
		{"it is no place for it", func(v *flowtest.Visit) { v.ToReview() }, func(*flowtest.Visit) {}},
	} {
		v := flowtest.Begin(t)
		c.to(v)
		c.then(v)
		before := v.State
		v.Tap(flow.PrintIt)
		if before.LeafletOffered() || v.State.Stage != before.Stage || len(v.Effects) > 0 {
			t.Errorf("%s: offered %v, at %s, %v", c.why, before.LeafletOffered(), v.State.Stage, v.Effects)
		}
	}
	v := flowtest.Begin(t).ToMaterials()
	v.Tell(&centre.Known{})
	if !v.State.LeafletOffered() {
		t.Error("it is not offered where everything is well")
	}
}
