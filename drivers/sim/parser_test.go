package sim

import (
	"bytes"
	"testing"
)

func TestEscParserCutsCommands(t *testing.T) {
	for _, c := range []struct {
		why, stream string
		want        []string
	}{
		{"text and Chinese", "A\xD4\xC6\x0A", []string{"A", "\xD4\xC6", "\x0A"}},
		{"Chinese off", "\x1C\x2E\xD4\xC6", []string{"\x1C\x2E", "\xD4", "\xC6"}},
		{"real time between commands", "\x1B\x40\x10\x04\x01A", []string{"\x1B\x40", "\x10\x04\x01", "A"}},
		{"clear", "\x10\x14\x08\x01\x03\x20\x14\x06\x02\x08A", []string{"\x10\x14\x08\x01\x03\x20\x14\x06\x02\x08", "A"}},
		{"data is data", "\x1D\x76\x30\x00\x01\x00\x03\x00\x10\x04\x01A", []string{"\x1D\x76\x30\x00\x01\x00\x03\x00\x10\x04\x01", "A"}},
		{"code", "\x1D\x28\x6B\x03\x00\x31\x51\x30A", []string{"\x1D\x28\x6B\x03\x00\x31\x51\x30", "A"}},
		{"both kinds of cut", "\x1D\x56\x00\x1D\x56\x42\x00A", []string{"\x1D\x56\x00", "\x1D\x56\x42\x00", "A"}},
		{"bar code", "\x1D\x6B\x04123\x00A", []string{"\x1D\x6B\x04123\x00", "A"}},
	} {
		p := escParser{chinese: true}
		var got [][]byte
		for i := range len(c.stream) {
			if command, done := p.feed(c.stream[i]); done {
				got = append(got, command)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %d commands %q, want %q", c.why, len(got), got, c.want)
			continue
		}
		for i := range got {
			if string(got[i]) != c.want[i] {
				t.Errorf("%s: command %d is %q, want %q", c.why, i, got[i], c.want[i])
			}
		}
	}
}

func TestSamParserFindsCommands(t *testing.T) {
	find := "\xAA\xAA\xAA\x96\x69\x00\x03\x20\x01\x22"
	for why, stream := range map[string]string{
		"plain":            find,
		"noise before":     "\x00\xAA\xAA" + find,
		"one AA too many":  "\xAA" + find,
		"two AA too many":  "\xAA\xAA" + find,
		"a torn one first": find[:7] + find[:3] + find + find,
	} {
		var p samParser
		found := 0
		for i := range len(stream) {
			if c, done := p.feed(stream[i]); done && c.sound && c.cmd == 0x20 && c.para == 0x01 {
				found++
			}
		}
		if found == 0 {
			t.Errorf("%s: no command found", why)
		}
	}
}

func TestNumbers(t *testing.T) {
	if got := checkDigit("11010519491231002"); got != "X" {
		t.Errorf("the standard's own example ends in %s, want X", got)
	}
	for i, p := range People() {
		if p.ID != i+1 || len([]rune(p.Card.Address)) > 35 || len(p.Card.Photo) != 1024 {
			t.Errorf("person %d does not fit on a card", i+1)
		}
	}
}

func FuzzSamParser(f *testing.F) {
	f.Add([]byte("\xAA\xAA\xAA\x96\x69\x00\x03\x20\x01\x22"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := NewReader(ReaderOptions{})
		r.Present(People()[0])
		var p samParser
		for _, b := range stream {
			if c, done := p.feed(b); done {
				sw, data, _, _ := r.execute(c)
				if frame := samFrame(sw, data); xor(frame[5:]) != 0 {
					t.Errorf("frame % X does not add up", frame)
				}
			}
		}
	})
}

func FuzzPrinter(f *testing.F) {
	f.Add([]byte("\x1B\x40\x1C\x26\x1B\x61\x01\xD4\xC6\x0A\x1D\x56\x42\x00"))
	f.Add([]byte("\x1D\x76\x30\x00\x02\x00\x02\x00\xFF\xFF\xFF\xFF\x1D\x28\x6B\x03\x00\x31\x43\x04"))
	f.Add([]byte("\x1D\x28\x6B\x05\x00\x31\x50\x30AB\x1D\x28\x6B\x03\x00\x31\x51\x30\x1B\x2A\x21\x01\x00ABC"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		if len(stream) > 2000 || bytes.Count(stream, []byte("\x31\x51")) > 3 { // drawing codes takes its time
			return
		}
		e, p := newEngine(384, nil), escParser{chinese: true}
		var seen bytes.Buffer
		for _, b := range stream {
			if c, done := p.feed(b); done {
				seen.Write(c)
				if c[0] != 0x10 {
					e.execute(c)
				}
			}
		}
		seen.Write(p.seen)
		if !bytes.Equal(seen.Bytes(), stream) {
			t.Errorf("the parser lost bytes of % X", stream)
		}
		if len(e.roll.rows) > mostRows {
			t.Errorf("%d rows", len(e.roll.rows))
		}
	})
}
