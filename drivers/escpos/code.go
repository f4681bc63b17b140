package escpos

import (
	"fmt"
	"image"

	"github.com/skip2/go-qrcode"

	"yitiji/drivers"
)

// The size of a code on paper: a telephone reads modules of 3 dots (0.375 mm), and
// an old person's hand is steadier with larger ones, up to two thirds of the paper.
const (
	leastModule = 3
	mostModule  = 8
)

// code is a QR code that is ready to be printed.
type code struct {
	text    string
	modules [][]bool
	module  int // dots
	align   drivers.Align
}

// newCode lays out content, which must not be empty.
func (p paper) newCode(content string, align drivers.Align) (code, error) {
	content = clean(content)
	q, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return code{}, fmt.Errorf("code of %d bytes: %w", len(content), err)
	}
	q.DisableBorder = true
	c := code{text: content, modules: q.Bitmap(), align: align}
	c.module = min(mostModule, p.dots*2/3/len(c.modules))
	if c.module < leastModule {
		return code{}, fmt.Errorf("code of %d bytes does not fit on the paper", len(content))
	}
	return c, nil
}

// native has the printer draw the code: model 2, level M, then store and print.
func (c code) native() [][]byte {
	store := append([]byte{0x30}, c.text...)
	return [][]byte{
		append([]byte(alignTo), alignment(c.align)),
		qrCommand(0x41, 0x32, 0x00),
		qrCommand(0x43, byte(c.module)),
		qrCommand(0x45, 0x31),
		qrCommand(0x50, store...),
		qrCommand(0x51, 0x30),
		append([]byte(alignTo), alignment(drivers.Left)),
	}
}

// image draws the code for printers that cannot.
func (c code) image(p paper) *image.Gray {
	wide := len(c.modules) * c.module
	img := white(p.dots, wide)
	left := (p.dots - wide) * int(alignment(c.align)) / 2
	for y := range wide {
		for x := range wide {
			if c.modules[y/c.module][x/c.module] {
				img.Pix[img.PixOffset(left+x, y)] = 0
			}
		}
	}
	return img
}

// alignment is the parameter of ESC a.
func alignment(a drivers.Align) byte {
	switch a {
	case drivers.Centre:
		return 1
	case drivers.Right:
		return 2
	}
	return 0
}
