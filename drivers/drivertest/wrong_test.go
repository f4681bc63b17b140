package drivertest_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/sim"
)

// Each device here is right but for one thing, and the suite must say which.

// forgetful returns a card again that was not lifted.
type forgetful struct {
	drivers.CardReader
	card *drivers.Card
}

func (f *forgetful) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	if f.card != nil {
		return *f.card, nil
	}
	card, err := f.CardReader.Read(ctx, req)
	if err == nil {
		f.card = &card
	}
	return card, err
}

// deaf goes on reading after its context has ended.
type deaf struct{ drivers.CardReader }

func (d deaf) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	return d.CardReader.Read(context.WithoutCancel(ctx), req)
}

// mumbling fails with errors that are no faults.
type mumbling struct{ drivers.CardReader }

func (m mumbling) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	card, err := m.CardReader.Read(ctx, req)
	if err != nil && ctx.Err() == nil {
		err = errors.New("status 40")
	}
	return card, err
}

func TestSuiteRejectsWrongCardReaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		wrong func(drivers.CardReader) drivers.CardReader
		want  []string
	}{
		{"nothing", func(r drivers.CardReader) drivers.CardReader { return r }, nil},
		{"forgetful", func(r drivers.CardReader) drivers.CardReader { return &forgetful{CardReader: r} }, []string{"returns a card once"}},
		{"mumbling", func(r drivers.CardReader) drivers.CardReader { return mumbling{r} }, []string{"refuses a wrong card", "is disconnected when unplugged", "closes"}},
	} {
		got := drivertest.FailingCardReader(t, func(t *testing.T) drivertest.CardReaderRig {
			device, open := deskReader(t)
			reader := must2(open(t.Context()))(t)
			t.Cleanup(func() { reader.Close() })
			return readerRig(device, c.wrong(reader), sim.People()[0])
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: the suite rejects %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSuiteRejectsDeafCardReader(t *testing.T) {
	t.Parallel()
	got := drivertest.FailingCardReader(t, func(t *testing.T) drivertest.CardReaderRig {
		device, open := deskReader(t)
		reader := must2(open(t.Context()))(t)
		rig := readerRig(device, deaf{reader}, sim.People()[0])
		t.Cleanup(func() { reader.Close() })
		rig.Wrong, rig.Unplug = nil, nil
		// A deaf Read would wait for ever: the cable is pulled for it.
		go pullLater(t.Context(), device)
		return rig
	})
	if !slices.Contains(got, "ends with its context") {
		t.Errorf("the suite rejects %q, and lets a deaf Read pass", got)
	}
}

// boastful says that everything was printed.
type boastful struct{ drivers.Printer }

func (b boastful) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	_, err := b.Printer.Print(ctx, slip)
	return drivers.PrintResult{Outcome: drivers.Printed}, err
}

// repeating prints everything twice, as a driver does that retries on its own.
type repeating struct{ drivers.Printer }

func (r repeating) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	slip.Blocks = append(slip.Blocks, slip.Blocks...)
	return r.Printer.Print(ctx, slip)
}

func TestSuiteRejectsWrongPrinters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		wrong func(drivers.Printer) drivers.Printer
		want  string
	}{
		{"boastful", func(p drivers.Printer) drivers.Printer { return boastful{p} }, "is uncertain when the paper ends"},
		{"repeating", func(p drivers.Printer) drivers.Printer { return repeating{p} }, "prints a slip"},
	} {
		got := drivertest.FailingPrinter(t, func(t *testing.T) drivertest.PrinterRig {
			device, open := deskPrinter(t, 58)
			printer := must2(open(t.Context()))(t)
			t.Cleanup(func() { printer.Close() })
			return printerRig(device, c.wrong(printer))
		})
		if !slices.Contains(got, c.want) {
			t.Errorf("%s: the suite rejects %q, which lacks %q", c.name, got, c.want)
		}
	}
}

// hoarding returns what was scanned before it was asked.
type hoarding struct {
	drivers.Scanner
	codes chan drivers.Scan
}

func (h hoarding) Scan(ctx context.Context, _ drivers.ScanRequest) (drivers.Scan, error) {
	select {
	case scan := <-h.codes:
		return scan, nil
	case <-ctx.Done():
		return drivers.Scan{}, ctx.Err()
	}
}

func TestSuiteRejectsHoardingScanner(t *testing.T) {
	t.Parallel()
	got := drivertest.FailingScanner(t, func(t *testing.T) drivertest.ScannerRig {
		device, open := deskScanner(t, "\r", all.Scanner{})
		rig := scannerRig(t, device, hoarding{must2(open(t.Context()))(t), make(chan drivers.Scan, 9)})
		h := rig.Scanner.(hoarding)
		t.Cleanup(func() { h.Close() })
		rig.Hold = func(text string) { h.codes <- drivers.Scan{Text: text} }
		rig.Garbage, rig.Unplug = nil, nil
		return rig
	})
	for _, want := range []string{"drops stale codes", "drops control characters"} {
		if !slices.Contains(got, want) {
			t.Errorf("the suite rejects %q, which lacks %q", got, want)
		}
	}
}

// pullLater frees a Read that will not listen.
func pullLater(ctx context.Context, device *sim.Reader) {
	select {
	case <-time.After(3 * time.Second):
		_ = device.Unplug()
	case <-ctx.Done():
	}
}
