package sim

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"time"
)

// Slip is a piece of paper that came out of the printer.
type Slip struct {
	ID       int       `json:"id"`       // counts from 1
	Complete bool      `json:"complete"` // printed without a break from the first line to the cut
	Copy     bool      `json:"copy"`     // says of itself that it is a reprint (补打, 副本)
	Text     []string  `json:"text"`     // the lines printed in the printer's own characters
	Codes    []string  `json:"codes"`    // what the QR codes hold
	At       time.Time `json:"at"`
	Height   int       `json:"height"` // dots
	Width    int       `json:"width"`  // dots
	dots     []byte    // eight to a byte, row after row
}

// PNG is the picture of the slip, one pixel a dot.
func (s Slip) PNG() []byte {
	img := image.NewPaletted(image.Rect(0, 0, s.Width, s.Height), color.Palette{color.White, color.Gray{0x16}})
	for y := range s.Height {
		for x := range s.Width {
			at := y*s.Width + x
			img.Pix[y*img.Stride+x] = s.dots[at/8] >> (at % 8) & 1
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(fmt.Errorf("encode slip: %w", err)) // only for an empty picture
	}
	return b.Bytes()
}

// roll is the paper that is still in the printer: what was printed since the last
// cut, as rows of dots.
type roll struct {
	wide  int
	rows  [][]byte // one byte a dot: 1 is black
	text  []string
	codes []string
}

// The bounds of one slip, so that noise on the line cannot eat all memory.
const (
	mostRows  = 20000 // 2.5 m
	mostLines = 2000
)

func (r *roll) empty() bool { return len(r.rows) == 0 }

// feed moves the paper by n dots.
func (r *roll) feed(n int) {
	for range min(n, mostRows-len(r.rows)) {
		r.rows = append(r.rows, make([]byte, r.wide))
	}
}

// dot blackens a dot of the rows that were fed already.
func (r *roll) dot(x, y int) {
	if x >= 0 && x < r.wide && y >= 0 && y < len(r.rows) {
		r.rows[y][x] = 1
	}
}

// stamp puts a picture on the rows that were fed already.
func (r *roll) stamp(img *image.Gray, x, y int) {
	for dy := range img.Rect.Dy() {
		for dx := range img.Rect.Dx() {
			if img.GrayAt(dx, dy).Y < 0x90 {
				r.dot(x+dx, y+dy)
			}
		}
	}
}

// note remembers a line of text.
func (r *roll) note(line string) {
	if line = strings.TrimRight(line, " "); line != "" && len(r.text) < mostLines {
		r.text = append(r.text, line)
	}
}

// cut makes a slip of what is on the paper and leaves the roll empty.
func (r *roll) cut(id int, complete bool) Slip {
	s := Slip{
		ID: id, Complete: complete, Text: append([]string{}, r.text...), Codes: append([]string{}, r.codes...),
		At: time.Now(), Height: len(r.rows), Width: r.wide, dots: r.pack(),
	}
	all := strings.Join(s.Text, "\n")
	s.Copy = strings.Contains(all, "补打") || strings.Contains(all, "副本")
	*r = roll{wide: r.wide}
	return s
}

// pack puts eight dots into a byte: a roll's worth of slips is kept in memory.
func (r *roll) pack() []byte {
	packed := make([]byte, (len(r.rows)*r.wide+7)/8)
	for y, row := range r.rows {
		for x, dot := range row {
			at := y*r.wide + x
			packed[at/8] |= dot << (at % 8)
		}
	}
	return packed
}
