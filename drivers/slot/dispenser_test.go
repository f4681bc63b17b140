package slot_test

import (
	"context"
	"errors"
	"maps"
	"testing"
	"testing/synctest"

	"yitiji/drivers"
	"yitiji/drivers/slot"
)

// transport is a dispenser that does what it is told, and may say that it did not.
type transport struct {
	drivers.CardDispenser
	at     drivers.CardPosition
	lies   bool // a motion that happened ends in a Fault
	sticks bool // and one that did not
}

func (d *transport) Move(_ context.Context, to drivers.CardPosition) error {
	if !d.sticks && d.at != to {
		if d.at = to; to == drivers.Bin {
			d.at = drivers.NoCard
		}
	}
	if d.lies || d.sticks {
		return &drivers.Fault{Device: "dispenser", Op: "move", Kind: drivers.Jam, Err: errors.New("no answer")}
	}
	return nil
}

func (d *transport) Position(context.Context) (drivers.CardPosition, error) { return d.at, nil }
func (*transport) Status(context.Context) drivers.Status {
	return drivers.Status{State: drivers.Online}
}
func (*transport) Close() error { return nil }

// A card is counted as given out, or as captured, when it has moved there, and once.
func TestMotionsAreCountedOnce(t *testing.T) {
	type act = func(d *transport, s *slot.CardDispenser)
	move := func(to drivers.CardPosition) act {
		return func(_ *transport, s *slot.CardDispenser) { _ = s.Move(context.Background(), to) }
	}
	ask := func(_ *transport, s *slot.CardDispenser) { _, _ = s.Position(context.Background()) }
	taken := func(d *transport, _ *slot.CardDispenser) { d.at = drivers.NoCard }
	lies := func(on bool) act { return func(d *transport, _ *slot.CardDispenser) { d.lies = on } }
	sticks := func(d *transport, _ *slot.CardDispenser) { d.sticks = true }
	feed, give, capture := move(drivers.Inside), move(drivers.AtGate), move(drivers.Bin)
	for _, c := range []struct {
		why                 string
		begin               drivers.CardPosition
		acts                []act
		dispensed, captured int
	}{
		{"a card is given out", drivers.NoCard, []act{feed, give}, 1, 0},
		{"it is at the gate already", drivers.NoCard, []act{feed, give, give, give}, 1, 0},
		{"it was there before this program began", drivers.AtGate, []act{give}, 0, 0},
		{"two are given out", drivers.NoCard, []act{feed, give, taken, feed, give}, 2, 0},
		{"nobody takes it", drivers.NoCard, []act{feed, give, capture}, 1, 1},
		{"there is nothing to capture", drivers.NoCard, []act{capture, capture}, 0, 0},
		{"it is captured once", drivers.Inside, []act{capture, capture}, 0, 1},
		{"a motion that ended in a fault has happened", drivers.NoCard, []act{feed, lies(true), give, ask, lies(false), give}, 1, 0},
		{"and shows with the next order", drivers.NoCard, []act{feed, lies(true), give, lies(false), give}, 1, 0},
		{"a motion that did not happen", drivers.NoCard, []act{feed, sticks, give, give, ask}, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			device, got := &transport{at: c.begin}, map[drivers.Counter]int{}
			s := slot.NewCardDispenser("dispenser", func(context.Context) (drivers.CardDispenser, error) { return device, nil },
				slot.Options{Count: func(c drivers.Counter, n int) { got[c] += n }})
			running(t, s.Run)
			for _, do := range c.acts {
				do(device, s)
			}
			delete(got, drivers.Errors)
			want := map[drivers.Counter]int{drivers.CardsDispensed: c.dispensed, drivers.CardsCaptured: c.captured}
			maps.DeleteFunc(want, func(_ drivers.Counter, n int) bool { return n == 0 })
			if !maps.Equal(got, want) {
				t.Errorf("%s: counted %v, want %v", c.why, got, want)
			}
		})
	}
}
