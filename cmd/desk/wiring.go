package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"text/template"

	"yitiji/drivers/sim"
)

// wiring is on which lines the devices of every visit hang; those of the cabinet have
// one line each. What is no serial line is a socket that stands in for the kernel's
// node.
type wiring string

// The wirings. Together they have every line that the drivers speak over.
const (
	serialWiring wiring = "serial" // serial lines, or adapters that look like them
	hidWiring    wiring = "hid"    // HID: reports of the reader, HID-POS of the scanner; the printer on USB
	usbWiring    wiring = "usb"    // USB without help: bulk pipes of the reader, a scanner that types; the printer on USB
)

// wire is the line of one device.
type wire struct {
	Kind        string // the kind of device in kiosk.yaml, which says what is spoken over the line
	Text, Gloss string // what the page calls it
}

var (
	serialWire = wire{Text: "串口", Gloss: "serial"}
	httpWire   = wire{Text: "网络", Gloss: "HTTP"}
)

// reader is the card reader. Only a serial line is slow enough to count.
func (w wiring) reader() (sim.ReaderOptions, wire) {
	switch w {
	case hidWiring:
		return sim.ReaderOptions{Over: sim.ReaderOverHID}, wire{"sdt", "HID 报告", "HID reports"}
	case usbWiring:
		return sim.ReaderOptions{Over: sim.ReaderOverUSBNode}, wire{"sdt", "USB 批量传输", "bulk USB"}
	}
	return sim.ReaderOptions{Baud: readerBaud}, serialWire.of("sdt")
}

// printer is the receipt printer.
func (w wiring) printer() (sim.PrinterOptions, wire) {
	if w == hidWiring || w == usbWiring {
		return sim.PrinterOptions{Over: sim.PrinterOverLP}, wire{"escpos", "USB 打印机", "/dev/usb/lp*"}
	}
	return sim.PrinterOptions{}, serialWire.of("escpos")
}

// scanner is the code scanner.
func (w wiring) scanner() (sim.ScannerOptions, wire) {
	switch w {
	case hidWiring:
		return sim.ScannerOptions{Over: sim.OverHIDPOS}, wire{"hid-pos", "HID-POS", "HID-POS"}
	case usbWiring:
		return sim.ScannerOptions{Over: sim.OverKeyboard, Suffix: "\r"}, wire{"keyboard", "键盘", "types as a keyboard"}
	}
	return sim.ScannerOptions{Suffix: "\r\n"}, serialWire.of("serial")
}

// of is the line to a kind of device.
func (w wire) of(kind string) wire {
	w.Kind = kind
	return w
}

// cabinetWires are the lines of the cabinet.
func cabinetWires() map[string]wire {
	return map[string]wire{
		"travel": serialWire.of("mrz"), "dispenser": serialWire.of("crt591"), "ups": serialWire.of("megatec"),
		"signals": serialWire.of("modbus"), "paper": httpWire.of("escl"), "document": httpWire.of("ipp"),
	}
}

//go:embed devices.yaml
var devicesYAML string

// describe writes down, in the folder of the devices, how kiosk.yaml has to name them.
func (d *desk) describe() error {
	entries, err := template.New("devices.yaml").Funcs(template.FuncMap{
		"port": func(place string) string { return fmt.Sprintf("%q", filepath.Join(d.devices, place)) },
		"kind": func(place string) string { return d.wires[place].Kind },
	}).Parse(devicesYAML)
	if err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(d.devices, "devices.yaml"))
	if err != nil {
		return err
	}
	defer file.Close()
	return entries.Execute(file, struct {
		Width int
		Paper string
	}{d.width, d.cabinet.paperURL()})
}
