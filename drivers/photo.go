package drivers

import (
	"context"
	"image"
)

// PhotoDecoder turns the photo of an identity card into a picture. The format (WLT) is
// proprietary: a decoder is a maker's, and a terminal may have none.
type PhotoDecoder interface {
	// Decode returns the picture, 102 pixels wide and 126 high. A photo that cannot
	// be decoded is a Misread.
	Decode(ctx context.Context, photo []byte) (image.Image, error)

	// Status asks the decoder how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close ends what runs; see CardReader.Close.
	Close() error
}
