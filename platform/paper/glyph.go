package paper

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// fontSize is how many characters one font of a document holds: a code is one byte.
const fontSize = 256

// place is where a character is in a document's fonts.
type place struct {
	font, code int
	advance    float64
}

// glyph is a character as it goes into documents.
type glyph struct {
	char    rune
	advance float64
	packed  []byte // its drawing, deflated
}

// glyphKey is a character in a weight.
type glyphKey struct {
	char   rune
	weight Weight
}

// glyph draws a character, once for all documents of the press.
func (p *Press) glyph(key glyphKey) (glyph, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g, ok := p.known[key]; ok {
		return g, nil
	}
	o, err := p.faces[key.weight].outline(key.char)
	if err != nil {
		return glyph{}, err
	}
	p.known[key] = glyph{key.char, o.advance, deflate(o.drawing())}
	return p.known[key], nil
}

// glyphs are the characters that a document uses, each once.
type glyphs struct {
	press  *Press
	places map[glyphKey]place
	used   []glyph
}

func newGlyphs(p *Press) *glyphs { return &glyphs{press: p, places: map[glyphKey]place{}} }

// place gives the place of a character, and makes one where it has none.
func (g *glyphs) place(r rune, w Weight) (place, error) {
	key := glyphKey{r, w}
	if have, ok := g.places[key]; ok {
		return have, nil
	}
	drawn, err := g.press.glyph(key)
	if err != nil {
		return place{}, err
	}
	n := len(g.used)
	g.used = append(g.used, drawn)
	g.places[key] = place{n / fontSize, n % fontSize, drawn.advance}
	return g.places[key], nil
}

// write adds the fonts to a document and returns them as a resource dictionary's entry.
func (g *glyphs) write(d *document) string {
	var names []string
	for first := 0; first < len(g.used); first += fontSize {
		last := min(first+fontSize, len(g.used))
		names = append(names, fmt.Sprintf("/F%d %s", first/fontSize, writeFont(d, g.used[first:last]).ref()))
	}
	return "/Font << " + strings.Join(names, " ") + " >>"
}

// writeFont writes a Type 3 font (ISO 32000-1, 9.6.5): each character is a small drawing.
func writeFont(d *document, chars []glyph) object {
	var procs, names, widths strings.Builder
	for i, c := range chars {
		fmt.Fprintf(&procs, "/g%d %s ", i, d.stream(c.packed).ref())
		fmt.Fprintf(&names, "/g%d ", i)
		fmt.Fprintf(&widths, "%.0f ", c.advance)
	}
	meaning := d.stream(deflate(meanings(chars)))
	return d.add(fmt.Sprintf("<< /Type /Font /Subtype /Type3 /FontBBox [-1000 -1000 2000 2000] /FontMatrix [0.001 0 0 0.001 0 0] "+
		"/CharProcs << %s>> /Encoding << /Type /Encoding /Differences [0 %s] >> /FirstChar 0 /LastChar %d /Widths [%s] "+
		"/ToUnicode %s /Resources << >> >>", procs.String(), names.String(), len(chars)-1, widths.String(), meaning.ref()))
}

// drawing is a character as a path to fill. d1 says that it takes the text's colour.
func (o outline) drawing() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%.0f 0 -1000 -1000 2000 2000 d1\n", o.advance)
	var pen fixed.Point26_6
	for i, s := range o.segments {
		if s.Op == sfnt.SegmentOpMoveTo && i > 0 {
			b.WriteString("h\n")
		}
		pen = segment(&b, s, pen)
	}
	b.WriteString("f\n")
	return b.Bytes()
}

// segment writes one piece of a path, and returns where the pen is after it. Fonts count
// downwards, PDF upwards; a curve of the second degree becomes one of the third.
func segment(b *bytes.Buffer, s sfnt.Segment, pen fixed.Point26_6) fixed.Point26_6 {
	xy := func(p fixed.Point26_6) string { return fmt.Sprintf("%.1f %.1f", units(p.X), -units(p.Y)) }
	a := s.Args
	switch s.Op {
	case sfnt.SegmentOpMoveTo:
		fmt.Fprintf(b, "%s m\n", xy(a[0]))
		return a[0]
	case sfnt.SegmentOpLineTo:
		fmt.Fprintf(b, "%s l\n", xy(a[0]))
		return a[0]
	case sfnt.SegmentOpQuadTo:
		fmt.Fprintf(b, "%s %s %s c\n", xy(thirds(pen, a[0])), xy(thirds(a[1], a[0])), xy(a[1]))
		return a[1]
	default:
		fmt.Fprintf(b, "%s %s %s c\n", xy(a[0]), xy(a[1]), xy(a[2]))
		return a[2]
	}
}

// thirds is the point two thirds of the way from one point to another.
func thirds(from, to fixed.Point26_6) fixed.Point26_6 {
	return fixed.Point26_6{X: from.X + (to.X-from.X)*2/3, Y: from.Y + (to.Y-from.Y)*2/3}
}

// mappingsAtOnce is the most that a CMap may list in one block.
const mappingsAtOnce = 100

// meanings is a ToUnicode CMap (9.10.3): what each code says.
func meanings(chars []glyph) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n" +
		"1 begincodespacerange <00> <FF> endcodespacerange\n")
	for first := 0; first < len(chars); first += mappingsAtOnce {
		last := min(first+mappingsAtOnce, len(chars))
		fmt.Fprintf(&b, "%d beginbfchar\n", last-first)
		for i, c := range chars[first:last] {
			fmt.Fprintf(&b, "<%02X> <%s>\n", first+i, utf16Hex(string(c.char)))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap end end\n")
	return b.Bytes()
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
