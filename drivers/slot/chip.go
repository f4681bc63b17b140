package slot

import (
	"context"

	"yitiji/drivers"
)

// SocialCardReader is a social-security card reader that is always there. Its Run must be running for it to
// work; see the package comment.
type SocialCardReader struct {
	*place[drivers.SocialCardReader]
}

var _ drivers.SocialCardReader = (*SocialCardReader)(nil)

// NewSocialCardReader returns the slot called name, such as "socialcard"; see NewCardReader.
func NewSocialCardReader(name string, open func(context.Context) (drivers.SocialCardReader, error), o Options) *SocialCardReader {
	return &SocialCardReader{newPlace(name, open, o)}
}

// Read is drivers.SocialCardReader's.
func (r *SocialCardReader) Read(ctx context.Context) (drivers.SocialCard, error) {
	card, err := use(ctx, r.place, "read", func(ctx context.Context, d drivers.SocialCardReader) (drivers.SocialCard, error) {
		return d.Read(ctx)
	})
	r.done(drivers.CardsRead, err)
	return card, err
}
