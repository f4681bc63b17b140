package escpos

import (
	"fmt"
	"image"
	"image/draw"
	"os"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Typeface draws the characters that the printer's own fonts lack. It holds
// several font files and takes each character from the first one that has it.
// It is safe for concurrent use.
type Typeface struct {
	mu    sync.Mutex
	fonts []*sfnt.Font
	faces map[faceKey]font.Face
	buf   sfnt.Buffer
}

type faceKey struct{ font, size int }

// LoadTypeface opens font files, best first, and keeps them open; collections (.ttc) give their
// simplified Chinese member. On Debian, fonts-noto-cjk and fonts-hanazono (for
// Extension B and beyond) together hold all characters that names are written in.
func LoadTypeface(paths ...string) (*Typeface, error) {
	t := &Typeface{faces: map[faceKey]font.Face{}}
	for _, path := range paths {
		f, err := loadFont(path)
		if err != nil {
			return nil, fmt.Errorf("load typeface %s: %w", path, err)
		}
		t.fonts = append(t.fonts, f)
	}
	return t, nil
}

// loadFont opens one file and picks a member of it. The file stays open, and is read
// where a character is needed: together the fonts would fill 80 MB of memory.
func loadFont(path string) (*sfnt.Font, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	all, err := opentype.ParseCollectionReaderAt(file)
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	for i := range all.NumFonts() {
		f, err := all.Font(i)
		if err != nil {
			return nil, err
		}
		name, _ := f.Name(nil, sfnt.NameIDFamily)
		if strings.HasSuffix(name, "Mono CJK SC") {
			return f, nil
		}
	}
	return all.Font(0)
}

// has says whether any font holds r.
func (t *Typeface) has(r rune) bool {
	if t == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.fontOf(r) >= 0
}

// fontOf is the number of the first font that holds r, or -1.
func (t *Typeface) fontOf(r rune) int {
	for i, f := range t.fonts {
		if g, err := f.GlyphIndex(&t.buf, r); err == nil && g != 0 {
			return i
		}
	}
	return -1
}

// draw puts r into dst with its left edge at x and its line's top at y, in a cell
// that is high dots high.
func (t *Typeface) draw(dst draw.Image, r rune, x, y, high int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	face, err := t.face(t.fontOf(r), high)
	if err != nil {
		return err
	}
	// The baseline of a Chinese square lies at 88 % of its height.
	pen := font.Drawer{Dst: dst, Src: image.Black, Face: face, Dot: fixed.P(x, y+high*88/100)}
	pen.DrawString(string(r))
	return nil
}

// face is a font at a size, made once.
func (t *Typeface) face(n, high int) (font.Face, error) {
	if n < 0 {
		return nil, fmt.Errorf("no font holds the character")
	}
	key := faceKey{n, high}
	if f, ok := t.faces[key]; ok {
		return f, nil
	}
	f, err := opentype.NewFace(t.fonts[n], &opentype.FaceOptions{Size: float64(high), DPI: 72, Hinting: font.HintingFull})
	if err == nil {
		t.faces[key] = f
	}
	return f, err
}
