package escpos

import (
	"bytes"
	"fmt"

	"yitiji/drivers"
)

// The grid on which everything stands, in dots. A Chinese character is 24 by 24, a
// narrow one 12 by 24; lines are 32 apart, which the eye needs with Chinese.
const (
	cellWidth  = 12
	cellHeight = 24
	lineHeight = 32
	tallHeight = 60 // the same for lines of double size
)

// longest bounds a slip: twenty centimetres at 8 dots a millimetre make 50 lines;
// ten times that is a mistake that would empty the roll.
const longest = 500

// paper is the width of the roll.
type paper struct {
	dots    int // printable width
	columns int
}

// paperOf is the paper of a roll's width in millimetres.
func paperOf(millimetres int) (paper, error) {
	switch millimetres {
	case 58:
		return paper{384, 32}, nil
	case 80:
		return paper{576, 48}, nil
	}
	return paper{}, fmt.Errorf("paper of %d mm: want 58 or 80", millimetres)
}

// row is one line of text as it will stand on the paper.
type row struct {
	parts []part
	scale int // 1 or 2
	align drivers.Align
}

// part is text of one weight.
type part struct {
	text string
	bold bool
}

// height is how far the paper goes for the row, in dots.
func (r row) height() int {
	if r.scale == 2 {
		return tallHeight
	}
	return lineHeight
}

func (r row) columns() int {
	n := 0
	for _, p := range r.parts {
		n += columns(p.text)
	}
	return n
}

func (r row) encodable() bool {
	for _, p := range r.parts {
		if !encodable(p.text) {
			return false
		}
	}
	return true
}

// left is the dot at which a row begins.
func (p paper) left(r row) int {
	room := p.dots - r.columns()*cellWidth*r.scale
	return max(0, room) * int(alignment(r.align)) / 2
}

// lineRows lays a Line out.
func (p paper) lineRows(b drivers.Block) []row {
	var rows []row
	for _, text := range paragraphs(b.Text) {
		scale := p.scale(b, text)
		breaks := wrap
		if b.Align == drivers.Centre {
			breaks = balanced
		}
		for _, s := range breaks(text, p.columns/scale) {
			rows = append(rows, row{[]part{{s, b.Bold}}, scale, b.Align})
		}
	}
	return rows
}

// scale is 2 for a large line that fits so, else 1: a number that breaks is no
// number any more.
func (p paper) scale(b drivers.Block, text string) int {
	if b.Size == 2 && 2*columns(text) <= p.columns {
		return 2
	}
	return 1
}

// labelColumns is the width of the left column: that of the longest label on the
// slip and a gap, but at most two fifths of the paper, so that values find room.
func (p paper) labelColumns(slip drivers.Slip) int {
	const gap = 2
	n := 0
	for _, b := range slip.Blocks {
		if b.Form == drivers.Pair {
			n = max(n, columns(clean(b.Text)))
		}
	}
	return min(n+gap, p.columns*2/5)
}

// pairRows lays a Pair out: label and value wrap each in its own column.
func (p paper) pairRows(b drivers.Block, label int) []row {
	const gap = 1
	left := wrap(clean(b.Text), label-gap)
	right := wrap(clean(b.Value), p.columns-label)
	rows := make([]row, max(len(left), len(right)))
	for i := range rows {
		l, r := at(left, i), at(right, i)
		rows[i] = row{parts: []part{{pad(l, label), false}, {r, b.Bold}}, scale: 1}
	}
	return rows
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return ""
}

// encode is the row in the printer's own fonts.
func (r row) encode(double Double) []byte {
	var b bytes.Buffer
	b.WriteString(alignTo)
	b.WriteByte(alignment(r.align))
	if r.scale == 2 {
		b.WriteString(double.on() + lineSpacing + string(rune(tallHeight)))
	}
	for _, part := range r.parts {
		if part.bold {
			b.WriteString(bold + "\x01")
		}
		b.Write(gbk(part.text))
		if part.bold {
			b.WriteString(bold + "\x00")
		}
	}
	b.WriteString(lineFeed)
	if r.scale == 2 {
		b.WriteString(double.off() + lineSpacing + string(rune(lineHeight)))
	}
	return b.Bytes()
}

// on and off are the commands around a row of double size.
func (d Double) on() string {
	switch d {
	case DoubleGS:
		return size + "\x11"
	case DoubleFS45:
		return size + "\x11" + sizeChinese + "\x30"
	}
	return size + "\x11" + sizeChinese + "\x0C"
}

func (d Double) off() string {
	if d == DoubleGS {
		return size + "\x00"
	}
	return size + "\x00" + sizeChinese + "\x00"
}
