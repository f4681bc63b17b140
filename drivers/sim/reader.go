package sim

import (
	"context"
	"sync"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// ReaderOptions say where the reader is found and how fast it speaks.
type ReaderOptions struct {
	Link  string // the stable name to make; empty for none
	Baud  int    // bits per second on the line; 0 sends at once
	Speed int    // the only speed of the terminal's line at which it understands; 0 for any
	Over  ReaderLine
	Old   bool // the module knows no fingerprints
}

// ReaderLine is how a reader hangs on the terminal.
type ReaderLine string

// The lines of readers. Of those of USB only the last has a node, of the others see
// Cable.USB.
const (
	ReaderOverSerial   ReaderLine = ""
	ReaderOverHID      ReaderLine = "hid"       // reports of 64 bytes
	ReaderOverUSB      ReaderLine = "usb"       // one pair of bulk pipes
	ReaderOverUSBSplit ReaderLine = "usb-split" // two: of heads and of bodies
	ReaderOverUSBNode  ReaderLine = "usb-node"  // one pair, behind a socket
)

// outlet is what such a reader plugs into.
func (l ReaderLine) outlet() func() (outlet, error) {
	switch l {
	case ReaderOverHID:
		return reports(hidPlain, 0, 64).listen
	case ReaderOverUSB, ReaderOverUSBSplit:
		return attach(l == ReaderOverUSBSplit)
	case ReaderOverUSBNode:
		return usbPackets().listen
	}
	return serial
}

// ReaderFault is something that goes wrong once.
type ReaderFault string

// The faults of a reader. Each befalls the next answer that carries a card.
const (
	TornFrame     ReaderFault = "torn"            // the answer stops in the middle
	WrongChecksum ReaderFault = "checksum"        // one byte is changed on the way
	SlowAnswer    ReaderFault = "slow"            // the answer takes slowness longer
	UnplugMidRead ReaderFault = "unplug-mid-read" // the plug is pulled in the middle
)

// slowness is just under what a host waits for the head of an answer (2 s).
const slowness = 1800 * time.Millisecond

// Reader is a simulated identity card reader.
type Reader struct {
	*Cable
	opts ReaderOptions

	mu       sync.Mutex
	card     *Person // what lies on the reader; nil for nothing
	found    bool    // the module has found the card
	selected bool    // and selected it
	taken    bool    // and given it to the host: it finds it no more
	fault    ReaderFault
	after    int // UnplugMidRead: how many bytes of the answer still come
}

// NewReader returns a reader that is not plugged in yet.
func NewReader(o ReaderOptions) *Reader {
	r := &Reader{opts: o}
	r.Cable = newCableInto(o.Over.outlet(), o.Link, r.serve)
	return r
}

// Present lays a card on the reader in place of the one that lay there. A Person
// with the ID UnknownCard is a card of an unknown type.
func (r *Reader) Present(p Person) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.card = &p
	r.found, r.selected, r.taken = false, false, false
}

// Lift takes the card away.
func (r *Reader) Lift() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.card = nil
	r.found, r.selected, r.taken = false, false, false
}

// Fail makes the next answer that carries a card go wrong.
func (r *Reader) Fail(f ReaderFault) { r.FailAfter(f, 600) }

// FailAfter is Fail with the number of bytes after which an answer is torn or the
// plug is pulled.
func (r *Reader) FailAfter(f ReaderFault, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault, r.after = f, n
}

// ReaderState is what lies on the reader and what will go wrong, for a page that
// shows it.
type ReaderState struct {
	Plugged bool        `json:"plugged"`
	Person  int         `json:"person"` // 0 for none
	Taken   bool        `json:"taken"`  // the terminal has read it
	Fault   ReaderFault `json:"fault"`  // what will go wrong next
}

// State is how the reader is at this moment.
func (r *Reader) State() ReaderState {
	plugged := r.Plugged()
	r.mu.Lock()
	defer r.mu.Unlock()
	s := ReaderState{Plugged: plugged, Taken: r.taken, Fault: r.fault}
	if r.card != nil {
		s.Person = r.card.ID
	}
	return s
}

// serve answers commands until the cable is pulled.
func (r *Reader) serve(ctx context.Context, line port.Port) {
	w := &wire{line: line, baud: r.opts.Baud}
	var parser samParser
	buf := make([]byte, 256)
	for {
		n, err := line.Read(ctx, buf)
		if err != nil {
			return
		}
		if !r.understands() {
			continue
		}
		for _, b := range buf[:n] {
			if c, done := parser.feed(b); done && r.answer(ctx, w, c) != nil {
				return
			}
		}
	}
}

// understands says whether the terminal has set its line to the module's speed.
func (r *Reader) understands() bool {
	return r.opts.Speed == 0 || r.opts.Speed == r.terminalSpeed()
}

// answer says one answer, well or badly.
func (r *Reader) answer(ctx context.Context, w *wire, c samCommand) error {
	w.received(c.size)
	sw, data, fault, after := r.execute(c)
	frame := samFrame(sw, data)
	switch fault {
	case TornFrame:
		return w.send(ctx, frame[:min(after, len(frame)-1)])
	case WrongChecksum:
		frame[len(frame)/2] ^= 0x20
	case SlowAnswer:
		if err := port.Sleep(ctx, slowness); err != nil {
			return err
		}
	case UnplugMidRead:
		_ = w.send(ctx, frame[:min(after, len(frame))])
		_, err := r.yank()
		return err
	}
	return w.send(ctx, frame)
}

// execute does what a command asks for.
func (r *Reader) execute(c samCommand) (sw [3]byte, data []byte, fault ReaderFault, after int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !c.sound {
		return samBadSum, nil, "", 0
	}
	switch [2]byte{c.cmd, c.para} {
	case [2]byte{0x10, 0xFF}: // reset
		r.found, r.selected = false, false
		return samOK, nil, "", 0
	case [2]byte{0x11, 0xFF}: // status
		return samOK, nil, "", 0
	case [2]byte{0x12, 0xFF}: // number of the module
		return samOK, []byte{5, 0, 3, 0, 0x9A, 0x27, 0x35, 1, 7, 0, 0, 0, 42, 0, 0, 0}, "", 0
	case [2]byte{0x20, 0x01}:
		sw, data = r.find()
		return sw, data, "", 0
	case [2]byte{0x20, 0x02}:
		sw, data = r.selectCard()
		return sw, data, "", 0
	case [2]byte{0x30, 0x01}:
		return r.readBase(false)
	case [2]byte{0x30, 0x10}:
		if !r.opts.Old {
			return r.readBase(true)
		}
	case [2]byte{0x30, 0x03}:
		sw, data = r.readNewest()
		return sw, data, "", 0
	}
	return samBadCommand, nil, "", 0
}

// find finds a card that has not been given to the host yet.
func (r *Reader) find() (sw [3]byte, data []byte) {
	switch {
	case r.card == nil || r.taken:
		return samNoCard, nil
	case r.card.ID == UnknownCard:
		return samUnknown, nil
	}
	r.found, r.selected = true, false
	return samFound, make([]byte, 4)
}

func (r *Reader) selectCard() (sw [3]byte, data []byte) {
	if r.card == nil || !r.found {
		return samNoSelect, nil
	}
	r.selected = true
	return samOK, make([]byte, 8)
}

// readBase gives text and photo of the selected card, and its fingerprints where they
// are asked for. A card whose answer goes wrong was not given, and is found again.
func (r *Reader) readBase(prints bool) (sw [3]byte, data []byte, fault ReaderFault, after int) {
	if !r.selected {
		return samForbidden, nil, "", 0
	}
	fault, r.fault = r.fault, ""
	r.taken = fault == "" || fault == SlowAnswer
	data = []byte{1, 0, 4, 0}
	if prints {
		data = append(data, byte(len(r.card.Prints)>>8), byte(len(r.card.Prints)))
	}
	data = append(data, chipText(r.card.Card)...)
	data = append(data, r.card.Card.Photo...)
	if prints {
		data = append(data, r.card.Prints...)
	}
	return samOK, data, fault, r.after
}

func (r *Reader) readNewest() (sw [3]byte, data []byte) {
	switch {
	case !r.selected:
		return samForbidden, nil
	case r.card.Card.Newest == "":
		return samNoItem, nil
	}
	data = blank(70)
	put(data, 0, 70, r.card.Card.Newest)
	return samOK, data
}

// Unknown is the card of an unknown type, to Present.
func Unknown() Person {
	return Person{ID: UnknownCard, Card: drivers.Card{}, Note: "不是身份证（公交卡等）", Gloss: "not an identity card"}
}
