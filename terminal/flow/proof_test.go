package flow_test

import (
	"testing"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

// reading is what is waited for.
func reading(t *testing.T, v *flowtest.Visit) flow.ReadDocument {
	t.Helper()
	for _, e := range v.Effects {
		if r, ok := e.(flow.ReadDocument); ok {
			r.Ticket = 0
			return r
		}
	}
	t.Fatalf("no document is waited for at %s", v.State.Stage)
	return flow.ReadDocument{}
}

// The readers, gone.
var (
	noCard   = health.ReaderAbsent
	noTravel = health.At(string(catalog.PassportReader), health.Absent)
	noSocial = health.At(string(catalog.SocialCardSlot), health.Absent)
)

// A document is waited for on each reader that reads what the item accepts, and not on one that is
// out of order as long as another one is in order.
func TestWhichReadersAreWaitedFor(t *testing.T) {
	for _, c := range []struct {
		why   string
		to    func(*flowtest.Visit) *flowtest.Visit
		wrong []health.Code
		want  flow.ReadDocument
	}{
		{"a card is wanted", (*flowtest.Visit).ToCard, nil, flow.ReadDocument{Card: true}},
		{"anything will do", (*flowtest.Visit).ToProof, nil, flow.ReadDocument{Card: true, Travel: true, Social: true, Code: true}},
		{"cards and phones", (*flowtest.Visit).ToProof, []health.Code{noTravel, noSocial}, flow.ReadDocument{Card: true, Code: true}},
		{"no reader of cards", (*flowtest.Visit).ToProof, []health.Code{noCard}, flow.ReadDocument{Travel: true, Social: true, Code: true}},
	} {
		v := flowtest.Begin(t)
		v.Take(flow.Conditions{Codes: c.wrong, Online: true})
		c.to(v)
		if got := reading(t, v); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.why, got, c.want)
		}
	}
}

// All readers go while a document is waited for: then a phone is, and where none would serve all
// readers are tried, for one may come back.
func TestAllReadersAreGone(t *testing.T) {
	for online, want := range map[bool]flow.ReadDocument{true: {Code: true}, false: {Card: true, Travel: true, Social: true}} {
		v := flowtest.Begin(t).ToProof()
		v.Take(flow.Conditions{Codes: []health.Code{noCard, noTravel, noSocial}, Online: online})
		v.Take(flow.DocumentFailed{Ticket: v.State.Ticket, Trouble: flow.Disconnected})
		v.Pass(flow.Again)
		if got := reading(t, v); got != want {
			t.Errorf("online %v: %+v, want %+v", online, got, want)
		}
	}
}

// An item is closed when nothing is left by which people could prove themselves.
func TestOneReaderIsEnough(t *testing.T) {
	for _, c := range []struct {
		item   catalog.ItemCode
		wrong  []health.Code
		phones bool
		want   flow.Obstacle
	}{
		{flowtest.Lawyer, []health.Code{noCard, noTravel}, false, flow.NoObstacle},
		{flowtest.Lawyer, []health.Code{noTravel, noSocial}, false, flow.NoObstacle},
		{flowtest.Lawyer, []health.Code{noTravel, noCard, noSocial}, false, flow.Obstacle("condition." + noCard)},
		{flowtest.Lawyer, []health.Code{noTravel, noCard, noSocial}, true, flow.NoObstacle},
		{"GLJT-999999", []health.Code{noTravel, noSocial}, true, flow.NoObstacle},
		{"GLJT-999999", []health.Code{noCard}, true, flow.Obstacle("condition." + noCard)},
	} {
		v := flowtest.Begin(t)
		v.State.Phones = c.phones
		v.Take(flow.Conditions{Codes: c.wrong, Online: true})
		it, ok := v.Rules.Catalog.Item(c.item)
		if !ok {
			t.Fatal(c.item)
		}
		if got := v.State.Closed(it); got != c.want {
			t.Errorf("%s with %v: %q, want %q", c.item, c.wrong, got, c.want)
		}
	}
}

// One proof serves the whole visit, as long as it is sure enough; where it is not, a surer one is
// asked for, and nothing of the one before is taken over.
func TestStepUp(t *testing.T) {
	v := flowtest.Begin(t).ToServed()
	if got := v.State.Visit.Assurance(); got != identity.CodeProof {
		t.Errorf("a passport proves by %q", got)
	}
	open := func(item string) {
		t.Helper()
		v.Tap(flow.Open, item)
		v.Tap(flow.Next)
	}
	open("GZYY-999999")
	if v.State.Stage != flow.Confirm || v.State.Visit.Person != flowtest.Astrid() {
		t.Fatalf("at another item for which it will do, it stands at %s", v.State.Stage)
	}
	v = flowtest.Begin(t).ToServed()
	open("GLJT-999999")
	v.At(flow.Identify)
	if got := reading(t, v); !v.State.Visit.StepUp || got != (flow.ReadDocument{Card: true}) || v.State.Visit.Personal() {
		t.Errorf("a card is not asked for: %+v", v.State.Visit)
	}
	v.Card(flowtest.Lin())
	v.At(flow.Confirm)
	if v.State.Visit.StepUp || v.State.Visit.Person != flowtest.Lin() {
		t.Errorf("it is not the holder of the card: %+v", v.State.Visit.Person)
	}
}

// A surer proof does for less.
func TestACardDoesForLess(t *testing.T) {
	v := flowtest.Begin(t).ToDone()
	v.Take(flow.Conditions{Online: true})
	v.Tap(flow.Another)
	v.Tap(flow.Open, flowtest.Lawyer)
	v.Tap(flow.Next)
	if v.State.Stage != flow.Confirm || v.State.Visit.Assurance() != identity.CardProof {
		t.Errorf("it stands at %s with %q", v.State.Stage, v.State.Visit.Assurance())
	}
}

// What a reader gives is judged, wherever it comes from.
func TestDocumentsAreJudged(t *testing.T) {
	for _, c := range []struct {
		why    string
		change func(*identity.Person)
		want   flow.Refusal
	}{
		{"as it is", func(*identity.Person) {}, flow.NotRefused},
		{"no longer valid", func(p *identity.Person) { p.ValidTo = "2026-11-21" }, flow.Expired},
		{"valid from today", func(p *identity.Person) { p.ValidFrom = "2026-11-22" }, flow.NotRefused},
		{"valid from tomorrow", func(p *identity.Person) { p.ValidFrom = "2026-11-23" }, flow.NotYetValid},
		{"without an end", func(p *identity.Person) { p.ValidTo = "" }, flow.NotRefused},
		{"without a birthday", func(p *identity.Person) { p.Birth = "" }, flow.NoBirth},
		{"born tomorrow", func(p *identity.Person) { p.Birth = "2026-11-23" }, flow.BadNumber},
		{"with no number of a passport", func(p *identity.Person) { p.Number = "u99912345" }, flow.BadNumber},
		{"a permit", func(p *identity.Person) { p.Document, p.Number = identity.HomeReturnPermit, "H01234567" }, flow.NotRefused},
		{"a permit with another's number", func(p *identity.Person) { p.Document = identity.HomeReturnPermit }, flow.BadNumber},
		{"of no kind", func(p *identity.Person) { p.Document = "library-card" }, flow.WrongDocument},
	} {
		p := flowtest.Astrid()
		c.change(&p)
		v := flowtest.Begin(t)
		v.ToProof()
		v.Card(p)
		if got := v.State.Visit.Refusal; got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}
