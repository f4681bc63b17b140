package drivertest

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"yitiji/drivers"
)

// CardReaderRig is a card reader under test and the hands around it. Present must
// be there; the others may be nil.
type CardReaderRig struct {
	Reader  drivers.CardReader
	Want    drivers.Card // the card that Present lays down
	Present func()       // lays a good card on the reader
	Wrong   func()       // lays one on it that is no identity card
	Lift    func()       // takes the card away; nil for a recording, which plays one read and no waiting
	Unplug  func()       // pulls the plug
	Done    func() error // says after a read whether anything is left over
}

// CardReader runs the suite; rig is called once for each check, and once before.
func CardReader(t *testing.T, rig func(t *testing.T) CardReaderRig) {
	t.Helper()
	runAll(t, cardReaderChecks(), rig)
}

// FailingCardReader gives the names of the checks that a rig does not pass.
func FailingCardReader(t *testing.T, rig func(t *testing.T) CardReaderRig) []string {
	t.Helper()
	return failing(t, cardReaderChecks(), rig)
}

func cardReaderChecks() []check[CardReaderRig] {
	hands := func(r CardReaderRig) bool { return r.Lift != nil }
	wrong := func(r CardReaderRig) bool { return r.Wrong != nil && r.Lift != nil }
	plug := func(r CardReaderRig) bool { return r.Unplug != nil }
	return []check[CardReaderRig]{
		{"reads a card", readsCard, nil},
		{"waits for a card", waitsForCard, hands},
		{"returns a card once", returnsCardOnce, hands},
		{"refuses a wrong card", refusesWrongCard, wrong},
		{"ends with its context", readEndsWithContext, hands},
		{"is online", readerIsOnline, hands},
		{"answers Status while it reads", statusWhileReading, hands},
		{"is disconnected when unplugged", readUnplugged, plug},
		{"closes", readerCloses, nil},
	}
}

func (r CardReaderRig) read(ctx context.Context) error {
	_, err := r.Reader.Read(ctx, drivers.CardRequest{Newest: true})
	return err
}

// readGood reads and compares.
func (r CardReaderRig) readGood(ctx context.Context) error {
	card, err := r.Reader.Read(ctx, drivers.CardRequest{Newest: true})
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(card, r.Want) {
		return fmt.Errorf("read another card than was presented (layout %s, want %s)", card.Layout, r.Want.Layout)
	}
	return nil
}

func readsCard(ctx context.Context, r CardReaderRig) error {
	r.Present()
	if err := r.readGood(ctx); err != nil || r.Done == nil {
		return err
	}
	return r.Done()
}

func waitsForCard(ctx context.Context, r CardReaderRig) error {
	return during(func() error { return r.readGood(ctx) }, r.Present)
}

func returnsCardOnce(ctx context.Context, r CardReaderRig) error {
	r.Present()
	if err := r.readGood(ctx); err != nil {
		return err
	}
	if err := endsWithContext(ctx, r.read); err != nil {
		return fmt.Errorf("the same card again: %w", err)
	}
	r.Lift()
	return during(func() error { return r.readGood(ctx) }, r.Present)
}

func refusesWrongCard(ctx context.Context, r CardReaderRig) error {
	r.Wrong()
	if err := wantKind(r.read(ctx), drivers.WrongDocument); err != nil {
		return err
	}
	r.Lift()
	return during(func() error { return r.readGood(ctx) }, r.Present)
}

func readEndsWithContext(ctx context.Context, r CardReaderRig) error {
	return endsWithContext(ctx, r.read)
}

func readerIsOnline(ctx context.Context, r CardReaderRig) error {
	return eventually(ctx, r.Reader.Status, drivers.Online)
}

func statusWhileReading(ctx context.Context, r CardReaderRig) error {
	var while error
	err := during(func() error { return r.readGood(ctx) }, func() {
		while = eventually(ctx, r.Reader.Status, drivers.Online)
		r.Present()
	})
	if while != nil {
		return while
	}
	return err
}

func readUnplugged(ctx context.Context, r CardReaderRig) error {
	err := during(func() error { return r.read(ctx) }, r.Unplug)
	if e := wantKind(err, drivers.Disconnected); e != nil {
		return e
	}
	if e := secret(err, r.Want.Name, r.Want.Number, r.Want.Address); e != nil {
		return e
	}
	return eventually(ctx, r.Reader.Status, drivers.NoDevice)
}

func readerCloses(ctx context.Context, r CardReaderRig) error {
	return closes(ctx, r.Reader, r.read, r.Lift != nil)
}
