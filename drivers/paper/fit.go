package paper

import (
	"image"
	"math"

	"golang.org/x/image/draw"

	"yitiji/drivers"
)

// The floor below which a page is not made smaller: what cannot be read is worth
// nothing, however small it is.
const (
	leastQuality    = 40
	leastResolution = 100
)

// millimetres in an inch.
const inch = 25.4

// Crop cuts a page to at most so many millimetres, from its upper left corner, where
// papers are laid. A page that is no larger comes back as it is.
func Crop(p drivers.Page, wide, high float64) (drivers.Page, error) {
	head, err := measure(p)
	if err != nil {
		return drivers.Page{}, err
	}
	within := image.Rect(0, 0, pixels(wide, p.Resolution), pixels(high, p.Resolution))
	if head.Width <= within.Dx() && head.Height <= within.Dy() {
		return p, nil
	}
	img, err := Decode(p)
	if err != nil {
		return drivers.Page{}, err
	}
	cut := img.Bounds().Intersect(within)
	if part, ok := img.(interface {
		SubImage(r image.Rectangle) image.Image
	}); ok && !cut.Empty() {
		return Encode(part.SubImage(cut), p.Resolution, Quality)
	}
	return drivers.Page{}, ErrFormat
}

func pixels(mm float64, dpi int) int { return int(math.Ceil(mm * float64(dpi) / inch)) }

// Fit makes a page of at most so many bytes: first by a lower quality, which hardly
// shows on a text, and then by a lower resolution. A page that fits comes back as it
// is. ErrTooLarge says that it would no longer be legible.
func Fit(p drivers.Page, most int) (drivers.Page, error) {
	img, err := Decode(p)
	if err != nil || len(p.Data) <= most {
		return p, err
	}
	for dpi := p.Resolution; dpi >= min(leastResolution, p.Resolution) && dpi > 0; dpi = dpi * 4 / 5 {
		smaller := scale(img, dpi, p.Resolution)
		for quality := Quality; quality >= leastQuality; quality -= 15 {
			page, err := Encode(smaller, dpi, quality)
			if err != nil || len(page.Data) <= most {
				return page, err
			}
		}
	}
	return drivers.Page{}, ErrTooLarge
}

// Scale makes a page of a lower resolution. One that has no more comes back as it is.
func Scale(p drivers.Page, dpi int) (drivers.Page, error) {
	img, err := Decode(p)
	if err != nil || dpi < 1 || dpi >= p.Resolution {
		return p, err
	}
	return Encode(scale(img, dpi, p.Resolution), dpi, Quality)
}

// scale brings a picture from one resolution to another.
func scale(img image.Image, to, from int) image.Image {
	if to == from {
		return img
	}
	size := img.Bounds().Size()
	out := image.NewRGBA(image.Rect(0, 0, max(1, size.X*to/from), max(1, size.Y*to/from)))
	draw.BiLinear.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	return keep(out, img)
}
