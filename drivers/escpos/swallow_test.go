package escpos_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// spoiled is a line on which bytes appear that nobody sent.
type spoiled struct {
	port.Port
	before []byte // the next Write
	sent   int
}

func (s *spoiled) Write(ctx context.Context, p []byte) (int, error) {
	if len(s.before) > 0 {
		if _, err := s.Port.Write(ctx, s.before); err != nil {
			return 0, err
		}
		s.before = nil
	}
	n, err := s.Port.Write(ctx, p)
	s.sent += n
	return n, err
}

func spoiledPrinter(t *testing.T) (*sim.Printer, *spoiled, *escpos.Printer) {
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt"), Width: 58})
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	spoil := &spoiled{Port: line}
	printer, err := escpos.New(spoil, escpos.Options{Width: 58, Speed: 200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { printer.Close(); device.Close() })
	return device, spoil, printer
}

func number() drivers.Slip {
	return drivers.Slip{Blocks: []drivers.Block{{Form: drivers.Line, Text: "号 7"}}}
}

func TestPrinterThatSwallowsIsFed(t *testing.T) {
	t.Parallel()
	for why, head := range map[string]string{
		"a code of the greatest length":  "\x1D\x28\x6B\xFF\xFF\x31\x50\x30",
		"a picture of the greatest size": "\x1D\x76\x30\x00\x00\x01\xFF\x08",
		"a column picture":               "\x1B\x2A\x21\xFF\x07",
		"tab stops without an end":       "\x1B\x44",
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			device, line, printer := spoiledPrinter(t)
			if s := printer.Status(soon(t)); s.State != drivers.Online {
				t.Fatalf("Status = %+v", s)
			}
			line.before = []byte(head)
			result, err := printer.Print(soon(t), number())
			if err != nil || result.Outcome != drivers.Printed {
				t.Errorf("Print = %+v, %v", result, err)
			}
			slips := device.Slips()
			if last := slips[len(slips)-1]; !last.Complete || !slices.Equal(last.Text, []string{"号 7"}) {
				t.Errorf("%q came out, complete: %v", last.Text, last.Complete)
			}
		})
	}
}

func TestDeadPrinterIsNotFedForEver(t *testing.T) {
	t.Parallel()
	device, line, printer := spoiledPrinter(t)
	printer.Status(soon(t))
	device.Befall(sim.Mute, 0)
	start := time.Now()
	result, err := printer.Print(soon(t), number())
	if drivers.KindOf(err) != drivers.Disconnected || result.Outcome != drivers.NotStarted {
		t.Errorf("Print = %+v, %v, want Disconnected and NotStarted", result, err)
	}
	if took := time.Since(start); took > 15*time.Second || line.sent > 600_000 {
		t.Errorf("it was fed %d bytes in %s", line.sent, took)
	}
}

func TestPrinterThatNeverTalkedIsNotFed(t *testing.T) {
	t.Parallel()
	device, line, printer := spoiledPrinter(t)
	device.Befall(sim.Mute, 0)
	if result, err := printer.Print(soon(t), number()); err != nil || result.Outcome != drivers.Uncertain {
		t.Errorf("Print = %+v, %v, want Uncertain without a fault", result, err)
	}
	if line.sent > 200 {
		t.Errorf("it was sent %d bytes", line.sent)
	}
}

func TestFeedingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	device, _, printer := spoiledPrinter(t)
	printer.Status(soon(t))
	device.Befall(sim.Mute, 0)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	result, err := printer.Print(ctx, number())
	if err == nil || drivers.KindOf(err) != drivers.NeedsTechnician || result.Outcome != drivers.NotStarted {
		t.Errorf("Print = %+v, %v, want the context's error and NotStarted", result, err)
	}
}
