package public

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // a form that is taken

	"golang.org/x/image/draw"
)

// Bounds of a picture. The largest takes 200 MB while it is decoded.
const (
	pictureBytes  = 15 << 20
	mostPixels    = 50_000_000
	longestSide   = 20_000
	shortestSide  = 200
	keptSide      = 2480 // A4 at 210 dots an inch: more says no more
	keptQuality   = 85
	headBytes     = 16
	brandAt       = 8 // of ISO base media: size, "ftyp", brand
	exifMostBytes = 64 << 10
)

// What a picture is refused for.
var (
	errHEIC   = errors.New("heic")
	errKind   = errors.New("kind")
	errLarge  = errors.New("large")
	errSmall  = errors.New("small")
	errBroken = errors.New("broken")
)

// problemOf is the key of the words for a picture that was refused.
func problemOf(err error) string {
	for _, known := range []error{errHEIC, errKind, errLarge, errSmall} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return errBroken.Error()
}

// redraw decodes a JPEG or PNG within bounds, turns it upright, and writes it anew as JPEG:
// what comes out holds a picture and nothing else.
func redraw(raw []byte) ([]byte, error) {
	if len(raw) > pictureBytes {
		return nil, errLarge
	}
	if isHEIC(raw) {
		return nil, errHEIC
	}
	head, kind, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || kind != "jpeg" && kind != "png" {
		return nil, errKind
	}
	switch long, short := max(head.Width, head.Height), min(head.Width, head.Height); {
	case long > longestSide || head.Width*head.Height > mostPixels:
		return nil, errLarge
	case short < shortestSide:
		return nil, errSmall
	}
	decoded, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, errBroken
	}
	upright := turn(shrink(decoded), orientation(raw))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright, &jpeg.Options{Quality: keptQuality}); err != nil {
		return nil, errBroken
	}
	return out.Bytes(), nil
}

// isHEIC recognises HEIF by its file type box (ISO/IEC 23008-12): iPhones make it.
func isHEIC(raw []byte) bool {
	if len(raw) < headBytes || string(raw[4:brandAt]) != "ftyp" {
		return false
	}
	switch string(raw[brandAt : brandAt+4]) {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif":
		return true
	}
	return false
}

// shrink draws a picture on white, no longer than is kept.
func shrink(from image.Image) *image.RGBA {
	b := from.Bounds()
	wide, high := b.Dx(), b.Dy()
	if long := max(wide, high); long > keptSide {
		wide, high = max(1, wide*keptSide/long), max(1, high*keptSide/long)
	}
	to := image.NewRGBA(image.Rect(0, 0, wide, high))
	draw.Draw(to, to.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(to, to.Rect, from, b, draw.Over, nil)
	return to
}

// turn turns a picture as its camera was held: 1 to 8 are those of EXIF 2.3, 4.6.4.
func turn(from *image.RGBA, how int) *image.RGBA {
	w, h := from.Rect.Dx(), from.Rect.Dy()
	var at func(x, y int) (int, int)
	switch how {
	case 2:
		at = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		at = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		at = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		at = func(x, y int) (int, int) { return y, x }
	case 6:
		at = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		at = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		at = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return from
	}
	wide, high := w, h
	if how >= 5 {
		wide, high = h, w
	}
	to := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			fx, fy := at(x, y)
			copy(to.Pix[to.PixOffset(x, y):][:4], from.Pix[from.PixOffset(fx, fy):][:4])
		}
	}
	return to
}
