package terminal

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/health"
	"yitiji/terminal/words"
)

// Device is a device that is only looked at.
type Device interface {
	Status(ctx context.Context) drivers.Status
}

// Options is what a Terminal is made of. What may be nil says so.
type Options struct {
	Site    Site
	Catalog *catalog.Catalog
	Words   *words.Book
	Journal Journal
	Reader  drivers.CardReader
	Printer drivers.Printer
	Scanner drivers.Scanner
	Others  map[catalog.Device]Device // in health.Places; what a terminal does not have is left out
	Log     *slog.Logger

	// What a terminal need not have: these may be nil. A service that needs one is closed then.
	Centre    Centre
	Tally     Tally
	Documents drivers.DocumentPrinter
	Pages     drivers.PageScanner
	Cards     drivers.CardDispenser
	Travel    drivers.TravelReader
	Social    drivers.SocialCardReader
	Notebook  Notebook // without one a visit ends with the program
	Auditor   Auditor  // hears of decisions that are no part of what the Journal keeps

	Phones bool // the Centre has a system by which phones prove whose they are
}

// Site is where the terminal stands.
type Site struct {
	Name    string // of the place, as people call it: 云溪镇便民服务中心
	Code    string // of the terminal: YX07
	Hotline string
}

// Terminal serves one person after another.
type Terminal struct {
	Options
	rules    flow.Rules
	inbox    chan message
	state    flow.State
	board    health.Board
	waits    context.CancelFunc      // ends the ReadDocument or ScanCode under way
	work     sync.WaitGroup          // every goroutine that Run started
	folder   folder                  // what the person has scanned
	diary    *diary                  // of the visit
	recorder *recorder               // of what is decided
	resumed  []flow.Effect           // what the visit waits for that New went on with
	life     string                  // of the program, in which Tickets count
	hanging  atomic.Pointer[PrintID] // what lies at the receipt printer's mouth
	public   publisher
}

// message is a flow.Event or a report. done is closed when the State has taken it.
type message struct {
	body any
	done chan struct{}
}

// report says that a condition began or ended.
type report struct {
	code health.Code
	on   bool
}

// New returns a Terminal at which nobody has been yet, or one that goes on with the visit in which
// the program was ended. Nothing happens before Run.
func New(o Options) *Terminal {
	t := &Terminal{Options: o.filled(), rules: flow.Rules{Catalog: o.Catalog, Phones: o.Phones}, inbox: make(chan message), waits: func() {}}
	t.state = t.rules.Start()
	t.state.Now, t.state.Online = time.Now(), true
	t.life = rand.Text()
	t.recorder = newRecorder(t.Auditor, t.Log)
	t.recorder.add(Decision{What: TerminalStarted, Who: ByTerminal})
	t.diary = newDiary(t.Notebook, t.recorder.wait, func(err error) { t.Log.Warn("a visit would not outlive the program", "err", err) })
	t.resume()
	t.diary.life = t.life
	t.publish(t.state, false)
	return t
}

// tickEvery is how often the flow learns what time it is. Its shortest time-out
// is two seconds, and countdowns are shown in seconds.
const tickEvery = time.Second

// Run serves until ctx ends, and returns when everything that it started has
// stopped. An application that is being kept is kept to the end.
func (t *Terminal) Run(ctx context.Context) error {
	defer t.keepRecords(ctx)()
	defer t.work.Wait()
	defer func() { t.waits() }()
	t.work.Go(func() { t.diary.run(ctx) })
	for _, effect := range t.resumed {
		t.carryOut(ctx, effect)
	}
	t.watchDevices(ctx)
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			t.refresh(ctx, now)
			t.step(ctx, flow.Tick{Now: now})
		case m := <-t.inbox:
			t.take(ctx, m.body)
			close(m.done)
		}
	}
}

// Do hands over what a person did on the screen. It returns when the State has
// taken it, or with an error when ctx ends before.
func (t *Terminal) Do(ctx context.Context, tap flow.Tap) error { return t.send(ctx, tap) }

// Report says that a condition began (on) or ended. It is safe from any goroutine.
func (t *Terminal) Report(ctx context.Context, code health.Code, on bool) error {
	return t.send(ctx, report{code, on})
}

// Answered hands over the centre's answer to an application.
func (t *Terminal) Answered(ctx context.Context, a Answer) error {
	return t.send(ctx, flow.Answered{Slip: a.Slip, Official: a.Official})
}

// Alive says whether the Terminal takes events: it returns true as soon as it has taken
// one, and false when ctx ends before. A watchdog is fed by its answer.
func (t *Terminal) Alive(ctx context.Context) bool { return t.send(ctx, nil) == nil }

// Watch delivers the newest State, first the present one, until ctx ends; then
// the channel is closed. A slow reader misses states that a newer one replaced.
// A State holds personal data: do not keep it longer than it is shown.
func (t *Terminal) Watch(ctx context.Context) <-chan flow.State { return t.public.watch(ctx) }

// Idle returns when nobody is at the terminal, or with an error when ctx ends.
func (t *Terminal) Idle(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for s := range t.Watch(ctx) {
		if s.Stage == flow.Attract && ctx.Err() == nil {
			return nil
		}
	}
	return fmt.Errorf("waiting for an idle terminal: %w", context.Cause(ctx))
}

func (t *Terminal) send(ctx context.Context, body any) error {
	m := message{body, make(chan struct{})}
	select {
	case t.inbox <- m:
	case <-ctx.Done():
		return ctx.Err()
	}
	<-m.done // Run has it and does not block
	return nil
}

func (t *Terminal) take(ctx context.Context, m any) {
	switch m := m.(type) {
	case report:
		now := time.Now()
		if t.board.Set(m.code, m.on, now) {
			t.Log.Info("condition", "code", m.code, "holds", m.on)
			if m.code == health.ReceiptNotTaken && !m.on {
				t.takenOut(ctx)
			}
		}
		t.refresh(ctx, now)
	case flow.Event:
		t.step(ctx, m)
	}
}

// refresh tells the flow what is wrong, when that has changed.
func (t *Terminal) refresh(ctx context.Context, now time.Time) {
	codes := t.board.Visible(now)
	online := !t.board.Holds(health.CentreUnreachable)
	noPrinter := t.holdsAny(health.ReceiptAbsent, health.ReceiptFaulty, health.ReceiptNoPaper, health.ReceiptCover, health.ReceiptJam, health.ReceiptNotTaken)
	if online != t.state.Online || noPrinter != t.state.NoPrinter || !slices.Equal(codes, t.state.Conditions) {
		t.step(ctx, flow.Conditions{Codes: codes, Online: online, NoPrinter: noPrinter})
	}
}

func (t *Terminal) holdsAny(codes ...health.Code) bool {
	return slices.ContainsFunc(codes, t.board.Holds)
}

func (t *Terminal) step(ctx context.Context, e flow.Event) {
	before := t.state
	next, effects := t.rules.Step(t.state, e)
	t.state = next
	if next.Stage != before.Stage {
		t.Log.Info("stage", "from", before.Stage, "to", next.Stage)
	}
	t.record(witness{t.Catalog, before, next, e, effects})
	t.publish(next, slices.Contains(effects, flow.Effect(flow.Forget{})))
	for _, effect := range effects {
		t.carryOut(ctx, effect)
	}
}
