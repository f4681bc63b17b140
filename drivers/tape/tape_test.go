package tape_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/scanner"
	"yitiji/drivers/sdt"
	"yitiji/drivers/sim"
	"yitiji/drivers/tape"
)

// personal is every way in which what people are called can stand on a tape.
func personal() map[string][]byte {
	secrets := map[string][]byte{}
	for _, p := range sim.People() {
		c := p.Card
		for what, s := range map[string]string{
			"name": c.Name, "English name": c.EnglishName, "number": c.Number, "address": c.Address, "newest address": c.Newest, "pass": c.Pass,
		} {
			if len([]rune(s)) < 2 {
				continue
			}
			add := func(how string, raw []byte) { secrets[fmt.Sprintf("%s of person %d in %s", what, p.ID, how)] = raw }
			add("UTF-8", []byte(s))
			add("UTF-16", utf16le(s))
			if gbk, err := simplifiedchinese.GBK.NewEncoder().String(s); err == nil {
				add("GBK", []byte(gbk))
			}
		}
		for at := 0; at+16 <= len(c.Photo); at += 16 {
			if piece := c.Photo[at : at+16]; len(bytes.Trim(piece, "\x00")) > 8 {
				secrets[fmt.Sprintf("photo of person %d", p.ID)] = piece
			}
		}
	}
	return secrets
}

func utf16le(s string) []byte {
	var p []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		p = binary.LittleEndian.AppendUint16(p, unit)
	}
	return p
}

// leaks finds what is personal on a tape, in either direction.
func leaks(t *testing.T, text []byte) []string {
	t.Helper()
	played, err := tape.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var sides [2][]byte
	for _, e := range played.Events {
		i := 0
		if e.Side == tape.Device {
			i = 1
		}
		sides[i] = append(sides[i], e.Bytes...)
	}
	var found []string
	for what, secret := range personal() {
		if bytes.Contains(sides[0], secret) || bytes.Contains(sides[1], secret) || bytes.Contains(text, secret) {
			found = append(found, what)
		}
	}
	return found
}

// session records what do does with the device on a cable.
func session(t *testing.T, c *sim.Cable, kind string, redact tape.Redactor, do func(ctx context.Context, line port.Port)) []byte {
	t.Helper()
	line, err := port.OpenSerial(c.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	recorder, err := tape.Record(line, kind, redact, &text)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	do(ctx, recorder)
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func newReader(t *testing.T) *sim.Reader {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard")})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	return device
}

// readAll reads everybody's card, the newest address too.
func readAll(t *testing.T, device *sim.Reader) func(context.Context, port.Port) {
	return func(ctx context.Context, line port.Port) {
		reader, err := sdt.New(line, sdt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range sim.People() {
			device.Lift()
			device.Present(p)
			if _, err := reader.Read(ctx, drivers.CardRequest{Newest: true}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestNothingPersonalOfCards(t *testing.T) {
	device := newReader(t)
	text := session(t, device.Cable, "sdt", &sdt.Redactor{}, readAll(t, device))
	if found := leaks(t, text); len(found) > 0 {
		t.Errorf("on the tape: %q", found)
	}
	// The same without a redactor: the search finds what it must.
	if found := leaks(t, session(t, device.Cable, "sdt", tape.Whole{}, readAll(t, device))); len(found) < 20 {
		t.Errorf("the search finds only %q on a tape of everything", found)
	}
}

// A frame that is torn, noisy or wrong is a frame in which the redactor must not
// trust the lengths.
func TestNothingPersonalOfBrokenFrames(t *testing.T) {
	device := newReader(t)
	person := sim.People()[0]
	for _, trouble := range []sim.Trouble{sim.Noise, sim.Flipped, sim.Dropped, sim.Pulled, sim.Twice} {
		for at := 40; at < 700; at += 41 {
			text := session(t, device.Cable, "sdt", &sdt.Redactor{}, func(ctx context.Context, line port.Port) {
				reader, err := sdt.New(line, sdt.Options{})
				if err != nil {
					t.Fatal(err)
				}
				device.Lift()
				device.Present(person)
				device.Befall(trouble, at)
				ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
				defer cancel()
				_, _ = reader.Read(ctx, drivers.CardRequest{})
			})
			if found := leaks(t, text); len(found) > 0 {
				t.Fatalf("%s at %d: on the tape: %q", trouble, at, found)
			}
			if err := device.Plug(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestNothingPersonalOfSlips(t *testing.T) {
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt")})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	print := func(ctx context.Context, line port.Port) {
		printer, err := escpos.New(line, escpos.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range sim.People() {
			if _, err := printer.Print(ctx, drivers.Slip{Blocks: []drivers.Block{
				{Form: drivers.Line, Text: p.Card.Name, Size: 2},
				{Form: drivers.Pair, Text: "号码", Value: p.Card.Number, Bold: true},
				{Form: drivers.Line, Text: p.Card.Address},
				{Form: drivers.Rule},
				{Form: drivers.Code, Text: p.Card.Number},
			}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	text := session(t, device.Cable, "escpos", &escpos.Redactor{}, print)
	if found := leaks(t, text); len(found) > 0 {
		t.Errorf("on the tape: %q", found)
	}
	if found := leaks(t, session(t, device.Cable, "escpos", tape.Whole{}, print)); len(found) < 10 {
		t.Errorf("the search finds only %q on a tape of everything", found)
	}
}

func TestNothingPersonalOfCodes(t *testing.T) {
	device := sim.NewScanner(sim.ScannerOptions{Link: filepath.Join(t.TempDir(), "code"), Prefix: "]Q1", Suffix: "\r"})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	text := session(t, device.Cable, "serial", &scanner.Redactor{}, func(ctx context.Context, line port.Port) {
		s, err := scanner.New(line, scanner.Options{AIM: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range sim.People() {
			go func() {
				time.Sleep(time.Millisecond) // Scan drops what came before it
				_ = device.Scan(ctx, p.Card.Name+p.Card.Number)
			}()
			if _, err := s.Scan(ctx, drivers.ScanRequest{}); err != nil {
				t.Fatal(err)
			}
		}
	})
	if found := leaks(t, text); len(found) > 0 {
		t.Errorf("on the tape: %q", found)
	}
	if !bytes.Contains(text, []byte("5D 51 31")) {
		t.Error("the AIM identifier is not on the tape")
	}
}

func TestPlayedTapeIsADevice(t *testing.T) {
	device := newReader(t)
	text := session(t, device.Cable, "sdt", &sdt.Redactor{}, readAll(t, device))
	played, err := tape.Read(bytes.NewReader(text))
	if err != nil || played.Kind != "sdt" {
		t.Fatalf("tape of kind %q, %v", played.Kind, err)
	}
	pty, err := port.OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	defer pty.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	go func() { _ = tape.NewPlayer(played).Play(ctx, pty) }()
	line, err := port.OpenSerial(pty.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := sdt.New(line, sdt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	layouts := map[drivers.Layout]bool{}
	for range sim.People() {
		card, err := reader.Read(ctx, drivers.CardRequest{})
		if err != nil || card.Number == "" || card.Layout == "" || card.Birth.Year != 1990 {
			t.Fatalf("the tape reads as %+v, %v", card, err)
		}
		layouts[card.Layout] = true
	}
	if len(layouts) != 4 {
		t.Errorf("layouts %v, want all four that were recorded", layouts)
	}
}

func TestTapeIsReadAsItWasWritten(t *testing.T) {
	want := tape.Tape{Kind: "sdt", Events: []tape.Event{
		{At: 1500 * time.Millisecond, Side: tape.Terminal, Bytes: []byte{0x10, 4, 1}},
		{At: 1512345 * time.Microsecond, Side: tape.Device, Bytes: []byte{0x12}},
	}}
	var text bytes.Buffer
	if err := want.Write(&text); err != nil {
		t.Fatal(err)
	}
	got, err := tape.Read(&text)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("read %v, %v, want %v", got, err, want)
	}
	for _, bad := range []string{"", "hello", "# yitiji tape 1, kind x\n1.0 ? 00", "# yitiji tape 1, kind x\n1.0 > 0", "# yitiji tape 1, kind x\n-1 > 00"} {
		if _, err := tape.Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read as a tape", bad)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("# yitiji tape 1, kind sdt\n0.5 > 10 04 01\n0.6 < 12\n")
	f.Fuzz(func(_ *testing.T, text string) {
		if t, err := tape.Read(strings.NewReader(text)); err == nil {
			tape.NewPlayer(t)
		}
	})
}

// A redactor may be given anything, in any pieces, and gives back as many bytes.
func FuzzRedact(f *testing.F) {
	f.Add([]byte("\xAA\xAA\xAA\x96\x69\x00\x04\x00\x00\x90\x94"), uint8(3))
	f.Add([]byte("\x1Dv0\x00\x01\x00\x01\x00\xFFabc\x1D(k\x04\x001P0x\n"), uint8(1))
	f.Fuzz(func(t *testing.T, p []byte, piece uint8) {
		for _, r := range []tape.Redactor{&sdt.Redactor{}, &escpos.Redactor{}, &scanner.Redactor{}} {
			for _, fromDevice := range []bool{true, false} {
				kept := 0
				for rest := p; len(rest) > 0; {
					n := min(len(rest), int(piece)+1)
					kept += len(r.Redact(fromDevice, rest[:n]))
					rest = rest[n:]
				}
				if kept += len(r.Rest()); kept != len(p) {
					t.Errorf("%T gives %d bytes for %d", r, kept, len(p))
				}
			}
		}
	})
}
