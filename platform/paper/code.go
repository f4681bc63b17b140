package paper

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// code draws a QR code as squares, with its lower left corner at a point.
func (c *canvas) code(x, y, wide float64, content string) {
	q, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		if c.err == nil {
			c.err = fmt.Errorf("a code for %d characters: %w", len(content), err)
		}
		return
	}
	q.DisableBorder = true
	dots := q.Bitmap()
	size := wide / float64(len(dots))
	c.fill(ink)
	for row, line := range dots {
		top := y + wide - float64(row)*size
		for first := 0; first < len(line); {
			last := first
			for last < len(line) && line[last] {
				last++
			}
			if last > first {
				c.op("%.3f %.3f %.3f %.3f re", x+float64(first)*size, top-size, float64(last-first)*size, size)
			}
			first = last + 1
		}
	}
	c.op("f")
}
