package pcsc_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/pcsc"
	"yitiji/drivers/sim"
	"yitiji/drivers/socialcard"
)

// brittle is a daemon with a card in its reader, and a line to it that breaks.
type brittle struct {
	daemon *sim.PCSCD
	line   *sim.Relay
	turn   int
}

// line is a line to the device at an address, plugged in until the test ends.
func line(t *testing.T, network, device string) *sim.Relay {
	t.Helper()
	r := sim.NewRelay(network, device+".relay", device)
	t.Cleanup(func() { r.Close() })
	if err := r.Plug(); err != nil {
		t.Fatal(err)
	}
	return r
}

func newBrittle(t *testing.T) *brittle {
	t.Helper()
	folder, err := os.MkdirTemp("", "pcscd") // not t.TempDir: the path of a socket has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	path := filepath.Join(folder, "s")
	daemon, err := sim.NewPCSCD(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { daemon.Close() })
	return &brittle{daemon: daemon, line: line(t, "unix", path)}
}

// read pushes another person's card in, and reads it over a line that breaks at a byte,
// again and again until it is read. It returns how many bytes passed.
func (b *brittle) read(ctx context.Context, what sim.Trouble, at int, patience time.Duration) (int, error) {
	people := sim.SocialCards()
	want := people[b.turn%2] // whose names GBK has
	b.turn++
	b.daemon.Insert(&sim.SocialCard{Card: want})
	b.line.Befall(what, at)
	for ctx.Err() == nil {
		got, err := b.once(ctx, patience)
		var f *drivers.Fault
		switch {
		case err == nil && got != want:
			return 0, errors.New("another card, or half of one")
		case err == nil:
			return b.line.Carried(), nil
		case errors.As(err, &f) && (f.Kind == drivers.WrongDocument || f.Kind == drivers.NeedsTechnician):
			return 0, fmt.Errorf("gave up: %w", err)
		}
		if what == sim.Mute {
			b.line.Befall("", 0)
		}
	}
	return 0, ctx.Err()
}

// once opens the slot, reads and closes, in an allotted time.
func (b *brittle) once(ctx context.Context, patience time.Duration) (drivers.SocialCard, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer func(start time.Time) {
		if late := time.Since(start) - patience; late > 5*time.Second {
			panic(fmt.Sprintf("it waited %s longer than it might", late))
		}
	}(time.Now())
	s, err := pcsc.Open(ctx, pcsc.Options{Socket: b.line.Address()})
	if err != nil {
		return drivers.SocialCard{}, err
	}
	cards := socialcard.New(s, socialcard.Options{})
	defer cards.Close()
	return cards.Read(ctx)
}

// Wherever in a conversation the daemon is cut off, falls silent, or says what nobody
// asked it: the next try reads the card, and no other. Nothing is left behind.
func TestBrokenConversations(t *testing.T) {
	nothingLeft := drivertest.NothingLeft(t)
	t.Run("all", func(t *testing.T) {
		for _, c := range []struct {
			what     sim.Trouble
			step     int
			patience time.Duration
		}{{sim.Reseated, 1, 20 * time.Second}, {sim.Noise, 509, 400 * time.Millisecond}, {sim.Mute, 509, 400 * time.Millisecond}} {
			b := newBrittle(t)
			size, err := b.read(t.Context(), "", 0, 20*time.Second)
			if err != nil || size < 2944 {
				t.Fatalf("a conversation of %d bytes: %v", size, err)
			}
			for at := 0; at < size; at += c.step {
				if _, err := b.read(t.Context(), c.what, at, c.patience); err != nil {
					t.Fatalf("%s at byte %d of %d: %v", c.what, at, size, err)
				}
			}
		}
	})
	nothingLeft()
}
