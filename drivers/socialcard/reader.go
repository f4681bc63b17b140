package socialcard

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
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
	done  atomic.Uint32 // the drivers.Insertion that was read, or refused
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
func (r *Reader) Status(ctx context.Context) drivers.Status {
	s := r.slot.Status(ctx)
	if s.State != drivers.Online || r.done.Load() == 0 {
		return s
	}
	if card, err := r.slot.Present(ctx); err == nil && r.isDone(card) {
		s.State, s.Kinds = drivers.UserError, []drivers.Kind{drivers.CardLeftBehind}
	}
	return s
}

// isDone says that nothing is wanted of the card any more.
func (r *Reader) isDone(card drivers.Insertion) bool {
	return card != drivers.NoInsertion && uint32(card) == r.done.Load()
}

// Close is drivers.SocialCardReader's.
func (r *Reader) Close() error { return r.slot.Close() }

// Read is drivers.SocialCardReader's. A card of another kind is reported once; the next
// Read waits until it was taken out.
func (r *Reader) Read(ctx context.Context) (drivers.SocialCard, error) {
	inserted, err := r.await(ctx)
	if err != nil {
		return drivers.SocialCard{}, r.fault(ctx, err)
	}
	card, err := r.try(ctx)
	if err == nil || errors.Is(err, errForeign) {
		r.done.Store(uint32(inserted))
	}
	if err != nil {
		return drivers.SocialCard{}, r.fault(ctx, err)
	}
	return card, nil
}

// await waits until a card is there of which something is still wanted.
func (r *Reader) await(ctx context.Context) (drivers.Insertion, error) {
	for {
		card, err := r.slot.Present(ctx)
		if err != nil || card != drivers.NoInsertion && !r.isDone(card) {
			return card, err
		}
		if err := port.Sleep(ctx, pollInterval); err != nil {
			return drivers.NoInsertion, err
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
