package sim

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/bmp"
)

// Portrait draws what the photo of a simulated card stands for, as the BMP that a
// maker's decoder would write: a head and shoulders in a colour of the person's own.
// A photo of anything else is an error.
func Portrait(photo []byte) ([]byte, error) {
	var id int
	tag, _, _ := bytes.Cut(photo, []byte{0})
	if _, err := fmt.Sscanf(string(tag), "YITIJI SIMULATED PHOTO %d", &id); err != nil || len(photo) != 1024 {
		return nil, errors.New("not the photo of a simulated card")
	}
	picture := image.NewRGBA(image.Rect(0, 0, 102, 126))
	for y := range 126 {
		for x := range 102 {
			picture.Set(x, y, shade(id, x, y))
		}
	}
	var out bytes.Buffer
	err := bmp.Encode(&out, picture)
	return out.Bytes(), err
}

// shade is the colour of a point of a person's portrait.
func shade(id, x, y int) color.RGBA {
	within := func(cx, cy, rx, ry int) bool {
		dx, dy := (x-cx)*ry, (y-cy)*rx
		return dx*dx+dy*dy <= rx*rx*ry*ry
	}
	switch {
	case within(51, 52, 22, 28): // face
		return color.RGBA{0xE8, 0xC0, 0xA0, 0xFF}
	case within(51, 44, 26, 32): // hair
		return color.RGBA{uint8(20 * id), uint8(16 * id), uint8(12 * id), 0xFF}
	case within(51, 126, 44, 36): // shoulders
		return color.RGBA{uint8(60 + 70*id), uint8(40 + 110*id), uint8(90 + 50*id), 0xFF}
	}
	return color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
}
