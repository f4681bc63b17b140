package slot

import (
	"context"

	"yitiji/drivers"
)

// TravelReader is a reader of travel documents that is always there. Its Run must be running for it to
// work; see the package comment.
type TravelReader struct{ *place[drivers.TravelReader] }

var _ drivers.TravelReader = (*TravelReader)(nil)

// NewTravelReader returns the slot called name, such as "travel"; see NewCardReader.
func NewTravelReader(name string, open func(context.Context) (drivers.TravelReader, error), o Options) *TravelReader {
	return &TravelReader{newPlace(name, open, o)}
}

// Read is drivers.TravelReader's.
func (r *TravelReader) Read(ctx context.Context) (drivers.TravelDocument, error) {
	doc, err := use(ctx, r.place, "read", func(ctx context.Context, d drivers.TravelReader) (drivers.TravelDocument, error) {
		return d.Read(ctx)
	})
	r.done(drivers.DocumentsRead, err)
	return doc, err
}
