package all_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
)

func TestPrinterEntry(t *testing.T) {
	var got all.Printer
	err := yaml.UnmarshalWithOptions([]byte(`
kind: escpos
port: /dev/usb/lp0
flow: dtr-dsr
speed: 150
asb: true
presenter: {ask: 5, bit: 0x04}
double: fs-45
draw_text: true
`), &got, yaml.Strict())
	if err != nil {
		t.Fatal(err)
	}
	want := escpos.Presenter{Ask: 5, Bit: 4}
	if got.Presenter != want || got.Double != escpos.DoubleFS45 || !got.ASB || !got.DrawText || got.Speed != 150 || got.Flow != port.DTRDSR {
		t.Errorf("entry = %+v", got)
	}
	if _, err := got.Opener(nowhere(), "receipt"); err != nil {
		t.Error(err)
	}
	got.Double = "both"
	if _, err := got.Opener(nowhere(), "receipt"); err == nil {
		t.Error("an unknown way to double is accepted")
	}
}

// TestPrinterOnUSB opens a file as a printer's node: by its name it is none of a serial
// line, and it answers nothing.
func TestPrinterOnUSB(t *testing.T) {
	node := filepath.Join(t.TempDir(), "lp0")
	if err := os.WriteFile(node, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	open, err := all.Printer{Kind: "escpos", Line: all.Line{Port: node}}.Opener(nowhere(), "receipt")
	if err != nil {
		t.Fatal(err)
	}
	printer, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer printer.Close()
	if s := printer.Status(t.Context()); s.State != drivers.Unknown {
		t.Errorf("Status = %+v, want Unknown", s)
	}
	if _, err := open(t.Context()); err == nil {
		t.Error("the node was opened twice")
	}
}
