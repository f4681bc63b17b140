// Package connecttest is what any connector must pass, whatever system is behind it. A
// connector's test tells it who is known to that system, and what is asked there:
//
//	connecttest.Run(t, systems, connecttest.World{Known: …, Apply: …, Query: …, Pay: …})
//
// A part that a connector has not got is passed over.
package connecttest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// World is what a system knows.
type World struct {
	Known    centre.Subject      // somebody who is on record
	Other    centre.Subject      // somebody else who is
	Stranger centre.Subject      // who is not
	Types    []string            // certificates of which Known holds some
	Query    centre.Lookup       // what can be asked about Known
	QueryOf  catalog.ItemCode    // under which item
	Bill     centre.Bill         // what Known has to pay
	BillOf   catalog.ItemCode    // under which item
	Apply    catalog.Application // what Known may apply for
	Down     func()              // takes every system down; nil where that cannot be done

	// What Known's phone does. Where the system has accounts, none may be nil.
	Confirm func(address string) // it opens an invitation, and says yes
	Decline func(address string) // it opens one, and says no
	Show    func() (code string) // it shows its code
	Texted  func() (code string) // the code that was sent to it last
	Firm    string               // for which Known may act, by its code
	Others  string               // for which Known may not
	Licence func() (code string) // the electronic licence of Firm, on a phone
}

// within bounds a call of the suite.
const within = 10 * time.Second

func use(item catalog.ItemCode, why centre.Purpose) connect.Use {
	return connect.Use{Use: centre.Use{Purpose: why, Item: item}, Terminal: "YX07", At: time.Now()}
}

// Run runs the suite.
func Run(t *testing.T, s connect.Systems, w World) {
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	if s.Certificates != nil {
		t.Run("Certificates", func(t *testing.T) { certificates(ctx, t, s.Certificates, w) })
	}
	if s.Department != nil {
		t.Run("Lookup", func(t *testing.T) { lookup(ctx, t, s, w) })
		t.Run("Submit", func(t *testing.T) { submit(ctx, t, s.Department, w) })
		t.Run("Slots", func(t *testing.T) { slots(ctx, t, s.Department, w) })
	}
	if s.Payments != nil {
		t.Run("Payments", func(t *testing.T) { payments(ctx, t, s.Payments, w) })
	}
	if s.Identities != nil {
		t.Run("Identities", func(t *testing.T) { identities(ctx, t, s.Identities, w) })
	}
	if s.Texts != nil {
		t.Run("Texts", func(t *testing.T) { texts(ctx, t, s.Texts, w) })
	}
	if s.Firms != nil {
		t.Run("Firms", func(t *testing.T) { firms(ctx, t, s.Firms, w) })
	}
	t.Run("Cancelled", func(t *testing.T) { cancelled(t, s, w) })
	if w.Down != nil {
		w.Down()
		t.Run("Down", func(t *testing.T) { down(ctx, t, s, w) })
	}
}

// fits fails when an answer would be thrown away by the centre.
func fits(t *testing.T, q centre.Question, a centre.Answer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", q.Kind(), err)
	}
	if err := centre.Check(q, a); err != nil {
		t.Fatal(err)
	}
}

func certificates(ctx context.Context, t *testing.T, c connect.Certificates, w World) {
	u := use(w.QueryOf, centre.ForApplying)
	held, err := c.Held(ctx, u, w.Known, w.Types)
	q := &centre.Materials{Subject: w.Known, Types: w.Types}
	fits(t, q, &centre.Known{Of: held.Of, Certificates: held.Certificates}, err)
	if len(held.Certificates) == 0 {
		t.Error("the known person holds nothing")
	}
	for _, h := range held.Certificates {
		if h.Holder == w.Known.Name || h.Number == w.Known.Number || h.Identifier == "" {
			t.Errorf("%s is not masked, or has no identifier", h.Type)
		}
		if h.Expires != "" && h.Expires < catalog.Day(time.Now().Format(time.DateOnly)) {
			t.Errorf("%s has run out, and is given for use", h.Type)
		}
	}
	none, err := c.Held(ctx, u, w.Stranger, w.Types)
	if err != nil || none.Of != w.Stranger.Mark() || len(none.Certificates) != 0 {
		t.Errorf("a stranger holds %d certificates, %v", len(none.Certificates), err)
	}
}

func lookup(ctx context.Context, t *testing.T, s connect.Systems, w World) {
	q := w.Query
	found, err := s.Department.Lookup(ctx, use(w.QueryOf, centre.ForShowing), &q)
	fits(t, &q, found, err)
	if found.None || len(found.Rows) == 0 {
		t.Errorf("nothing was found about the known person: %v", found.Note)
	}
	if found.Paper != nil && s.Papers != nil {
		verify(ctx, t, s.Papers, found.Paper, w)
	}
	q.Subject = w.Stranger
	none, err := s.Department.Lookup(ctx, use(w.QueryOf, centre.ForShowing), &q)
	fits(t, &q, none, err)
	if !none.None {
		t.Error("something was found about a stranger")
	}
}

// verify asks for a paper that was just handed out, and for one that never was.
func verify(ctx context.Context, t *testing.T, p connect.Papers, of *centre.Paper, w World) {
	t.Helper()
	r, ok, err := p.Verify(ctx, of.Number)
	if err != nil || !ok || r.Number != of.Number || !r.ValidOn(r.Issued) || r.Holder == w.Known.Name {
		t.Errorf("Verify(%s) = %+v, %v, %v", of.Number, r, ok, err)
	}
	if _, ok, err := p.Verify(ctx, of.Number+"9"); ok || err != nil {
		t.Errorf("a paper that is none was verified: %v", err)
	}
}

// submit hands over twice, and asks how far it has come.
func submit(ctx context.Context, t *testing.T, d connect.Department, w World) {
	const official = "999999-20261125-000001-X"
	if s, err := d.Standing(ctx, official); err != nil || !s.Unknown {
		t.Fatalf("before it was handed over it is %+v, %v", s, err)
	}
	filed := connect.Filed{Official: official, Slip: "YX07-261125-0001-X", At: time.Now(), Application: w.Apply}
	var events int
	for range 2 {
		if err := d.Submit(ctx, use(w.Apply.Item, centre.ForApplying), filed); err != nil {
			t.Fatal(err)
		}
		s, err := d.Standing(ctx, official)
		if err != nil || s.Unknown || s.Official != official || s.Slip != filed.Slip {
			t.Fatalf("it is %+v, %v", s, err)
		}
		if events != 0 && len(s.Events) != events {
			t.Errorf("handing over again made %d events out of %d", len(s.Events), events)
		}
		events = len(s.Events)
	}
	page, err := d.Matters(ctx, use("", centre.ForTheirOwn), w.Known)
	fits(t, &centre.Matters{Subject: w.Known}, page, err)
	if len(page.Matters) != 1 || page.Matters[0].Official != official {
		t.Errorf("the person's matters are %+v", page.Matters)
	}
	other, err := d.Matters(ctx, use("", centre.ForTheirOwn), w.Other)
	fits(t, &centre.Matters{Subject: w.Other}, other, err)
	if len(other.Matters) != 0 {
		t.Errorf("another person has these matters: %+v", other.Matters)
	}
}

func slots(ctx context.Context, t *testing.T, d connect.Department, w World) {
	q := &centre.Slots{Field: "when"}
	free, err := d.Free(ctx, use(w.Apply.Item, centre.ForApplying), q)
	fits(t, q, free, err)
	seen := map[string]bool{}
	for _, s := range free.Slots {
		if s.Key == "" || seen[s.Key] || s.Left < 0 || s.Name.In(catalog.Chinese) == "" {
			t.Errorf("slot %+v", s)
		}
		seen[s.Key] = true
	}
}

// payments opens an order and gives it up, twice, and asks for one that is not there.
func payments(ctx context.Context, t *testing.T, p connect.Payments, w World) {
	bill := w.Bill
	order, err := p.Open(ctx, use(w.BillOf, centre.ForPaying), &bill)
	fits(t, &bill, order, err)
	if order.Number == "" {
		t.Fatal("the known person has nothing to pay")
	}
	paid, err := p.State(ctx, order.Number)
	fits(t, &centre.Payment{Order: order.Number}, paid, err)
	if paid.State != centre.Unpaid {
		t.Errorf("a new order is %s", paid.State)
	}
	for range 2 {
		gone, err := p.GiveUp(ctx, order.Number)
		fits(t, &centre.GiveUp{Order: order.Number}, gone, err)
		if gone.State != centre.Lapsed {
			t.Errorf("an order that was given up is %s", gone.State)
		}
	}
	nobody, err := p.State(ctx, "no-such-order")
	fits(t, &centre.Payment{Order: "no-such-order"}, nobody, err)
	if nobody.State == centre.PaidUp || nobody.State == centre.Unpaid {
		t.Errorf("an order that was never opened is %s", nobody.State)
	}
}

// identities signs in by an invitation, declines another, and shows a code, all once and again.
func identities(ctx context.Context, t *testing.T, i connect.Identities, w World) {
	here := use(w.QueryOf, centre.ForProving)
	invite := func() *centre.Invitation {
		t.Helper()
		q := &centre.SignIn{Lang: "zh-Hans"}
		out, err := i.Invite(ctx, here, q)
		fits(t, q, out, err)
		if strings.Contains(out.Address, out.Token) {
			t.Error("whoever sees the address can ask who signed in")
		}
		return out
	}
	became := func(at connect.Use, token string, want centre.SignInState) {
		t.Helper()
		said, err := i.Invited(ctx, at, token)
		fits(t, &centre.SignedIn{Token: token}, said, err)
		if said.State != want || want == centre.Confirmed && (said.Person.Number != w.Known.Number || said.Person.Document != w.Known.Document) {
			t.Errorf("the sign-in is %s of %+v, want %s", said.State, said.Person, want)
		}
	}
	yes, no := invite(), invite()
	became(here, yes.Token, centre.Invited)
	w.Confirm(yes.Address)
	w.Decline(no.Address)
	became(here, yes.Token, centre.Confirmed)
	became(here, yes.Token, centre.Confirmed) // the first answer may have been lost
	became(here, no.Token, centre.Declined)
	became(here, "no-such-token", centre.Spent)
	elsewhere := here
	elsewhere.Terminal = "YX08"
	became(elsewhere, yes.Token, centre.Spent)
	present := func(code string, want centre.SignInState) {
		t.Helper()
		said, err := i.Present(ctx, here, code)
		fits(t, &centre.Present{Code: code}, said, err)
		if said.State != want || want == centre.Confirmed && said.Person.Number != w.Known.Number {
			t.Errorf("the code is %s of %+v, want %s", said.State, said.Person, want)
		}
	}
	code := w.Show()
	present(code, centre.Confirmed)
	present(code, centre.Spent)
	present("no such code", centre.Spent)
}

// texts has codes sent: to who is known, and to who is not, which must look the same.
func texts(ctx context.Context, t *testing.T, s connect.Texts, w World) {
	at := use(w.QueryOf, centre.ForProving)
	send := func(number string) *centre.CodeSent {
		t.Helper()
		q := &centre.SendCode{Number: number, Lang: "zh-Hans"}
		sent, err := s.Send(ctx, at, q)
		fits(t, q, sent, err)
		return sent
	}
	typed := func(token, number, code string, want centre.SignInState) {
		t.Helper()
		q := &centre.TypeCode{Token: token, Number: number, Code: code}
		said, err := s.Typed(ctx, at, q)
		fits(t, q, said, err)
		if said.State != want {
			t.Errorf("the code %s is %s, want %s", code, said.State, want)
		}
	}
	known, stranger := send(w.Known.Number), send(w.Stranger.Number)
	if known.Token == "" || stranger.Token == "" || known.Until != stranger.Until {
		t.Errorf("it shows who has an account: %+v, %+v", known, stranger)
	}
	if again := send(w.Known.Number); again.Wait <= 0 {
		t.Error("another one is sent at once")
	}
	code := w.Texted()
	other := strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, code)
	typed(known.Token, w.Known.Number, other, centre.Wrong)
	typed(known.Token, w.Known.Number, code, centre.Confirmed)
	typed(known.Token, w.Known.Number, code, centre.Confirmed) // the first answer may have been lost
	typed(stranger.Token, w.Stranger.Number, code, centre.Wrong)
	for range 20 {
		q := &centre.TypeCode{Token: stranger.Token, Number: w.Stranger.Number, Code: other}
		if said, err := s.Typed(ctx, at, q); err == nil && said.State == centre.Spent {
			return
		}
	}
	t.Error("a code may be guessed as often as one likes")
}

// firms asks for firms by their codes, and by a licence once and again.
func firms(ctx context.Context, t *testing.T, f connect.Firms, w World) {
	licence := w.Licence()
	for _, c := range []struct {
		why  string
		q    centre.Represent
		lack centre.FirmLack
	}{
		{"their own", centre.Represent{Subject: w.Known, Code: w.Firm}, centre.NoFirmLack},
		{"another's", centre.Represent{Subject: w.Known, Code: w.Others}, centre.NoRight},
		{"a stranger's", centre.Represent{Subject: w.Stranger, Code: w.Firm}, centre.NoRight},
		{"no firm", centre.Represent{Subject: w.Known, Code: "91999999MA0000000X"}, centre.NoSuchFirm},
		{"by its licence", centre.Represent{Subject: w.Known, Licence: licence}, centre.NoFirmLack},
		{"by a licence that was used", centre.Represent{Subject: w.Known, Licence: licence}, centre.NoSuchFirm},
		{"by no licence", centre.Represent{Subject: w.Known, Licence: "no such code"}, centre.NoSuchFirm},
	} {
		said, err := f.Represent(ctx, use(w.QueryOf, centre.ForProving), &c.q)
		fits(t, &c.q, said, err)
		if said.Lack != c.lack || c.lack == centre.NoFirmLack && said.Firm.Code != w.Firm {
			t.Errorf("%s: %+v, want %q", c.why, said, c.lack)
		}
	}
}

// cancelled asks with a context that is over: no call may hang on.
func cancelled(t *testing.T, s connect.Systems, w World) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	began := time.Now()
	calls(ctx, s, w)
	if took := time.Since(began); took > within/2 {
		t.Errorf("calls went on for %v after their context was over", took)
	}
}

// calls makes one call of every kind, and returns their errors.
func calls(ctx context.Context, s connect.Systems, w World) map[string]error {
	out := map[string]error{}
	if s.Certificates != nil {
		_, out["Held"] = s.Certificates.Held(ctx, use(w.QueryOf, centre.ForApplying), w.Known, w.Types)
	}
	if d := s.Department; d != nil {
		q, slots := w.Query, centre.Slots{}
		_, out["Lookup"] = d.Lookup(ctx, use(w.QueryOf, centre.ForShowing), &q)
		_, out["Free"] = d.Free(ctx, use(w.Apply.Item, centre.ForApplying), &slots)
		_, out["Standing"] = d.Standing(ctx, "999999-20261125-000002-X")
		_, out["Matters"] = d.Matters(ctx, use("", centre.ForTheirOwn), w.Known)
		out["Submit"] = d.Submit(ctx, use(w.Apply.Item, centre.ForApplying), connect.Filed{Official: "999999-20261125-000002-X", Application: w.Apply})
	}
	if p := s.Payments; p != nil {
		bill := w.Bill
		_, out["Open"] = p.Open(ctx, use(w.BillOf, centre.ForPaying), &bill)
		_, out["State"] = p.State(ctx, "1")
		_, out["GiveUp"] = p.GiveUp(ctx, "1")
	}
	if i := s.Identities; i != nil {
		_, out["Invite"] = i.Invite(ctx, use("", centre.ForProving), &centre.SignIn{})
		_, out["Invited"] = i.Invited(ctx, use("", centre.ForProving), "1")
		_, out["Present"] = i.Present(ctx, use("", centre.ForProving), "1")
	}
	if s.Texts != nil {
		_, out["Send"] = s.Texts.Send(ctx, use("", centre.ForProving), &centre.SendCode{Number: w.Known.Number})
		_, out["Typed"] = s.Texts.Typed(ctx, use("", centre.ForProving), &centre.TypeCode{})
	}
	if s.Firms != nil {
		_, out["Represent"] = s.Firms.Represent(ctx, use("", centre.ForProving), &centre.Represent{Subject: w.Known})
	}
	if s.Papers != nil {
		_, _, out["Verify"] = s.Papers.Verify(ctx, "0000-0000-0000-0")
	}
	return out
}

// down asks systems that cannot be reached: each says so, in the one word for it.
func down(ctx context.Context, t *testing.T, s connect.Systems, w World) {
	for call, err := range calls(ctx, s, w) {
		if !errors.Is(err, connect.ErrDown) {
			t.Errorf("%s of a system that is down: %v, want ErrDown", call, err)
		}
	}
}
