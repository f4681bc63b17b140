package sim

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Fonts are the printer's built-in characters. A simulated printer without them
// prints boxes, and everything else works.
type Fonts struct {
	mu      sync.Mutex
	regular *sfnt.Font
	bold    *sfnt.Font
	faces   map[style]font.Face
}

// style is a weight at a size in dots.
type style struct {
	bold bool
	high int
}

// Where Debian's fonts-noto-cjk puts the fonts.
const (
	regularPath = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
	boldPath    = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
)

// LoadFonts reads the fonts of Debian's fonts-noto-cjk.
func LoadFonts() (*Fonts, error) {
	regular, err := monospaced(regularPath)
	if err != nil {
		return nil, fmt.Errorf("printer fonts: %w", err)
	}
	bold, err := monospaced(boldPath)
	if err != nil {
		return nil, fmt.Errorf("printer fonts: %w", err)
	}
	return &Fonts{regular: regular, bold: bold, faces: map[style]font.Face{}}, nil
}

// monospaced picks the member of a collection whose Latin is half as wide as its
// Chinese, which is how printers are built.
func monospaced(path string) (*sfnt.Font, error) {
	file, err := os.Open(path) // stays open: characters are read as they are printed
	if err != nil {
		return nil, err
	}
	all, err := sfnt.ParseCollectionReaderAt(file)
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	for i := range all.NumFonts() {
		f, err := all.Font(i)
		if err != nil {
			return nil, err
		}
		if name, _ := f.Name(nil, sfnt.NameIDFull); strings.Contains(name, "Mono CJK SC") {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%s holds no monospaced Chinese font", path)
}

// face is the font of a style, made once.
func (f *Fonts) face(s style) font.Face {
	if have, ok := f.faces[s]; ok {
		return have
	}
	from := f.regular
	if s.bold {
		from = f.bold
	}
	made, err := opentype.NewFace(from, &opentype.FaceOptions{Size: float64(s.high), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err) // only for options that make no sense
	}
	f.faces[s] = made
	return made
}

// overhang is how far letters such as g hang below a cell of some height.
func overhang(high int) int { return high / 6 }

// stamp is one character in black and white: its dots within a cell, and what
// hangs below it.
func (f *Fonts) stamp(r rune, s style, wide int) *image.Gray {
	cell := image.NewGray(image.Rect(0, 0, wide, s.high+overhang(s.high)))
	for i := range cell.Pix {
		cell.Pix[i] = 0xFF
	}
	if f == nil {
		box(cell)
		return cell
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	pen := font.Drawer{Dst: cell, Src: image.Black, Face: f.face(s), Dot: fixed.P(0, s.high*88/100)}
	pen.DrawString(string(r))
	return cell
}

// box draws a frame: what stands for a character without fonts.
func box(cell *image.Gray) {
	b := cell.Rect.Inset(2)
	for x := b.Min.X; x < b.Max.X; x++ {
		cell.SetGray(x, b.Min.Y, color.Gray{})
		cell.SetGray(x, b.Max.Y-1, color.Gray{})
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		cell.SetGray(b.Min.X, y, color.Gray{})
		cell.SetGray(b.Max.X-1, y, color.Gray{})
	}
}
