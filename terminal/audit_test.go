package terminal_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
)

// auditor is a terminal.Auditor in memory, which outlives terminals.
type auditor struct {
	mu    sync.Mutex
	err   error         // of Record
	takes time.Duration // of the disk
	all   []terminal.Decision
	calls int // of Record
}

func (a *auditor) Record(_ context.Context, all ...terminal.Decision) error {
	time.Sleep(a.takes)
	a.mu.Lock()
	err := a.err
	a.calls++
	a.mu.Unlock()
	if err == nil {
		a.take(all...)
	}
	return err
}

// take takes decisions, one of each key.
func (a *auditor) take(all ...terminal.Decision) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, d := range all {
		if d.Key == "" || !slices.ContainsFunc(a.all, func(o terminal.Decision) bool { return o.Key == d.Key }) {
			a.all = append(a.all, d)
		}
	}
}

func (a *auditor) fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = err
}

// codes are what was decided, in order, with its reason; nothing of the program's start and end.
func (a *auditor) codes() (out []string) {
	synctest.Wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, d := range a.all {
		code := string(d.What)
		if why := d.Detail["reason"]; why != "" {
			code += " " + why
		}
		if !strings.HasPrefix(code, "terminal.") {
			out = append(out, code)
		}
	}
	return out
}

// of gives the first decision of a code.
func (a *auditor) of(t *testing.T, what terminal.DecisionCode) terminal.Decision {
	t.Helper()
	synctest.Wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	i := slices.IndexFunc(a.all, func(d terminal.Decision) bool { return d.What == what })
	if i < 0 {
		t.Fatalf("no %s in %+v", what, a.all)
	}
	return a.all[i]
}

// audited has decisions recorded where those about acts are.
func audited(o *terminal.Options) { o.Auditor = &o.Journal.(*journal).auditor }

// want compares what was decided.
func (b *bench) want(codes ...string) {
	b.t.Helper()
	if got := b.journal.auditor.codes(); !slices.Equal(got, codes) {
		b.t.Errorf("decided\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(codes, "\n  "))
	}
}

// A whole visit, from the consent to the end.
func TestAVisitIsAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, audited)
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		slip := b.at(flow.Done).Visit.Slip
		b.tap(flow.Finish)
		b.want("consent.given", "identity.proved", "application.kept", "paper.printed", "visit.ended person")
		proved := b.journal.auditor.of(t, terminal.IdentityProved)
		if proved.Detail["number"] != "9****************"+number[17:] || proved.Detail["assurance"] != "card" || proved.Detail["document"] != "resident-card" || proved.Item != "GLJT-999999" {
			t.Errorf("proved: %+v", proved)
		}
		for _, what := range []terminal.DecisionCode{terminal.ApplicationKept, terminal.PaperPrinted, terminal.VisitEnded} {
			if d := b.journal.auditor.of(t, what); d.Slip != slip || d.Item != "GLJT-999999" {
				t.Errorf("%s is about %q, %q", what, d.Slip, d.Item)
			}
		}
	})
}

// Who is refused, and why.
func TestRefusalsAreAudited(t *testing.T) {
	expired, foreign, young := card(), card(), card()
	expired.LongTerm, expired.To = false, drivers.Date{Year: 1999, Month: 1, Day: 1}
	foreign.Layout = drivers.Foreigner2023
	young.Number, young.Birth = flowtest.WithCheck("99999919700101002"), drivers.Date{Year: 1970, Month: 1, Day: 1}
	torn := card()
	torn.Number = number[:17] + "?"
	for _, c := range []struct {
		why  string
		card any
		want string
	}{
		{"it has expired", expired, "identity.refused expired"},
		{"the item takes none of its kind", foreign, "identity.refused wrong-document"},
		{"its number does not fit", torn, "identity.refused bad-number"},
		{"its holder is too young for the item", young, "item.refused unfit"},
		{"the reader knows no such card", &drivers.Fault{Device: "idcard", Op: "read", Kind: drivers.WrongDocument}, "identity.refused wrong-document"},
	} {
		t.Run(c.why, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := serveWith(t, &journal{}, audited)
				b.toCard()
				b.cards <- c.card
				b.want("consent.given", c.want)
			})
		})
	}
}

func TestSomebodyElsesCardIsAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, audited)
		b.toCard()
		b.cards <- card()
		b.at(flow.Confirm)
		b.tap(flow.NotMyCard)
		b.want("consent.given", "identity.refused not-mine")
	})
}

// A gate that closes is recorded with its reason, and so is who knocks on it: once in a visit.
func TestTheGateIsAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, audited)
		report := func(code health.Code, on bool) {
			if err := b.Report(b.ctx, code, on); err != nil {
				t.Fatal(err)
			}
		}
		report(health.StoreFull, true)
		report(health.SyncStale, true)
		b.tap(flow.Begin)
		b.tap(flow.Open, "GLJT-999999")
		b.tap(flow.Open, "GLJT-999999")
		b.at(flow.Services)
		report(health.StoreFull, false)
		report(health.SyncStale, false)
		report(health.StoreFull, true)
		b.want("gate.closed store.full", "item.refused condition.store.full", "gate.opened sync.stale", "gate.closed store.full")
	})
}

// What is not kept is recorded with its reason, and what is kept after that once.
func TestAFailedKeepIsAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{gate: make(chan error)}, audited)
		b.toReview()
		b.tap(flow.Next)
		b.journal.gate <- terminal.ErrFull
		b.at(flow.Review)
		b.tap(flow.Retry)
		b.journal.gate <- nil
		b.want("consent.given", "identity.proved", "application.not-kept store-full", "application.kept")
	})
}

// A slip that jams is printed again, and a citizen who goes on without one says so.
func TestReprintsAreAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jam := &drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.Jam}
		b := serveWith(t, &journal{}, audited)
		b.printer.fail(jam, drivers.Uncertain)
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.printer.fail(jam, drivers.NotStarted)
		time.Sleep(flow.Again + time.Second)
		b.at(flow.PaperFault)
		b.tap(flow.NoPaper)
		b.want("consent.given", "identity.proved", "application.kept",
			"paper.unknown", "paper.reprinted jam", "paper.failed", "paper.waived jam")
	})
}

// What is not printed because its intent cannot be written is recorded too.
func TestAPrintThatDoesNotBeginIsAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{intendErr: terminal.ErrFull}, audited)
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.PaperFault)
		b.want("consent.given", "identity.proved", "application.kept", "paper.failed store-full")
	})
}

// Who walks away is told apart from who ends their visit, and from who only looked.
func TestEndingsAreAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, audited)
		b.tap(flow.Begin)
		b.tap(flow.Leave)
		b.want()
		b.toCard()
		b.cards <- card()
		b.at(flow.Confirm)
		b.tap(flow.Next)
		time.Sleep(flow.Patience + flow.MoreTime + 2*time.Second)
		b.want("consent.given", "identity.proved", "visit.ended idle")
		if d := b.journal.auditor.of(t, terminal.VisitEnded); d.Detail["stage"] != string(flow.Form) || d.Who != terminal.ByTerminal {
			t.Errorf("ended: %+v", d)
		}
	})
}

// Who is handed over, and why, with an order that is given up on the way.
func TestAHandOverIsAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, func(o *terminal.Options) {
			audited(o)
			o.Centre = answers{centre.AsksLookup: terminal.ErrElsewhere}
		})
		b.begin(flowtest.Proof)
		b.choose("all", "year", "work")
		b.at(flow.Asking)
		b.tap(flow.HandOver)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.want("consent.given", "identity.proved", "application.handed-over trouble", "paper.printed")
	})
}

// till is a centre that takes money: what it says of an order can be changed.
type till struct {
	mu    sync.Mutex
	state centre.PaymentState
}

func (c *till) say(state centre.PaymentState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = state
}

func (c *till) Ask(_ context.Context, r centre.Request) (centre.Answer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r.Question.(type) {
	case *centre.Profile:
		return &centre.Facts{}, nil
	case *centre.Materials:
		return &centre.Known{Certificates: []centre.Certificate{{Type: "id-photo"}, {Type: "driver-health"}}}, nil
	case *centre.Bill:
		return &centre.Order{Number: "O-1", Amount: 1000, Code: "c", Until: time.Now().Add(time.Hour).UnixMilli()}, nil
	case *centre.GiveUp:
		return &centre.Paid{Order: "O-1", State: centre.Refunded}, nil
	}
	paid := &centre.Paid{Order: "O-1", State: c.state}
	if c.state == centre.PaidUp {
		paid.Receipt = "R-1"
	}
	return paid, nil
}

// toPay goes on to where money is asked for.
func (b *bench) toPay() {
	b.t.Helper()
	b.begin(flowtest.Licence)
	b.choose("lost")
	b.digits("13800138000")
	b.at(flow.Materials)
	b.tap(flow.Next)
	b.choose(catalog.CollectIt)
	b.tap(flow.Next)
	b.tap(flow.Draw, flowtest.Hand)
	b.tap(flow.Next)
	b.at(flow.Pay)
}

func (b *bench) digits(number string) {
	b.t.Helper()
	for _, d := range number {
		b.tap(flow.Key, string(d))
	}
	b.tap(flow.Next)
}

func TestMoneyIsAudited(t *testing.T) {
	for _, c := range []struct {
		why  string
		do   func(b *bench, c *till)
		want []string
	}{
		{"paid", func(b *bench, c *till) {
			c.say(centre.PaidUp)
			time.Sleep(2 * flow.PollEvery)
			b.state()
		}, []string{"payment.made", "application.kept"}},
		{"refused", func(b *bench, c *till) {
			c.say(centre.Refused)
			time.Sleep(2 * flow.PollEvery)
		}, []string{"payment.failed refused"}},
		{"given up, and paid back", func(b *bench, c *till) {
			b.tap(flow.Leave)
			b.tap(flow.Leave)
		}, []string{"signature.withdrawn", "payment.given-up", "visit.ended person", "payment.refunded"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				money := &till{state: centre.Unpaid}
				b := serveWith(t, &journal{}, func(o *terminal.Options) {
					audited(o)
					o.Centre = money
				})
				b.toPay()
				c.do(b, money)
				b.want(append([]string{"consent.given", "identity.proved", "signature.given"}, c.want...)...)
				if d := b.journal.auditor.of(t, terminal.DecisionCode(strings.Fields(c.want[len(c.want)-1])[0])); d.Detail["order"] != "O-1" {
					t.Errorf("which order: %+v", d)
				}
			})
		})
	}
}

// A card that is taken is issued, one that nobody takes is retained, one that jams is unknown.
func TestCardsAreAudited(t *testing.T) {
	for _, c := range []struct {
		cards stacker
		want  string
	}{
		{stacker{taken: true}, "card.issued"},
		{stacker{}, "card.retained"},
		{stacker{err: &drivers.Fault{Device: "dispenser", Op: "move", Kind: drivers.Jam}}, "card.unknown"},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := serveWith(t, &journal{}, func(o *terminal.Options) {
				audited(o)
				c.cards.journal = o.Journal.(*journal)
				o.Cards = &c.cards
			})
			b.GiveCard(b.ctx, flow.GiveCard{Slip: "S"})
			b.want(c.want)
			if d := b.journal.auditor.of(t, terminal.DecisionCode(c.want)); d.Slip != "S" || d.Detail["paper"] != "card" {
				t.Errorf("%+v", d)
			}
		})
	}
}

// In the next life of the program a visit goes on, and no decision is there twice: neither of an act
// that is done again, nor of a touch that is.
func TestAResumedVisitIsAuditedOnce(t *testing.T) {
	lives(t, audited, func(b *bench) {
		b.toCard()
		b.cards <- card()
		b.at(flow.Confirm)
		before := b.note()
		b.tap(flow.Next)
		b.want("consent.given", "identity.proved")
		b.at(flow.Form)
		b.notes.mu.Lock()
		b.notes.notes["visit"] = before // the program ends before it has written down that they confirmed
		b.notes.mu.Unlock()
	}, func(b *bench) {
		b.at(flow.Confirm)
		b.tap(flow.Next)
		b.at(flow.Form)
		b.want("consent.given", "identity.proved", "visit.resumed")
		if d := b.journal.auditor.of(t, terminal.VisitResumed); d.Item != "GLJT-999999" || d.Detail["stage"] != string(flow.Confirm) {
			t.Errorf("resumed: %+v", d)
		}
		b.fill()
		b.journal.gate = make(chan error)
		b.tap(flow.Next)
		b.at(flow.Submitting)
		go func() {
			<-b.ctx.Done() // Run has ended when Keep returns
			b.journal.gate <- nil
		}()
	}, func(b *bench) {
		b.journal.gate = nil
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.Done)
		b.want("consent.given", "identity.proved", "visit.resumed", "application.kept", "visit.resumed", "paper.printed")
	}, func(b *bench) {
		time.Sleep(flow.DoneShown + time.Second)
		b.at(flow.Goodbye)
		if codes := b.journal.auditor.codes(); codes[len(codes)-1] != "visit.ended done" {
			t.Errorf("decided %v", codes)
		}
	})
}

// Who is gone when the program is back has ended their visit.
func TestAVisitThatIsNotResumedIsAudited(t *testing.T) {
	lives(t, audited, func(b *bench) {
		b.toCard()
		b.cards <- card()
		b.at(flow.Confirm)
		b.tap(flow.Next)
		b.at(flow.Form)
	}, func(*bench) { time.Sleep(flow.Patience) }, func(b *bench) {
		b.want("consent.given", "identity.proved", "visit.resumed", "visit.ended restart")
	})
}

// The page of a visit is not written before what it follows from is recorded: a restart loses no
// decision.
func TestDecisionsComeBeforeTheDiary(t *testing.T) {
	lives(t, func(o *terminal.Options) {
		audited(o)
		o.Journal.(*journal).auditor.takes = 5 * time.Millisecond
	}, func(b *bench) {
		b.toCard()
		b.cards <- card()
		time.Sleep(time.Second)
		b.tap(flow.Next)
		time.Sleep(4 * time.Millisecond)
		if at := stageIn(b.note()); at != string(flow.Confirm) {
			t.Errorf("before the disk has the decision, the diary says %q", at)
		}
		time.Sleep(20 * time.Millisecond)
		if at := stageIn(b.note()); at != string(flow.Form) {
			t.Errorf("after it, the diary says %q", at)
		}
	})
}

// note is what the notebook says of the visit.
func (b *bench) note() []byte {
	b.notes.mu.Lock()
	defer b.notes.mu.Unlock()
	return b.notes.notes["visit"]
}

// Touches do not wait for the disk, and decisions of one moment share a commit.
func TestRecordingHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, func(o *terminal.Options) {
			audited(o)
			o.Journal.(*journal).auditor.takes = time.Hour
		})
		start := time.Now()
		b.toCard()
		b.cards <- card()
		b.at(flow.Confirm)
		b.tap(flow.NotMyCard)
		if took := time.Since(start); took > 0 {
			t.Errorf("a visit waited %v for the audit", took)
		}
		time.Sleep(3 * time.Hour)
		b.journal.auditor.mu.Lock()
		defer b.journal.auditor.mu.Unlock()
		if a := &b.journal.auditor; a.calls > 2 || len(a.all) < 3 {
			t.Errorf("%d commits of %d decisions", a.calls, len(a.all))
		}
	})
}

// What cannot be recorded closes the gate, is tried again, and nothing of it is missing; of what
// finds no room it is recorded how much that was.
func TestAnAuditThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, audited)
		a := &b.journal.auditor
		b.toCard()
		b.state()
		a.fail(errors.New("no room"))
		b.cards <- card()
		b.at(flow.Confirm)
		b.tap(flow.NotMyCard)
		if !b.state().Has(health.AuditFailing) || b.state().Closed(b.item("GLJT-999999")) != "condition.audit.failing" {
			t.Errorf("the screen shows %v", b.state().Conditions)
		}
		for range 600 { // each card is refused, which is decided
			b.cards <- card()
			b.at(flow.Confirm)
			b.tap(flow.NotMyCard)
		}
		a.fail(nil)
		time.Sleep(3 * time.Second)
		if b.state().Has(health.AuditFailing) {
			t.Error("the gate is still closed")
		}
		refused := 0
		for _, code := range a.codes() {
			if code == "identity.refused not-mine" {
				refused++
			}
		}
		missed := a.of(t, terminal.AuditMissed)
		if lost := 601 - refused; missed.Detail["decisions"] != fmt.Sprint(lost) || lost == 0 || strings.Count(b.log.String(), "a decision is not recorded but here") != lost {
			t.Errorf("of 601 refusals %d are recorded; missed: %+v", refused, missed)
		}
	})
}

func (b *bench) item(code catalog.ItemCode) *catalog.Item {
	b.t.Helper()
	it, ok := b.Catalog.Item(code)
	if !ok {
		b.t.Fatal(code)
	}
	return it
}

// leaks are the secrets that can be found in decisions, however they are spelt.
func leaks(all []terminal.Decision, secrets ...string) (found []string) {
	for _, d := range all {
		raw, _ := json.Marshal(d)
		said := fmt.Sprintf("%s %+v", raw, d)
		for _, secret := range secrets {
			for _, needle := range []string{
				secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
				base64.RawStdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
			} {
				if strings.Contains(said, needle) {
					found = append(found, fmt.Sprintf("%s in %s", secret, d.What))
				}
			}
		}
	}
	return found
}

// No decision names anybody: a visit with everything in it, and a search that finds a planted leak.
func TestDecisionsNameNobody(t *testing.T) {
	const phone = "13800138000"
	lin := flowtest.Lin()
	secrets := []string{lin.Name, number, lin.Address, phone, lin.Name[3:], number[6:14]}
	synctest.Test(t, func(t *testing.T) {
		money := &till{state: centre.PaidUp}
		b := serveWith(t, &journal{}, func(o *terminal.Options) {
			audited(o)
			o.Centre = money
		})
		b.printer.fail(&drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.Jam}, drivers.Uncertain)
		b.toPay()
		time.Sleep(2 * flow.PollEvery)
		time.Sleep(flow.AnswerPatience + flow.Again + 2*time.Second)
		b.at(flow.Done)
		b.tap(flow.Finish)
		b.tap(flow.Finish)
		b.toCard()
		torn := card()
		torn.Number = number[:17] + "?"
		b.cards <- torn
		b.at(flow.Refused)
		synctest.Wait()
		a := &b.journal.auditor
		if n := len(a.codes()); n < 10 {
			t.Errorf("%d decisions are too few to prove anything: %v", n, a.codes())
		}
		if found := leaks(a.all, secrets...); len(found) > 0 {
			t.Errorf("an audit names somebody: %v", found)
		}
		for _, leak := range []string{lin.Name, hex.EncodeToString([]byte(number)), base64.StdEncoding.EncodeToString([]byte(phone))} {
			planted := append(slices.Clone(a.all), terminal.Decision{What: terminal.PaperPrinted, Detail: map[string]string{"x": "(" + leak + ")"}})
			if len(leaks(planted, secrets...)) == 0 {
				t.Errorf("the search does not find %q", leak)
			}
		}
	})
}
