package wlt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"

	"golang.org/x/image/bmp"
)

// The picture of every card.
const (
	width       = 102
	height      = 126
	pictureSize = 54 + height*308 // lines of 306 bytes, padded to four
)

// parse reads a BMP, which must be the picture of a card: a program that is broken
// must not make us allocate what a header claims.
func parse(p []byte) (image.Image, error) {
	le := binary.LittleEndian
	switch {
	case len(p) != pictureSize:
		return nil, fmt.Errorf("%w: a picture of %d bytes", errProgram, len(p))
	case string(p[:2]) != "BM" || le.Uint32(p[14:]) != 40 || le.Uint16(p[28:]) != 24 || le.Uint32(p[30:]) != 0:
		return nil, fmt.Errorf("%w: no BMP of 24 bits", errProgram)
	}
	if w, h := int32(le.Uint32(p[18:])), int32(le.Uint32(p[22:])); w != width || h != height && h != -height {
		return nil, fmt.Errorf("%w: a picture of %d by %d", errProgram, w, h)
	}
	picture, err := bmp.Decode(bytes.NewReader(p))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errProgram, err)
	}
	return picture, nil
}
