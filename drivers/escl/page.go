package escl

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"math"

	"yitiji/drivers"
)

// Causes of a page that cannot be used.
var (
	errPicture = errors.New("page is no JPEG, or not a whole one")
	errSize    = errors.New("page is larger than was asked for")
)

// slack is how many pixels a side may be longer than was asked for: scanners round
// to blocks of 16, and to what their sensor is made of.
const slack = 64

// newPage checks a picture by decoding it, and makes a Page of it.
func newPage(data []byte, p plan) (drivers.Page, error) {
	head, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return drivers.Page{}, errPicture
	}
	if head.Width > p.wide*p.dpi/units+slack || head.Height > p.long*p.dpi/units+slack {
		return drivers.Page{}, errSize // before it takes its memory
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return drivers.Page{}, errPicture
	}
	size := img.Bounds().Size()
	return drivers.Page{Format: "image/jpeg", Data: data, Width: size.X, Height: size.Y, Resolution: p.actual(size)}, nil
}

// actual is the resolution of a picture. Both sides of it being the same part of
// what was asked for is no shorter sheet, but another resolution.
func (p plan) actual(size image.Point) int {
	x := float64(size.X) * units / float64(p.wide*p.dpi)
	y := float64(size.Y) * units / float64(p.long*p.dpi)
	if math.Abs(x-y) > 0.02 || x > 0.9 {
		return p.dpi
	}
	return int(math.Round(x * float64(p.dpi)))
}
