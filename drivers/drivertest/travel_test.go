package drivertest_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/mrz"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

func deskPageReader(t *testing.T) (*sim.PageReader, func(context.Context) (drivers.TravelReader, error)) {
	device := sim.NewPageReader(sim.PageReaderOptions{Link: filepath.Join(t.TempDir(), "travel"), Heading: "DOC 1\r\n"})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	return device, func(context.Context) (drivers.TravelReader, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		return mrz.New(line, mrz.Options{})
	}
}

func travelRig(t *testing.T, device *sim.PageReader, reader drivers.TravelReader) drivertest.TravelReaderRig {
	zone := sim.Travellers()[1].Passport()
	want := must2(mrz.Parse(zone, time.Now()))(t)
	lay := func(zone ...string) func() {
		return func() { must(t, 0, device.Present(t.Context(), zone)) }
	}
	return drivertest.TravelReaderRig{
		Reader: reader, Want: want, Present: lay(zone...),
		Smudged: lay(zone[0], strings.Replace(zone[1], "5", "S", 1)),
		Wrong:   lay("HELLO", "WORLD"),
		Unplug:  func() { _ = device.Unplug() },
	}
}

func TestTravelReader(t *testing.T) {
	t.Parallel()
	drivertest.TravelReader(t, func(t *testing.T) drivertest.TravelReaderRig {
		device, open := deskPageReader(t)
		reader := must2(open(t.Context()))(t)
		t.Cleanup(func() { reader.Close() })
		return travelRig(t, device, reader)
	})
}

func TestTravelReaderInSlot(t *testing.T) {
	t.Parallel()
	drivertest.TravelReader(t, func(t *testing.T) drivertest.TravelReaderRig {
		device, open := deskPageReader(t)
		reader := slot.NewTravelReader("travel", open, quick)
		seat(t, reader.Run, reader.Status)
		return travelRig(t, device, reader)
	})
}

// blurry guesses what it cannot read.
type blurry struct {
	drivers.TravelReader
	guess drivers.TravelDocument
}

func (b blurry) Read(ctx context.Context) (drivers.TravelDocument, error) {
	d, err := b.TravelReader.Read(ctx)
	if drivers.KindOf(err) == drivers.Misread {
		return b.guess, nil
	}
	return d, err
}

func TestSuiteRejectsBlurryTravelReader(t *testing.T) {
	t.Parallel()
	got := drivertest.FailingTravelReader(t, func(t *testing.T) drivertest.TravelReaderRig {
		device, open := deskPageReader(t)
		reader := must2(open(t.Context()))(t)
		t.Cleanup(func() { reader.Close() })
		rig := travelRig(t, device, reader)
		rig.Reader = blurry{reader, rig.Want}
		return rig
	})
	if want := []string{"refuses a misread zone"}; !slices.Equal(got, want) {
		t.Errorf("the suite rejects %q, want %q", got, want)
	}
}
