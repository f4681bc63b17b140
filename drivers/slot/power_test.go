package slot_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// A cut that was ordered is taken back through the slot, by a supply that can.
func TestACutIsTakenBack(t *testing.T) {
	device := sim.NewUPS(sim.UPSOptions{Link: filepath.Join(t.TempDir(), "ups")})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	open, err := all.PowerSupply{Kind: "megatec", Line: all.Line{Port: device.Path()}}.Opener(all.NewSite(port.Tree{}, nil), "ups")
	if err != nil {
		t.Fatal(err)
	}
	s := slot.NewPowerSupply("ups", open, slot.Options{})
	running(t, s.Run)
	pending := func() string { // the line is in order: what was sent before a question has come
		if _, err := s.Power(soon(t)); err != nil {
			t.Fatal(err)
		}
		return device.State().Pending
	}
	if err := s.ShutDown(soon(t), time.Minute); err != nil || pending() == "" {
		t.Fatalf("no cut was ordered: %v", err)
	}
	if err := s.Cancel(soon(t)); err != nil || pending() != "" {
		t.Errorf("the cut was not taken back: %v", err)
	}
}

// stubborn is a supply that takes no order back.
type stubborn struct{ drivers.PowerSupply }

func (stubborn) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (stubborn) Close() error                          { return nil }

func TestACutThatCannotBeTakenBackIsSaid(t *testing.T) {
	s := slot.NewPowerSupply("ups", func(context.Context) (drivers.PowerSupply, error) { return stubborn{}, nil }, slot.Options{})
	running(t, s.Run)
	if err := s.Cancel(soon(t)); err == nil {
		t.Error("a supply without the command seems to have taken it back")
	}
}
