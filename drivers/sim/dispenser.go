package sim

import (
	"context"
	"sync"
	"time"

	"yitiji/drivers/port"
)

// DispenserOptions say where the dispenser is found.
type DispenserOptions struct {
	Link   string        // the stable name to make; empty for none
	Baud   int           // bits per second on the line; 0 sends at once
	Motion time.Duration // how long a card takes from place to place
}

// CardAt is where the card in the transport is.
type CardAt string

// The places of a card.
const (
	NowhereAt CardAt = "none"
	GateAt    CardAt = "gate"
	InsideAt  CardAt = "inside"
)

// Dispenser is a simulated card dispenser of the CRT-591 family.
type Dispenser struct {
	*Cable
	opts DispenserOptions

	mu      sync.Mutex
	card    CardAt
	stacker int
	bin     int
	ready   bool // initialised since power-up
	jam     bool
	taken   int
	fed     int // cards that left the stacker
}

// patience is the longest pause inside a command.
const patience = 200 * time.Millisecond

// binSize is how many captured cards the bin holds, and fewCards when the stacker says
// that it holds few.
const (
	binSize  = 20
	fewCards = 10
)

// NewDispenser returns a dispenser with a full stacker, switched on just now and not
// plugged in yet.
func NewDispenser(o DispenserOptions) *Dispenser {
	d := &Dispenser{opts: o, card: NowhereAt, stacker: 100}
	d.Cable = newCable(o.Link, d.serve)
	return d
}

// DispenserState is how the dispenser is at one moment.
type DispenserState struct {
	Plugged bool   `json:"plugged"`
	Card    CardAt `json:"card"`
	Stacker int    `json:"stacker"`
	Bin     int    `json:"bin"`
	Jam     bool   `json:"jam"`
	Fed     int    `json:"fed"`   // cards that have left the stacker
	Taken   int    `json:"taken"` // cards that people have taken
}

// State is how the dispenser is at this moment.
func (d *Dispenser) State() DispenserState {
	plugged := d.Plugged()
	d.mu.Lock()
	defer d.mu.Unlock()
	return DispenserState{plugged, d.card, d.stacker, d.bin, d.jam, d.fed, d.taken}
}

// Take takes the card at the gate, and says whether there was one.
func (d *Dispenser) Take() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.card != GateAt {
		return false
	}
	d.card = NowhereAt
	d.taken++
	return true
}

// Fill puts so many cards into the stacker in place of those that are in it.
func (d *Dispenser) Fill(cards int) { d.change(func() { d.stacker = cards }) }

// EmptyBin takes the captured cards out.
func (d *Dispenser) EmptyBin() { d.change(func() { d.bin = 0 }) }

// FillBin puts captured cards into the bin until it is full.
func (d *Dispenser) FillBin() { d.change(func() { d.bin = binSize }) }

// SetJam jams the transport, or frees it.
func (d *Dispenser) SetJam(on bool) { d.change(func() { d.jam = on }) }

// Restart switches it off and on: it must be initialised anew.
func (d *Dispenser) Restart() { d.change(func() { d.ready = false }) }

func (d *Dispenser) change(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	do()
}

// serve takes commands until the cable is pulled.
func (d *Dispenser) serve(ctx context.Context, line port.Port) {
	w := &wire{line: line, baud: d.opts.Baud}
	var got, last []byte
	var heard time.Duration
	buf := make([]byte, 256)
	for {
		n, err := line.Read(ctx, buf)
		if err != nil {
			return
		}
		if now := monotonic(); now-heard > patience {
			got = nil // a command does not pause
		}
		heard = monotonic()
		w.received(n)
		for got = append(got, buf[:n]...); len(got) > 0; {
			used, reply := d.hear(ctx, w, got, last)
			if used == 0 {
				break
			}
			if got = got[used:]; reply != nil {
				last = reply
			}
		}
	}
}

// hear takes one control character or command off p. It says how many bytes that was, 0
// when a command is not whole yet, and what it answered to a command.
func (d *Dispenser) hear(ctx context.Context, w *wire, p, last []byte) (used int, reply []byte) {
	switch {
	case p[0] == 0x04: // clears the line
		_ = w.send(ctx, []byte{0x04})
		return 1, nil
	case p[0] == 0x15 && last != nil: // the host did not understand
		_ = w.send(ctx, last)
		return 1, nil
	case p[0] != 0xF2:
		return 1, nil
	case len(p) < 4:
		return 0, nil
	}
	size := 4 + int(p[2])<<8 + int(p[3]) + 2
	switch {
	case size > 600:
		return 1, nil
	case len(p) < size:
		return 0, nil
	}
	var sum byte
	for _, b := range p[:size] {
		sum ^= b
	}
	if sum != 0 || p[size-2] != 0x03 {
		_ = w.send(ctx, []byte{0x15})
		return size, nil
	}
	if w.send(ctx, []byte{0x06}) != nil {
		return size, nil
	}
	reply = d.pack(p[1], d.execute(ctx, string(p[4:size-2])))
	_ = w.send(ctx, reply)
	return size, reply
}

// pack frames a text.
func (d *Dispenser) pack(address byte, text string) []byte {
	f := []byte{0xF2, address, byte(len(text) >> 8), byte(len(text))}
	f = append(append(f, text...), 0x03)
	var sum byte
	for _, b := range f {
		sum ^= b
	}
	return append(f, sum)
}

// execute does what a command asks for and gives the text of the answer.
func (d *Dispenser) execute(ctx context.Context, text string) string {
	if len(text) < 3 || text[0] != 'C' {
		return "N0000"
	}
	command := text[1:3]
	bad := func(code string) string { return "N" + command + code }
	d.mu.Lock()
	ready, jam := d.ready, d.jam
	d.mu.Unlock()
	switch {
	case !ready && command[0] != '0':
		return bad("B0")
	case jam && command[0] == '2':
		return bad("10")
	case command[0] == '2' && d.opts.Motion > 0:
		_ = port.Sleep(ctx, d.opts.Motion)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if code := d.move(command); code != "" {
		return bad(code)
	}
	return "P" + command + d.states()
}

// move moves the card, and gives the code of an error. The caller holds mu.
func (d *Dispenser) move(command string) string {
	switch command {
	case "10", "11":
	case "00", "01", "03":
		d.ready = true
		if d.card != NowhereAt && command == "01" {
			return d.capture()
		}
	case "21", "22":
		if d.card == NowhereAt {
			if d.stacker == 0 {
				return "A0"
			}
			d.stacker--
			d.fed++
		}
		d.card = InsideAt
	case "20":
		if d.card == NowhereAt {
			return "03"
		}
		d.card = GateAt
	case "23":
		if d.card == NowhereAt {
			return "03"
		}
		return d.capture()
	default:
		return "00"
	}
	return ""
}

func (d *Dispenser) capture() string {
	if d.bin >= binSize {
		return "A1"
	}
	d.card = NowhereAt
	d.bin++
	return ""
}

// states are the three that follow every good answer. The caller holds mu.
func (d *Dispenser) states() string {
	card := map[CardAt]string{NowhereAt: "0", GateAt: "1", InsideAt: "2"}[d.card]
	stacker := "2"
	switch {
	case d.stacker == 0:
		stacker = "0"
	case d.stacker <= fewCards:
		stacker = "1"
	}
	bin := "0"
	if d.bin >= binSize {
		bin = "1"
	}
	return card + stacker + bin
}
