package paper

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"

	"yitiji/drivers"
)

// The limits of a page.
const (
	// MostPixels bounds a picture before it is decoded: A4 at 600 dpi has 35
	// million pixels.
	MostPixels = 80_000_000
	// Quality is what pages are encoded with: characters of 2 mm stay legible.
	Quality = 85
)

// Causes of pages that cannot be used.
var (
	ErrFormat   = errors.New("page is no JPEG, or not a whole one")
	ErrTooLarge = errors.New("page is too large")
)

// Decode returns the picture of a page.
func Decode(p drivers.Page) (image.Image, error) {
	if _, err := measure(p); err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return nil, ErrFormat
	}
	return img, nil
}

// measure reads the head of a page's picture.
func measure(p drivers.Page) (image.Config, error) {
	head, err := jpeg.DecodeConfig(bytes.NewReader(p.Data))
	switch {
	case err != nil, head.Width < 1, head.Height < 1:
		return image.Config{}, ErrFormat
	case head.Width*head.Height > MostPixels:
		return image.Config{}, ErrTooLarge
	}
	return head, nil
}

// Encode makes a page of a picture.
func Encode(img image.Image, dpi, quality int) (drivers.Page, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return drivers.Page{}, ErrTooLarge // the only thing that JPEG cannot hold
	}
	size := img.Bounds().Size()
	return drivers.Page{Format: "image/jpeg", Data: b.Bytes(), Width: size.X, Height: size.Y, Resolution: dpi}, nil
}

// keep gives the picture the colours that its model had: what was grey stays grey.
func keep(img *image.RGBA, like image.Image) image.Image {
	if _, grey := like.(*image.Gray); !grey {
		return img
	}
	out := image.NewGray(img.Rect)
	for i := range out.Pix {
		out.Pix[i] = img.Pix[4*i]
	}
	return out
}
