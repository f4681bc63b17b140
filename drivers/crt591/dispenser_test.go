package crt591_test

import (
	"context"
	"encoding/hex"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/crt591"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

func plugged(t *testing.T, o sim.DispenserOptions) (*sim.Dispenser, *crt591.Dispenser) {
	t.Helper()
	o.Link = filepath.Join(t.TempDir(), "dispenser")
	device := sim.NewDispenser(o)
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	return device, open(t, device)
}

func open(t *testing.T, device *sim.Dispenser) *crt591.Dispenser {
	t.Helper()
	line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := crt591.New(line, crt591.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close(); device.Close() })
	return d
}

// The frames that the reference prints.
func TestFrames(t *testing.T) {
	for command, want := range map[string]string{"C10": "f20000034331" + "3003b0", "C03": "f20000034330" + "3303b2"} {
		if got := hex.EncodeToString(crt591.Frame(0, command)); got != want {
			t.Errorf("%s is %s, want %s", command, got, want)
		}
	}
}

func TestACardsWay(t *testing.T) {
	device, d := plugged(t, sim.DispenserOptions{Baud: 115200})
	for _, c := range []struct {
		to   drivers.CardPosition
		want sim.CardAt
	}{{drivers.Inside, sim.InsideAt}, {drivers.Inside, sim.InsideAt}, {drivers.AtGate, sim.GateAt}, {drivers.Inside, sim.InsideAt}, {drivers.AtGate, sim.GateAt}} {
		if err := d.Move(t.Context(), c.to); err != nil {
			t.Fatalf("to %s: %v", c.to, err)
		}
		if got := device.State().Card; got != c.want {
			t.Fatalf("to %s: the card is at %s", c.to, got)
		}
	}
	device.Take()
	if at, err := d.Position(t.Context()); err != nil || at != drivers.NoCard {
		t.Errorf("after it was taken: %s, %v", at, err)
	}
	if s := device.State(); s.Fed != 1 || s.Taken != 1 {
		t.Errorf("one card was issued: %+v", s)
	}
	if err := d.Move(t.Context(), drivers.AtGate); err == nil || drivers.KindOf(err) != drivers.NeedsTechnician {
		t.Errorf("presenting nothing = %v", err)
	}
	if err := errors.Join(d.Move(t.Context(), drivers.Inside), d.Move(t.Context(), drivers.Bin), d.Move(t.Context(), drivers.Bin)); err != nil || device.State().Bin != 1 {
		t.Errorf("capturing: %v, %+v", err, device.State())
	}
}

func TestWhatStopsIt(t *testing.T) {
	device, d := plugged(t, sim.DispenserOptions{})
	device.Fill(0)
	if err := d.Move(t.Context(), drivers.Inside); drivers.KindOf(err) != drivers.NeedsTechnician {
		t.Errorf("an empty stacker: %v", err)
	}
	if s := d.Status(t.Context()); s.State != drivers.Offline || !s.Has(drivers.NeedsTechnician) || !slices.Equal(s.Causes, []drivers.Cause{drivers.StackerEmpty}) {
		t.Errorf("an empty stacker is %+v", s)
	}
	device.Fill(5)
	if gauges, err := d.Gauges(t.Context()); err != nil || len(gauges) != 2 || !gauges[0].Low || gauges[1].Low {
		t.Errorf("few cards: %+v, %v", gauges, err)
	}
	device.SetJam(true)
	if err := d.Move(t.Context(), drivers.Inside); drivers.KindOf(err) != drivers.Jam {
		t.Errorf("a jam: %v", err)
	}
	device.SetJam(false)
	device.Restart()
	if err := d.Move(t.Context(), drivers.Inside); err != nil {
		t.Errorf("after it was switched off and on: %v", err)
	}
	device.FillBin()
	if err := d.Move(t.Context(), drivers.Bin); drivers.KindOf(err) != drivers.NeedsTechnician || device.State().Card != sim.InsideAt {
		t.Errorf("a full bin: %v", err)
	}
}

// A motion that takes its time does not hold up who asks how the device is, and a
// caller who leaves does not leave a stale answer for the next one.
func TestMotionThatIsLeft(t *testing.T) {
	_, d := plugged(t, sim.DispenserOptions{Motion: 400 * time.Millisecond})
	if s := d.Status(t.Context()); s.State != drivers.Online {
		t.Fatalf("status %+v", s)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	moved := make(chan error, 1)
	go func() { moved <- d.Move(ctx, drivers.Inside) }()
	start := time.Now()
	for ctx.Err() == nil {
		if s := d.Status(t.Context()); s.State != drivers.Online {
			t.Errorf("status while a card moves: %+v", s)
		}
		time.Sleep(time.Millisecond)
	}
	if took := time.Since(start); took > 350*time.Millisecond {
		t.Errorf("Status waited %s for a card", took)
	}
	if err := <-moved; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Move that was left = %v", err)
	}
	if at, err := d.Position(t.Context()); err != nil || at != drivers.Inside {
		t.Errorf("afterwards: %s, %v", at, err)
	}
}

// Whatever happens to the line, one order never feeds two cards, and in the end the
// card is where it was wanted.
func TestTroubles(t *testing.T) {
	device, d := plugged(t, sim.DispenserOptions{})
	if err := d.Move(t.Context(), drivers.Inside); err != nil {
		t.Fatal(err)
	}
	round := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for _, to := range []drivers.CardPosition{drivers.Inside, drivers.AtGate} {
			for tries := 0; ; tries++ { // as the terminal does: where is it, and on
				err := d.Move(ctx, to)
				if err == nil {
					break
				}
				if tries == 3 {
					return err
				}
			}
		}
		return nil
	}
	device.Befall("", 0)
	fresh := func() { device.Take(); device.Fill(100) }
	if err := errors.Join(round()); err != nil {
		t.Fatal(err)
	}
	size := device.Carried()
	for i, trouble := range []sim.Trouble{sim.Noise, sim.Flipped, sim.Dropped, sim.Twice, sim.Late} {
		for at := i; at < size; at += 11 {
			fresh()
			fed := device.State().Fed
			device.Befall(trouble, at)
			if err := round(); err != nil {
				t.Fatalf("%s at byte %d of %d: %v", trouble, at, size, err)
			}
			if s := device.State(); s.Card != sim.GateAt || s.Fed != fed+1 {
				t.Fatalf("%s at byte %d of %d: %d cards were fed, the card is at %s", trouble, at, size, s.Fed-fed, s.Card)
			}
		}
	}
}

func FuzzNext(f *testing.F) {
	f.Add(crt591.Frame(0, "P10020"))
	f.Add(append([]byte{0xF2, 0, 0, 200, 6}, crt591.Frame(0, "N20A0")...))
	f.Fuzz(func(_ *testing.T, p []byte) {
		for {
			text, rest, ok, _ := crt591.Next(0, p)
			if !ok {
				return
			}
			_, _, _ = crt591.Parse("10", text)
			p = rest
		}
	})
}
