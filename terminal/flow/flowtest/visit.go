// Package flowtest walks through scripted visits, for the tests of everything
// that shows or carries out what package flow decides.
package flowtest

import (
	"sync"
	"testing"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/identity"
)

// Lin is a fictitious citizen of region 999999 who may apply.
func Lin() identity.Person {
	return identity.Person{
		Document: identity.ResidentCard, Name: "林秀英", Sex: "2", Nation: "01", Birth: "1940-01-01",
		Number: WithCheck("99999919400101002"), Address: "云溪镇安和村12号",
	}
}

// Vouched is Lin as an account on a phone knows her: no address, and no document.
func Vouched() identity.Person {
	p := Lin()
	p.Address = ""
	return p
}

// Gang is a fictitious citizen who acts for others.
func Gang() identity.Person {
	return identity.Person{
		Document: identity.ResidentCard, Name: "周志刚", Sex: "1", Nation: "01", Birth: "1968-03-12",
		Number: WithCheck("99999919680312001"), Address: "云溪镇安和村12号",
	}
}

// Astrid is a fictitious visitor with a passport of Utopia.
func Astrid() identity.Person {
	return identity.Person{
		Document: identity.Passport, Name: "LINDQVIST, ASTRID MAJ", EnglishName: "LINDQVIST, ASTRID MAJ", Sex: "2",
		Country: "UTO", Birth: "1958-02-11", Number: "U99912345", ValidTo: "2031-02-10",
	}
}

// WithCheck completes the first 17 digits of an identity number.
func WithCheck(body string) string {
	c, _ := identity.CheckDigit(body)
	return body + string(c)
}

// Morning is when the scripted visits begin.
func Morning() time.Time { return time.Date(2026, 11, 22, 10, 26, 0, 0, time.UTC) }

// Visit drives Rules as a person and the devices would.
type Visit struct {
	T       testing.TB
	Rules   flow.Rules
	State   flow.State
	Effects []flow.Effect // of the last Step

	// Facts are what the centre knows of whoever comes, told at once; nil says nothing,
	// so that the visit stays where they are fetched.
	Facts *centre.Facts
}

// samples are the sample items, read once: a catalogue does not change.
var samples = sync.OnceValues(func() (*catalog.Catalog, error) { return catalog.Load(catalog.Builtin()) })

// Begin is a terminal at which nobody has been yet, with the network up.
func Begin(t testing.TB) *Visit {
	t.Helper()
	c, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	return BeginWith(t, c)
}

// BeginWith is Begin with a catalogue.
func BeginWith(t testing.TB, c *catalog.Catalog) *Visit {
	t.Helper()
	v := &Visit{T: t, Rules: flow.Rules{Catalog: c, Phones: true}, Facts: &centre.Facts{}}
	v.State = v.Rules.Start()
	v.Take(flow.Tick{Now: Morning()})
	v.Take(flow.Conditions{Online: true})
	return v
}

// Take is one event.
func (v *Visit) Take(e flow.Event) {
	v.State, v.Effects = v.Rules.Step(v.State, e)
	if v.State.Stage == flow.Filling && v.State.Visit.Inquiring && v.Facts != nil {
		v.Tell(v.Facts)
	}
}

// Tap is a touch on the present screen.
func (v *Visit) Tap(do flow.Verb, value ...string) {
	tap := flow.Tap{On: v.State.Token(), Do: do}
	if len(value) > 0 {
		tap.Value = value[0]
	}
	v.Take(tap)
}

// Pass lets d pass, second by second.
func (v *Visit) Pass(d time.Duration) {
	for range int(d / time.Second) {
		v.Take(flow.Tick{Now: v.State.Now.Add(time.Second)})
	}
}

// Restart ends the program, and starts it again two seconds later.
func (v *Visit) Restart() {
	v.T.Helper()
	c, _ := v.State.Checkpoint()
	s, effects, ok := v.Rules.Resume(c, v.State.Now.Add(2*time.Second))
	if !ok {
		v.T.Fatalf("the visit at %s does not go on", v.State.Stage)
	}
	v.State, v.Effects = s, effects
}

// At fails the test unless the visit is at want.
func (v *Visit) At(want flow.Stage) {
	v.T.Helper()
	if v.State.Stage != want {
		v.T.Fatalf("stage %q, want %q", v.State.Stage, want)
	}
}

// Effect returns the effect of type E that the last Step wanted.
func Effect[E flow.Effect](v *Visit) E {
	v.T.Helper()
	for _, e := range v.Effects {
		if e, ok := e.(E); ok {
			return e
		}
	}
	v.T.Fatalf("no %T among %v", *new(E), v.Effects)
	return *new(E)
}

// ToCard goes on until a card is awaited.
func (v *Visit) ToCard() *Visit {
	v.T.Helper()
	v.Tap(flow.Begin)
	v.Tap(flow.Speak, "zh-Hans")
	v.Tap(flow.Open, "GLJT-999999")
	v.Tap(flow.Next)
	v.At(flow.Identify)
	return v
}

// Lawyer is an item for which any document will do.
const Lawyer = "LSYY-999999"

// ToProof goes to where any document is waited for.
func (v *Visit) ToProof() *Visit {
	v.T.Helper()
	v.Tap(flow.Begin)
	v.Tap(flow.Speak, "zh-Hans")
	v.Tap(flow.Open, Lawyer)
	v.Tap(flow.Next)
	v.At(flow.Identify)
	return v
}

// ToServed goes on with a passport until the appointment is made, and back to the services.
func (v *Visit) ToServed() *Visit {
	v.T.Helper()
	v.ToProof()
	v.Card(Astrid())
	v.Tap(flow.Next)
	v.Tap(flow.Pick, "debt")
	v.Tap(flow.Pick, "person")
	v.Tell(Times())
	v.Tap(flow.Pick, "2026-11-24T14:00")
	v.Tap(flow.Pass)
	v.At(flow.Review)
	v.Tap(flow.Next)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: catalog.NewSlipNumber("YX07", Morning(), 36)})
	v.Pass(flow.AnswerPatience)
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.At(flow.Done)
	v.Tap(flow.Another)
	v.At(flow.Services)
	return v
}

// toStepUp goes on to where a passport is not sure enough.
func (v *Visit) toStepUp() {
	v.ToServed()
	v.Tap(flow.Open, "GLJT-999999")
	v.Tap(flow.Next)
	v.At(flow.Identify)
}

// ToGuide goes on until the guide of the old-age allowance is read.
func (v *Visit) ToGuide() *Visit {
	v.T.Helper()
	v.ToCard()
	v.Tap(flow.Back)
	v.At(flow.Guide)
	return v
}

// Card lays a card down.
func (v *Visit) Card(p identity.Person) {
	v.Take(flow.DocumentRead{Ticket: v.State.Ticket, Person: p, Today: Morning().Format(time.DateOnly)})
}

// Phone confirms, on somebody's phone, that it is they.
func (v *Visit) Phone(p identity.Person) { v.Tell(&centre.Proved{State: centre.Confirmed, Person: &p}) }

// ToActing goes on to where the document of the person is awaited for whom Gang acts.
func (v *Visit) ToActing(as identity.Role) *Visit {
	v.T.Helper()
	v.ToCard()
	v.Tap(flow.ActFor, string(as))
	v.At(flow.Identify)
	v.Card(Gang())
	v.At(flow.Identify)
	return v
}

// ToSignIn shows the code that a phone opens.
func (v *Visit) ToSignIn() *Visit {
	v.T.Helper()
	v.ToProof()
	v.Tap(flow.UsePhone)
	v.At(flow.SignIn)
	v.Tell(&centre.Invitation{
		Token: "T", Address: "http://127.0.0.1:8307/id/7K3MQ9ZT2XFA7K3MQ9ZT2XFA", Match: "27", Until: Morning().Add(3 * time.Minute).UnixMilli(),
	})
	return v
}

// ToText goes on to where a number is typed, to have a code sent to its phone.
func (v *Visit) ToText() *Visit {
	v.T.Helper()
	v.ToProof()
	v.Tap(flow.UseText)
	v.At(flow.TextTo)
	return v
}

// ToTextCode goes on to where that code is typed.
func (v *Visit) ToTextCode() *Visit {
	v.T.Helper()
	v.ToText()
	v.Type(Lin().Number)
	v.Tap(flow.Next)
	v.Tell(&centre.CodeSent{Of: Lin().Number, Token: "T", Until: Morning().Add(5 * time.Minute).UnixMilli()})
	v.At(flow.TextCode)
	return v
}

// TypeCode types a code, and the centre says what it is.
func (v *Visit) TypeCode(code string, state centre.SignInState) {
	v.Type(code)
	v.Tap(flow.Next)
	said := &centre.Proved{Of: "T", State: state}
	if state == centre.Confirmed {
		p := Vouched()
		said.Person = &p
	}
	v.Tell(said)
}

// Type presses digits.
func (v *Visit) Type(digits string) {
	for _, d := range digits {
		v.Tap(flow.Key, string(d))
	}
}

// ToReview goes on until everything is filled in.
func (v *Visit) ToReview() *Visit {
	v.T.Helper()
	v.toAccount()
	v.Type("4111111111111111")
	v.Tap(flow.Next)
	v.Type("13800138000")
	v.Tap(flow.Next)
	v.At(flow.Review)
	return v
}

// ToPrinting submits with the network down.
func (v *Visit) ToPrinting() *Visit {
	v.T.Helper()
	v.ToReview()
	v.Take(flow.Conditions{Online: false})
	v.Tap(flow.Next)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: catalog.NewSlipNumber("YX07", Morning(), 36)})
	v.At(flow.Printing)
	return v
}

// ToDone goes on until the citizen is thanked.
func (v *Visit) ToDone() *Visit {
	v.T.Helper()
	v.ToPrinting()
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.At(flow.Done)
	return v
}
