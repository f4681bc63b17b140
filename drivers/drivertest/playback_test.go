package drivertest_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
	"yitiji/drivers/scanner"
	"yitiji/drivers/sdt"
	"yitiji/drivers/sim"
)

// These are the drivers over recordings: no device, no pseudo terminal. A recording
// of real hardware is used in the same way.

var update = flag.Bool("update", false, "record the traffic in testdata again")

// recorded is the traffic in testdata/name; with -update, record makes it first.
func recorded(t *testing.T, name string, record func(port.Port), device interface {
	Plug() error
	Path() string
	Close() error
},
) []porttest.Exchange {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		must(t, 0, device.Plug())
		defer device.Close()
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
		must(t, 0, err)
		recorder := porttest.Record(line)
		record(recorder)
		var text bytes.Buffer
		must(t, 0, porttest.Format(&text, recorder.Traffic()))
		must(t, 0, os.WriteFile(path, text.Bytes(), 0o644))
	}
	text, err := os.ReadFile(path)
	must(t, 0, err)
	return must2(porttest.Parse(bytes.NewReader(text)))(t)
}

func must2[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T { return must(t, v, err) }
}

func TestCardReaderOverPlayback(t *testing.T) {
	person := sim.People()[3]
	device := sim.NewReader(sim.ReaderOptions{})
	device.Present(person)
	traffic := recorded(t, "sdt.txt", func(line port.Port) {
		reader := must2(sdt.New(line, sdt.Options{}))(t)
		must2(reader.Read(context.Background(), drivers.CardRequest{Newest: true}))(t)
	}, device)
	drivertest.CardReader(t, func(t *testing.T) drivertest.CardReaderRig {
		line := porttest.NewPlayback(traffic)
		reader := must2(sdt.New(line, sdt.Options{}))(t)
		return drivertest.CardReaderRig{Reader: reader, Want: person.Card, Present: func() {}, Done: line.Close}
	})
}

func TestPrinterOverPlayback(t *testing.T) {
	device := sim.NewPrinter(sim.PrinterOptions{Width: 58})
	defer device.Close()
	traffic := recorded(t, "escpos.txt", func(line port.Port) {
		printer := must2(escpos.New(line, escpos.Options{Width: 58}))(t)
		must2(printer.Print(context.Background(), drivertest.Receipt()))(t)
	}, device)
	drivertest.Printer(t, func(t *testing.T) drivertest.PrinterRig {
		line := porttest.NewPlayback(traffic)
		printer := must2(escpos.New(line, escpos.Options{Width: 58}))(t)
		return drivertest.PrinterRig{Printer: printer, Done: line.Close}
	})
}

func TestScannerOverPlayback(t *testing.T) {
	traffic := []porttest.Exchange{{Answered: []byte("\xD4\xC6\xCF\xAA\r\n")}}
	drivertest.Scanner(t, func(t *testing.T) drivertest.ScannerRig {
		s := must2(scanner.New(porttest.NewPlayback(traffic), scanner.Options{}))(t)
		return drivertest.ScannerRig{Scanner: s, Played: "云溪"}
	})
}
