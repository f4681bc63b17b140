package drivertest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/mrz"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// These are the troubles of the devices in the cabinet: the plug is pulled at every
// byte here too.

func TestTroubleDispensingCards(t *testing.T) {
	device, open := deskDispenser(t)
	d := slot.NewCardDispenser("dispenser", open, brisk)
	seat(t, d.Run, d.Status)
	must(t, 0, befallAll(t.Context(), troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		device.Take()
		device.Fill(100)
		before := device.State()
		fed := 1 // unless the order that nobody heard the end of had fed one
		if before.Card == sim.InsideAt {
			fed = 0
		}
		for _, to := range []drivers.CardPosition{drivers.Inside, drivers.AtGate} {
			if err := again(ctx, func() error { return patient(d.Move(ctx, to)) }); err != nil {
				return err
			}
		}
		if s := device.State(); s.Card != sim.GateAt || s.Fed-before.Fed != fed {
			return fmt.Errorf("%d cards were fed for one order, the card is at %s", s.Fed-before.Fed, s.Card)
		}
		return nil
	}}))
}

// patient takes what only a technician can mend for what may pass: noise looks like a
// refusal.
func patient(err error) error {
	var f *drivers.Fault
	if errors.As(err, &f) && f.Kind == drivers.NeedsTechnician {
		return &drivers.Fault{Device: f.Device, Op: f.Op, Kind: drivers.Busy, Err: f.Err}
	}
	return err
}

func TestTroubleAskingForPower(t *testing.T) {
	device, open := deskUPS(t)
	supply := slot.NewPowerSupply("ups", open, brisk)
	seat(t, supply.Run, supply.Status)
	mains := false
	must(t, 0, befallAll(t.Context(), troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		mains = !mains
		device.SetMains(mains)
		var power drivers.Power
		ask := func() (err error) {
			power, err = supply.Power(ctx)
			return patient(err)
		}
		err := again(ctx, ask)
		if err == nil && power.Mains != mains { // answers have no number: on a busy machine one that was said twice comes late once
			err = again(ctx, ask)
		}
		if err == nil && power.Mains != mains {
			err = fmt.Errorf("mains %v, want %v", power.Mains, mains)
		}
		return err
	}}))
}

func TestTroubleSensing(t *testing.T) {
	device, open := deskBoard(t)
	board := slot.NewSignalBoard("signals", open, brisk)
	seat(t, board.Run, board.Status)
	on := false
	must(t, 0, befallAll(t.Context(), troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		on = !on
		device.SetInput(3, on)
		var inputs map[string]bool
		err := again(ctx, func() error { return patient(board.Set(ctx, "lamp", on)) })
		if err == nil {
			err = again(ctx, func() (err error) {
				inputs, err = board.Sense(ctx)
				return patient(err)
			})
		}
		if err == nil && (inputs["door"] != on || device.State().Outputs[2] != on) {
			err = fmt.Errorf("door %v, lamp %v, want %v", inputs["door"], device.State().Outputs[2], on)
		}
		return err
	}}))
}

func TestTroubleReadingPassports(t *testing.T) {
	device, open := deskPageReader(t)
	reader := slot.NewTravelReader("travel", open, brisk)
	seat(t, reader.Run, reader.Status)
	turn := 0
	must(t, 0, befallAll(t.Context(), troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		turn++
		zone := sim.Travellers()[turn%len(sim.Travellers())].Passport()
		want := must2(mrz.Parse(zone, time.Now()))(t)
		return again(ctx, func() error {
			read := make(chan error, 1)
			go func() {
				d, err := reader.Read(ctx)
				if err == nil && d.Number != want.Number {
					err = &drivers.Fault{Device: "travel", Op: "read", Kind: drivers.NeedsTechnician, Err: errors.New("another document")}
				}
				read <- err
			}()
			for { // the person lays the document on until it is read
				wait := time.NewTimer(50 * time.Millisecond)
				select {
				case err := <-read:
					wait.Stop()
					return err
				case <-wait.C:
					_ = device.Present(ctx, zone)
				}
			}
		})
	}}))
}
