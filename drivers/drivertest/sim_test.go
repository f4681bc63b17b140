package drivertest_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/sdt"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// These are the drivers over simulators at the far end of real pseudo terminals,
// once bare and once in a slot.

// quick is a slot's rhythm for tests: long enough for a plug, short enough to wait.
var quick = slot.Options{Poll: 100 * time.Millisecond, Retry: 50 * time.Millisecond}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// seat runs a slot until the test ends and waits until its device is there.
func seat(t *testing.T, run func(context.Context) error, status func(context.Context) drivers.Status) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	for status(ctx).State == drivers.Starting {
		time.Sleep(time.Millisecond)
	}
}

func readerRig(device *sim.Reader, reader drivers.CardReader, person sim.Person) drivertest.CardReaderRig {
	return drivertest.CardReaderRig{
		Reader: reader, Want: person.Card, Lift: device.Lift,
		Present: func() { device.Present(person) },
		Wrong:   func() { device.Present(sim.Unknown()) },
		Unplug:  func() { _ = device.Unplug() },
	}
}

// deskReader is a simulated reader that is plugged in, and how to open it.
func deskReader(t *testing.T) (*sim.Reader, func(context.Context) (drivers.CardReader, error)) {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard")})
	t.Cleanup(func() { device.Close() })
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: device.Path()}}.Opener(all.NewSite(port.Tree{}, nil), "idcard")
	must(t, 0, err)
	must(t, 0, device.Plug())
	return device, open
}

func TestCardReader(t *testing.T) {
	t.Parallel()
	drivertest.CardReader(t, func(t *testing.T) drivertest.CardReaderRig {
		device, open := deskReader(t)
		reader, err := open(t.Context())
		must(t, 0, err)
		t.Cleanup(func() { reader.Close() })
		return readerRig(device, reader, sim.People()[3])
	})
}

// Over reports and packets the suite passes as over a serial line; the entry is the same.
func TestCardReaderOverSockets(t *testing.T) {
	t.Parallel()
	for _, over := range []sim.ReaderLine{sim.ReaderOverHID, sim.ReaderOverUSBNode} {
		t.Run(string(over), func(t *testing.T) {
			t.Parallel()
			drivertest.CardReader(t, func(t *testing.T) drivertest.CardReaderRig {
				device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard"), Over: over})
				t.Cleanup(func() { device.Close() })
				open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: device.Path()}}.Opener(all.NewSite(port.Tree{}, nil), "idcard")
				must(t, 0, err)
				must(t, 0, device.Plug())
				reader, err := open(t.Context())
				must(t, 0, err)
				t.Cleanup(func() { reader.Close() })
				return readerRig(device, reader, sim.People()[3])
			})
		})
	}
}

// And over bulk pipes, one pair or two.
func TestCardReaderOverUSB(t *testing.T) {
	t.Parallel()
	for _, over := range []sim.ReaderLine{sim.ReaderOverUSB, sim.ReaderOverUSBSplit} {
		t.Run(string(over), func(t *testing.T) {
			t.Parallel()
			drivertest.CardReader(t, func(t *testing.T) drivertest.CardReaderRig {
				device := sim.NewReader(sim.ReaderOptions{Over: over})
				t.Cleanup(func() { device.Close() })
				must(t, 0, device.Plug())
				reader, err := readerOnUSB(device)
				must(t, 0, err)
				t.Cleanup(func() { reader.Close() })
				return readerRig(device, reader, sim.People()[8])
			})
		})
	}
}

// readerOnUSB is the driver over the bulk pipes of a simulator.
func readerOnUSB(device *sim.Reader) (drivers.CardReader, error) {
	usb, descriptors, err := device.USB()
	if err != nil {
		return nil, err
	}
	line, err := port.NewUSB(usb, "usb", descriptors, port.USBOptions{Split: sdt.Split()})
	if err != nil {
		return nil, err
	}
	return sdt.New(line, sdt.Options{})
}

func TestCardReaderInSlot(t *testing.T) {
	t.Parallel()
	drivertest.CardReader(t, func(t *testing.T) drivertest.CardReaderRig {
		device, open := deskReader(t)
		reader := slot.NewCardReader("idcard", open, quick)
		seat(t, reader.Run, reader.Status)
		return readerRig(device, reader, sim.People()[9])
	})
}

func printerRig(device *sim.Printer, printer drivers.Printer) drivertest.PrinterRig {
	return drivertest.PrinterRig{
		Printer: printer, Cover: device.SetCover, RunOut: device.RunOut,
		HeatAfter: device.HeatAfter, Cool: func() { device.SetHot(false) },
		Paper: func(in bool) {
			device.SetPaper(map[bool]sim.Paper{true: sim.PaperFull, false: sim.PaperOut}[in])
		},
		Unplug: func() { _ = device.Unplug() },
		Out: func() (out []drivertest.PaperOut) {
			for _, s := range device.Slips() {
				out = append(out, drivertest.PaperOut{Text: strings.Join(s.Text, "\n"), Complete: s.Complete, Length: s.Height / 8})
			}
			return out
		},
	}
}

func deskPrinter(t *testing.T, width int) (*sim.Printer, func(context.Context) (drivers.Printer, error)) {
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt"), Width: width})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	return device, func(context.Context) (drivers.Printer, error) { // not by way of all: that loads fonts each time
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		return escpos.New(line, escpos.Options{Width: width})
	}
}

func TestPrinter(t *testing.T) {
	t.Parallel()
	drivertest.Printer(t, func(t *testing.T) drivertest.PrinterRig {
		device, open := deskPrinter(t, 58)
		printer, err := open(t.Context())
		must(t, 0, err)
		t.Cleanup(func() { printer.Close() })
		return printerRig(device, printer)
	})
}

func TestPrinterInSlot(t *testing.T) {
	t.Parallel()
	drivertest.Printer(t, func(t *testing.T) drivertest.PrinterRig {
		device, open := deskPrinter(t, 80)
		printer := slot.NewPrinter("receipt", open, quick)
		seat(t, printer.Run, printer.Status)
		rig := printerRig(device, printer)
		unplug := rig.Unplug
		rig.Unplug = func() { // a slot waits for a plug that is pushed in again; the suite wants it gone
			unplug()
			for printer.Status(t.Context()).State != drivers.NoDevice {
				time.Sleep(time.Millisecond)
			}
		}
		return rig
	})
}

func scannerRig(t *testing.T, device *sim.Scanner, scanner drivers.Scanner) drivertest.ScannerRig {
	return drivertest.ScannerRig{
		Scanner: scanner,
		Hold:    func(text string) { must(t, 0, device.Scan(context.Background(), text)) },
		Garbage: func() { must(t, 0, device.Garbage(context.Background())) },
		Unplug:  func() { _ = device.Unplug() },
	}
}

func deskScanner(t *testing.T, suffix string, c all.Scanner) (*sim.Scanner, func(context.Context) (drivers.Scanner, error)) {
	c.Kind = "serial"
	return deskScannerOver(t, sim.ScannerOptions{Suffix: suffix}, c)
}

func deskScannerOver(t *testing.T, o sim.ScannerOptions, c all.Scanner) (*sim.Scanner, func(context.Context) (drivers.Scanner, error)) {
	o.Link = filepath.Join(t.TempDir(), "code")
	device := sim.NewScanner(o)
	t.Cleanup(func() { device.Close() })
	c.Port = device.Path()
	open, err := c.Opener(all.NewSite(port.Tree{}, nil), "code")
	must(t, 0, err)
	must(t, 0, device.Plug())
	return device, open
}

func TestScanner(t *testing.T) {
	t.Parallel()
	ack := "\x02\x00\x00\x01\x00\x33\x31"
	engine := all.Scanner{Kind: "serial", Trigger: "7E 00 08 01 00 02 01 AB CD", Acknowledge: "02 00 00 01 00 33 31"}
	silent := engine
	silent.Framing = "gap"
	for name, c := range map[string]struct {
		device sim.ScannerOptions
		config all.Scanner
	}{
		"lines":            {sim.ScannerOptions{Suffix: "\r\n"}, all.Scanner{Kind: "serial"}},
		"gap":              {sim.ScannerOptions{}, all.Scanner{Kind: "serial", Framing: "gap"}},
		"acknowledges":     {sim.ScannerOptions{Suffix: "\r", Acknowledge: ack}, engine},
		"acknowledges gap": {sim.ScannerOptions{Acknowledge: ack}, silent},
		"hid-pos":          {sim.ScannerOptions{Over: sim.OverHIDPOS, Prefix: "]Q1"}, all.Scanner{Kind: "hid-pos"}},
		"hid-pos trigger":  {sim.ScannerOptions{Over: sim.OverHIDPOS}, all.Scanner{Kind: "hid-pos", Trigger: "01", Release: "00"}},
		"hid-pos 63 bytes": {sim.ScannerOptions{Over: sim.OverReserved, Prefix: "]C0"}, all.Scanner{Kind: "hid-pos"}},
		"keyboard":         {sim.ScannerOptions{Over: sim.OverKeyboard, Suffix: "\r"}, all.Scanner{Kind: "keyboard"}},
		"keyboard tab":     {sim.ScannerOptions{Over: sim.OverKeyboard, Suffix: "\t"}, all.Scanner{Kind: "keyboard"}},
		"keyboard gap":     {sim.ScannerOptions{Over: sim.OverKeyboard}, all.Scanner{Kind: "keyboard", Framing: "gap"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drivertest.Scanner(t, func(t *testing.T) drivertest.ScannerRig {
				device, open := deskScannerOver(t, c.device, c.config)
				scanner, err := open(t.Context())
				must(t, 0, err)
				t.Cleanup(func() { scanner.Close() })
				return scannerRig(t, device, scanner)
			})
		})
	}
}

func TestScannerInSlot(t *testing.T) {
	t.Parallel()
	drivertest.Scanner(t, func(t *testing.T) drivertest.ScannerRig {
		device, open := deskScanner(t, "\r", all.Scanner{})
		scanner := slot.NewScanner("code", open, quick)
		seat(t, scanner.Run, scanner.Status)
		return scannerRig(t, device, scanner)
	})
}
