package drivertest_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/crt591"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

func deskDispenser(t *testing.T) (*sim.Dispenser, func(context.Context) (drivers.CardDispenser, error)) {
	device := sim.NewDispenser(sim.DispenserOptions{Link: filepath.Join(t.TempDir(), "dispenser")})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	return device, func(context.Context) (drivers.CardDispenser, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		return crt591.New(line, crt591.Options{})
	}
}

func dispenserRig(device *sim.Dispenser, d drivers.CardDispenser) drivertest.CardDispenserRig {
	return drivertest.CardDispenserRig{
		Dispenser: d, Jam: device.SetJam,
		Fed:    func() int { return device.State().Fed },
		Take:   func() { device.Take() },
		Empty:  func() { device.Fill(0) },
		Mute:   func() { device.Befall(sim.Mute, 0) },
		Unplug: func() { _ = device.Unplug() },
	}
}

func TestCardDispenser(t *testing.T) {
	t.Parallel()
	drivertest.CardDispenser(t, func(t *testing.T) drivertest.CardDispenserRig {
		device, open := deskDispenser(t)
		d := must2(open(t.Context()))(t)
		t.Cleanup(func() { d.Close() })
		return dispenserRig(device, d)
	})
}

func TestCardDispenserInSlot(t *testing.T) {
	t.Parallel()
	drivertest.CardDispenser(t, func(t *testing.T) drivertest.CardDispenserRig {
		device, open := deskDispenser(t)
		d := slot.NewCardDispenser("dispenser", open, quick)
		seat(t, d.Run, d.Status)
		rig := dispenserRig(device, d)
		rig.Unplug = untilGone(t, device.Unplug, d.Status)
		return rig
	})
}

// generous orders every motion twice, as a driver does that retries on its own.
type generous struct {
	drivers.CardDispenser
	take func()
}

func (g generous) Move(ctx context.Context, to drivers.CardPosition) error {
	err := g.CardDispenser.Move(ctx, to)
	if err == nil && to == drivers.AtGate {
		g.take()
		_ = g.CardDispenser.Move(ctx, drivers.Inside)
		return g.CardDispenser.Move(ctx, drivers.AtGate)
	}
	return err
}

func TestSuiteRejectsGenerousCardDispenser(t *testing.T) {
	t.Parallel()
	got := drivertest.FailingCardDispenser(t, func(t *testing.T) drivertest.CardDispenserRig {
		device, open := deskDispenser(t)
		d := must2(open(t.Context()))(t)
		t.Cleanup(func() { d.Close() })
		return dispenserRig(device, generous{d, func() { device.Take() }})
	})
	if want := []string{"feeds one card for two orders"}; !slices.Equal(got, want) {
		t.Errorf("the suite rejects %q, want %q", got, want)
	}
}

// untilGone pulls the plug of a device in a slot, and waits until the slot has declared
// it gone: a slot waits for a plug that is pushed in again, the suites want it gone.
func untilGone(t *testing.T, unplug func() error, status func(context.Context) drivers.Status) func() {
	return func() {
		_ = unplug()
		for status(t.Context()).State != drivers.NoDevice {
			time.Sleep(time.Millisecond)
		}
	}
}
