package slot

import (
	"context"

	"yitiji/drivers"
)

// CardReader is a card reader that is always there. Its Run must be running for
// it to work; see the package comment.
type CardReader struct{ *place[drivers.CardReader] }

var _ drivers.CardReader = (*CardReader)(nil)

// NewCardReader returns the slot called name, such as "idcard". open opens the real
// reader once; it is called by Run alone, and again after every loss.
func NewCardReader(name string, open func(context.Context) (drivers.CardReader, error), o Options) *CardReader {
	return &CardReader{newPlace(name, open, o)}
}

// Read is drivers.CardReader's.
func (r *CardReader) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	card, err := use(ctx, r.place, "read", func(ctx context.Context, d drivers.CardReader) (drivers.Card, error) {
		return d.Read(ctx, req)
	})
	r.done(drivers.CardsRead, err)
	return card, err
}
