package drivertest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/sdt"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// Here the plug is pulled at every byte of a conversation and pushed in again, and
// the other troubles happen at bytes all over it. Whatever happens, the next try of
// a patient caller works, nobody gets another person's card, and what a printer
// says of its paper is true.

// brisk is a slot's rhythm for trouble of which there is much.
var brisk = slot.Options{Poll: time.Hour, Glance: time.Millisecond, Seek: time.Millisecond, Retry: 2 * time.Millisecond}

// troubled is a device on a cable, and one conversation with it.
type troubled struct {
	cable *sim.Cable
	// converse talks to the device as the terminal does, until it has what it
	// wants. It returns an error when something came out that must not.
	converse func(ctx context.Context) error
	coarse   int           // how far apart troubles are at least; 0 for as far as stride says
	spared   []sim.Trouble // what cannot happen on such a line
}

// stride is how far apart the bytes are at which a trouble happens: at every byte
// where the plug is pulled, at a prime elsewhere, so that it falls on every part of
// a frame. With -everywhere it is every byte.
func stride(t sim.Trouble) int {
	switch {
	case *everywhere || t == sim.Reseated:
		return 1
	case t == sim.Noise || t == sim.Twice:
		return 31
	}
	return 293 // these make the driver wait
}

var everywhere = flag.Bool("everywhere", false, "let every trouble happen at every byte: an hour")

// befallAll runs the conversation once undisturbed, and then with every trouble. It
// returns what went wrong.
func befallAll(ctx context.Context, d troubled) error {
	before := resources()
	size, err := converse(ctx, d, "", 0)
	if err != nil || size < 2 {
		return fmt.Errorf("an undisturbed conversation of %d bytes: %w", size, err)
	}
	for _, trouble := range []sim.Trouble{sim.Reseated, sim.Noise, sim.Flipped, sim.Dropped, sim.Late, sim.Twice, sim.Stale} {
		step := stride(trouble)
		if !*everywhere {
			step = max(step, d.coarse)
		}
		if slices.Contains(d.spared, trouble) {
			continue
		}
		for at := 0; at < size; at += step {
			if _, err := converse(ctx, d, trouble, at); err != nil {
				return fmt.Errorf("%s at byte %d of %d: %w", trouble, at, size, err)
			}
		}
	}
	if err := fallSilent(ctx, d, size); err != nil {
		return err
	}
	if _, err := converse(ctx, d, "", 0); err != nil {
		return fmt.Errorf("after all troubles: %w", err)
	}
	if after := resources(); after != before {
		return fmt.Errorf("left behind: %s before, %s after", before, after)
	}
	return nil
}

// fallSilent lets the device fall silent all over a conversation, whose caller leaves soon:
// no verb outlives its caller, and a device that is plugged in anew works at once.
func fallSilent(ctx context.Context, d troubled, size int) error {
	for at := 0; at < size; at += min(stride(sim.Mute), size/6+1) {
		limited, cancel := context.WithTimeout(ctx, soon)
		d.cable.Befall(sim.Mute, at)
		err := d.converse(limited)
		end, _ := limited.Deadline()
		cancel()
		if late := time.Since(end); late > tolerance {
			return fmt.Errorf("silent from byte %d of %d: a caller that left was kept for %s", at, size, late)
		}
		var f *drivers.Fault
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &f) {
			return fmt.Errorf("silent from byte %d of %d: %w", at, size, err)
		}
		if err := errors.Join(d.cable.Unplug(), d.cable.Plug()); err != nil {
			return err
		}
		if _, err := converse(ctx, d, "", 0); err != nil {
			return fmt.Errorf("after silence from byte %d of %d: %w", at, size, err)
		}
	}
	return nil
}

// A caller leaves a device that is silent soon, and is let go within the tolerance on a
// busy machine too.
const (
	soon      = 400 * time.Millisecond
	tolerance = 3 * time.Second
)

// converse has the conversation with a trouble, and says how many bytes it took.
func converse(ctx context.Context, d troubled, trouble sim.Trouble, at int) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*enoughForTrouble)
	defer cancel()
	d.cable.Befall(trouble, at)
	err := d.converse(ctx)
	return d.cable.Carried(), err
}

// enoughForTrouble is more than three tries take with a device that is late.
const enoughForTrouble = 15 * time.Second

// resources counts what must not grow. It waits a moment for what is just ending.
func resources() string {
	var now string
	for range 100 {
		files, _ := os.ReadDir("/proc/self/fd")
		now = fmt.Sprintf("%d goroutines, %d files", runtime.NumGoroutine(), len(files))
		time.Sleep(time.Millisecond)
	}
	return now
}

// again calls verb until it succeeds, as a person does who tries again.
func again(ctx context.Context, verb func() error) error {
	for {
		err := verb()
		if err == nil || ctx.Err() != nil {
			return err
		}
		if drivers.KindOf(err) == drivers.NeedsTechnician {
			return fmt.Errorf("gave up: %w", err)
		}
	}
}

// troubledReader reads one person's card after another.
func troubledReader(t *testing.T, dress func(drivers.CardReader) drivers.CardReader) troubled {
	return troubledReaderOver(t, sim.ReaderOverSerial, func(device *sim.Reader) (drivers.CardReader, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		r, err := sdt.New(line, sdt.Options{})
		return dress(r), err
	})
}

func troubledReaderOver(t *testing.T, over sim.ReaderLine, open func(*sim.Reader) (drivers.CardReader, error)) troubled {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard"), Over: over})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	reader := slot.NewCardReader("idcard", func(context.Context) (drivers.CardReader, error) { return open(device) }, brisk)
	seat(t, reader.Run, reader.Status)
	people, turn := sim.People(), 0
	return troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		person := people[turn%len(people)]
		turn++
		var card drivers.Card
		err := again(ctx, func() (err error) {
			device.Lift()
			device.Present(person) // after a Misread the person lays the card on again
			card, err = reader.Read(ctx, drivers.CardRequest{})
			return err
		})
		if card.Newest = person.Card.Newest; err == nil && !reflect.DeepEqual(card, person.Card) {
			return fmt.Errorf("person %d got another card", person.ID)
		}
		return err
	}}
}

func TestTroubleReadingCards(t *testing.T) {
	must(t, 0, befallAll(t.Context(), troubledReader(t, func(r drivers.CardReader) drivers.CardReader { return r })))
}

// Over reports and bulk pipes the same frames pass, and the same troubles befall them.
// No byte is lost inside a report, which USB checks itself; the module's checksum would
// not notice it: a zero that is lost is made good by a zero of the padding.
func TestTroubleReadingCardsOverReports(t *testing.T) {
	d := troubledReaderOver(t, sim.ReaderOverHID, func(device *sim.Reader) (drivers.CardReader, error) {
		line, err := port.OpenHIDRaw(device.Path(), port.HIDOptions{})
		if err != nil {
			return nil, err
		}
		return sdt.New(line, sdt.Options{})
	})
	d.coarse, d.spared = 293, []sim.Trouble{sim.Dropped}
	must(t, 0, befallAll(t.Context(), d))
}

func TestTroubleReadingCardsOverUSB(t *testing.T) {
	d := troubledReaderOver(t, sim.ReaderOverUSBSplit, readerOnUSB)
	d.coarse = 293
	must(t, 0, befallAll(t.Context(), d))
}

// hasty returns the card that it read last when this one cannot be read.
type hasty struct {
	drivers.CardReader
	last *drivers.Card
}

func (h hasty) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	card, err := h.CardReader.Read(ctx, req)
	if err == nil {
		*h.last = card
	}
	return *h.last, nil
}

func TestTroubleFindsAnotherPersonsCard(t *testing.T) {
	last := new(drivers.Card)
	err := befallAll(t.Context(), troubledReader(t, func(r drivers.CardReader) drivers.CardReader { return hasty{r, last} }))
	if err == nil || !strings.Contains(err.Error(), "another card") {
		t.Errorf("a reader that returns another card passes: %v", err)
	}
}
