package slot

import (
	"context"

	"yitiji/drivers"
)

// SignalBoard is a signal board that is always there. Its Run must be running for it to
// work; see the package comment.
type SignalBoard struct{ *place[drivers.SignalBoard] }

var _ drivers.SignalBoard = (*SignalBoard)(nil)

// NewSignalBoard returns the slot called name, such as "signals"; see NewCardReader.
func NewSignalBoard(name string, open func(context.Context) (drivers.SignalBoard, error), o Options) *SignalBoard {
	return &SignalBoard{newPlace(name, open, o)}
}

// Set is drivers.SignalBoard's.
func (b *SignalBoard) Set(ctx context.Context, output string, on bool) error {
	return act(ctx, b.place, "set", func(ctx context.Context, d drivers.SignalBoard) error { return d.Set(ctx, output, on) })
}

// Sense is drivers.SignalBoard's.
func (b *SignalBoard) Sense(ctx context.Context) (map[string]bool, error) {
	return use(ctx, b.place, "sense", func(ctx context.Context, d drivers.SignalBoard) (map[string]bool, error) {
		return d.Sense(ctx)
	})
}
