package terminal_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
)

// answers is a centre that says to each kind of question what it was told to.
type answers map[centre.Kind]any // centre.Answer or error

func (a answers) Ask(ctx context.Context, r centre.Request) (centre.Answer, error) {
	switch answer := a[r.Question.Kind()].(type) {
	case error:
		return nil, answer
	case centre.Answer:
		return answer, nil
	}
	if r.Question.Kind() == centre.AsksProfile {
		return &centre.Facts{}, nil
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// flatbed is a paper scanner with one page on it.
type flatbed struct{ data []byte }

func (f flatbed) Scan(context.Context, drivers.PageRequest) ([]drivers.Page, error) {
	return []drivers.Page{{Format: "image/jpeg", Data: slices.Clone(f.data), Width: 1, Height: 1}}, nil
}

func (flatbed) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (flatbed) Close() error                          { return nil }

// sheets is a document printer.
type sheets struct {
	journal *journal
	err     error
	outcome drivers.Outcome
}

func (s *sheets) Print(_ context.Context, d drivers.Document) (drivers.DocumentResult, error) {
	s.journal.note("sheet " + d.Name)
	if s.err != nil {
		return drivers.DocumentResult{Outcome: s.outcome}, s.err
	}
	return drivers.DocumentResult{Outcome: drivers.Printed}, nil
}

func (*sheets) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (*sheets) Close() error                          { return nil }

// stacker gives cards out, and notes every motion.
type stacker struct {
	journal *journal
	taken   bool
	err     error // of the motion to the gate
	at      drivers.CardPosition
}

func (s *stacker) Move(_ context.Context, to drivers.CardPosition) error {
	s.journal.note("card " + string(to))
	if to == drivers.AtGate && s.err != nil {
		return s.err
	}
	s.at = to
	return nil
}

func (s *stacker) Position(context.Context) (drivers.CardPosition, error) {
	if s.taken {
		return drivers.NoCard, nil
	}
	return s.at, nil
}

func (*stacker) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (*stacker) Close() error                          { return nil }

// begin goes on to an item with a fitting card.
func (b *bench) begin(item string) {
	b.t.Helper()
	b.tap(flow.Begin)
	b.tap(flow.Browse, "all")
	b.tap(flow.Open, item)
	b.tap(flow.Next)
	b.at(flow.Identify)
	b.cards <- card()
	b.at(flow.Confirm)
	b.tap(flow.Next)
}

func (b *bench) choose(options ...string) {
	b.t.Helper()
	for _, o := range options {
		b.tap(flow.Pick, o)
	}
}

func TestAPaperIsIntendedBeforeItIsPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		b := serveWith(t, j, func(o *terminal.Options) {
			o.Centre = answers{centre.AsksLookup: &centre.Finding{Paper: &centre.Paper{Number: "C-1", Format: "application/pdf"}}}
			o.Documents = &sheets{journal: j}
			o.Others = map[catalog.Device]terminal.Device{catalog.DocumentPrinter: &sheets{}}
		})
		b.begin(flowtest.Proof)
		b.choose("all", "year", "work")
		b.at(flow.Result)
		b.tap(flow.PrintIt)
		if s := b.at(flow.Result); !s.Visit.PaperOut {
			t.Error("it is not out")
		}
		if got, want := j.happened(), []string{"intend 1", "sheet C-1", "settle printed"}; !slices.Equal(got, want) {
			t.Errorf("happened %v, want %v", got, want)
		}
	})
}

func TestAQuestionWithoutAnAnswerIsToldSo(t *testing.T) {
	for _, c := range []struct {
		why    string
		answer any
		want   flow.Trouble
	}{
		{"no network", terminal.ErrNoCentre, flow.NoCentre},
		{"the department is down", terminal.ErrElsewhere, flow.Elsewhere},
		{"nobody answers in time", nil, flow.NoCentre},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := serveWith(t, &journal{}, func(o *terminal.Options) { o.Centre = answers{centre.AsksLookup: c.answer} })
			b.begin(flowtest.Proof)
			b.choose("all", "year", "work")
			time.Sleep(11 * time.Second)
			if s := b.at(flow.Asking); s.Visit.Unanswered != c.want {
				t.Errorf("%s: %q, want %q", c.why, s.Visit.Unanswered, c.want)
			}
		})
	}
}

// Pages are entries of their own ahead of the application that names them, and are gone
// with the visit.
func TestPagesAreKeptAheadAndWiped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		b := serveWith(t, j, func(o *terminal.Options) {
			o.Centre = answers{centre.AsksMaterials: &centre.Known{}}
			o.Pages = flatbed{[]byte("a page")}
			o.Others = map[catalog.Device]terminal.Device{catalog.PageScanner: flatbed{}}
		})
		b.begin(flowtest.NoCrime)
		b.choose("work")
		for _, d := range "19990101" {
			b.tap(flow.Key, string(d))
		}
		b.tap(flow.Next)
		for _, d := range "13800138000" {
			b.tap(flow.Key, string(d))
		}
		b.tap(flow.Next)
		b.at(flow.Materials)
		b.tap(flow.Pick, "request")
		b.tap(flow.Pick, string(catalog.ByScan))
		b.tap(flow.Scan)
		digest := b.at(flow.Scanning).Visit.Sheets[0]
		if p, ok := b.Page(digest); !ok || string(p.Data) != "a page" {
			t.Fatalf("the page on the screen: %v, %q", ok, p.Data)
		}
		b.tap(flow.Next)
		b.tap(flow.Next)
		b.choose(catalog.CollectIt)
		b.tap(flow.Next)
		b.tap(flow.Draw, flowtest.Hand)
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.Done)
		if got := j.happened()[:2]; !slices.Equal(got, []string{"keep material", "keep application"}) {
			t.Errorf("happened %v", got)
		}
		var page catalog.MaterialPage
		if err := json.Unmarshal(j.entries[0].Body, &page); err != nil || page.Digest != digest || string(page.Data) != "a page" {
			t.Errorf("kept %+v, %v", page, err)
		}
		b.tap(flow.Finish)
		b.at(flow.Goodbye)
		if _, ok := b.Page(digest); ok {
			t.Error("the page outlived the visit")
		}
	})
}

// A card is moved once each way; one that nobody takes is captured.
func TestCards(t *testing.T) {
	jam := &drivers.Fault{Device: "dispenser", Op: "move", Kind: drivers.Jam}
	for _, c := range []struct {
		why   string
		cards stacker
		want  []string
		after func(v flow.Visit) bool
	}{
		{"taken", stacker{taken: true}, []string{"card inside", "card gate"}, func(v flow.Visit) bool { return v.CardTaken }},
		{"left behind", stacker{}, []string{"card inside", "card gate", "card bin"}, func(v flow.Visit) bool { return !v.CardTaken && !v.CardStuck }},
		{"jammed", stacker{err: jam}, []string{"card inside", "card gate"}, func(v flow.Visit) bool { return v.CardStuck }},
	} {
		synctest.Test(t, func(t *testing.T) {
			j := &journal{}
			c.cards.journal = j
			b := serveWith(t, j, func(o *terminal.Options) {
				o.Centre = answers{centre.AsksTrack: &centre.Standing{Stage: centre.Granted, Official: "N"}}
				o.Cards = &c.cards
				o.Others = map[catalog.Device]terminal.Device{catalog.CardDispenser: &stacker{}}
			})
			b.begin(flowtest.Card)
			b.choose("lost")
			b.tap(flow.Pass)
			b.tap(flow.Next)
			b.tap(flow.Draw, flowtest.Hand)
			b.tap(flow.Next)
			time.Sleep(flow.AnswerPatience + time.Second)
			for range 70 {
				if b.state().Stage == flow.Done {
					break
				}
				time.Sleep(time.Second)
			}
			if s := b.at(flow.Done); !c.after(s.Visit) {
				t.Errorf("%s: %+v at %s", c.why, s.Visit, s.Stage)
			}
			var moved []string
			for _, what := range j.happened() {
				if strings.HasPrefix(what, "card ") {
					moved = append(moved, what)
				}
			}
			if !slices.Equal(moved, c.want) {
				t.Errorf("%s: moved %v, want %v", c.why, moved, c.want)
			}
		})
	}
}

// The centre hears of an order that was given up, however long the network is away.
func TestAGivenUpOrderIsToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := 0
		ask := askFunc(func(r centre.Request) (centre.Answer, error) {
			switch r.Question.(type) {
			case *centre.Profile:
				return &centre.Facts{}, nil
			case *centre.Materials:
				return &centre.Known{Certificates: []centre.Certificate{{Type: "id-photo"}, {Type: "driver-health"}}}, nil
			case *centre.Bill:
				return &centre.Order{Number: "O", Amount: 1, Code: "c", Until: time.Now().Add(time.Hour).UnixMilli()}, nil
			case *centre.GiveUp:
				if told++; told < 4 {
					return nil, terminal.ErrNoCentre
				}
			}
			return &centre.Paid{State: centre.Unpaid}, nil
		})
		b := serveWith(t, &journal{}, func(o *terminal.Options) { o.Centre = ask })
		b.begin(flowtest.Licence)
		b.choose("lost")
		for _, d := range "13800138000" {
			b.tap(flow.Key, string(d))
		}
		b.tap(flow.Next)
		b.at(flow.Materials)
		b.tap(flow.Next)
		b.choose(catalog.CollectIt)
		b.tap(flow.Next)
		b.tap(flow.Draw, flowtest.Hand)
		b.tap(flow.Next)
		b.at(flow.Pay)
		b.tap(flow.Leave)
		b.tap(flow.Leave)
		time.Sleep(time.Minute)
		if told != 4 {
			t.Errorf("told %d times, want 4: until it was heard", told)
		}
	})
}

type askFunc func(centre.Request) (centre.Answer, error)

func (f askFunc) Ask(_ context.Context, r centre.Request) (centre.Answer, error) { return f(r) }

// What a terminal does not have closes the way to it, and nothing else.
func TestATerminalWithoutTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		time.Sleep(5 * time.Second) // until what is missing is known
		b.begin(flowtest.Proof)
		b.choose("all", "year", "work")
		if s := b.at(flow.Asking); s.Visit.Unanswered != flow.NoCentre {
			t.Errorf("%q", s.Visit.Unanswered)
		}
		if !b.state().Shut(catalog.CardDispenser) {
			t.Error("cards are offered where there are none")
		}
	})
}
