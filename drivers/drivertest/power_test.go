package drivertest_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/megatec"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

func deskUPS(t *testing.T) (*sim.UPS, func(context.Context) (drivers.PowerSupply, error)) {
	device := sim.NewUPS(sim.UPSOptions{Link: filepath.Join(t.TempDir(), "ups")})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	return device, func(context.Context) (drivers.PowerSupply, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{Baud: megatec.Baud})
		if err != nil {
			return nil, err
		}
		return megatec.New(line, megatec.Options{})
	}
}

func powerRig(device *sim.UPS, supply drivers.PowerSupply) drivertest.PowerSupplyRig {
	return drivertest.PowerSupplyRig{
		Supply: supply, Mains: device.SetMains,
		Break:  func() { device.SetFailed(true) },
		Mute:   func() { device.Befall(sim.Mute, 0) },
		Unplug: func() { _ = device.Unplug() },
	}
}

func TestPowerSupply(t *testing.T) {
	t.Parallel()
	drivertest.PowerSupply(t, func(t *testing.T) drivertest.PowerSupplyRig {
		device, open := deskUPS(t)
		supply := must2(open(t.Context()))(t)
		t.Cleanup(func() { supply.Close() })
		return powerRig(device, supply)
	})
}

func TestPowerSupplyInSlot(t *testing.T) {
	t.Parallel()
	drivertest.PowerSupply(t, func(t *testing.T) drivertest.PowerSupplyRig {
		device, open := deskUPS(t)
		supply := slot.NewPowerSupply("ups", open, quick)
		seat(t, supply.Run, supply.Status)
		rig := powerRig(device, supply)
		rig.Unplug = untilGone(t, device.Unplug, supply.Status)
		return rig
	})
}

// hopeful says that the mains are there.
type hopeful struct{ drivers.PowerSupply }

func (h hopeful) Power(ctx context.Context) (drivers.Power, error) {
	power, err := h.PowerSupply.Power(ctx)
	power.Mains = true
	return power, err
}

func TestSuiteRejectsHopefulPowerSupply(t *testing.T) {
	t.Parallel()
	got := drivertest.FailingPowerSupply(t, func(t *testing.T) drivertest.PowerSupplyRig {
		device, open := deskUPS(t)
		supply := must2(open(t.Context()))(t)
		t.Cleanup(func() { supply.Close() })
		return powerRig(device, hopeful{supply})
	})
	if want := []string{"tells mains from battery"}; !slices.Equal(got, want) {
		t.Errorf("the suite rejects %q, want %q", got, want)
	}
}
