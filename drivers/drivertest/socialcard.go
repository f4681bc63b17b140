package drivertest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"yitiji/drivers"
)

// SocialCardReaderRig is a reader of social-security cards under test and the hands
// around it.
type SocialCardReaderRig struct {
	Reader  drivers.SocialCardReader
	Want    drivers.SocialCard // the card of Present
	Present func()             // pushes a good card in, in place of what is there
	Foreign func()             // pushes in a card of another kind
	Worn    func()             // pushes in another person's card, which falls silent while it is read
	Lift    func()             // takes out what is there
	Unplug  func()             // pulls the plug
}

// SocialCardReader runs the suite; rig is called once for each check, and once before.
func SocialCardReader(t *testing.T, rig func(t *testing.T) SocialCardReaderRig) {
	t.Helper()
	runAll(t, socialCardReaderChecks(), rig)
}

// FailingSocialCardReader gives the names of the checks that a rig does not pass.
func FailingSocialCardReader(t *testing.T, rig func(t *testing.T) SocialCardReaderRig) []string {
	t.Helper()
	return failing(t, socialCardReaderChecks(), rig)
}

func socialCardReaderChecks() []check[SocialCardReaderRig] {
	return []check[SocialCardReaderRig]{
		{"reads a card that is there", readsChip, nil},
		{"waits for a card", waitsForChip, nil},
		{"returns a card once", returnsChipOnce, nil},
		{"takes no card for the one before it", readsExchangedChip, nil},
		{"says that a card is left behind", chipLeftBehind, nil},
		{"refuses a card of another kind", refusesForeignChip, nil},
		{"refuses a card that falls silent", refusesWornChip, nil},
		{"ends with its context", chipEndsWithContext, nil},
		{"answers Status while it reads", statusWhileChip, nil},
		{"is disconnected when unplugged", chipUnplugged, nil},
		{"closes", chipCloses, nil},
	}
}

func (r SocialCardReaderRig) read(ctx context.Context) error {
	_, err := r.Reader.Read(ctx)
	return err
}

// readGood reads and compares.
func (r SocialCardReaderRig) readGood(ctx context.Context) error {
	card, err := r.Reader.Read(ctx)
	if err == nil && card != r.Want {
		err = errors.New("read another card than was pushed in")
	}
	return err
}

// next takes out what is there, and wants the next card to be read.
func (r SocialCardReaderRig) next(ctx context.Context) error {
	r.Lift()
	return during(func() error { return r.readGood(ctx) }, r.Present)
}

// discreet wants a Fault of a kind, in whose text nothing of the card stands.
func (r SocialCardReaderRig) discreet(err error, kind drivers.Kind) error {
	if e := wantKind(err, kind); e != nil {
		return e
	}
	return secret(err, r.Want.Name, r.Want.Number, r.Want.CardNumber, r.Want.CardID)
}

func readsChip(ctx context.Context, r SocialCardReaderRig) error {
	r.Present()
	return r.readGood(ctx)
}

func waitsForChip(ctx context.Context, r SocialCardReaderRig) error {
	return during(func() error { return r.readGood(ctx) }, r.Present)
}

func returnsChipOnce(ctx context.Context, r SocialCardReaderRig) error {
	if err := readsChip(ctx, r); err != nil {
		return err
	}
	if err := endsWithContext(ctx, r.read); err != nil {
		return fmt.Errorf("the same card again: %w", err)
	}
	return r.next(ctx)
}

// readsExchangedChip exchanges the card while nobody looks.
func readsExchangedChip(ctx context.Context, r SocialCardReaderRig) error {
	if err := readsChip(ctx, r); err != nil {
		return err
	}
	r.Lift()
	return readsChip(ctx, r)
}

func chipLeftBehind(ctx context.Context, r SocialCardReaderRig) error {
	if err := errors.Join(readsChip(ctx, r), leftBehind(ctx, r.Reader.Status)); err != nil {
		return err
	}
	r.Lift()
	return eventually(ctx, r.Reader.Status, drivers.Online)
}

func refusesForeignChip(ctx context.Context, r SocialCardReaderRig) error {
	r.Foreign()
	if err := r.discreet(r.read(ctx), drivers.WrongDocument); err != nil {
		return err
	}
	return r.next(ctx)
}

// refusesWornChip has a good card before it and one behind it: nothing of the one may
// stand for the other.
func refusesWornChip(ctx context.Context, r SocialCardReaderRig) error {
	if err := readsChip(ctx, r); err != nil {
		return err
	}
	r.Lift()
	var err error
	if e := during(func() error { err = r.read(ctx); return nil }, r.Worn); e != nil {
		return e
	}
	if e := r.discreet(err, drivers.Misread); e != nil {
		return e
	}
	return r.next(ctx)
}

func chipEndsWithContext(ctx context.Context, r SocialCardReaderRig) error {
	return endsWithContext(ctx, r.read)
}

func statusWhileChip(ctx context.Context, r SocialCardReaderRig) error {
	var while error
	err := during(func() error { return r.readGood(ctx) }, func() {
		while = eventually(ctx, r.Reader.Status, drivers.Online)
		r.Present()
	})
	return errors.Join(while, err)
}

func chipUnplugged(ctx context.Context, r SocialCardReaderRig) error {
	err := during(func() error { return r.read(ctx) }, r.Unplug)
	if e := r.discreet(err, drivers.Disconnected); e != nil {
		return e
	}
	return eventually(ctx, r.Reader.Status, drivers.NoDevice)
}

func chipCloses(ctx context.Context, r SocialCardReaderRig) error {
	return closes(ctx, r.Reader, r.read, true)
}
