package drivertest

import (
	"context"
	"errors"
	"testing"

	"yitiji/drivers"
)

// PowerSupplyRig is a power supply under test and the hands around it.
type PowerSupplyRig struct {
	Supply drivers.PowerSupply
	Mains  func(on bool) // cuts or restores the mains
	Break  func()        // breaks the supply itself
	Mute   func()        // it answers nothing any more
	Unplug func()        // pulls the line's plug
}

// PowerSupply runs the suite; rig is called once for each check, and once before.
func PowerSupply(t *testing.T, rig func(t *testing.T) PowerSupplyRig) {
	t.Helper()
	runAll(t, powerSupplyChecks(), rig)
}

// FailingPowerSupply gives the names of the checks that a rig does not pass.
func FailingPowerSupply(t *testing.T, rig func(t *testing.T) PowerSupplyRig) []string {
	t.Helper()
	return failing(t, powerSupplyChecks(), rig)
}

func powerSupplyChecks() []check[PowerSupplyRig] {
	return []check[PowerSupplyRig]{
		{"tells mains from battery", tellsMains, nil},
		{"says that it is broken", saysBroken, nil},
		{"ends with its context", powerEndsWithContext, nil},
		{"is disconnected when unplugged", powerUnplugged, nil},
		{"closes", powerCloses, nil},
	}
}

func (r PowerSupplyRig) power(ctx context.Context) error {
	_, err := r.Supply.Power(ctx)
	return err
}

func tellsMains(ctx context.Context, r PowerSupplyRig) error {
	for _, on := range []bool{true, false, true} {
		r.Mains(on)
		power, err := r.Supply.Power(ctx)
		if err != nil {
			return err
		}
		if power.Mains != on {
			return errors.New("takes battery for mains, or mains for battery")
		}
		if err := eventually(ctx, r.Supply.Status, drivers.Online); err != nil {
			return err
		}
	}
	return nil
}

func saysBroken(ctx context.Context, r PowerSupplyRig) error {
	r.Break()
	return eventually(ctx, r.Supply.Status, drivers.HardwareError)
}

func powerEndsWithContext(ctx context.Context, r PowerSupplyRig) error {
	r.Mute()
	return endsWithContext(ctx, r.power)
}

func powerUnplugged(ctx context.Context, r PowerSupplyRig) error {
	r.Unplug()
	if err := wantKind(r.power(ctx), drivers.Disconnected); err != nil {
		return err
	}
	return eventually(ctx, r.Supply.Status, drivers.NoDevice)
}

func powerCloses(ctx context.Context, r PowerSupplyRig) error {
	return closes(ctx, r.Supply, r.power, false)
}
