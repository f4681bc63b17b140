package sdt_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
	"yitiji/drivers/sdt"
	"yitiji/drivers/sim"
)

// plugged returns a simulated reader on a real pseudo terminal and the driver on
// the other end of it.
func plugged(t testing.TB, baud int) (*sim.Reader, *sdt.Reader) {
	t.Helper()
	return pluggedAs(t, sim.ReaderOptions{Baud: baud})
}

func pluggedAs(t testing.TB, o sim.ReaderOptions) (*sim.Reader, *sdt.Reader) {
	t.Helper()
	o.Link = filepath.Join(t.TempDir(), "idcard")
	device := sim.NewReader(o)
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := sdt.New(line, sdt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close(); device.Close() })
	return device, reader
}

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestReadsEveryCard(t *testing.T) {
	device, reader := plugged(t, 0)
	for _, person := range sim.People() {
		device.Lift()
		device.Present(person)
		card, err := reader.Read(soon(t), drivers.CardRequest{Newest: true})
		if err != nil {
			t.Fatalf("person %d: %v", person.ID, err)
		}
		if !reflect.DeepEqual(card, person.Card) {
			t.Errorf("person %d:\n got %+v\nwant %+v", person.ID, card, person.Card)
		}
	}
}

func TestNewestOnlyWhenAsked(t *testing.T) {
	device, reader := plugged(t, 0)
	device.Present(sim.People()[3])
	card, err := reader.Read(soon(t), drivers.CardRequest{})
	if err != nil || card.Newest != "" {
		t.Errorf("Read = newest %q, %v, want none", card.Newest, err)
	}
}

func TestFingerprints(t *testing.T) {
	device, reader := plugged(t, 0)
	for _, person := range sim.People() { // of whom some have none, some one, some two
		device.Lift()
		device.Present(person)
		card, err := reader.Read(soon(t), drivers.CardRequest{Fingerprints: true, Newest: true})
		if err != nil || string(card.Fingerprints) != string(person.Prints) || card.Name != person.Card.Name || card.Newest != person.Card.Newest {
			t.Errorf("person %d: %s, %v, want %d bytes", person.ID, card.Fingerprints, err, len(person.Prints))
		}
	}
	device.Lift()
	device.Present(sim.People()[1])
	if card, err := reader.Read(soon(t), drivers.CardRequest{}); err != nil || len(card.Fingerprints) != 0 {
		t.Errorf("nobody asked: %s, %v", card.Fingerprints, err)
	}
}

func TestModuleWithoutFingerprints(t *testing.T) {
	device, reader := pluggedAs(t, sim.ReaderOptions{Old: true})
	device.Present(sim.People()[1])
	card, err := reader.Read(soon(t), drivers.CardRequest{Fingerprints: true})
	if err != nil || card.Number != sim.People()[1].Card.Number || len(card.Fingerprints) != 0 {
		t.Errorf("Read = %s, %v, want the card without fingerprints", card.Fingerprints, err)
	}
}

func TestSeekFindsTheSpeed(t *testing.T) {
	for _, c := range []struct {
		why           string
		module, first int
		want, opens   int
	}{
		{"the usual", 115200, 0, 115200, 1},
		{"the slowest", 9600, 0, 9600, 5},
		{"the one of last time", 9600, 9600, 9600, 1},
		{"another than last time", 57600, 9600, 57600, 3},
		{"none", 1, 0, 0, 6},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			device := sim.NewReader(sim.ReaderOptions{Speed: c.module})
			if err := device.Plug(); err != nil {
				t.Fatal(err)
			}
			defer device.Close()
			opens := 0
			line, baud, err := sdt.Seek(soon(t), c.first, func(baud int) (port.Port, error) {
				opens++
				return port.OpenSerial(device.Path(), port.SerialOptions{Baud: baud})
			})
			if err != nil || baud != c.want || opens != c.opens {
				t.Fatalf("Seek = %d after %d openings, %v, want %d after %d", baud, opens, err, c.want, c.opens)
			}
			defer line.Close()
			if _, ok := sdt.Probe(soon(t), line); c.want != 0 && !ok {
				t.Error("nothing answers at the speed that was found")
			}
		})
	}
}

func TestSeekEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	opened := 0
	_, _, err := sdt.Seek(ctx, 0, func(int) (port.Port, error) {
		opened++
		cancel()
		near, _ := porttest.Pipe()
		return near, nil
	})
	if !errors.Is(err, context.Canceled) || opened != 1 {
		t.Errorf("Seek = %v after %d openings", err, opened)
	}
}

func TestBadAnswersAreRetried(t *testing.T) {
	device, reader := plugged(t, 0)
	for _, fault := range []sim.ReaderFault{sim.TornFrame, sim.WrongChecksum, sim.SlowAnswer} {
		device.Lift()
		device.Fail(fault)
		device.Present(sim.People()[0])
		card, err := reader.Read(soon(t), drivers.CardRequest{})
		if err != nil || card.Number != sim.People()[0].Card.Number {
			t.Errorf("%s: Read = %v", fault, err)
		}
	}
}

func TestUnknownCardIsReportedOnce(t *testing.T) {
	device, reader := plugged(t, 0)
	device.Present(sim.Unknown())
	if _, err := reader.Read(soon(t), drivers.CardRequest{}); drivers.KindOf(err) != drivers.WrongDocument {
		t.Fatalf("Read = %v, want WrongDocument", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if _, err := reader.Read(ctx, drivers.CardRequest{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Read with the same card = %v, want to wait", err)
	}
	device.Present(sim.People()[1])
	if _, err := reader.Read(soon(t), drivers.CardRequest{}); err != nil {
		t.Errorf("Read of the card that took its place = %v", err)
	}
}

func TestUnplugInMidAnswer(t *testing.T) {
	device, reader := plugged(t, 0)
	device.FailAfter(sim.UnplugMidRead, 700)
	device.Present(sim.People()[0])
	if _, err := reader.Read(soon(t), drivers.CardRequest{}); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Read = %v, want Disconnected", err)
	}
	if s := reader.Status(soon(t)); s.State != drivers.NoDevice {
		t.Errorf("Status = %+v, want NoDevice", s)
	}
}

func TestStatusNamesTheModule(t *testing.T) {
	_, reader := plugged(t, 0)
	want := drivers.Status{State: drivers.Online, Note: "SAM 05.03-20260762-0000000007-0000000042"}
	if s := reader.Status(soon(t)); s.State != want.State || s.Note != want.Note {
		t.Errorf("Status = %+v, want %+v", s, want)
	}
}

// BenchmarkRead reads a card over a line paced at 115,200 baud and reports what
// the driver adds to the time that the bytes need on the wire.
func BenchmarkRead(b *testing.B) {
	const (
		baud  = 115200
		bytes = 10 + 15 + 10 + 19 + 10 + 1295 // find, select, read: question and answer each
	)
	device, reader := plugged(b, baud)
	person := sim.People()[0]
	wire := time.Duration(bytes) * 10 * time.Second / baud
	var took time.Duration
	for b.Loop() {
		device.Present(person)
		start := time.Now()
		if _, err := reader.Read(b.Context(), drivers.CardRequest{}); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
	}
	over := float64(took)/float64(time.Duration(b.N)*wire) - 1
	b.ReportMetric(100*over, "overhead-%")
	b.ReportMetric(float64(wire.Microseconds())/1000, "wire-ms/op")
}
