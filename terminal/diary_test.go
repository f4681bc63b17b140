package terminal_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
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
)

// notebook is a terminal.Notebook in memory, which outlives terminals.
type notebook struct {
	journal *journal // notes every page
	err     error    // of Write
	takes   time.Duration

	mu    sync.Mutex
	notes map[string][]byte
	burnt int
}

func (n *notebook) Write(name string, content []byte) error {
	time.Sleep(n.takes)
	n.journal.note("write " + stageIn(content))
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.err != nil {
		return n.err
	}
	if n.notes == nil {
		n.notes = map[string][]byte{}
	}
	n.notes[name] = slices.Clone(content)
	return nil
}

// stageIn is where the visit stands that was written down.
func stageIn(content []byte) string {
	var note struct{ Visit struct{ Stage string } }
	_ = json.Unmarshal(content, &note) // a page is no visit
	return note.Visit.Stage
}

func (n *notebook) Read(name string) ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if b, ok := n.notes[name]; ok {
		return b, nil
	}
	return nil, terminal.ErrNoNote
}

func (n *notebook) Burn() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.notes = nil
	n.burnt++
	return nil
}

func (n *notebook) names() []string {
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Sorted(maps.Keys(n.notes))
}

// lives runs do with a terminal, and goes on with the next one on the same journal and notebook.
func lives(t *testing.T, more func(*terminal.Options), do ...func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		n := &notebook{journal: j}
		for _, live := range do {
			ctx, end := context.WithCancel(t.Context())
			b := serveUntil(t, ctx, j, func(o *terminal.Options) {
				o.Notebook = n
				more(o)
			})
			b.notes = n
			live(b)
			end()
			b.over()
		}
	})
}

func nothingMore(*terminal.Options) {}

func TestAVisitGoesOnInTheNextLife(t *testing.T) {
	lives(t, nothingMore, func(b *bench) {
		b.toReview()
		b.tap(flow.Edit, "account")
		b.tap(flow.Erase)
	}, func(b *bench) {
		s := b.at(flow.Form)
		if s.Visit.Field != "account" || s.Visit.Draft != "424242424242424" || s.Visit.Person.Name != flowtest.Lin().Name || !s.Visit.Resumed {
			t.Errorf("the next life has %q with %q, resumed %v", s.Visit.Field, s.Visit.Draft, s.Visit.Resumed)
		}
		b.tap(flow.Key, "2")
		b.tap(flow.Next)
		b.at(flow.Review)
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.Done)
		b.tap(flow.Finish)
		b.at(flow.Goodbye)
		if left := b.notes.names(); len(left) > 0 {
			t.Errorf("after the visit the notebook has %v", left)
		}
	}, func(b *bench) { b.at(flow.Attract) })
}

// A card is waited for again, in the next life too.
func TestWaitingGoesOn(t *testing.T) {
	lives(t, nothingMore, func(b *bench) { b.toCard() }, func(b *bench) {
		b.at(flow.Identify)
		b.cards <- card()
		b.at(flow.Confirm)
	})
}

// The program ends after the application was kept, and before the visit knew: it is kept once.
func TestWhatWasKeptIsNotKeptAgain(t *testing.T) {
	lives(t, nothingMore, func(b *bench) {
		b.journal.gate = make(chan error)
		b.toReview()
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
		if n := len(b.journal.entries); n != 1 || b.journal.entries[0].Key == "" {
			t.Errorf("%d entries, the first under key %q", n, b.journal.entries[0].Key)
		}
	})
}

// Where the visit stands is written down before anything is done.
func TestTheDiaryComesFirst(t *testing.T) {
	lives(t, nothingMore, func(b *bench) {
		b.toReview()
		b.notes.takes = time.Millisecond // as a disk does
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.Done)
		b.tap(flow.Rate, "5")
		time.Sleep(time.Second)
		order := b.journal.happened()
		for act, stage := range map[string]string{"keep application": "submitting", "intend 1": "printing", "keep rating": "done"} {
			if i, written := slices.Index(order, act), slices.Index(order, "write "+stage); written < 0 || i < written {
				t.Errorf("%q is done before %s is written down: %v", act, stage, order)
			}
		}
	})
}

// What cannot be written down is burnt: whoever went on from an old page would do things twice. The
// visit itself goes on.
func TestADiaryThatFails(t *testing.T) {
	lives(t, nothingMore, func(b *bench) {
		b.toReview()
		b.notes.mu.Lock()
		b.notes.err = errors.New("no room")
		b.notes.mu.Unlock()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.Done)
		if left := b.notes.names(); len(left) > 0 {
			t.Errorf("the notebook still has %v", left)
		}
		if !strings.Contains(b.log.String(), "no room") {
			t.Error("nobody is told")
		}
	}, func(b *bench) { b.at(flow.Attract) })
}

// Scanned pages are there in the next life; a material whose page is not is asked for again.
func TestPagesGoOn(t *testing.T) {
	scanner := func(o *terminal.Options) {
		o.Others = map[catalog.Device]terminal.Device{catalog.PageScanner: flatbed{}}
		o.Pages, o.Centre = flatbed{[]byte("a page")}, answers{centre.AsksMaterials: flowtest.HasPhoto()}
	}
	scanned := func(b *bench) {
		b.begin(flowtest.Licence)
		b.choose("damaged")
		for _, d := range "13800138000" {
			b.tap(flow.Key, string(d))
		}
		b.tap(flow.Next)
		b.at(flow.Materials)
		b.tap(flow.Pick, "old")
		b.tap(flow.Pick, "scan")
		b.tap(flow.Scan)
		b.at(flow.Scanning)
		b.tap(flow.Next)
		b.at(flow.Materials)
	}
	lives(t, scanner, scanned, func(b *bench) {
		s := b.at(flow.Materials)
		h, ok := s.Visit.HandedIn("old")
		if !ok || len(h.Pages) != 1 {
			t.Fatalf("handed in: %+v", s.Visit.Handed)
		}
		if p, ok := b.Page(h.Pages[0]); !ok || string(p.Data) != "a page" {
			t.Errorf("the page is %+v, %v", p, ok)
		}
		b.notes.mu.Lock()
		delete(b.notes.notes, h.Pages[0])
		b.notes.mu.Unlock()
	}, func(b *bench) {
		if h, ok := b.at(flow.Materials).Visit.HandedIn("old"); ok {
			t.Errorf("handed in without a page: %+v", h)
		}
	})
}

// gate is a stacker in front of which somebody takes what they see.
type gate struct{ stacker }

func (g *gate) Position(context.Context) (drivers.CardPosition, error) {
	at := g.at
	if at == drivers.AtGate {
		g.at = drivers.NoCard
	}
	return at, nil
}

// A card is let out once, whatever the program did in its way.
func TestTheSameCardIsSeenTo(t *testing.T) {
	for _, test := range []struct {
		name   string
		at     drivers.CardPosition
		taken  bool
		unsure bool
		moves  []string
	}{
		{"inside", drivers.Inside, true, false, []string{"card gate"}},
		{"at the gate", drivers.AtGate, true, false, nil},
		{"gone", drivers.NoCard, false, true, nil},
		{"taken", drivers.Inside, true, false, nil}, // the one inside is not theirs
		{"not started", drivers.NoCard, true, false, []string{"card inside", "card gate"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			lives(t, func(o *terminal.Options) {
				j := o.Journal.(*journal)
				j.last = terminal.Print{PrintID: terminal.PrintID{Slip: "CARD-S", Copy: 1}, Outcome: "uncertain"}
				switch test.name {
				case "taken":
					j.last.Taken = time.Now()
				case "not started":
					j.last.Outcome = "not-started"
				}
				o.Cards = &gate{stacker{journal: j, at: test.at}}
			}, func(b *bench) {
				given := b.GiveCard(b.ctx, flow.GiveCard{Slip: "S"}).(flow.CardGiven)
				if given.Taken != test.taken || (given.Trouble == flow.Interrupted) != test.unsure {
					t.Errorf("given: %+v", given)
				}
				moves := slices.DeleteFunc(b.journal.happened(), func(what string) bool { return !strings.HasPrefix(what, "card ") })
				if !slices.Equal(moves, test.moves) {
					t.Errorf("moves %v, want %v", moves, test.moves)
				}
			})
		})
	}
}

// What lay at the printer's mouth and is gone was taken.
func TestTakenIsRecorded(t *testing.T) {
	lives(t, nothingMore, func(b *bench) {
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.Done)
		for _, hangs := range []bool{true, false} {
			b.printer.setHanging(hangs)
			time.Sleep(2 * time.Second)
		}
		if order := b.journal.happened(); !slices.Contains(order, "taken") {
			t.Errorf("not recorded: %v", order)
		}
	})
}

// A printer that is unplugged does not say that its slip was taken.
func TestUnpluggedIsNotTaken(t *testing.T) {
	lives(t, nothingMore, func(b *bench) {
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.Done)
		b.printer.setHanging(true)
		time.Sleep(2 * time.Second)
		b.printer.unplug()
		time.Sleep(2 * time.Second)
		if order := b.journal.happened(); slices.Contains(order, "taken") {
			t.Errorf("recorded as taken: %v", order)
		}
	})
}
