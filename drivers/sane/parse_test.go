package sane

import (
	"bufio"
	"bytes"
	"testing"

	"yitiji/drivers"
)

const someMenu = `
    --source Flatbed|ADF Duplex|ADF Front [Flatbed]
    --mode Lineart|Gray|Color [Color]
    --resolution 75|100|150|300dpi [300]
    -x 0..215.9mm [215.9]
    --depth 8 [inactive]
`

func TestPlan(t *testing.T) {
	p, err := parseMenu(someMenu).plan(drivers.Feeder, drivers.PageRequest{Grey: true, Resolution: 120}, map[string]string{"depth": "8"})
	if err != nil || p.dpi != 150 {
		t.Fatalf("plan = %+v, %v", p, err)
	}
	want := []string{"--source=ADF Front", "--mode=Gray", "--resolution=150", "-x", "210", "--depth=8"}
	if len(p.args) != len(want) {
		t.Fatalf("args = %q, want %q", p.args, want)
	}
	for i := range want {
		if p.args[i] != want[i] {
			t.Errorf("args = %q, want %q", p.args, want)
		}
	}
}

func FuzzMenu(f *testing.F) {
	f.Add(someMenu)
	f.Add("--resolution 1..1200dpi (in steps of 1) [50]")
	f.Add("--source [] []\n--resolution x..y [z]\n- [")
	f.Fuzz(func(t *testing.T, text string) {
		m := parseMenu(text)
		for _, source := range []drivers.PageSource{drivers.Platen, drivers.Feeder} {
			if p, err := m.plan(source, drivers.PageRequest{}, nil); err == nil && p.dpi < 1 {
				t.Errorf("plan %+v", p)
			}
		}
	})
}

func FuzzPNM(f *testing.F) {
	f.Add([]byte("P5\n# SANE data follows\n2 2\n255\nABCD"))
	f.Add([]byte("P4 9 2 \x00\x01\x02\x03"))
	f.Add([]byte("P6\n1 1\n65535\nABCDEF"))
	f.Add([]byte("P6\n99999 99999\n255\n"))
	f.Fuzz(func(t *testing.T, p []byte) {
		if h, err := readHeader(bufio.NewReader(bytes.NewReader(p[min(2, len(p)):])), string(p[:min(2, len(p))])); err == nil && h.wide*h.high > 1<<20 {
			return // within the limits, and slow
		}
		img, err := readPNM(bufio.NewReader(bytes.NewReader(p)))
		if err == nil && img.Bounds().Empty() {
			t.Error("an empty picture")
		}
	})
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		why  string
		exit exit
		want int
	}{
		{"it ended by itself", exit{code: saneIOError, err: "(scanner status = 6)"}, saneIOError},
		{"ended by a signal after it had told why", exit{code: -1, err: "Scanned page 1. (scanner status = 5)\nScanned page 2. (scanner status = 6)\nBatch terminated"}, saneJammed},
		{"ended by a signal after a good page", exit{code: -1, err: "Scanned page 1. (scanner status = 5)"}, -1},
		{"ended by a signal without a word", exit{code: -1}, -1},
		{"nonsense", exit{code: -1, err: "(scanner status = many)"}, -1},
	} {
		if got := c.exit.verdict(); got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
}
