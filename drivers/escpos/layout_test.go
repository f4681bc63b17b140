package escpos

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"yitiji/drivers"
	"yitiji/drivers/port/porttest"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		why, text string
		limit     int
		want      []string
	}{
		{"empty still makes a row", "", 8, []string{""}},
		{"Chinese breaks anywhere", "云溪镇便民服务", 8, []string{"云溪镇便", "民服务"}},
		{"an odd limit leaves a column", "云溪镇", 5, []string{"云溪", "镇"}},
		{"words stay whole", "call 0999-1234567", 13, []string{"call", "0999-1234567"}},
		{"a word longer than a row is broken", "YX07-261122-0036-D", 8, []string{"YX07-", "261122-", "0036-D"}},
		{"without a joint it is broken anywhere", "91999999MA00000000", 8, []string{"91999999", "MA000000", "00"}},
		{"an address is broken at its joints", "yitiji.example/services/pension", 16, []string{"yitiji.example/", "services/pension"}},
		{"a joint near the beginning is none", "a-bcdefghijklmno", 9, []string{"a-bcdefgh", "ijklmno"}},
		{"no mark begins a row", "网络恢复。后", 8, []string{"网络恢", "复。后"}},
		{"no space begins a row", "云溪镇便 民", 8, []string{"云溪镇便", "民"}},
		{"a row narrower than a character", "云溪", 1, []string{"云", "溪"}},
	} {
		if got := wrap(c.text, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("%s: wrap(%q, %d) = %q, want %q", c.why, c.text, c.limit, got, c.want)
		}
	}
}

func TestBalanced(t *testing.T) {
	for _, c := range []struct {
		why, text string
		want      []string
	}{
		{"one row stays", "云溪镇", []string{"云溪镇"}},
		{"no word is left alone", "用它可在任何一台自助机查进度、补材料。", []string{"用它可在任何一台自助", "机查进度、补材料。"}},
		{"empty still makes a row", "", []string{""}},
	} {
		if got := balanced(c.text, 32); !slices.Equal(got, c.want) {
			t.Errorf("%s: balanced(%q) = %q, want %q", c.why, c.text, got, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ why, text, want string }{
		{"commands", "甲\x1D\x56\x00\x10\x04\x01乙", "甲V乙"},
		{"line ends and tabs", "甲\r\n乙\t丙", "甲  乙 丙"},
		{"marks that turn text around", "甲\u202E乙\u200B丙\uFEFF", "甲乙丙"},
		{"broken UTF-8 can be seen", "甲\xFF乙", "甲〓乙"},
		{"nobody knows what private use was", "甲\uE000乙", "甲〓乙"},
	} {
		if got := clean(c.text); got != c.want {
			t.Errorf("%s: clean(%q) = %q, want %q", c.why, c.text, got, c.want)
		}
	}
}

func TestGBK(t *testing.T) {
	if got := gbk("云A"); !bytes.Equal(got, []byte{0xD4, 0xC6, 'A'}) {
		t.Errorf("gbk = % X", got)
	}
	for s, want := range map[string]bool{"云溪 ABC": true, "𠮷": false, "𬴂": false, "€": false, "é": true, "ü": true, "ñ": false} {
		if encodable(s) != want {
			t.Errorf("encodable(%q) = %v, want %v", s, !want, want)
		}
	}
}

func TestPairHangs(t *testing.T) {
	p, _ := paperOf(58)
	b := drivers.Block{Form: drivers.Pair, Text: "接下来", Value: "网络恢复后自动上报，受理后会发短信给您"}
	label := p.labelColumns(drivers.Slip{Blocks: []drivers.Block{b, {Form: drivers.Pair, Text: "凭条编号"}}})
	rows := p.pairRows(b, label)
	if label != 10 || len(rows) != 2 || rows[0].parts[0].text != "接下来    " || rows[1].parts[0].text != strings.Repeat(" ", 10) {
		t.Errorf("label %d, rows %+v", label, rows)
	}
}

func TestCalm(t *testing.T) {
	got := calm([]byte{0x10, 0x04, 0x10, 0x05, 0x10, 0x14, 0x10, 0x20, 0x10})
	for i := range len(got) - 1 {
		if got[i] == 0x10 && (got[i+1] == 0x04 || got[i+1] == 0x05 || got[i+1] == 0x14) {
			t.Fatalf("calm left a real-time command: % X", got)
		}
	}
}

func TestUnprintableSlips(t *testing.T) {
	line, _ := porttest.Pipe()
	p, err := New(line, Options{Width: 58})
	if err != nil {
		t.Fatal(err)
	}
	for why, b := range map[string]drivers.Block{
		"unknown form":          {Form: "poem"},
		"empty code":            {Form: drivers.Code},
		"code wider than paper": {Form: drivers.Code, Text: strings.Repeat("x", 1500)},
		"a roll of nothing":     {Form: drivers.Feed, Lines: 1 << 30},
	} {
		result, err := p.Print(t.Context(), drivers.Slip{Blocks: []drivers.Block{b}})
		if err == nil || result.Outcome != drivers.NotStarted || drivers.KindOf(err) != drivers.NeedsTechnician {
			t.Errorf("%s: Print = %+v, %v, want an error and nothing sent", why, result, err)
		}
	}
	if _, err := New(line, Options{Width: 112}); err == nil {
		t.Error("New took paper of 112 mm")
	}
}

func TestReading(t *testing.T) {
	all := func(b1, b2, b3, b4 byte) reading {
		return reading{bytes: [5]byte{0, b1, b2, b3, b4}, answered: [5]bool{false, true, true, true, true}}
	}
	for _, c := range []struct {
		why   string
		r     reading
		state drivers.State
		kinds []drivers.Kind
	}{
		{"the manual's example of paper end", all(0x1A, 0x32, 0x12, 0x7E), drivers.Offline, []drivers.Kind{drivers.NoPaper, drivers.PaperLow}},
		{"ready", all(0x12, 0x12, 0x12, 0x12), drivers.Online, nil},
		{"paper low", all(0x12, 0x12, 0x12, 0x1E), drivers.Online, []drivers.Kind{drivers.PaperLow}},
		{"cover open", all(0x1A, 0x16, 0x12, 0x12), drivers.Offline, []drivers.Kind{drivers.CoverOpen}},
		{"cutter", all(0x1A, 0x52, 0x1A, 0x12), drivers.Offline, []drivers.Kind{drivers.Jam}},
		{"broken", all(0x1A, 0x52, 0x32, 0x12), drivers.HardwareError, []drivers.Kind{drivers.NeedsTechnician}},
		{"hot head", all(0x1A, 0x52, 0x52, 0x12), drivers.Offline, []drivers.Kind{drivers.Overheated}},
		{"feed button", all(0x1A, 0x1A, 0x12, 0x12), drivers.Offline, nil},
		{"only n=4 is answered", reading{bytes: [5]byte{4: 0x72}, answered: [5]bool{4: true}}, drivers.Offline, []drivers.Kind{drivers.NoPaper}},
		{"silence", reading{}, drivers.Unknown, nil},
	} {
		if s := c.r.status(); s.State != c.state || !slices.Equal(s.Kinds, c.kinds) {
			t.Errorf("%s: status = %+v, want %s %v", c.why, s, c.state, c.kinds)
		}
	}
}

func FuzzReading(f *testing.F) {
	f.Add([]byte{0x1A, 0x32, 0x12, 0x7E})
	f.Fuzz(func(t *testing.T, p []byte) {
		var r reading
		for i, b := range p[:min(len(p), 4)] {
			r.bytes[i+1], r.answered[i+1] = b, isRealTime(b)
			if isRealTime(b) && isQueued(b) {
				t.Errorf("%02X passes for both kinds of answer", b)
			}
		}
		s := r.status()
		if kind, blocked := r.blocked(); blocked && s.State == drivers.Online {
			t.Errorf("%s blocks, but the status is %+v", kind, s)
		}
	})
}

func FuzzLayout(f *testing.F) {
	f.Add("云溪镇便民服务中心\n办事凭条", "凭条编号", 16)
	f.Add("\x1B@\x1DV\x00甲\u202E", "𠮷𬴂€é", 3)
	f.Fuzz(func(t *testing.T, text, value string, limit int) {
		if len(text)+len(value) > 4000 { // the fuzzer would spend its time on length
			return
		}
		limit = 1 + abs(limit)%48
		for _, row := range wrap(clean(text), limit) {
			if n := columns(row); n > max(limit, 2) {
				t.Errorf("row %q of %d columns, want at most %d", row, n, limit)
			}
			for _, b := range gbk(row) {
				if b < 0x20 || b == 0x7F {
					t.Errorf("byte %02X in %q", b, row)
				}
			}
		}
		want := strings.ReplaceAll(clean(text), " ", "")
		if got := strings.ReplaceAll(strings.Join(wrap(clean(text), limit), ""), " ", ""); got != want {
			t.Errorf("wrap changed %q to %q", want, got)
		}
		p, _ := paperOf(58)
		for _, r := range p.pairRows(drivers.Block{Text: text, Value: value}, p.columns*2/5) {
			if r.columns() > p.columns || !utf8.Valid(r.encode(DoubleBoth)) && len(r.encode(DoubleBoth)) == 0 {
				t.Errorf("pair row of %d columns", r.columns())
			}
		}
	})
}

func abs(n int) int { return max(n, -(n + 1)) }
