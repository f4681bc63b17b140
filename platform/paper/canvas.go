package paper

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// colour is red, green and blue from 0 to 1.
type colour [3]float64

// The colours of a sheet.
var (
	ink   = colour{0.09, 0.13, 0.22}
	quiet = colour{0.36, 0.40, 0.48}
	faint = colour{0.925, 0.93, 0.945}
	red   = colour{0.80, 0.13, 0.10}
)

// style is how letters are drawn.
type style struct {
	size   float64 // in points
	weight Weight
	colour colour
}

// canvas is one page that is being drawn, from its lower left corner, in points.
type canvas struct {
	b      bytes.Buffer
	glyphs *glyphs
	err    error // the first thing that went wrong
}

func (c *canvas) op(format string, args ...any) { fmt.Fprintf(&c.b, format+"\n", args...) }

func (c *canvas) fill(k colour)   { c.op("%.3f %.3f %.3f rg", k[0], k[1], k[2]) }
func (c *canvas) stroke(k colour) { c.op("%.3f %.3f %.3f RG", k[0], k[1], k[2]) }

// place is the place of a character; a failure is kept, and the character left out.
func (c *canvas) place(r rune, w Weight) (place, bool) {
	p, err := c.glyphs.place(r, w)
	if err != nil && c.err == nil {
		c.err = err
	}
	return p, err == nil
}

// width is how wide a line of text is.
func (c *canvas) width(text string, s style) float64 {
	total := 0.0
	for _, r := range text {
		if p, ok := c.place(r, s.weight); ok {
			total += p.advance * s.size / em
		}
	}
	return total
}

// text writes a line that begins at a point.
func (c *canvas) text(x, y float64, text string, s style) {
	c.turned(x, y, 0, text, s)
}

// turned writes a line that begins at a point and rises by an angle.
func (c *canvas) turned(x, y, angle float64, text string, s style) {
	if text == "" {
		return
	}
	c.fill(s.colour)
	sin, cos := math.Sincos(angle)
	c.op("BT %.4f %.4f %.4f %.4f %.2f %.2f Tm", cos, sin, -sin, cos, x, y)
	font, codes := -1, strings.Builder{}
	show := func() {
		if codes.Len() > 0 {
			c.op("<%s> Tj", codes.String())
			codes.Reset()
		}
	}
	for _, r := range text {
		p, ok := c.place(r, s.weight)
		if !ok {
			continue
		}
		if p.font != font {
			show()
			c.op("/F%d %.2f Tf", p.font, s.size)
			font = p.font
		}
		fmt.Fprintf(&codes, "%02X", p.code)
	}
	show()
	c.op("ET")
}

// centred writes a line with its middle at x.
func (c *canvas) centred(x, y float64, text string, s style) {
	c.text(x-c.width(text, s)/2, y, text, s)
}

// line draws a line.
func (c *canvas) line(x1, y1, x2, y2, thick float64, k colour) {
	c.stroke(k)
	c.op("%.2f w %.2f %.2f m %.2f %.2f l S", thick, x1, y1, x2, y2)
}

// box fills a rectangle.
func (c *canvas) box(x, y, wide, high float64, k colour) {
	c.fill(k)
	c.op("%.2f %.2f %.2f %.2f re f", x, y, wide, high)
}

// wrap breaks a text into lines that are no wider than wide.
func (c *canvas) wrap(text string, s style, wide float64) []string {
	var lines []string
	line, at := "", 0.0
	for _, word := range words(text) {
		w := c.width(word, s)
		if at+w > wide && line != "" && !hangs(word) {
			lines, line, at = append(lines, strings.TrimRight(line, " ")), "", 0
			word = strings.TrimLeft(word, " ")
		}
		line += word
		at += w
	}
	return append(lines, line)
}

// words cuts a text where a line may end: after each Chinese character, and between words
// of letters.
func words(text string) []string {
	var out []string
	run := ""
	flush := func() {
		if run != "" {
			out = append(out, run)
			run = ""
		}
	}
	for _, r := range text {
		switch {
		case r == ' ':
			flush()
			out = append(out, " ")
		case r < 0x2E80:
			run += string(r)
		default:
			flush()
			out = append(out, string(r))
		}
	}
	flush()
	return out
}

// hangs reports whether a sign may not begin a line.
func hangs(word string) bool {
	return strings.ContainsAny(word, "，。、；：？！）》」』”’")
}
