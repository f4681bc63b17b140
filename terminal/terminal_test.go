package terminal_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
	"yitiji/terminal/words"
)

// bench is a terminal whose devices and journal are channels and records.
type bench struct {
	*terminal.Terminal
	t       *testing.T
	ctx     context.Context
	journal *journal
	cards   chan any // drivers.Card or error
	codes   chan any // drivers.Scan or error
	printer *printer
	log     *strings.Builder
	notes   *notebook // of lives
	over    func()    // waits until Run has ended
}

func serve(t *testing.T, journal *journal) *bench {
	return serveWith(t, journal, func(*terminal.Options) {})
}

func serveWith(t *testing.T, journal *journal, more func(*terminal.Options)) *bench {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	b := serveUntil(t, ctx, journal, more)
	t.Cleanup(func() { stop(); b.over() })
	return b
}

// serveUntil serves until ctx ends.
func serveUntil(t *testing.T, ctx context.Context, journal *journal, more func(*terminal.Options)) *bench {
	t.Helper()
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, journal: journal, cards: make(chan any), codes: make(chan any), printer: &printer{journal: journal}, log: &strings.Builder{}}
	o := terminal.Options{
		Site:    terminal.Site{Name: "云溪镇便民服务中心", Code: "YX07", Hotline: "12345"},
		Catalog: items, Words: book, Journal: journal,
		Reader: reader{b.cards}, Printer: b.printer, Scanner: scanner{b.codes},
		Log: slog.New(slog.NewTextHandler(b.log, nil)),
	}
	more(&o)
	b.Terminal = terminal.New(o)
	b.ctx = ctx
	ended := make(chan error)
	go func() { ended <- b.Run(ctx) }()
	b.over = func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	return b
}

func (b *bench) state() flow.State {
	synctest.Wait()
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	return <-b.Watch(ctx)
}

func (b *bench) at(want flow.Stage) flow.State {
	b.t.Helper()
	s := b.state()
	if s.Stage != want {
		b.t.Fatalf("at %s, want %s", s.Stage, want)
	}
	return s
}

func (b *bench) tap(do flow.Verb, value ...string) {
	b.t.Helper()
	tap := flow.Tap{On: b.state().Token(), Do: do}
	if len(value) > 0 {
		tap.Value = value[0]
	}
	if err := b.Do(b.ctx, tap); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) toCard() {
	b.t.Helper()
	b.tap(flow.Begin)
	b.tap(flow.Open, "GLJT-999999")
	b.tap(flow.Next)
	b.at(flow.Identify)
}

func (b *bench) toReview() {
	b.t.Helper()
	b.toCard()
	b.cards <- card()
	b.at(flow.Confirm)
	b.tap(flow.Next)
	b.fill()
}

// fill answers what the item asks.
func (b *bench) fill() {
	b.t.Helper()
	b.tap(flow.Pick, "card")
	b.tap(flow.Pick, "rural")
	for range 4 {
		for _, d := range []string{"4", "2", "4", "2"} {
			b.tap(flow.Key, d)
		}
	}
	b.tap(flow.Next)
	b.tap(flow.Pass)
	b.at(flow.Review)
}

// number fits a birth in 1910: the clock of synctest starts in 2000.
var number = flowtest.WithCheck("99999919100101002")

func card() drivers.Card {
	lin := flowtest.Lin()
	return drivers.Card{
		Layout: drivers.Resident, Name: lin.Name, Sex: lin.Sex, Nation: lin.Nation,
		Birth: drivers.Date{Year: 1910, Month: 1, Day: 1}, Number: number, Address: lin.Address, LongTerm: true,
	}
}

func TestThanksOnlyAfterTheEntryIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{gate: make(chan error)})
		b.toReview()
		b.tap(flow.Next)
		b.at(flow.Submitting)
		if got := b.journal.happened(); len(got) != 0 {
			t.Fatalf("before the disk answered: %v", got)
		}
		b.journal.gate <- nil
		time.Sleep(flow.AnswerPatience + time.Second) // the centre says nothing
		b.at(flow.Done)
		want := []string{"keep application", "intend 1", "print", "settle printed"}
		if got := b.journal.happened(); !slices.Equal(got, want) {
			t.Errorf("happened %v, want %v", got, want)
		}
	})
}

func TestAFailedWriteIsToldAndTriedAgain(t *testing.T) {
	for _, c := range []struct {
		err  error
		want flow.Trouble
	}{
		{terminal.ErrFull, flow.StoreFull},
		{errors.New("write outbox.db: no space left on device"), flow.StoreFails},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := serve(t, &journal{gate: make(chan error)})
			b.toReview()
			b.tap(flow.Next)
			b.journal.gate <- c.err
			if s := b.at(flow.Review); s.Visit.Trouble != c.want {
				t.Errorf("trouble %q, want %q", s.Visit.Trouble, c.want)
			}
			b.tap(flow.Retry)
			b.journal.gate <- nil
			synctest.Wait()
			if n := len(b.journal.entries); n != 1 {
				t.Errorf("%d entries were kept", n)
			}
		})
	}
}

func TestNothingIsPrintedWithoutItsIntent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{intendErr: errors.New("disk")})
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.PaperFault)
		if b.printer.slips != nil {
			t.Error("a slip was printed")
		}
	})
}

func TestTheSecondPrintIsACopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		b.printer.fail(&drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.Jam}, drivers.Uncertain)
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(flow.AnswerPatience + time.Second)
		b.at(flow.PaperFault)
		time.Sleep(flow.Again + time.Second)
		b.at(flow.Done)
		if len(b.printer.slips) != 2 {
			t.Fatalf("%d slips", len(b.printer.slips))
		}
		if text := slipText(b.printer.slips[1]); !strings.Contains(text, "副本") {
			t.Errorf("the second slip is not marked:\n%s", text)
		}
		if text := slipText(b.printer.slips[0]); strings.Contains(text, "副本") {
			t.Errorf("the first slip is marked:\n%s", text)
		}
	})
}

func TestTheSlipSaysWhatIsNotYetTrue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		if err := b.Report(b.ctx, health.CentreUnreachable, true); err != nil {
			t.Fatal(err)
		}
		b.toReview()
		b.tap(flow.Next)
		s := b.at(flow.Done)
		text := slipText(b.printer.slips[0])
		for _, want := range []string{"离线暂存，尚未受理", string(s.Visit.Slip), "不是受理号", "林**", "12345"} {
			if !strings.Contains(text, want) {
				t.Errorf("the slip lacks %q:\n%s", want, text)
			}
		}
		if strings.Contains(text, "林秀英") || strings.Contains(text, number) {
			t.Errorf("the slip names its holder:\n%s", text)
		}
	})
}

func TestTheCentresNumberIsPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		b.toReview()
		b.tap(flow.Next)
		slip := b.at(flow.Submitting).Visit.Slip
		if err := b.Answered(b.ctx, terminal.Answer{Slip: slip, Official: "999999-1"}); err != nil {
			t.Fatal(err)
		}
		b.at(flow.Done)
		if text := slipText(b.printer.slips[0]); !strings.Contains(text, "999999-1") || strings.Contains(text, "离线") {
			t.Errorf("slip:\n%s", text)
		}
	})
}

func TestLeavingStopsTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		b.toCard()
		b.tap(flow.Back)
		synctest.Wait()
		select {
		case b.cards <- card():
			t.Error("the reader still waits for a card")
		default:
		}
	})
}

func TestAReaderThatComesBackGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		b.toCard()
		b.cards <- &drivers.Fault{Device: "idcard", Op: "read", Kind: drivers.Disconnected}
		if s := b.at(flow.Identify); s.Visit.Misread != flow.Disconnected {
			t.Errorf("trouble %q", s.Visit.Misread)
		}
		time.Sleep(flow.Again + time.Second)
		b.cards <- card()
		b.at(flow.Confirm)
	})
}

func TestNothingPersonalReachesTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		b.toReview()
		b.tap(flow.Next)
		time.Sleep(time.Minute)
		synctest.Wait()
		lin := flowtest.Lin()
		for _, secret := range []string{lin.Name, number, lin.Address, "4242"} {
			if strings.Contains(b.log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
		if !strings.Contains(b.log.String(), "stage") {
			t.Error("the log is empty: this test would not see a leak")
		}
	})
}

func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &journal{})
		b.tap(flow.Begin)
		idle := make(chan error, 1)
		go func() { idle <- b.Idle(b.ctx) }()
		synctest.Wait()
		if len(idle) != 0 {
			t.Fatal("idle in a visit")
		}
		b.tap(flow.Leave)
		if err := <-idle; err != nil {
			t.Error(err)
		}
		over, end := context.WithCancel(b.ctx)
		end()
		if err := b.Idle(over); !errors.Is(err, context.Canceled) {
			t.Errorf("whose time is over hears of an idle terminal: %v", err)
		}
	})
}

// The doubles. They behave as the contracts say.

type reader struct{ cards chan any }

func (r reader) Read(ctx context.Context, _ drivers.CardRequest) (drivers.Card, error) {
	select {
	case c := <-r.cards:
		if err, bad := c.(error); bad {
			return drivers.Card{}, err
		}
		return c.(drivers.Card), nil
	case <-ctx.Done():
		return drivers.Card{}, ctx.Err()
	}
}

func (reader) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (reader) Close() error                          { return nil }

type scanner struct{ codes chan any }

func (s scanner) Scan(ctx context.Context, _ drivers.ScanRequest) (drivers.Scan, error) {
	select {
	case c := <-s.codes:
		if err, bad := c.(error); bad {
			return drivers.Scan{}, err
		}
		return c.(drivers.Scan), nil
	case <-ctx.Done():
		return drivers.Scan{}, ctx.Err()
	}
}

func (scanner) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (scanner) Close() error                          { return nil }

type printer struct {
	journal *journal
	mu      sync.Mutex
	slips   []drivers.Slip
	err     error
	outcome drivers.Outcome
	hangs   bool // a slip lies at its mouth
	gone    bool
}

// fail makes the next print fail.
func (p *printer) fail(err error, outcome drivers.Outcome) { p.err, p.outcome = err, outcome }

func (p *printer) Print(_ context.Context, s drivers.Slip) (drivers.PrintResult, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slips = append(p.slips, s)
	p.journal.note("print")
	if err := p.err; err != nil {
		p.err = nil
		return drivers.PrintResult{Outcome: p.outcome}, err
	}
	return drivers.PrintResult{Outcome: drivers.Printed}, nil
}

func (p *printer) setHanging(hangs bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hangs = hangs
}

func (p *printer) unplug() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = true
}

func (p *printer) Status(context.Context) drivers.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return drivers.Status{State: drivers.NoDevice}
	}
	s := drivers.Status{State: drivers.Online}
	if p.hangs {
		s.Kinds = append(s.Kinds, drivers.PaperNotTaken)
	}
	return s
}

func (*printer) Close() error { return nil }

func slipText(s drivers.Slip) string {
	var b strings.Builder
	for _, block := range s.Blocks {
		b.WriteString(block.Text + " " + block.Value + "\n")
	}
	return b.String()
}

type journal struct {
	gate      chan error // when set, Keep waits for its verdict
	intendErr error

	mu      sync.Mutex
	entries []terminal.Entry
	order   []string
	jobs    []terminal.PrintJob // that were intended
	last    terminal.Print
	auditor auditor
}

func (j *journal) note(what string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.order = append(j.order, what)
}

func (j *journal) happened() []string {
	synctest.Wait()
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.order)
}

func (j *journal) Keep(_ context.Context, e terminal.Entry) (terminal.Receipt, error) {
	if j.gate != nil {
		if err := <-j.gate; err != nil {
			return terminal.Receipt{}, err
		}
	}
	j.note("keep " + string(e.Kind))
	j.mu.Lock()
	defer j.mu.Unlock()
	if i := slices.IndexFunc(j.entries, func(o terminal.Entry) bool { return e.Key != "" && o.Key == e.Key }); i >= 0 {
		return terminal.Receipt{Slip: terminal.NewSlipNumber("YX07", j.entries[i].At, i+1), Sequence: uint64(i + 1)}, nil
	}
	j.entries = append(j.entries, e)
	r := terminal.Receipt{Slip: terminal.NewSlipNumber("YX07", e.At, len(j.entries)), Sequence: uint64(len(j.entries))}
	for _, d := range e.Decided {
		d.Slip = r.Slip
		j.auditor.take(d)
	}
	return r, nil
}

func (j *journal) Intend(_ context.Context, p terminal.PrintJob) (terminal.PrintID, error) {
	j.mu.Lock()
	j.jobs = append(j.jobs, p)
	if j.intendErr != nil {
		j.mu.Unlock()
		return terminal.PrintID{}, j.intendErr
	}
	id := terminal.PrintID{Slip: terminal.SlipNumber(p.Number), Copy: len(j.jobs)}
	j.last = terminal.Print{PrintID: id, At: time.Now()}
	j.auditor.take(p.Begun(id.Copy)...)
	j.mu.Unlock()
	j.note("intend " + string(rune('0'+id.Copy)))
	return id, nil
}

func (j *journal) Settle(_ context.Context, _ terminal.PrintID, o terminal.PrintOutcome) error {
	j.note("settle " + string(o))
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last.Outcome = o
	if len(j.jobs) > 0 {
		j.auditor.take(j.jobs[len(j.jobs)-1].Ended(j.last.Copy, o)...)
	}
	return nil
}

func (j *journal) Taken(context.Context, terminal.PrintID) error {
	j.note("taken")
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.jobs) > 0 {
		j.auditor.take(j.jobs[len(j.jobs)-1].Taken(j.last.Copy)...)
	}
	return nil
}

func (j *journal) LastPrint(_ context.Context, number string) (terminal.Print, bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last, j.last.Copy > 0 && string(j.last.Slip) == number, nil
}

func (j *journal) Lookup(context.Context, terminal.SlipNumber) (terminal.Progress, error) {
	return terminal.Progress{}, terminal.ErrNoSlip
}
