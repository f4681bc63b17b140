package escl_test

import (
	"context"
	"os"
	"runtime"
	"testing"
	"time"

	"yitiji/drivers/escl"
	"yitiji/drivers/sim"
)

// left counts goroutines and open files.
func left() int {
	files, _ := os.ReadDir("/proc/self/fd")
	return runtime.NumGoroutine() + len(files)
}

// settled waits until no more is left than before, and says how much that is.
func settled(before int) int {
	for range 500 {
		if left() <= before {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return left()
}

// A hundred conversations, one in six of which is well, leave nothing behind. No other
// test runs meanwhile.
func TestNothingIsLeft(t *testing.T) {
	device, s := plugged(t, escl.Options{Patience: 100 * time.Millisecond})
	if _, err := s.Scan(t.Context(), glass); err != nil {
		t.Fatal(err)
	}
	before := left()
	for range 17 {
		for _, trouble := range []sim.FlatbedTrouble{
			sim.FlatbedWell, sim.FlatbedMute, sim.FlatbedNoise, sim.FlatbedCut, sim.FlatbedTorn, sim.FlatbedEndless,
		} {
			converse(t, device, s, trouble)
		}
	}
	if after := settled(before); after > before {
		t.Errorf("left behind: %d goroutines and files before, %d after", before, after)
	}
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
