package escpos

import (
	"image"
	"image/color"
	"image/draw"
)

// bandHeight bounds the height of one raster command: some printers hold no more
// of one image, and between two of them a question may be put.
const bandHeight = 96

// rasterRow draws one row of text as an image as wide as the paper. Every
// character stands in the cells that the printer would have given it.
func (p paper) rasterRow(t *Typeface, r row) *image.Gray {
	cell := cellHeight * r.scale
	img := white(p.dots, r.height())
	x, top := p.left(r), 0
	for _, part := range r.parts {
		for _, c := range part.text {
			drawCell(t, img, c, x, top, cell)
			for heavier := range r.scale {
				if part.bold { // as the printers do: again, a dot further on
					drawCell(t, img, c, x+heavier+1, top, cell)
				}
			}
			x += columnsOf(c) * cellWidth * r.scale
		}
	}
	return img
}

// drawCell draws c, or 〓 for what no font holds; a lone accent is left out.
func drawCell(t *Typeface, dst draw.Image, c rune, x, y, high int) {
	if !t.has(c) {
		if columnsOf(c) == 0 {
			return
		}
		c = missing
	}
	_ = t.draw(dst, c, x, y, high) // fails only when no font holds 〓 either
}

func white(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	return img
}

// rasterCommands is img as GS v 0 commands, cut into bands.
func rasterCommands(img *image.Gray) [][]byte {
	var out [][]byte
	for y := 0; y < img.Rect.Dy(); y += bandHeight {
		band := image.Rect(0, y, img.Rect.Dx(), min(y+bandHeight, img.Rect.Dy()))
		out = append(out, rasterCommand(img.SubImage(band).(*image.Gray)))
	}
	return out
}

func rasterCommand(img *image.Gray) []byte {
	wide := (img.Rect.Dx() + 7) / 8
	b := append([]byte(raster), word16(wide)...)
	b = append(b, word16(img.Rect.Dy())...)
	return append(b, calm(dots(img, wide))...)
}

// dots packs img into bits, the leftmost dot in the highest bit.
func dots(img *image.Gray, wide int) []byte {
	const dark = 0x90 // a little above the middle: thin strokes stay whole
	out := make([]byte, wide*img.Rect.Dy())
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.GrayAt(img.Rect.Min.X+x, img.Rect.Min.Y+y).Y < dark {
				out[y*wide+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return out
}

// calm alters, by one dot, bytes that a printer might take for a real-time command
// in the middle of an image: DLE followed by EOT, ENQ or DC4.
func calm(p []byte) []byte {
	for i := 0; i+1 < len(p); i++ {
		if p[i] == 0x10 && (p[i+1] == 0x04 || p[i+1] == 0x05 || p[i+1] == 0x14) {
			p[i] = 0x18
		}
	}
	return p
}

// ruleImage is a hairline over the whole paper with air around it.
func (p paper) ruleImage() *image.Gray {
	img := white(p.dots, 17)
	draw.Draw(img, image.Rect(0, 8, p.dots, 10), image.NewUniform(color.Black), image.Point{}, draw.Src)
	return img
}
