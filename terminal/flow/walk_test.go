package flow_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

var verbs = []flow.Verb{
	flow.Begin, flow.Speak, flow.Enlarge, flow.Open, flow.LookUp, flow.Next, flow.Back, flow.Leave, flow.Stay,
	flow.Pick, flow.Key, flow.Erase, flow.Clear, flow.Pass, flow.Edit, flow.Retry, flow.NoPaper, flow.Rate,
	flow.Another, flow.Finish, flow.NotMyCard,
}

var values = []string{"", "zh-Hans", "en", "GLJT-999999", "card", "town", "999999001202", "rural", "4", "5", "residence", "x"}

// event draws anything that a hand, a device or the centre might do next: mostly
// what the screen asks for, sometimes nonsense.
func event(t *rapid.T, v *flowtest.Visit) flow.Event {
	ticket := v.State.Ticket - rapid.IntRange(0, 1).Draw(t, "stale")
	trouble := rapid.SampledFrom([]flow.Trouble{flow.Misread, flow.Disconnected, "no-paper", flow.StoreFull}).Draw(t, "trouble")
	switch rapid.IntRange(0, 13).Draw(t, "event") {
	case 0:
		return flow.Tick{Now: v.State.Now.Add(time.Second)}
	case 1:
		return flow.CardRead{Ticket: ticket, Person: someone(t), Today: flowtest.Morning().Format(time.DateOnly)}
	case 2:
		return flow.CardFailed{Ticket: ticket, Trouble: trouble}
	case 3:
		return flow.Kept{Ticket: ticket, Slip: "S"}
	case 4:
		return flow.KeepFailed{Ticket: ticket, Trouble: trouble}
	case 5:
		return flow.PrintEnded{Ticket: ticket}
	case 6:
		return flow.PrintFailed{Ticket: ticket, Trouble: trouble, Started: rapid.Bool().Draw(t, "started")}
	case 7:
		return flow.Answered{Slip: "S", Official: "N"}
	case 8:
		return flow.Conditions{Codes: []health.Code{health.ReceiptNoPaper}, Online: rapid.Bool().Draw(t, "online")}
	case 9:
		return flow.Scanned{Ticket: ticket, Text: rapid.String().Draw(t, "code")}
	}
	return flow.Tap{On: v.State.Token(), Do: rapid.SampledFrom(verbs).Draw(t, "verb"), Value: rapid.SampledFrom(values).Draw(t, "value")}
}

func someone(t *rapid.T) identity.Person {
	p := flowtest.Lin()
	p.Document = rapid.SampledFrom([]identity.Document{identity.ResidentCard, identity.ForeignerCard}).Draw(t, "document")
	return p
}

// Whatever happens in whatever order: nobody's data are on the attract screen,
// nothing is thanked for that was not kept, and a terminal that is left alone
// comes back to the attract screen.
func TestAnyOrderOfEvents(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		v := flowtest.Begin(t)
		for range rapid.IntRange(1, 120).Draw(r, "steps") {
			v.Take(event(r, v))
			check(r, v.State)
		}
		leaveAlone(r, v)
	})
}

func check(t *rapid.T, s flow.State) {
	switch s.Stage {
	case flow.Attract:
		if s.Visit.Personal() || s.Visit.Answers != nil || s.Visit.Slip != "" {
			t.Fatalf("the attract screen knows %+v", s.Visit)
		}
	case flow.Goodbye:
		if s.Visit.Personal() || s.Visit.Answers != nil {
			t.Fatalf("the goodbye knows %+v", s.Visit)
		}
	case flow.Done, flow.Printing, flow.PaperFault:
		if s.Visit.Slip == "" {
			t.Fatalf("at %s without an entry", s.Stage)
		}
	case flow.Form:
		if _, ok := s.Visit.Current(); !ok {
			t.Fatalf("no question %q", s.Visit.Field)
		}
	}
}

// leaveAlone ends what devices and disk owe an answer for, and lets time pass.
func leaveAlone(t *rapid.T, v *flowtest.Visit) {
	for range 20 {
		v.Pass(flow.Patience + flow.MoreTime + flow.SlipWaits + flow.DoneShown)
		v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
		v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
		if v.State.Stage == flow.Attract {
			if !reflect.DeepEqual(v.State.Visit, v.Rules.Start().Visit) {
				t.Fatalf("left over: %+v", v.State.Visit)
			}
			return
		}
	}
	t.Fatalf("stuck at %s", v.State.Stage)
}
