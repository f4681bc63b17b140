package sim

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"yitiji/drivers/port"
)

// PrinterOptions say where the printer is found and what it is.
type PrinterOptions struct {
	Link      string        // the stable name to make; empty for none
	Width     int           // of the roll in millimetres: 58 or 80; 0 means 80
	Fonts     *Fonts        // the characters built in; nil prints boxes
	Speed     int           // dots a second; 0 prints at once. 150 mm/s are 1,200
	Baud      int           // bits per second on the line; 0 takes and sends at once
	Silent    bool          // answers nothing at all, as cheap ones do
	Answers   Answers       // what it answers otherwise
	Delay     time.Duration // how late it answers queued questions
	Presenter bool          // holds each slip at its mouth until it is taken; says so in bit 2 of DLE EOT 5
	Over      PrinterLine   // how it hangs on the terminal
	Keep      int           // how many slips are kept to look at, the newest; 0 keeps all
}

// Answers is which questions a printer answers.
type Answers string

// The questions that are answered.
const (
	AnswersAll      Answers = ""          // DLE EOT, GS r, GS a, DLE DC4
	AnswersPaper    Answers = "paper"     // only DLE EOT 4, as cheap ones do
	AnswersRealTime Answers = "real-time" // DLE EOT, and nothing that is queued
	AnswersReports  Answers = "reports"   // GS a and GS r, and nothing in real time
)

// PrinterLine is how a printer hangs on the terminal.
type PrinterLine string

// The lines of printers.
const (
	PrinterOverSerial PrinterLine = ""   // a serial line
	PrinterOverLP     PrinterLine = "lp" // the node of a USB printer, which also tells the status of IEEE 1284
)

// Paper is how much paper is left.
type Paper string

// The states of the roll.
const (
	PaperFull Paper = "full"
	PaperLow  Paper = "low"
	PaperOut  Paper = "out"
)

// Printer is a simulated receipt printer.
type Printer struct {
	*Cable
	speed     int
	baud      int
	silent    bool
	answers   Answers
	delay     time.Duration
	presenter bool
	keep      int
	life      context.Context
	stop      context.CancelFunc
	done      chan struct{}
	late      sync.WaitGroup // answers that come late

	mu      sync.Mutex
	engine  *engine
	queue   [][]byte      // received, not executed: kept while offline
	work    chan struct{} // closed and replaced when the queue or the state changes
	line    *wire         // nil while unplugged
	paper   Paper
	runout  int // dots until the paper ends; 0 means not soon
	jamin   int // dots until paper jams in the cutter; 0 means not soon
	cover   bool
	jam     bool
	hot     bool
	heatin  int  // dots until the head is too hot; 0 means not soon
	held    bool // a slip waits at the mouth
	reports byte // what GS a asked to be told of
	broken  bool // the slip in the machine is not whole
	slips   []Slip
	out     int // slips that came out, kept or not
	changed func()
}

// NewPrinter returns a printer that is switched on and not plugged in yet. Close
// switches it off.
func NewPrinter(o PrinterOptions) *Printer {
	dots := 576
	if cmp.Or(o.Width, 80) == 58 {
		dots = 384
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &Printer{
		speed: o.Speed, baud: o.Baud, silent: o.Silent, answers: o.Answers, delay: o.Delay, presenter: o.Presenter, keep: o.Keep, life: ctx, stop: stop, done: make(chan struct{}),
		engine: newEngine(dots, o.Fonts), work: make(chan struct{}), paper: PaperFull, changed: func() {},
	}
	p.Cable = newCable(o.Link, p.serve)
	if o.Over == PrinterOverLP {
		p.Cable = newCableInto(p.lp, o.Link, p.serve)
	}
	go p.print(ctx)
	return p
}

// OnSlip sets what is called, from the printer's goroutine, after a slip has come
// out. It must not block.
func (p *Printer) OnSlip(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed = do
}

// Close unplugs the printer, switches it off and waits for both.
func (p *Printer) Close() error {
	p.stop()
	<-p.done
	p.late.Wait()
	return p.Cable.Close()
}

// serve receives until the cable is pulled. What was received is printed even
// then; a command that was cut in two is lost.
func (p *Printer) serve(ctx context.Context, line port.Port) {
	p.connect(&wire{line: line, baud: p.baud})
	defer p.connect(nil)
	parser := escParser{chinese: true}
	buf := make([]byte, 4096)
	if p.baud > 0 {
		buf = buf[:piece]
	}
	incoming := wire{baud: p.baud} // a line carries both directions at once
	for {
		asked := monotonic()
		n, err := line.Read(ctx, buf)
		if err != nil {
			return
		}
		incoming.streamed(n, asked)
		for _, b := range buf[:n] {
			if c, done := parser.feed(b); done {
				p.receive(c)
			}
		}
	}
}

func (p *Printer) connect(w *wire) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line = w
}

// receive answers real-time commands at once and queues all others.
func (p *Printer) receive(c []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	const most = 1 << 16 // commands; a real buffer is smaller and drops as well
	switch {
	case c[0] == 0x10 && c[1] == 0x04:
		if p.answers == AnswersAll || p.answers == AnswersRealTime || p.answers == AnswersPaper && c[2] == 4 {
			p.reply(p.realTime(c[2]))
		}
	case c[0] == 0x10 && c[1] == 0x14 && string(c[2:]) == "\x08\x01\x03\x20\x14\x06\x02\x08":
		p.clear()
		if p.answers == AnswersAll {
			p.reply(0x37, 0x25, 0x00)
		}
	case c[0] != 0x10 && len(p.queue) < most:
		p.queue = append(p.queue, c)
		p.wake()
	}
}

// clear drops what was received. What is on the paper stays there, and what is
// printed next comes behind it, up to a cut.
func (p *Printer) clear() {
	p.queue = nil
	p.engine.line = nil
	p.broken = !p.engine.roll.empty()
}

// tear takes an unfinished slip out of the machine; the caller holds mu.
func (p *Printer) tear() {
	if !p.engine.roll.empty() {
		p.finish(false)
	}
}

// finish makes a slip of what is on the paper; the caller holds mu.
func (p *Printer) finish(complete bool) {
	p.engine.roll.feed(headToCutter)
	p.out++
	p.slips = append(p.slips, p.engine.roll.cut(p.out, complete))
	if p.keep > 0 && len(p.slips) > p.keep {
		p.slips = slices.Delete(p.slips, 0, len(p.slips)-p.keep)
	}
	p.changed()
}

// wake lets the printing goroutine look again; the caller holds mu.
func (p *Printer) wake() {
	close(p.work)
	p.work = make(chan struct{})
}

// print executes the queue, in order, while the printer is online.
func (p *Printer) print(ctx context.Context) {
	defer close(p.done)
	for ctx.Err() == nil {
		fed, idle := p.step()
		if idle != nil {
			select {
			case <-idle:
			case <-ctx.Done():
			}
		} else if p.speed > 0 && fed > 0 {
			_ = port.Sleep(ctx, time.Duration(fed)*time.Second/time.Duration(p.speed))
		}
	}
}

// step executes one command, or returns what to wait for.
func (p *Printer) step() (fed int, idle <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 || !p.online() {
		return 0, p.work
	}
	c := p.queue[0]
	p.queue = p.queue[1:]
	switch {
	case c[0] == 0x1D && c[1] == 'V':
		p.cut()
	case c[0] == 0x1D && c[1] == 'r':
		p.sensor()
	case c[0] == 0x1D && c[1] == 'a':
		p.reports = c[2]
		p.report()
	default:
		if c[0] == 0x1B && c[1] == '@' {
			p.reports = 0
		}
		fed = p.engine.execute(c)
		p.consume(fed)
	}
	return fed, nil
}

// cut is GS V.
func (p *Printer) cut() {
	p.engine.setLine()
	if !p.engine.roll.empty() {
		p.finish(!p.broken)
		p.held = p.presenter
	}
	p.broken = false
}

// consume counts the paper down to its end, to a jam, or to a head that is too hot.
func (p *Printer) consume(dots int) {
	for _, c := range []struct {
		left *int
		then func()
	}{
		{&p.runout, func() { p.paper = PaperOut }},
		{&p.jamin, func() { p.jam = true }},
		{&p.heatin, func() { p.hot = true }},
	} {
		if *c.left == 0 {
			continue
		}
		if *c.left = max(0, *c.left-dots); *c.left == 0 {
			c.then()
			p.report()
			p.changed()
		}
	}
}
