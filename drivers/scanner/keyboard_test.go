package scanner

import (
	"context"
	"encoding/binary"
	"strings"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
)

// strokes are what a test types: code 30 pressed is "30+", released "30-", held "30*".
func strokes(t *testing.T, text string) (p []byte) {
	t.Helper()
	for _, s := range strings.Fields(text) {
		value := uint32(strings.IndexByte("-+*", s[len(s)-1]))
		var code uint16
		for _, c := range s[:len(s)-1] {
			code = 10*code + uint16(c-'0')
		}
		p = append(p, rawEvent(4, 4, 0x70004)...) // scan code
		p = append(p, rawEvent(evKey, code, value)...)
		p = append(p, rawEvent(evSyn, 0, 0)...)
	}
	return p
}

func rawEvent(kind, code uint16, value uint32) []byte {
	p := make([]byte, eventSize)
	copy(p, "\x01\x02\x03\x04\x05\x06\x07\x08time") // which counts for nothing
	binary.NativeEndian.PutUint16(p[16:], kind)
	binary.NativeEndian.PutUint16(p[18:], code)
	binary.NativeEndian.PutUint32(p[20:], value)
	return p
}

func scanTyped(t *testing.T, o Options, pieces ...[]byte) (drivers.Scan, error) {
	t.Helper()
	near, device := porttest.Pipe()
	s, err := NewKeyboard(near, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	flushed := make(chan struct{})
	s.source.(*lines).port.(*keyboard).Port = awaited{near, flushed}
	go func() {
		<-flushed
		for _, p := range pieces {
			_, _ = device.Write(context.Background(), p)
		}
	}()
	return s.Scan(t.Context(), drivers.ScanRequest{})
}

func TestKeys(t *testing.T) {
	const enter = " 28+ 28-"
	for _, c := range []struct{ why, typed, want string }{
		{"letters and digits", "30+ 30- 2+ 2-" + enter, "a1"},
		{"shift", "42+ 30+ 30- 42- 30+ 30- 54+ 3+ 3- 54-" + enter, "Aa@"},
		{"both shifts, one let go", "42+ 54+ 42- 30+ 30- 54-" + enter, "A"},
		{"a key that is held", "30+ 30* 30* 30-" + enter, "a"},
		{"Tab ends a code, too", "30+ 30- 15+ 15-", "a"},
		{"the keypad, and its Enter", "79+ 79- 82+ 82- 96+ 96-", "10"},
		{"shift does not change the keypad", "42+ 79+ 79- 42-" + enter, "1"},
		{"a control character", "30+ 30- 29+ 27+ 27- 29- 48+ 48-" + enter, "ab"},
		{"keys that are no characters", "59+ 59- 103+ 103- 1+ 1- 58+ 58- 700+ 700- 30+ 30-" + enter, "a"},
		{"a key that was held before", "30- 42- 48+ 48-" + enter, "b"},
		{"ASCII by its number", "56+ 77+ 77- 76+ 76- 56-" + enter, "A"},
		{"with a zero before it", "56+ 82+ 82- 77+ 77- 76+ 76- 56-" + enter, "A"},
		{"a GBK code, 54470", "56+ 76+ 76- 75+ 75- 75+ 75- 71+ 71- 82+ 82- 56-" + enter, "云"},
		{"Alt alone", "56+ 56- 30+ 30-" + enter, "a"},
		{"Alt with a letter", "56+ 30+ 30- 56- 48+ 48-" + enter, "b"},
	} {
		if got, err := scanTyped(t, Options{}, strokes(t, c.typed)); err != nil || got.Text != c.want {
			t.Errorf("%s: Scan = %q, %v, want %q", c.why, got.Text, err, c.want)
		}
	}
}

func TestTypedInPieces(t *testing.T) {
	typed := strokes(t, "30+ 30- 48+ 48- 28+ 28-")
	var pieces [][]byte
	for i := 0; i < len(typed); i += 7 {
		pieces = append(pieces, typed[i:min(len(typed), i+7)])
	}
	if got, err := scanTyped(t, Options{}, pieces...); err != nil || got.Text != "ab" {
		t.Errorf("Scan = %+v, %v", got, err)
	}
}

func TestTypedAIM(t *testing.T) {
	got, err := scanTyped(t, Options{AIM: true}, strokes(t, "27+ 27- 42+ 16+ 16- 42- 2+ 2- 30+ 30- 28+ 28-"))
	if want := (drivers.Scan{Text: "a", AIM: "]Q1"}); err != nil || got != want {
		t.Errorf("Scan = %+v, %v, want %+v", got, err, want)
	}
}

// Half a code must not pass for a whole one.
func TestLostKeysAreAMisread(t *testing.T) {
	lost := append(strokes(t, "30+ 30-"), rawEvent(evSyn, synDropped, 0)...)
	got, err := scanTyped(t, Options{}, append(lost, strokes(t, "48+ 48- 28+ 28-")...))
	if drivers.KindOf(err) != drivers.Misread {
		t.Errorf("Scan = %+v, %v, want a Misread", got, err)
	}
}

func TestKeyboardTakesNoTrigger(t *testing.T) {
	near, _ := porttest.Pipe()
	if _, err := NewKeyboard(near, Options{Trigger: []byte{1}}); err == nil {
		t.Error("a trigger for a keyboard")
	}
	if _, err := NewKeyboard(nil, Options{}); err == nil {
		t.Error("no port")
	}
}

func FuzzKeyboard(f *testing.F) {
	f.Add([]byte(strings.Repeat("\x00", 16)+"\x01\x00\x1e\x00\x01\x00\x00\x00"), 3)
	f.Fuzz(func(t *testing.T, p []byte, room int) {
		k := keyboard{}
		var typed []byte
		for ; len(p) > 0; p = p[min(len(p), max(1, room&31)):] {
			more, err := k.typed(append(k.half, p[:min(len(p), max(1, room&31))]...))
			if err == nil {
				typed = append(typed, more...)
			}
			if len(k.half) >= eventSize {
				t.Fatalf("%d bytes of an event kept", len(k.half))
			}
		}
		if scan, err := parse(typed, true); err == nil && strings.ContainsAny(scan.Text, "\x00\x1B\r\n\t") {
			t.Errorf("parse(% X) = %q", typed, scan.Text)
		}
	})
}

// awaited says when it was flushed for the first time: what comes before is stale.
type awaited struct {
	port.Port
	flushed chan struct{}
}

func (a awaited) Flush() error {
	err := a.Port.Flush()
	close(a.flushed)
	return err
}
