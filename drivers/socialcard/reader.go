package socialcard

import (
	"cmp"
	"context"
	"errors"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// The rhythm of a Read.
const (
	// pollInterval is how often the slot is asked whether a card is in it.
	pollInterval = 200 * time.Millisecond
	// attempts is how often one card is tried: a card that is being pushed in makes
	// contact and loses it.
	attempts = 3
)

// Options are the reader's place and nothing else.
type Options struct {
	Place string // the place of the device in faults; empty means "socialcard"
}

// Reader reads social-security cards in a slot. It implements
// drivers.SocialCardReader.
type Reader struct {
	slot  drivers.ChipSlot
	place string
	seen  bool // the card in the slot was read, or refused; owned by Read
}

var _ drivers.SocialCardReader = (*Reader)(nil)

// New returns the reader of the cards in slot. Closing the reader closes slot.
func New(slot drivers.ChipSlot, o Options) *Reader {
	return &Reader{slot: slot, place: cmp.Or(o.Place, "socialcard")}
}

// Err is why the slot cannot be used any more, or nil, as far as it tells.
func (r *Reader) Err() error {
	if wired, ok := r.slot.(interface{ Err() error }); ok {
		return wired.Err()
	}
	return nil
}

// Status is drivers.SocialCardReader's.
func (r *Reader) Status(ctx context.Context) drivers.Status { return r.slot.Status(ctx) }

// Close is drivers.SocialCardReader's.
func (r *Reader) Close() error { return r.slot.Close() }

// Read is drivers.SocialCardReader's. A card of another kind is reported once; the next
// Read waits until it was taken out.
func (r *Reader) Read(ctx context.Context) (drivers.SocialCard, error) {
	if err := r.await(ctx); err != nil {
		return drivers.SocialCard{}, r.fault(ctx, err)
	}
	card, err := r.try(ctx)
	r.seen = err == nil || errors.Is(err, errForeign)
	if err != nil {
		return drivers.SocialCard{}, r.fault(ctx, err)
	}
	return card, nil
}

// await waits until a card is there that was not seen yet.
func (r *Reader) await(ctx context.Context) error {
	for {
		present, err := r.slot.Present(ctx)
		switch {
		case err != nil:
			return err
		case !present:
			r.seen = false
		case !r.seen:
			return nil
		}
		if err := port.Sleep(ctx, pollInterval); err != nil {
			return err
		}
	}
}

// try reads the card that is there, some times when it answers badly.
func (r *Reader) try(ctx context.Context) (card drivers.SocialCard, err error) {
	for range attempts {
		if card, err = r.once(ctx); err == nil || final(ctx, err) {
			return card, err
		}
		if err := port.Sleep(ctx, pollInterval); err != nil {
			return drivers.SocialCard{}, err
		}
	}
	return card, err
}

func (r *Reader) once(ctx context.Context) (card drivers.SocialCard, err error) {
	chip, err := r.slot.Connect(ctx)
	if err != nil {
		return drivers.SocialCard{}, err
	}
	defer func() {
		if e := chip.Close(); err == nil {
			err = e
		}
	}()
	return read(ctx, chip)
}

// final says that trying again cannot help.
func final(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, errForeign) || drivers.KindOf(err) == drivers.Disconnected
}

// fault wraps the cause of a failed Read for people. The end of the caller's context is
// no fault.
func (r *Reader) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.Misread
	var f *drivers.Fault
	switch {
	case errors.Is(err, errForeign):
		kind = drivers.WrongDocument
	case errors.As(err, &f):
		kind = f.Kind
	}
	return &drivers.Fault{Device: r.place, Op: "read", Kind: kind, Err: err}
}
