package escl_test

import (
	"context"
	"testing"
	"time"

	"yitiji/drivers/drivertest"
	"yitiji/drivers/escl"
	"yitiji/drivers/sim"
)

// A hundred conversations, one in six of which is well, leave nothing behind. No other
// test runs meanwhile.
func TestNothingIsLeft(t *testing.T) {
	device, s := plugged(t, escl.Options{Patience: 10 * time.Second}) // of a busy machine; the caller leaves the one that is mute
	if _, err := s.Scan(t.Context(), glass); err != nil {
		t.Fatal(err)
	}
	nothingLeft := drivertest.NothingLeft(t)
	for range 17 {
		for _, trouble := range []sim.FlatbedTrouble{
			sim.FlatbedWell, sim.FlatbedMute, sim.FlatbedNoise, sim.FlatbedCut, sim.FlatbedTorn, sim.FlatbedEndless,
		} {
			converse(t, device, s, trouble)
		}
	}
	nothingLeft()
}

// converse has a page scanned and asks for the status. A scanner that is mute hears from
// a caller who leaves, too.
func converse(t *testing.T, device *sim.Flatbed, s *escl.Scanner, trouble sim.FlatbedTrouble) {
	t.Helper()
	device.Misbehave(trouble)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if trouble == sim.FlatbedMute {
		defer time.AfterFunc(20*time.Millisecond, cancel).Stop()
	}
	_, err := s.Scan(ctx, glass)
	if trouble != sim.FlatbedWell && err == nil {
		t.Errorf("%s: all is well", trouble)
	}
	_ = s.Status(ctx)
}
