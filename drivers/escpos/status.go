package escpos

import (
	"fmt"
	"strings"

	"yitiji/drivers"
)

// reading is what a printer said of itself in real time: the answers to DLE EOT 1
// to 4, of which any may be lacking.
type reading struct {
	bytes    [5]byte // by n
	answered [5]bool
}

// realTime says whether b can be an answer to DLE EOT: bits 1 and 4 are set, bits
// 0 and 7 are not.
func realTime(b byte) bool { return b&0x93 == 0x12 }

// queued says whether b can be an answer to GS r 1: two bits for near end, two for
// end, each pair alike, all others zero.
func queued(b byte) bool { return b == 0x00 || b == 0x03 || b == 0x0C || b == 0x0F }

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
	return out.Kinds
}

// blocked gives the worst reason for which nothing can be printed now. Offline
// without a reason, as while the feed button is pressed, is Busy.
func (r reading) blocked() (kind drivers.Kind, is bool) {
	for _, k := range r.kinds() {
		if k != drivers.PaperLow {
			return k, true
		}
	}
	return drivers.Busy, r.offline()
}

// offline is bit 3 of the answer to n=1.
func (r reading) offline() bool { return r.has(1, 0x08) }

// status puts the reading into the terminal's words.
func (r reading) status() drivers.Status {
	s := drivers.Status{State: drivers.Online, Kinds: r.kinds(), Note: r.String()}
	_, blocked := r.blocked()
	switch {
	case r.silent():
		s.State = drivers.Unknown
	case s.Has(drivers.NeedsTechnician):
		s.State = drivers.HardwareError
	case blocked:
		s.State = drivers.Offline
	}
	return s
}

// String gives the raw answers, for the technician.
func (r reading) String() string {
	if r.silent() {
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
