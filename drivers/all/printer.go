package all

import (
	"context"
	"fmt"
	"os"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
)

// Printer is the entry of a receipt printer.
type Printer struct {
	Kind      string    `yaml:"kind"`       // escpos
	Port      string    `yaml:"port"`       // such as /dev/kiosk/receipt
	Baud      int       `yaml:"baud"`       // 0 means 115,200
	Flow      port.Flow `yaml:"flow"`       // rts-cts, xon-xoff or empty, as the printer's DIP switches say
	Width     int       `yaml:"width"`      // of the roll in millimetres: 58 or 80; 0 means 80
	DrawCodes bool      `yaml:"draw_codes"` // for printers that print no QR codes themselves
	Fonts     []string  `yaml:"fonts"`      // for characters outside GBK; empty means Debian's, where they are installed
}

// PrinterKinds are the kinds of printer that can be opened.
func PrinterKinds() []string { return []string{"escpos"} }

// Fonts are where Debian's fonts-noto-cjk and fonts-hanazono put what draws the
// characters of names, best first.
func Fonts() []string {
	return []string{
		"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
		"/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
	}
}

// Opener returns the function that opens the printer for the slot called place. An
// unknown kind is an error that lists the known ones; a font file that is named and
// cannot be read is one too.
func (c Printer) Opener(place string) (func(context.Context) (drivers.Printer, error), error) {
	serial := port.SerialOptions{Baud: c.Baud, Flow: c.Flow}
	options := escpos.Options{Place: place, Width: c.Width, DrawCodes: c.DrawCodes}
	if err := check(place, c.Kind, c.Port, PrinterKinds(), serial, options); err != nil {
		return nil, err
	}
	var err error
	if options.Typeface, err = c.typeface(); err != nil {
		return nil, fmt.Errorf("%s: %w", place, err)
	}
	return func(context.Context) (drivers.Printer, error) {
		line, err := port.OpenSerial(c.Port, serial)
		if err != nil {
			return nil, err
		}
		p, err := escpos.New(line, options)
		return orClose(p, err, line)
	}, nil
}

// typeface loads the fonts that are named, or those of Debian that are there.
func (c Printer) typeface() (*escpos.Typeface, error) {
	paths := c.Fonts
	if len(paths) == 0 {
		paths = installed(Fonts())
	}
	if len(paths) == 0 {
		return nil, nil
	}
	return escpos.LoadTypeface(paths...)
}

func installed(paths []string) []string {
	var there []string
	for _, path := range paths {
		if _, err := os.Stat(path); err == nil {
			there = append(there, path)
		}
	}
	return there
}
