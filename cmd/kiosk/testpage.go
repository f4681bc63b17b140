package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"yitiji/drivers"
)

// The test page, in dots of an A4 sheet at 100 to the inch.
const (
	pageWide   = 827
	pageHigh   = 1169
	pageMargin = 50
)

// testPage is a page that shows what a printer can do: a frame that touches the margins,
// a ramp from black to white, lines of one, two and three dots, and when it was printed.
func testPage(now time.Time) (drivers.Document, error) {
	page := image.NewGray(image.Rect(0, 0, pageWide, pageHigh))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	fill := func(x, y, w, h int, shade uint8) {
		draw.Draw(page, image.Rect(x, y, x+w, y+h), image.NewUniform(color.Gray{shade}), image.Point{}, draw.Src)
	}
	inner := pageWide - 2*pageMargin
	for _, side := range []struct{ x, y, w, h int }{
		{pageMargin, pageMargin, inner, 2},
		{pageMargin, pageHigh - pageMargin, inner, 2},
		{pageMargin, pageMargin, 2, pageHigh - 2*pageMargin},
		{pageWide - pageMargin, pageMargin, 2, pageHigh - 2*pageMargin},
	} {
		fill(side.x, side.y, side.w, side.h, 0)
	}
	for step := range 16 {
		fill(pageMargin+20+step*(inner-40)/16, 300, (inner-40)/16, 80, uint8(step*17))
	}
	for i := range 12 {
		fill(pageMargin+20, 420+i*12, inner-40, 1+i%3, 0)
	}
	write(page, pageMargin+20, 140, 3, "YITIJI TEST PAGE")
	write(page, pageMargin+20, 220, 2, now.Format("2006-01-02 15:04"))
	var b bytes.Buffer
	err := jpeg.Encode(&b, page, &jpeg.Options{Quality: 90})
	return drivers.Document{Name: "test page", Format: "image/jpeg", Data: b.Bytes()}, err
}

// write writes text with its foot at y, so many times as large as the font is.
func write(page *image.Gray, x, y, times int, text string) {
	small := image.NewGray(image.Rect(0, 0, 7*len(text), 13))
	d := font.Drawer{Dst: small, Src: image.White, Face: basicfont.Face7x13, Dot: fixed.P(0, 10)}
	d.DrawString(text)
	for sy := range 13 * times {
		for sx := range small.Rect.Dx() * times {
			if small.GrayAt(sx/times, sy/times).Y > 0 {
				page.SetGray(x+sx, y-10*times+sy, color.Gray{})
			}
		}
	}
}
