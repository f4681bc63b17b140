package sim_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// terminal returns a printer and the terminal's end of its cable.
func terminal(t *testing.T) (*sim.Printer, port.Port) {
	t.Helper()
	p := sim.NewPrinter(sim.PrinterOptions{Width: 58})
	if err := p.Plug(); err != nil {
		t.Fatal(err)
	}
	line, err := port.OpenSerial(p.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { line.Close(); p.Close() })
	return p, line
}

func say(t *testing.T, line port.Port, s string) {
	t.Helper()
	if _, err := line.Write(t.Context(), []byte(s)); err != nil {
		t.Fatal(err)
	}
}

// hears wants exactly these bytes.
func hears(t *testing.T, line port.Port, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	got := ""
	for p := make([]byte, 16); len(got) < len(want); {
		n, err := line.Read(ctx, p)
		if got += string(p[:n]); err != nil {
			t.Fatalf("heard % X, %v, want % X", got, err, want)
		}
	}
	if got != want {
		t.Fatalf("heard % X, want % X", got, want)
	}
}

// hearsNothing wants silence for a moment.
func hearsNothing(t *testing.T, line port.Port) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	p := make([]byte, 16)
	if n, err := line.Read(ctx, p); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("heard % X, %v, want silence", p[:n], err)
	}
}

const (
	slip   = "\x1B\x40\xD4\xC6\xCF\xAA\x0A\x1D\x56\x42\x00" // 云溪, cut
	ask    = "\x1D\x72\x01"
	askNow = "\x10\x04\x01"
	wipe   = "\x10\x14\x08\x01\x03\x20\x14\x06\x02\x08"
)

func TestOfflinePrinterKeepsItsBuffer(t *testing.T) {
	p, line := terminal(t)
	p.SetCover(true)
	say(t, line, slip+ask)
	hearsNothing(t, line)
	say(t, line, askNow)
	hears(t, line, "\x1A")
	if n := len(p.Slips()); n != 0 {
		t.Fatalf("%d slips came out of an open printer", n)
	}
	p.SetCover(false)
	hears(t, line, "\x00")
	if s := p.Slips(); len(s) != 1 || !s[0].Complete || s[0].Text[0] != "云溪" {
		t.Fatalf("slips = %+v", s)
	}
}

func TestClearedBufferStaysInside(t *testing.T) {
	p, line := terminal(t)
	p.SetCover(true)
	say(t, line, slip+ask+wipe)
	hears(t, line, "\x37\x25\x00")
	p.SetCover(false)
	hearsNothing(t, line)
	if n := len(p.Slips()); n != 0 {
		t.Errorf("%d slips came out after the buffer was cleared", n)
	}
}

func TestNewRollBeginsANewPiece(t *testing.T) {
	p, line := terminal(t)
	p.RunOut(2)
	say(t, line, "A\x0AB\x0AC\x0AD\x0A\x1D\x56\x00"+ask)
	hearsNothing(t, line)
	p.SetPaper(sim.PaperFull)
	hears(t, line, "\x00")
	s := p.Slips()
	if len(s) != 2 || s[0].Complete || s[1].Complete {
		t.Fatalf("slips = %+v, want two pieces of one slip", s)
	}
	say(t, line, slip+ask)
	hears(t, line, "\x00")
	if s = p.Slips(); len(s) != 3 || !s[2].Complete {
		t.Errorf("slips = %+v, want a complete one at the end", s)
	}
}

func TestPrintsOnWithoutItsCable(t *testing.T) {
	p, line := terminal(t)
	out := make(chan struct{}, 1)
	p.OnSlip(func() { out <- struct{}{} })
	p.SetCover(true)
	say(t, line, slip)
	say(t, line, askNow) // so that all before it was received
	hears(t, line, "\x1A")
	if err := p.Unplug(); err != nil {
		t.Fatal(err)
	}
	p.SetCover(false)
	<-out
	if s := p.Slips(); len(s) != 1 || !s[0].Complete {
		t.Errorf("slips = %+v", s)
	}
}

// A presenter can be put on and taken off while the printer runs, as with a switch.
func TestPresenterHoldsSlips(t *testing.T) {
	p, line := terminal(t)
	print := func() { say(t, line, slip+ask); hears(t, line, "\x00") }
	for _, c := range []struct {
		why    string
		do     func()
		answer string // to DLE EOT 5
		held   bool
	}{
		{"without a presenter slips drop", print, "\x12", false},
		{"a presenter that has nothing", func() { p.SetPresenter(true) }, "\x12", false},
		{"with one they hang", print, "\x16", true},
		{"until somebody takes them", func() { p.Take() }, "\x12", false},
		{"and the next one hangs", print, "\x16", true},
		{"it drops with the presenter", func() { p.SetPresenter(false) }, "\x12", false},
		{"a presenter holds nothing that has dropped", func() { p.SetPresenter(true) }, "\x12", false},
	} {
		c.do()
		say(t, line, "\x10\x04\x05")
		hears(t, line, c.answer)
		if p.State().Held != c.held {
			t.Errorf("%s: held %v", c.why, p.State().Held)
		}
	}
	if p.Take() {
		t.Error("a slip is taken where none hangs")
	}
}
