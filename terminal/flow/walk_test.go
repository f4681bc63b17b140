package flow_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

var verbs = []flow.Verb{
	flow.Begin, flow.Speak, flow.Enlarge, flow.Open, flow.LookUp, flow.Next, flow.Back, flow.Leave, flow.Stay,
	flow.Pick, flow.Key, flow.Erase, flow.Clear, flow.Pass, flow.Edit, flow.Retry, flow.NoPaper, flow.Rate,
	flow.Another, flow.Finish, flow.NotMyCard, flow.Scan, flow.Draw, flow.PrintIt, flow.HandOver, flow.Choose, flow.Turn,
	flow.Further, flow.MyPage, flow.Resume, flow.Save, flow.Search, flow.Browse, flow.Have, flow.UsePhone, flow.UseText, flow.ActFor, flow.TypeIt,
}

var values = []string{
	"", "zh-Hans", "en", "GLJT-999999", flowtest.Lawyer, flowtest.Seals, flowtest.Licence, flowtest.Proof, flowtest.Card, flowtest.Sums, flowtest.NoCrime, flowtest.EBike,
	"card", "town", "999999001202", "rural", "helper", "agent", "1", "4", "5", "residence", "x", "lost", "damaged", "old", "photo", "scan", "phone",
	"promise", "2026-11-24T14:00", "post-card", "all", "year", "work", "slow", flowtest.Hand, "domain/tax", "signs",
}

var vouched = flowtest.Vouched()

// answers are what the centre may say, to whatever question.
func answers() []centre.Answer {
	return []centre.Answer{
		flowtest.HasPhoto(), &centre.Known{}, &centre.Door{Token: "T"}, &centre.Pages{Digests: []string{"d"}, Done: true},
		&centre.Order{Number: "O", Amount: 1}, &centre.Order{}, &centre.Paid{State: centre.PaidUp, Receipt: "R"}, &centre.Paid{State: centre.Lapsed},
		&centre.Finding{Paper: &centre.Paper{Number: "N"}}, &centre.Finding{None: true}, &centre.Standing{Stage: centre.Granted},
		&centre.Standing{Stage: centre.Denied}, &centre.Standing{Unknown: true}, flowtest.Concerns(), &centre.Saved{Unknown: true},
		&centre.Represented{Firm: flowtest.Works()}, &centre.Represented{Lack: centre.NoRight}, &centre.CodeSent{Token: "T"}, &centre.CodeSent{Wait: 9}, &centre.Proved{State: centre.Wrong}, &centre.Invitation{Token: "T"}, &centre.Proved{State: centre.Spent}, &centre.Proved{State: centre.Confirmed, Person: &vouched},
		&centre.Saved{Draft: centre.Draft{Code: centre.NewDraftCode([]byte("7K3MQ9ZT2XFA")), Item: "GLJT-999999"}}, &centre.Free{}, flowtest.Times(),
	}
}

// event draws anything that a hand, a device or the centre might do next: mostly
// what the screen asks for, sometimes nonsense.
func event(t *rapid.T, v *flowtest.Visit) flow.Event {
	ticket := v.State.Ticket - rapid.IntRange(0, 1).Draw(t, "stale")
	trouble := rapid.SampledFrom([]flow.Trouble{flow.Misread, flow.Disconnected, "no-paper", flow.StoreFull}).Draw(t, "trouble")
	switch rapid.IntRange(0, 25).Draw(t, "event") {
	case 0:
		return flow.Tick{Now: v.State.Now.Add(time.Second)}
	case 1:
		return flow.DocumentRead{Ticket: ticket, Person: someone(t), Today: flowtest.Morning().Format(time.DateOnly)}
	case 2:
		return flow.DocumentFailed{Ticket: ticket, Trouble: trouble}
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
	case 10:
		return flow.PagesScanned{Ticket: ticket, Digests: []string{"d"}, Trouble: trouble}
	case 11:
		return flow.PaperPrinted{Ticket: ticket}
	case 12:
		return flow.PaperFailed{Ticket: ticket, Trouble: trouble, Started: rapid.Bool().Draw(t, "started")}
	case 13:
		return flow.CardGiven{Ticket: ticket, Taken: rapid.Bool().Draw(t, "taken")}
	case 14:
		return flow.NotTold{Ticket: ticket, Trouble: flow.NoCentre}
	case 25:
		return flow.Recalled{Ticket: ticket, Begun: rapid.Bool().Draw(t, "begun"), Whole: rapid.Bool().Draw(t, "whole")}
	case 15, 16, 17:
		return flow.Told{Ticket: ticket, Answer: rapid.SampledFrom(answers()).Draw(t, "answer")}
	}
	return flow.Tap{On: v.State.Token(), Do: rapid.SampledFrom(verbs).Draw(t, "verb"), Value: rapid.SampledFrom(values).Draw(t, "value")}
}

func someone(t *rapid.T) identity.Person {
	p := flowtest.Lin()
	if rapid.Bool().Draw(t, "agent") {
		return flowtest.Gang()
	}
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
		if s.Visit.Personal() || s.Visit.Agent.Acts() || s.Visit.Answers != nil || s.Visit.Slip != "" {
			t.Fatalf("the attract screen knows %+v", s.Visit)
		}
	case flow.Goodbye:
		if s.Visit.Personal() || s.Visit.Agent.Proved() || s.Visit.Claimed != "" || s.Visit.Answers != nil {
			t.Fatalf("the goodbye knows %+v", s.Visit)
		}
	case flow.Printing, flow.PaperFault:
		if s.Visit.Slip == "" && s.Visit.Code == "" {
			t.Fatalf("at %s without an entry", s.Stage)
		}
	case flow.Done:
		if s.Visit.Slip == "" && s.Visit.Item.Work == catalog.Apply {
			t.Fatalf("thanked for nothing")
		}
	case flow.Submitting:
		if v := s.Visit; v.HandOver == catalog.NoHandOver && v.Item.Fee.Kind != catalog.Free && v.Order != nil && v.Payment != centre.PaidUp {
			t.Fatalf("handed in with an order that is %q", v.Payment)
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
		v.Take(flow.PaperPrinted{Ticket: v.State.Ticket})
		v.Take(flow.CardGiven{Ticket: v.State.Ticket})
		v.Take(flow.NotTold{Ticket: v.State.Ticket, Trouble: flow.NoCentre})
		if v.State.Stage == flow.Attract {
			if !reflect.DeepEqual(v.State.Visit, v.Rules.Start().Visit) {
				t.Fatalf("left over: %+v", v.State.Visit)
			}
			return
		}
	}
	t.Fatalf("stuck at %s", v.State.Stage)
}
