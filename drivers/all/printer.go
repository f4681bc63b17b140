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
	Kind      string `yaml:"kind"` // escpos
	Line      `yaml:",inline"`
	Width     int              `yaml:"width"`      // of the roll in millimetres: 58 or 80; 0 means 80
	Speed     int              `yaml:"speed"`      // millimetres a second at which it prints; 0 means 40, which is slow
	ASB       bool             `yaml:"asb"`        // for printers that answer no DLE EOT, and report by themselves
	Presenter escpos.Presenter `yaml:"presenter"`  // {ask: n, bit: b}: where it tells that a slip waits to be taken
	Double    escpos.Double    `yaml:"double"`     // what doubles Chinese: empty, gs or fs-45
	DrawCodes bool             `yaml:"draw_codes"` // for printers that print no QR codes themselves
	DrawText  bool             `yaml:"draw_text"`  // for printers without a Chinese font
	Fonts     []string         `yaml:"fonts"`      // for characters outside GBK; empty means Debian's, where they are installed
	Roll      int              `yaml:"roll"`       // metres on a new roll, for the forecast of its end; 0 means 50
	Margin    int              `yaml:"margin"`     // metres left when the printer says near end; 0 means 3
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

func (c Printer) at() (string, Line) { return c.Kind, c.Line }

func (c Printer) check(place string) error {
	return check(place, c.Kind, c.Line, PrinterKinds(), c.options(place))
}

func (c Printer) options(place string) escpos.Options {
	return escpos.Options{
		Place: place, Width: c.Width, Speed: c.Speed, ASB: c.ASB, Presenter: c.Presenter,
		Double: c.Double, DrawCodes: c.DrawCodes, DrawText: c.DrawText,
	}
}

// Opener returns the function that opens the printer for the slot called place. An
// unknown kind is an error that lists the known ones; a font file that is named and
// cannot be read is one too.
func (c Printer) Opener(s *Site, place string) (func(context.Context) (drivers.Printer, error), error) {
	typeface, err := c.typeface()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", place, err)
	}
	of := func(q Quirk) settings[Printer] { return q.Printer }
	return opener(s, place, c, of, func(c Printer, line port.Port) (drivers.Printer, error) {
		options := c.options(place)
		options.Typeface = typeface
		return escpos.New(line, options)
	})
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

// With returns the entry with what quirks know of its model filled in.
func (c Printer) With(known Quirks) (Printer, error) {
	return apply(known, Identity{Models: []string{c.Model}}, c, func(q Quirk) settings[Printer] { return q.Printer })
}
