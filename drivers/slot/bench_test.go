package slot_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// BenchmarkPlug measures how long a slot takes to notice that an idle device was
// unplugged, and to have it open again after it was plugged in, each at a random
// moment of the slot's rhythm.
func BenchmarkPlug(b *testing.B) {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(b.TempDir(), "idcard")})
	b.Cleanup(func() { device.Close() })
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: device.Path()}}.Opener(all.NewSite(port.Tree{}, nil), "idcard")
	if err != nil {
		b.Fatal(err)
	}
	lost := make(chan time.Time, 1)
	reader := slot.NewCardReader("idcard", open, slot.Options{Count: func(c drivers.Counter, _ int) {
		if c == drivers.Losses {
			lost <- time.Now()
		}
	}})
	running(b, reader.Run)
	var noticed, reopened []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		plug(b, device.Plug)
		awaitQuickly(b, reader, drivers.Online)
		if i > 0 {
			reopened = append(reopened, time.Since(start))
		}
		time.Sleep(time.Duration(i%10) * 13 * time.Millisecond)
		start = time.Now()
		plug(b, device.Unplug)
		noticed = append(noticed, (<-lost).Sub(start))
		awaitQuickly(b, reader, drivers.NoDevice)
		time.Sleep(time.Duration(i%10) * 17 * time.Millisecond)
	}
	b.ReportMetric(p99(noticed), "noticed-ms-p99")
	b.ReportMetric(p99(reopened), "reopened-ms-p99")
}

func plug(b *testing.B, do func() error) {
	b.Helper()
	if err := do(); err != nil {
		b.Fatal(err)
	}
}

func awaitQuickly(b *testing.B, d *slot.CardReader, want drivers.State) {
	for d.Status(b.Context()).State != want {
		time.Sleep(time.Millisecond)
	}
}

// p99 is in milliseconds.
func p99(all []time.Duration) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[(len(all)*99+99)/100-1].Microseconds()) / 1000
}

var conversations = flag.Int("conversations", 4000, "how many conversations a day has; 10,000 for the measurements")

// TestADayLeavesMemoryFlat has a day's conversations with a reader, a printer and a
// scanner, in slots, and compares the heap after the first thousand with the end.
func TestADayLeavesMemoryFlat(t *testing.T) {
	day := newDay(t)
	const first = 1000
	var before int64
	for i := range *conversations {
		if i == first {
			before = heap()
		}
		day.converse(t, i)
	}
	after, rest := heap(), *conversations-first
	if growth := after - before; growth > int64(rest)*64 { // a card, a slip or a goroutine that stays is more
		t.Errorf("%d bytes more after %d conversations", growth, rest)
	}
	t.Logf("%d conversations: heap %d, then %d bytes; %d goroutines", *conversations, before, after, runtime.NumGoroutine())
}

// heap is the least that the heap holds in a second or two: what is just under way, such
// as a simulated slip that is being drawn, is not what stays.
func heap() int64 {
	least := int64(math.MaxInt64)
	for range 15 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		least = min(least, int64(m.HeapAlloc))
		time.Sleep(100 * time.Millisecond)
	}
	return least
}

// day is a terminal's three devices.
type day struct {
	reader  *sim.Reader
	scanner *sim.Scanner
	idcard  *slot.CardReader
	receipt *slot.Printer
	code    *slot.Scanner
	people  []sim.Person
}

func newDay(t *testing.T) *day {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	d := &day{
		reader:  sim.NewReader(sim.ReaderOptions{Link: at("idcard")}),
		scanner: sim.NewScanner(sim.ScannerOptions{Link: at("code"), Suffix: "\r"}),
		people:  sim.People(),
	}
	printer := sim.NewPrinter(sim.PrinterOptions{Link: at("receipt"), Keep: 4})
	t.Cleanup(func() { d.reader.Close(); d.scanner.Close(); printer.Close() })
	site := all.NewSite(port.Tree{}, nil)
	line := func(name string) all.Line { return all.Line{Port: at(name)} }
	reader, err1 := all.CardReader{Kind: "sdt", Line: line("idcard")}.Opener(site, "idcard")
	receipt, err2 := all.Printer{Kind: "escpos", Line: line("receipt")}.Opener(site, "receipt")
	code, err3 := all.Scanner{Kind: "serial", Line: line("code")}.Opener(site, "code")
	for _, err := range []error{err1, err2, err3, d.reader.Plug(), d.scanner.Plug(), printer.Plug()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	d.idcard = slot.NewCardReader("idcard", reader, slot.Options{})
	d.receipt = slot.NewPrinter("receipt", receipt, slot.Options{})
	d.code = slot.NewScanner("code", code, slot.Options{})
	running(t, d.idcard.Run)
	running(t, d.receipt.Run)
	running(t, d.code.Run)
	return d
}

// converse has one conversation: of ten, seven are cards, two codes, one a slip.
func (d *day) converse(t *testing.T, i int) {
	t.Helper()
	var err error
	switch i % 10 {
	case 0:
		_, err = d.receipt.Print(t.Context(), drivers.Slip{Blocks: []drivers.Block{{Form: drivers.Line, Text: fmt.Sprint("第", i, "张")}}})
	case 1, 2:
		err = d.scan(t, fmt.Sprintf("GLJT-999999-%06d", i))
	default:
		d.reader.Present(d.people[i%len(d.people)])
		_, err = d.idcard.Read(t.Context(), drivers.CardRequest{})
	}
	if err != nil {
		t.Fatalf("conversation %d: %v", i, err)
	}
}

// scan holds a code before the scanner until it is read.
func (d *day) scan(t *testing.T, text string) error {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			time.Sleep(200 * time.Microsecond) // what comes before the Scan is stale
			_ = d.scanner.Scan(ctx, text)
		}
	}()
	_, err := d.code.Scan(ctx, drivers.ScanRequest{})
	cancel()
	<-done
	return err
}
