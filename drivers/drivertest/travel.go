package drivertest

import (
	"context"
	"errors"
	"testing"

	"yitiji/drivers"
)

// TravelReaderRig is a reader of travel documents under test and the hands around it.
type TravelReaderRig struct {
	Reader  drivers.TravelReader
	Want    drivers.TravelDocument
	Present func() // lays the document of Want on
	Smudged func() // lays on one of which a character was misread
	Wrong   func() // lays on what is no travel document
	Unplug  func() // pulls the plug
}

// TravelReader runs the suite; rig is called once for each check, and once before.
func TravelReader(t *testing.T, rig func(t *testing.T) TravelReaderRig) {
	t.Helper()
	runAll(t, travelReaderChecks(), rig)
}

// FailingTravelReader gives the names of the checks that a rig does not pass.
func FailingTravelReader(t *testing.T, rig func(t *testing.T) TravelReaderRig) []string {
	t.Helper()
	return failing(t, travelReaderChecks(), rig)
}

func travelReaderChecks() []check[TravelReaderRig] {
	return []check[TravelReaderRig]{
		{"reads a document", readsDocument, nil},
		{"drops what came before", dropsOldDocument, nil},
		{"refuses a misread zone", refusesSmudged, nil},
		{"refuses what is no zone", refusesNoZone, nil},
		{"ends with its context", travelEndsWithContext, nil},
		{"is disconnected when unplugged", travelUnplugged, nil},
		{"closes", travelCloses, nil},
	}
}

func (r TravelReaderRig) read(ctx context.Context) error {
	_, err := r.Reader.Read(ctx)
	return err
}

func (r TravelReaderRig) readGood(ctx context.Context) error {
	d, err := r.Reader.Read(ctx)
	if err == nil && d != r.Want {
		err = errors.New("read another document than was presented")
	}
	return err
}

func readsDocument(ctx context.Context, r TravelReaderRig) error {
	for range 2 {
		if err := during(func() error { return r.readGood(ctx) }, r.Present); err != nil {
			return err
		}
	}
	return eventually(ctx, r.Reader.Status, drivers.Online)
}

func dropsOldDocument(ctx context.Context, r TravelReaderRig) error {
	r.Smudged()
	return during(func() error { return r.readGood(ctx) }, r.Present)
}

// refuses wants a Fault of a kind, in whose text nothing of the document stands.
func (r TravelReaderRig) refuses(ctx context.Context, lay func(), kind drivers.Kind) error {
	err := during(func() error { return r.read(ctx) }, lay)
	if e := wantKind(err, kind); e != nil {
		return e
	}
	if e := secret(err, r.Want.Surname, r.Want.Number); e != nil {
		return e
	}
	return during(func() error { return r.readGood(ctx) }, r.Present)
}

func refusesSmudged(ctx context.Context, r TravelReaderRig) error {
	return r.refuses(ctx, r.Smudged, drivers.Misread)
}

func refusesNoZone(ctx context.Context, r TravelReaderRig) error {
	return r.refuses(ctx, r.Wrong, drivers.WrongDocument)
}

func travelEndsWithContext(ctx context.Context, r TravelReaderRig) error {
	return endsWithContext(ctx, r.read)
}

func travelUnplugged(ctx context.Context, r TravelReaderRig) error {
	err := during(func() error { return r.read(ctx) }, r.Unplug)
	if e := wantKind(err, drivers.Disconnected); e != nil {
		return e
	}
	return eventually(ctx, r.Reader.Status, drivers.NoDevice)
}

func travelCloses(ctx context.Context, r TravelReaderRig) error {
	return closes(ctx, r.Reader, r.read, true)
}
