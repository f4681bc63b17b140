package escpos

import (
	"fmt"
	"strings"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// reading is what a printer said of itself, as the answers to DLE EOT 1 to 4, of
// which any may be lacking. What it said in another way is put into the same bits.
type reading struct {
	bytes    [5]byte // by n
	answered [5]bool
	held     bool   // a slip waits in the presenter to be taken
	raw      string // what was said, where it was not the answers to DLE EOT
}

// silent says that the printer answered nothing.
func (r reading) silent() bool { return r.answered == [5]bool{} }

// has says whether the answer to n came and has one of the bits.
func (r reading) has(n int, bits byte) bool { return r.answered[n] && r.bytes[n]&bits != 0 }

// sign is a bit of an answer and what it asks of people.
type sign struct {
	n    int
	bits byte
	kind drivers.Kind
}

// signs are the bits that matter, worst first. Names and bits as in the manuals of
// TM-U220, SRP-350, RP-330: n=2 is why it is offline, n=3 which error, n=4 paper.
func signs() []sign {
	return []sign{
		{3, 0x20, drivers.NeedsTechnician}, // unrecoverable
		{3, 0x08, drivers.Jam},             // cutter
		{3, 0x04, drivers.Jam},             // mechanical, recoverable
		{2, 0x04, drivers.CoverOpen},
		{2, 0x20, drivers.NoPaper}, // stopped at the paper's end
		{4, 0x60, drivers.NoPaper},
		{3, 0x40, drivers.Overheated}, // recovers by itself
		{4, 0x0C, drivers.PaperLow},
	}
}

// kinds is what people should do, worst first and each once.
func (r reading) kinds() []drivers.Kind {
	var out drivers.Status
	for _, s := range signs() {
		if r.has(s.n, s.bits) && !out.Has(s.kind) {
			out.Kinds = append(out.Kinds, s.kind)
		}
	}
	if r.held {
		out.Kinds = append(out.Kinds, drivers.PaperNotTaken)
	}
	return out.Kinds
}

// stopped gives the worst reason for which a printer does not print on. Offline
// without a reason, as while the feed button is pressed, is Busy.
func (r reading) stopped() (kind drivers.Kind, is bool) {
	for _, k := range r.kinds() {
		if k != drivers.PaperLow && k != drivers.PaperNotTaken {
			return k, true
		}
	}
	return drivers.Busy, r.offline()
}

// blocked gives the worst reason for which no slip can be begun: what stops a
// printer, and an earlier slip at its mouth.
func (r reading) blocked() (kind drivers.Kind, is bool) {
	if kind, is = r.stopped(); !is && r.held {
		return drivers.PaperNotTaken, true
	}
	return kind, is
}

// passing says that a reason ends by itself: the printer waits, and prints on.
func passing(kind drivers.Kind) bool {
	return kind == drivers.Overheated || kind == drivers.Busy
}

// offline is bit 3 of the answer to n=1.
func (r reading) offline() bool { return r.has(1, 0x08) }

// status puts the reading into the terminal's words.
func (r reading) status() drivers.Status {
	s := drivers.Status{State: drivers.Online, Kinds: r.kinds(), Note: r.String()}
	_, stopped := r.stopped()
	switch {
	case r.silent():
		s.State = drivers.Unknown
	case s.Has(drivers.NeedsTechnician):
		s.State = drivers.HardwareError
	case stopped:
		s.State = drivers.Offline
	case r.held:
		s.State = drivers.UserError
	}
	return s
}

// String gives the raw answers, for the technician.
func (r reading) String() string {
	switch {
	case r.raw != "":
		return r.raw
	case r.silent():
		return "DLE EOT: no answer"
	}
	var b strings.Builder
	b.WriteString("DLE EOT:")
	for n := 1; n <= 4; n++ {
		if r.answered[n] {
			fmt.Fprintf(&b, " %d=%02X", n, r.bytes[n])
		}
	}
	return b.String()
}

// move sets the bits to of answer n where a message has the bits from.
func (r *reading) move(message, from byte, n int, to byte) {
	r.answered[n] = true
	if message&from != 0 {
		r.bytes[n] |= to
	}
}

// readingOfASB is an automatic status: offline and cover in the first byte, errors in
// the second, paper in the third (STP-103, 80PLUS, Sewoo). ok is false for one that
// contradicts itself, as when a byte of it was lost: the bits of the paper come in
// pairs, and without paper or with its cover open no printer is online.
func readingOfASB(m [4]byte) (r reading, ok bool) {
	offline := m[0]&0x08 != 0
	pairs := (m[2]&0x03 == 0 || m[2]&0x03 == 0x03) && (m[2]&0x0C == 0 || m[2]&0x0C == 0x0C)
	if !pairs || !offline && (m[0]&0x20 != 0 || m[2]&0x0C != 0) {
		return reading{}, false
	}
	r.move(m[0], 0x08, 1, 0x08)
	r.move(m[0], 0x20, 2, 0x04) // cover
	r.move(m[1], 0x04, 3, 0x04) // mechanical
	r.move(m[1], 0x08, 3, 0x08) // cutter
	r.move(m[1], 0x20, 3, 0x20) // unrecoverable
	r.move(m[1], 0x40, 3, 0x40) // recovers by itself
	r.move(m[2], 0x03, 4, 0x0C) // near end
	r.move(m[2], 0x0C, 4, 0x60) // end
	r.raw = fmt.Sprintf("ASB: % X", m)
	return r, true
}

// readingOfLP is the status of IEEE 1284. Many receipt printers always answer that
// all is well, so that answer says nothing.
func readingOfLP(s port.LPStatus) reading {
	var r reading
	if s.Well() {
		return r
	}
	r.answered[1], r.answered[4], r.raw = true, true, s.String()
	if s.PaperOut() {
		r.bytes[4] |= 0x60
	}
	if !s.Selected() || s.Failed() {
		r.bytes[1] |= 0x08
	}
	return r
}
