package visiontest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
)

// Face is a drawn face of nobody. Its nose is blue, which is what the models of Models
// look for.
type Face struct {
	X, Y  int // of the nose, in pixels
	Width int // of the head; 0 means FaceWidth
	Seed  int // who it is: faces of different seeds differ in all parts
	Light int // of the skin, per cent; 0 means 100
}

// FaceWidth is how wide the face is that Models see around a nose, whatever was drawn.
const FaceWidth = 160

// Picture draws a picture with faces on it, as a JPEG.
func Picture(width, height int, faces ...Face) []byte {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, color.RGBA{uint8(90 + 40*y/height), uint8(110 + 30*x/width), 100, 255})
		}
	}
	for _, f := range faces {
		f.draw(m)
	}
	return encoded(m)
}

func encoded(m image.Image) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 92}); err != nil {
		panic(err) // memory does not fail
	}
	return out.Bytes()
}

// draw draws head, hair, eyes, brows, nose and mouth, in proportions of a face seen from
// the front, with what its seed changes of them.
func (f Face) draw(m *image.RGBA) {
	if f.Width == 0 {
		f.Width = FaceWidth
	}
	if f.Light == 0 {
		f.Light = 100
	}
	w := float64(f.Width)
	vary := func(n int) float64 { return math.Mod(math.Abs(math.Sin(float64(f.Seed*31+n))*1000), 1) } // 0 to 1
	shade := func(r, g, b float64) color.RGBA {
		of := func(v float64) uint8 { return uint8(max(0, min(255, v*float64(f.Light)/100))) }
		return color.RGBA{of(r), of(g), of(b), 255}
	}
	oval := func(dx, dy, rx, ry float64, c color.RGBA) {
		f.oval(m, dx*w, dy*w, rx*w, ry*w, c)
	}
	oval(0, -0.12, 0.56, 0.74, shade(40+60*vary(1), 30+40*vary(2), 30))
	oval(0, 0, 0.46, 0.62, shade(200+40*vary(3), 160+40*vary(4), 130+40*vary(5)))
	for i, at := range [][2]float64{{-0.18, -0.42}, {0.18, -0.42}, {-0.26, 0.08}, {0.26, 0.08}, {-0.12, 0.44}, {0.12, 0.44}} {
		paint := 255 * math.Round(vary(20+i)) // painted as for a play, so that even a template without weights tells them apart
		oval(at[0], at[1], 0.13, 0.13, shade(paint, paint, paint/2))
	}
	for _, side := range []float64{-1, 1} {
		oval(side*0.21, -0.33+0.04*vary(6), 0.12, 0.02+0.02*vary(7), shade(50, 40, 40))
		oval(side*0.20, -0.21, 0.09, 0.045, shade(240, 240, 240))
		oval(side*0.20, -0.21, 0.035+0.01*vary(8), 0.04, shade(90*vary(9), 60*vary(10), 40))
	}
	oval(0, 0, 0.07, 0.07, color.RGBA{0, 0, 255, 255}) // whatever the light
	oval(0, 0.26, 0.15+0.06*vary(15), 0.03+0.04*vary(16), shade(150+80*vary(17), 60, 70))
}

func (f Face) oval(m *image.RGBA, dx, dy, rx, ry float64, c color.RGBA) {
	cx, cy := float64(f.X)+dx, float64(f.Y)+dy
	for y := int(cy - ry); y <= int(cy+ry); y++ {
		for x := int(cx - rx); x <= int(cx+rx); x++ {
			a, b := (float64(x)-cx)/rx, (float64(y)-cy)/ry
			if a*a+b*b <= 1 && image.Pt(x, y).In(m.Bounds()) {
				m.SetRGBA(x, y, c)
			}
		}
	}
}

// Film writes pictures into a folder, which then plays as a film.
func Film(folder string, pictures ...[]byte) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for i, p := range pictures {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%04d.jpg", i)), p, 0o600); err != nil {
			return err
		}
	}
	return nil
}
