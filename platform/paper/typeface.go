package paper

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Weight is how heavy letters are.
type Weight int

// The weights.
const (
	Regular Weight = iota
	Bold
)

// source is a font file, and which member of it is meant.
type source struct{ path, member string }

// Where Debian's fonts-noto-cjk and fonts-hanazono put their fonts. What the first one
// lacks is looked for in the next.
var (
	regularSources = []source{
		{"/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", "Serif CJK SC"},
		{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "Sans CJK SC"},
		{"/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", ""},
		{"/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", ""},
	}
	boldSources = []source{
		{"/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", "Serif CJK SC"},
		{"/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", "Sans CJK SC"},
	}
)

// ErrNoFont says that no Chinese font is installed.
var ErrNoFont = errors.New("no Chinese font to print with: install the package fonts-noto-cjk")

// typeface is the fonts of one weight, in the order in which characters are looked for.
type typeface []*sfnt.Font

// openTypeface reads the fonts that are there. The files stay open: outlines are read when
// they are wanted.
func openTypeface(from []source) typeface {
	var out typeface
	for _, s := range from {
		if f, err := openFont(s); err == nil {
			out = append(out, f)
		}
	}
	return out
}

func openFont(s source) (*sfnt.Font, error) {
	file, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	all, err := sfnt.ParseCollectionReaderAt(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	for i := range all.NumFonts() {
		f, err := all.Font(i)
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		if name, _ := f.Name(nil, sfnt.NameIDFull); s.member == "" || strings.Contains(name, s.member) {
			return f, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%s has no member %q", s.path, s.member), file.Close())
}

// em is the size at which outlines are read: so many units are one em.
const em = 1000

// outline is the shape of one character, in units of which em are one em.
type outline struct {
	char     rune
	advance  float64
	segments sfnt.Segments
}

// outline finds a character. Where no font has it, the first one's sign for that is taken.
func (t typeface) outline(r rune) (outline, error) {
	var b sfnt.Buffer
	at, index := 0, sfnt.GlyphIndex(0)
	for i, f := range t {
		if got, err := f.GlyphIndex(&b, r); err == nil && got != 0 {
			at, index = i, got
			break
		}
	}
	segments, err := t[at].LoadGlyph(&b, index, fixed.I(em), nil)
	if err != nil {
		return outline{}, fmt.Errorf("the outline of %U: %w", r, err)
	}
	advance, err := t[at].GlyphAdvance(&b, index, fixed.I(em), font.HintingNone)
	if err != nil {
		return outline{}, fmt.Errorf("the width of %U: %w", r, err)
	}
	return outline{r, units(advance), append(sfnt.Segments(nil), segments...)}, nil
}

func units(n fixed.Int26_6) float64 { return float64(n) / 64 }
