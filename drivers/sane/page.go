package sane

import (
	"bufio"
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"io"

	"yitiji/drivers"
)

// Causes of a page that cannot be used.
var (
	errNone   = errors.New("no page")
	errTorn   = errors.New("page ends before its end")
	errFormat = errors.New("page is no PNM")
	errSize   = errors.New("page is larger than any paper")
	errMore   = errors.New("page goes on after its end")
)

const (
	// mostSide and mostPixels bound a picture before it takes its memory: A4 at
	// 600 dpi has 35 million pixels.
	mostSide   = 30000
	mostPixels = 80_000_000
	// quality keeps characters of 2 mm legible at 300 dpi.
	quality = 85
)

// newPage reads one picture to its end, and makes a Page of it.
func newPage(r io.Reader, dpi int) (drivers.Page, error) {
	img, err := readPNM(bufio.NewReaderSize(r, 64<<10))
	if err != nil {
		return drivers.Page{}, err
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return drivers.Page{}, err
	}
	size := img.Bounds().Size()
	return drivers.Page{Format: "image/jpeg", Data: b.Bytes(), Width: size.X, Height: size.Y, Resolution: dpi}, nil
}

// readPNM reads a raw PBM, PGM or PPM file (netpbm's pbm(5), pgm(5), ppm(5)), which
// must end where its header says. Nothing at all is errNone.
func readPNM(r *bufio.Reader) (image.Image, error) {
	magic := make([]byte, 2)
	switch _, err := io.ReadFull(r, magic); {
	case errors.Is(err, io.EOF):
		return nil, errNone
	case err != nil:
		return nil, errTorn
	}
	h, err := readHeader(r, string(magic))
	if err != nil {
		return nil, err
	}
	img := h.blank()
	line := make([]byte, h.line())
	for y := range h.high {
		if _, err := io.ReadFull(r, line); err != nil {
			return nil, errTorn
		}
		img.row(y, line)
	}
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, errMore
	}
	return img.picture(), nil
}

// header is what stands before the pixels.
type header struct {
	magic      string
	wide, high int
	most       int // of a sample: 1, 255 or 65,535
}

func readHeader(r *bufio.Reader, magic string) (header, error) {
	h := header{magic: magic, most: 1}
	fields := []*int{&h.wide, &h.high}
	switch magic {
	case "P5", "P6":
		fields = append(fields, &h.most)
	case "P4":
	default:
		return h, errFormat
	}
	for _, f := range fields {
		n, err := number(r)
		if err != nil {
			return h, err
		}
		*f = n
	}
	switch {
	case h.wide < 1 || h.high < 1 || h.most != 1 && h.most != 255 && h.most != 65535:
		return h, errFormat
	case h.wide > mostSide, h.high > mostSide, h.wide*h.high > mostPixels:
		return h, errSize
	}
	return h, nil
}

// number reads a decimal and the one white space after it. Comments go to the end of
// their line.
func number(r *bufio.Reader) (int, error) {
	n, digits, comment := 0, 0, false
	for range 4096 { // no header is longer
		b, err := r.ReadByte()
		if err != nil {
			return 0, errTorn
		}
		switch {
		case comment:
			comment = b != '\n'
		case b == '#':
			comment = true
		case b >= '0' && b <= '9' && digits < 7:
			n, digits = 10*n+int(b-'0'), digits+1
		case b != ' ' && b != '\n' && b != '\t' && b != '\r':
			return 0, errFormat
		case digits > 0:
			return n, nil
		}
	}
	return 0, errFormat
}

// channels is how many samples a pixel has.
func (h header) channels() int {
	if h.magic == "P6" {
		return 3
	}
	return 1
}

// line is how many bytes a line has.
func (h header) line() int {
	switch {
	case h.magic == "P4":
		return (h.wide + 7) / 8
	case h.most > 255:
		return 2 * h.wide * h.channels()
	}
	return h.wide * h.channels()
}

// canvas takes lines in one form or another.
type canvas struct {
	header
	grey   *image.Gray
	colour *image.RGBA
}

func (h header) blank() canvas {
	size := image.Rect(0, 0, h.wide, h.high)
	if h.magic == "P6" {
		return canvas{header: h, colour: image.NewRGBA(size)}
	}
	return canvas{header: h, grey: image.NewGray(size)}
}

func (c canvas) picture() image.Image {
	if c.colour != nil {
		return c.colour
	}
	return c.grey
}

// row puts a line where it belongs, in 8 bits a sample.
func (c canvas) row(y int, line []byte) {
	step := 1
	if c.most > 255 {
		step = 2 // the high byte comes first, and is enough
	}
	switch {
	case c.magic == "P4": // 1 is black
		for x := range c.wide {
			c.grey.Pix[y*c.grey.Stride+x] = 0xFF * (1 - line[x/8]>>(7-x%8)&1)
		}
	case c.colour == nil:
		for x := range c.wide {
			c.grey.Pix[y*c.grey.Stride+x] = c.scale(line[x*step])
		}
	default:
		for x := range c.wide {
			at, from := c.colour.Pix[y*c.colour.Stride+4*x:], line[3*step*x:]
			at[0], at[1], at[2], at[3] = c.scale(from[0]), c.scale(from[step]), c.scale(from[2*step]), 0xFF
		}
	}
}

func (c canvas) scale(sample byte) byte {
	if c.most == 1 {
		return 0xFF * min(sample, 1)
	}
	return sample
}
