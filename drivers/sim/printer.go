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
	Link   string // the stable name to make; empty for none
	Width  int    // of the roll in millimetres: 58 or 80; 0 means 80
	Fonts  *Fonts // the characters built in; nil prints boxes
	Speed  int    // dots a second; 0 prints at once. 150 mm/s are 1,200
	Baud   int    // bits per second on the line; 0 takes and sends at once
	Silent bool   // answers nothing at all, as cheap ones do
	Keep   int    // how many slips are kept to look at, the newest; 0 keeps all
}

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
	speed  int
	baud   int
	silent bool
	keep   int
	stop   context.CancelFunc
	done   chan struct{}

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
		speed: o.Speed, baud: o.Baud, silent: o.Silent, keep: o.Keep, stop: stop, done: make(chan struct{}),
		engine: newEngine(dots, o.Fonts), work: make(chan struct{}), paper: PaperFull, changed: func() {},
	}
	p.Cable = newCable(o.Link, p.serve)
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
		p.reply(p.realTime(c[2]))
	case c[0] == 0x10 && c[1] == 0x14 && string(c[2:]) == "\x08\x01\x03\x20\x14\x06\x02\x08":
		p.clear()
		p.reply(0x37, 0x25, 0x00)
	case c[0] != 0x10 && len(p.queue) < most:
		p.queue = append(p.queue, c)
		p.wake()
	}
}

// clear drops what was received; what is on the paper is torn off.
func (p *Printer) clear() {
	p.queue = nil
	p.engine.line = nil
	p.tear()
	p.broken = false
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

// reply sends to the terminal, if it is there; the caller holds mu. A terminal that
// does not read must not stop the printer.
func (p *Printer) reply(b ...byte) {
	if p.silent || p.line == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_ = p.line.send(ctx, b)
}

// realTime is the answer to DLE EOT n.
func (p *Printer) realTime(n byte) byte {
	b := byte(0x12)
	set := func(on bool, bits byte) {
		if on {
			b |= bits
		}
	}
	switch n {
	case 1:
		set(!p.online(), 0x08)
	case 2:
		set(p.cover, 0x04)
		set(p.paper == PaperOut, 0x20)
		set(p.jam, 0x40)
	case 3:
		set(p.jam, 0x08) // it is the cutter in which paper jams
	case 4:
		set(p.paper != PaperFull, 0x0C)
		set(p.paper == PaperOut, 0x60)
	}
	return b
}

// online says whether the printer prints; the caller holds mu.
func (p *Printer) online() bool { return p.paper != PaperOut && !p.cover && !p.jam }

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
			_ = pause(ctx, time.Duration(fed)*time.Second/time.Duration(p.speed))
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
		p.reply(p.sensor())
	default:
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
	}
	p.broken = false
}

// sensor is the answer to GS r 1.
func (p *Printer) sensor() byte {
	if p.paper == PaperFull {
		return 0x00
	}
	return 0x03
}

// consume counts the paper down to its end, or to a jam.
func (p *Printer) consume(dots int) {
	if p.runout > 0 {
		if p.runout = max(0, p.runout-dots); p.runout == 0 {
			p.paper = PaperOut
			p.changed()
		}
	}
	if p.jamin > 0 {
		if p.jamin = max(0, p.jamin-dots); p.jamin == 0 {
			p.jam = true
			p.changed()
		}
	}
}
