package escpos

import (
	"bytes"
	"slices"
	"testing"

	"yitiji/drivers"
)

func TestEar(t *testing.T) {
	for _, c := range []struct {
		why    string
		stream string
		want   []sound
		litter int
	}{
		{"an answer", "\x12", []sound{realTime}, 0},
		{"an answer to a queued question", "\x0F", []sound{queued}, 0},
		{"a report is one thing, though its bytes look like answers", "\x10\x00\x00\x0F", []sound{nothing, nothing, nothing, status}, 0},
		{"an answer behind a report", "\x10\x00\x00\x0F\x00", []sound{nothing, nothing, nothing, status, queued}, 0},
		{"a report twice", "\x18\x00\x0C\x0F\x18\x00\x0C\x0F", []sound{nothing, nothing, nothing, status, nothing, nothing, nothing, status}, 0},
		{"a torn report and another", "\x10\x00\x18\x00\x0C\x0F", []sound{nothing, nothing, nothing, nothing, nothing, status}, 1},
		{"a torn report and an answer", "\x10\x00\x12", []sound{nothing, nothing, realTime}, 1},
		{"the buffer was cleared", "\x37\x25\x00", []sound{nothing, nothing, cleared}, 0},
		{"half of that, and an answer", "\x37\x25\x12", []sound{nothing, nothing, realTime}, 1},
		{"flow control that nobody took out", "\x13\x11", []sound{nothing, nothing}, 0},
		{"noise", "\xFF\xAA", []sound{garbage, garbage}, 2},
	} {
		var e ear
		var got []sound
		for _, b := range []byte(c.stream) {
			got = append(got, e.hear(b))
		}
		if !slices.Equal(got, c.want) || e.litter != c.litter {
			t.Errorf("%s: heard %v and %d times garbage, want %v and %d", c.why, got, e.litter, c.want, c.litter)
		}
	}
}

func TestReadingOfASB(t *testing.T) {
	for _, c := range []struct {
		why     string
		message [4]byte
		state   drivers.State
		kinds   []drivers.Kind
	}{
		{"ready", [4]byte{0x10, 0x00, 0x00, 0x0F}, drivers.Online, nil},
		{"paper low", [4]byte{0x10, 0x00, 0x03, 0x0F}, drivers.Online, []drivers.Kind{drivers.PaperLow}},
		{"paper out", [4]byte{0x18, 0x00, 0x0F, 0x0F}, drivers.Offline, []drivers.Kind{drivers.NoPaper, drivers.PaperLow}},
		{"cover open", [4]byte{0x38, 0x00, 0x00, 0x0F}, drivers.Offline, []drivers.Kind{drivers.CoverOpen}},
		{"cutter", [4]byte{0x18, 0x08, 0x00, 0x0F}, drivers.Offline, []drivers.Kind{drivers.Jam}},
		{"broken", [4]byte{0x18, 0x20, 0x00, 0x0F}, drivers.HardwareError, []drivers.Kind{drivers.NeedsTechnician}},
		{"hot head", [4]byte{0x18, 0x40, 0x00, 0x0F}, drivers.Offline, []drivers.Kind{drivers.Overheated}},
		{"feed button", [4]byte{0x58, 0x00, 0x00, 0x0F}, drivers.Offline, nil},
	} {
		r, ok := readingOfASB(c.message)
		if s := r.status(); !ok || s.State != c.state || !slices.Equal(s.Kinds, c.kinds) {
			t.Errorf("%s: status = %+v, %v, want %s %v", c.why, s, ok, c.state, c.kinds)
		}
	}
	for why, m := range map[string][4]byte{
		"its third byte was lost":    {0x10, 0x00, 0x0F, 0x00},
		"half a pair":                {0x18, 0x00, 0x08, 0x0F},
		"online with its cover open": {0x30, 0x00, 0x00, 0x0F},
	} {
		if r, ok := readingOfASB(m); ok {
			t.Errorf("%s: % X is read as %+v", why, m, r)
		}
	}
}

// FuzzEar: whatever comes, no byte of a report is taken for a confirmation, and what
// is whole is understood behind any rubbish that has ended.
func FuzzEar(f *testing.F) {
	f.Add([]byte("\x10\x00\x00"), []byte("\x37\x25"))
	f.Fuzz(func(t *testing.T, before, after []byte) {
		var e ear
		for _, b := range before {
			e.hear(b)
		}
		e.drop()
		for i, b := range []byte{0x18, 0x00, 0x0C, 0x0F} {
			if got := e.hear(b); got != nothing && i < 3 || got != status && i == 3 {
				t.Errorf("byte %d of a report behind % X is %v", i, before, got)
			}
		}
		for _, b := range after {
			e.hear(b)
		}
		if len(e.held) > 3 || bytes.ContainsFunc(e.held, func(r rune) bool { return r == 0x12 }) {
			t.Errorf("holds % X", e.held)
		}
	})
}
