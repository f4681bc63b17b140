package flow_test

import (
	"testing"

	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/identity"
)

// Whoever acts for another shows their own card first, and then the other's; both names go with
// what is handed in, and the conditions are the other's.
func TestActingForAnother(t *testing.T) {
	for _, role := range identity.Roles() {
		v := flowtest.Begin(t).ToActing(role)
		if got := v.State.Visit; got.Personal() || got.Agent.Person != flowtest.Gang() {
			t.Fatalf("after the agent's card it is about %+v", got.Person)
		}
		v.Card(flowtest.Lin())
		v.At(flow.Confirm)
		v.Tap(flow.Next)
		v.Tap(flow.Pick, "card")
		v.Tap(flow.Pick, "rural")
		v.Type("4111111111111111")
		v.Tap(flow.Next)
		v.Type("13800138000")
		v.Tap(flow.Next)
		v.At(flow.Review)
		v.Tap(flow.Next)
		a := flowtest.Effect[flow.KeepApplication](v).Application
		if a.Applicant != flowtest.Lin() || a.Agent == nil || a.Agent.Person != flowtest.Gang() || a.Agent.Role != role || a.Agent.Assurance != identity.CardProof {
			t.Errorf("%s: handed in is %+v for %+v", role, a.Agent, a.Applicant)
		}
		v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
		v.Pass(flow.AnswerPatience)
		if slip := flowtest.Effect[flow.PrintSlip](v).Slip; slip.Holder != "林**" || slip.Agent != "周**" {
			t.Errorf("%s: the slip is of %s, for %s", role, slip.Agent, slip.Holder)
		}
	}
}

// Nobody acts who is there themselves.
func TestNobodyActs(t *testing.T) {
	v := flowtest.Begin(t).ToReview()
	v.Tap(flow.Next)
	if a := flowtest.Effect[flow.KeepApplication](v).Application; a.Agent != nil || a.Way != identity.ByDocument {
		t.Errorf("handed in is %+v", a)
	}
}

// Who may act, and where.
func TestWhoMayAct(t *testing.T) {
	gang, young := flowtest.Gang(), flowtest.Gang()
	young.Birth, young.Number = "2008-11-23", flowtest.WithCheck("99999920081123001") // eighteen tomorrow
	expired := gang
	expired.ValidTo = "2026-11-21"
	permit := gang
	permit.Document = identity.ResidentPermit
	permit.Number = flowtest.WithCheck("83000019680312001")
	for _, c := range []struct {
		why  string
		who  identity.Person
		want flow.Refusal
	}{
		{"anybody of age", gang, flow.NotRefused},
		{"with a card by which one may not apply oneself", permit, flow.NotRefused},
		{"a minor", young, flow.AgentTooYoung},
		{"an expired card", expired, flow.Expired},
		{"a passport, which is not sure enough", flowtest.Astrid(), flow.WrongDocument},
	} {
		v := flowtest.Begin(t).ToCard()
		v.Tap(flow.ActFor, "agent")
		v.Card(c.who)
		if got := v.State.Visit.Refusal; got != c.want || got == flow.NotRefused && v.State.Visit.Agent.Awaited() {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
		if c.want != flow.NotRefused {
			v.Tap(flow.NotMyCard)
			if v.At(flow.Identify); !v.State.Visit.Agent.Awaited() {
				t.Errorf("%s: another card of the agent is not asked for", c.why)
			}
		}
	}
}

// The agent's own card is nobody else's.
func TestTheSameCardTwice(t *testing.T) {
	v := flowtest.Begin(t).ToActing(identity.AsAgent)
	v.Card(flowtest.Gang())
	if v.At(flow.Refused); v.State.Visit.Refusal != flow.SameCard {
		t.Errorf("it is %q", v.State.Visit.Refusal)
	}
	v.Tap(flow.NotMyCard)
	v.Card(flowtest.Lin())
	v.At(flow.Confirm)
}

// A helper serves one after another without their own card again; where one applies for oneself
// alone, nobody acts.
func TestAHelperServesAnother(t *testing.T) {
	v := flowtest.Begin(t).ToActing(identity.AsHelper)
	v.Card(flowtest.Lin())
	v.Tap(flow.NotMyCard)
	if v.At(flow.Identify); v.State.Visit.Agent.Person != flowtest.Gang() || v.State.Visit.Personal() {
		t.Errorf("it is %+v", v.State.Visit.Agent)
	}
	v.Card(flowtest.Lin())
	v.Tap(flow.Back)
	v.Tap(flow.Back)
	if v.At(flow.Identify); v.State.Visit.Agent.Acts() {
		// the way back from the other's card is to apply for oneself
		t.Errorf("somebody still acts: %+v", v.State.Visit.Agent)
	}
}

// An item that says nothing of acting lets nobody act.
func TestWhereNobodyMayAct(t *testing.T) {
	v := flowtest.Begin(t).ToProof()
	v.Tap(flow.ActFor, "helper")
	if v.State.Visit.Agent.Acts() {
		t.Error("a helper acts")
	}
}

// Who leaves before the other's card was read has one card to take.
func TestAnAgentLeavesAlone(t *testing.T) {
	v := flowtest.Begin(t).ToActing(identity.AsHelper)
	v.Tap(flow.Leave)
	if v.At(flow.Goodbye); v.State.Visit.Shown != identity.ResidentCard || v.State.Visit.Agent.Acts() {
		t.Errorf("there is to take: %q, of %+v", v.State.Visit.Shown, v.State.Visit.Agent)
	}
}

// Whoever has acted is forgotten with the other.
func TestAnAgentIsForgotten(t *testing.T) {
	v := flowtest.Begin(t).ToActing(identity.AsHelper)
	v.Card(flowtest.Lin())
	v.Tap(flow.Leave)
	v.Tap(flow.Leave)
	if v.At(flow.Goodbye); v.State.Visit.Agent.Person.Number != "" || !v.State.Visit.Agent.Acts() {
		t.Errorf("left is %+v", v.State.Visit.Agent)
	}
	v.Tap(flow.Finish)
	if v.At(flow.Attract); v.State.Visit.Agent.Acts() {
		t.Error("somebody still acts")
	}
}
