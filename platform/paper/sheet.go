package paper

import (
	"errors"
	"fmt"
	"math"
	"sync"
)

// Sheet is what one paper says.
type Sheet struct {
	Title  string
	Number string   // under which it is verified
	Facts  []Fact   // of whom and of what it is
	Body   []string // paragraphs
	Table  Table    // may be empty
	Notes  []string // small print

	Issuer  string // the department, on the paper and around the seal
	SealFor string // what the seal is for, as in 业务专用章
	Day     string // of issue, as it is written

	Address   string // what the code opens
	Scan      string // what to do with the code
	NumberIs  string // the word before the number
	Watermark string // across the page; empty for none
	Folio     string // format of "page %d of %d"
}

// Fact is a label and what it labels.
type Fact struct{ Label, Value string }

// Press prints sheets. It is safe for concurrent use.
type Press struct {
	faces [2]typeface // by Weight

	mu    sync.Mutex
	known map[glyphKey]glyph // drawn before
}

// NewPress opens the system's fonts. The error is ErrNoFont where none has Chinese.
func NewPress() (*Press, error) {
	regular, bold := openTypeface(regularSources), openTypeface(boldSources)
	if len(regular) == 0 {
		return nil, ErrNoFont
	}
	return &Press{faces: [2]typeface{Regular: regular, Bold: append(bold, regular...)}, known: map[glyphKey]glyph{}}, nil
}

// Margins and sizes of a sheet.
const (
	left      = 25 * mm
	right     = pageWide - 25*mm
	top       = pageHigh - 26*mm
	footLine  = 16 * mm
	signHigh  = 58 * mm // what seal, code and day take at the end
	bottom    = 26 * mm // what no line goes below
	codeWide  = 27 * mm
	lineSpace = 1.75
)

var (
	titleStyle = style{22, Bold, ink}
	bodyStyle  = style{11.5, Regular, ink}
	boldBody   = style{11.5, Bold, ink}
	labelStyle = style{10, Regular, quiet}
	smallStyle = style{8.5, Regular, quiet}
	waterStyle = style{150, Bold, faint}
)

// job is one sheet that is being printed.
type job struct {
	Sheet
	glyphs *glyphs
	pages  []*canvas
	y      float64 // where the next line goes
}

// Print prints a sheet and says how many pages it took. The same sheet gives the same
// bytes.
func (p *Press) Print(s Sheet) (pdf []byte, pages int, err error) {
	j := &job{Sheet: s, glyphs: newGlyphs(p)}
	j.turn()
	j.heading()
	j.facts()
	for _, paragraph := range s.Body {
		j.paragraph(paragraph)
	}
	j.table()
	j.sign()
	for i, c := range j.pages {
		j.foot(c, i+1)
	}
	pdf, err = j.end()
	return pdf, len(j.pages), err
}

// page is the page that is being printed.
func (j *job) page() *canvas { return j.pages[len(j.pages)-1] }

// turn begins a page.
func (j *job) turn() {
	c := &canvas{glyphs: j.glyphs}
	j.pages, j.y = append(j.pages, c), top
	j.watermark(c)
}

// watermark rises across a page: a word large and once, a sentence smaller and in each third
// of it, so that no part can be used without.
func (j *job) watermark(c *canvas) {
	const angle, sentence = 0.6, pageWide * 0.8
	s, heights := waterStyle, []float64{pageHigh / 2}
	wide := c.width(j.Watermark, s)
	if wide > sentence {
		s.size *= sentence / wide
		wide, heights = sentence, []float64{pageHigh / 6, pageHigh / 2, pageHigh * 5 / 6}
	}
	sin, cos := math.Sincos(angle)
	for _, y := range heights {
		c.turned((pageWide-wide*cos)/2, y-wide*sin/2, angle, j.Watermark, s)
	}
}

// room makes sure that there is room above a line, and turns the page where there is none.
func (j *job) room(high, above float64) {
	if j.y-high < above {
		j.turn()
	}
}

func (j *job) heading() {
	c := j.page()
	number := j.NumberIs + " " + j.Number
	c.text(right-c.width(number, smallStyle), top+9*mm, number, smallStyle)
	s := titleStyle
	for c.width(j.Title, s) > right-left && s.size > 12 {
		s.size--
	}
	c.centred(pageWide/2, j.y-s.size, j.Title, s)
	j.y -= s.size + 7*mm
	c.line(left, j.y, right, j.y, 1.6, ink)
	c.line(left, j.y-2.6, right, j.y-2.6, 0.5, ink)
	j.y -= 9 * mm
}

// facts are written in two columns; a long one takes both.
func (j *job) facts() {
	const column = (right - left) / 2
	x := left
	for _, f := range j.Facts {
		c := j.page()
		indent := max(22*mm, c.width(f.Label, labelStyle)+3*mm)
		long := c.width(f.Value, boldBody) > column-indent-3*mm
		if long && x != left {
			x, j.y = left, j.y-7*mm
		}
		c.text(x, j.y, f.Label, labelStyle)
		limit := column - indent
		if long {
			limit = right - left - indent
		}
		for i, line := range c.wrap(f.Value, boldBody, limit) {
			if i > 0 {
				j.y -= 5.6 * mm
			}
			c.text(x+indent, j.y, line, boldBody)
		}
		if long || x != left {
			x, j.y = left, j.y-7*mm
		} else {
			x += column
		}
	}
	if x != left {
		j.y -= 7 * mm
	}
	j.y -= 3 * mm
}

// paragraph begins two characters in, as Chinese paragraphs do.
func (j *job) paragraph(text string) {
	const indent = "\u3000\u3000"
	for _, line := range j.page().wrap(indent+text, bodyStyle, right-left) {
		j.room(bodyStyle.size, bottom)
		j.page().text(left, j.y, line, bodyStyle)
		j.y -= bodyStyle.size * lineSpace
	}
	j.y -= 2 * mm
}

// sign ends a sheet: small print, the code, the department, the day and the seal.
func (j *job) sign() {
	for _, note := range j.Notes {
		for _, line := range j.page().wrap(note, smallStyle, right-left) {
			j.room(smallStyle.size, bottom)
			j.page().text(left, j.y, line, smallStyle)
			j.y -= smallStyle.size * 1.6
		}
	}
	j.room(signHigh, footLine)
	c := j.page()
	base := max(j.y-signHigh+4*mm, 24*mm)
	if j.Address != "" {
		c.code(left, base+4*mm, codeWide, j.Address)
		for i, line := range c.wrap(j.Scan, smallStyle, 40*mm) {
			c.text(left, base-float64(i)*smallStyle.size*1.5, line, smallStyle)
		}
	}
	middle := right - sealRadius - 6*mm
	c.centred(middle, base+21*mm, j.Issuer, boldBody)
	c.centred(middle, base+13*mm, j.Day, bodyStyle)
	c.seal(middle, base+19*mm, j.Issuer, j.SealFor)
}

func (j *job) foot(c *canvas, n int) {
	c.line(left, footLine, right, footLine, 0.4, quiet)
	c.text(left, footLine-4*mm, j.NumberIs+" "+j.Number, smallStyle)
	folio := fmt.Sprintf(j.Folio, n, len(j.pages))
	c.text(right-c.width(folio, smallStyle), footLine-4*mm, folio, smallStyle)
}

func (j *job) end() ([]byte, error) {
	d := newDocument()
	var failed []error
	contents := make([]object, len(j.pages))
	for i, c := range j.pages {
		failed = append(failed, c.err)
		contents[i] = d.stream(deflate(c.b.Bytes()))
	}
	if err := errors.Join(failed...); err != nil {
		return nil, fmt.Errorf("print %q: %w", j.Title, err)
	}
	// A seal's ink darkens what it lies on (11.3.5.2).
	resources := d.add("<< " + j.glyphs.write(d) + " /ExtGState << /Ink << /Type /ExtGState /BM /Multiply >> >> >>")
	return d.pages(contents, resources.ref(), j.Title), nil
}
