package sim

import (
	"strings"

	"github.com/skip2/go-qrcode"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// engine is the part of a printer that executes commands: it keeps the modes, sets
// the line and moves the paper.
type engine struct {
	fonts   *Fonts
	roll    roll
	line    []glyph
	spacing int
	align   byte
	bold    bool
	wide    int // 1 or 2: how many times as wide
	high    int
	code    codeMode
}

// glyph is a character on the line that is being set.
type glyph struct {
	r          rune
	cell       int // dots
	wide, high int
	bold       bool
}

// codeMode is what GS ( k has set and stored.
type codeMode struct {
	module int
	level  qrcode.RecoveryLevel
	data   string
}

// The printer's own grid, in dots.
const (
	charHeight     = 24
	narrowCell     = 12
	defaultSpacing = 30
	headToCutter   = 56
	topMargin      = 40
)

func newEngine(dots int, fonts *Fonts) *engine {
	e := &engine{fonts: fonts, roll: roll{wide: dots}}
	e.reset()
	return e
}

// reset is ESC @: the modes of power-on. The line is dropped, the paper stays.
func (e *engine) reset() {
	e.line = nil
	e.spacing, e.align, e.bold, e.wide, e.high = defaultSpacing, 0, false, 1, 1
	e.code = codeMode{module: 3, level: qrcode.Low}
}

// execute does what one command says and returns how far the paper went, in dots.
func (e *engine) execute(c []byte) (fed int) {
	before := len(e.roll.rows)
	switch c[0] {
	case 0x1B:
		e.esc(c)
	case 0x1C:
		e.fs(c)
	case 0x1D:
		e.gs(c)
	case 0x0A:
		e.newLine()
	default:
		e.character(c)
	}
	return len(e.roll.rows) - before
}

func (e *engine) esc(c []byte) {
	switch c[1] {
	case '@':
		e.reset()
	case '2':
		e.spacing = defaultSpacing
	case '3':
		e.spacing = int(c[2])
	case 'a':
		if len(e.line) == 0 {
			e.align = c[2] & 3
		}
	case 'E', 'G':
		e.bold = c[2]&1 == 1
	case '!':
		e.bold = c[2]&0x08 != 0
		e.scale(c[2]&0x20 != 0, c[2]&0x10 != 0)
	case 'd':
		e.newLine()
		e.feed((int(c[2]) - 1) * e.spacing)
	case 'J':
		e.setLine()
		e.feed(int(c[2]))
	}
}

// fs is for Chinese: FS ! and FS W.
func (e *engine) fs(c []byte) {
	switch c[1] {
	case '!':
		e.scale(c[2]&0x04 != 0, c[2]&0x08 != 0)
	case 'W':
		e.scale(c[2]&1 == 1, c[2]&1 == 1)
	}
}

func (e *engine) scale(wide, high bool) {
	e.wide, e.high = 1, 1
	if wide {
		e.wide = 2
	}
	if high {
		e.high = 2
	}
}

func (e *engine) gs(c []byte) {
	switch c[1] {
	case '!':
		e.scale(c[2]>>4 > 0, c[2]&0x0F > 0)
	case 'v':
		e.raster(c)
	case '(':
		if c[2] == 'k' {
			e.qr(c[5:])
		}
	}
}

// character sets one character, and begins a new line where this one is full.
func (e *engine) character(c []byte) {
	r := rune(c[0])
	switch {
	case len(c) == 2:
		b, err := simplifiedchinese.GBK.NewDecoder().Bytes(c)
		if r = []rune(string(b))[0]; err != nil {
			r = '?'
		}
	case r < 0x20 || r >= 0x7F:
		return
	}
	g := glyph{r: r, cell: narrowCell * len(c) * e.wide, wide: e.wide, high: e.high, bold: e.bold}
	if e.lineWidth()+g.cell > e.roll.wide {
		e.newLine()
	}
	e.line = append(e.line, g)
}

func (e *engine) lineWidth() int {
	n := 0
	for _, g := range e.line {
		n += g.cell
	}
	return n
}

// feed moves the paper; the first movement leaves the margin between the cutter
// and the head.
func (e *engine) feed(dots int) {
	if e.roll.empty() {
		dots += topMargin
	}
	e.roll.feed(dots)
}

// newLine prints the line and goes to the next one.
func (e *engine) newLine() {
	if high := e.setLine(); high < e.spacing {
		e.feed(e.spacing - high)
	}
}

// setLine prints the line and returns how far the paper went for it.
func (e *engine) setLine() int {
	if len(e.line) == 0 {
		return 0
	}
	high := 0
	for _, g := range e.line {
		high = max(high, g.high*charHeight)
	}
	e.feed(high + overhang(high))
	x, bottom := e.left(e.lineWidth()), len(e.roll.rows)-overhang(high)
	var text strings.Builder
	for _, g := range e.line {
		// The cell of a narrow character is half a square wide, whatever is doubled.
		stamp := e.fonts.stamp(g.r, style{g.bold, g.high * charHeight}, max(g.cell, 1))
		e.roll.stamp(stamp, x, bottom-g.high*charHeight)
		x += g.cell
		text.WriteRune(g.r)
	}
	e.roll.note(text.String())
	e.line = nil
	return high + overhang(high)
}

// left is where something wide begins under the alignment in force.
func (e *engine) left(wide int) int {
	return max(0, e.roll.wide-wide) * min(int(e.align), 2) / 2
}

// raster is GS v 0: bits, the leftmost dot in the highest one.
func (e *engine) raster(c []byte) {
	e.setLine()
	wide, high, bits := int(c[4])|int(c[5])<<8, int(c[6])|int(c[7])<<8, c[8:]
	top := len(e.roll.rows)
	if e.roll.empty() {
		top = topMargin
	}
	if wide == 0 || len(bits) < wide*high {
		return
	}
	e.feed(high)
	left := e.left(wide * 8)
	for i, b := range bits[:wide*high] {
		for bit := range 8 {
			if b&(0x80>>bit) != 0 {
				e.roll.dot(left+i%wide*8+bit, top+i/wide)
			}
		}
	}
}

// qr is GS ( k: size, level, store, print.
func (e *engine) qr(c []byte) {
	if len(c) < 3 || c[0] != 0x31 {
		return
	}
	switch c[1] {
	case 0x43:
		e.code.module = int(c[2])
	case 0x45:
		e.code.level = map[byte]qrcode.RecoveryLevel{
			'0': qrcode.Low, '1': qrcode.Medium, '2': qrcode.High, '3': qrcode.Highest,
		}[c[2]]
	case 0x50:
		e.code.data = string(c[3:])
	case 0x51:
		e.printCode()
	}
}

func (e *engine) printCode() {
	q, err := qrcode.New(e.code.data, e.code.level)
	if err != nil {
		return // a printer prints nothing either
	}
	q.DisableBorder = true
	modules := q.Bitmap()
	side := len(modules) * e.code.module
	if side > e.roll.wide || side == 0 {
		return
	}
	e.setLine()
	e.feed(side)
	left, top := e.left(side), len(e.roll.rows)-side
	for y := range side {
		for x := range side {
			if modules[y/e.code.module][x/e.code.module] {
				e.roll.dot(left+x, top+y)
			}
		}
	}
	e.roll.codes = append(e.roll.codes, e.code.data)
}
