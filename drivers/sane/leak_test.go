package sane_test

import (
	"context"
	"os"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/sane"
)

// A hundred conversations with programs that do wrong leave nothing behind: no
// goroutine, no file, no folder. No other test runs meanwhile.
func TestNothingIsLeft(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	var scanners []*sane.Scanner
	for _, does := range []string{
		good + `exit 7`, good + `exit 6`, good + `kill -SEGV $$`, `echo garbage > 1.part`,
		good + `sleep 1000 & exit 0`, good + `exec sleep 1000`,
	} {
		scanners = append(scanners, open(t, sane.Options{Device: "x", Command: stub(t, does), Patience: 5 * time.Second}))
	}
	converse(t, scanners)
	nothingLeft := drivertest.NothingLeft(t)
	for range 16 {
		converse(t, scanners)
	}
	nothingLeft()
	if folders, err := os.ReadDir(temp); err != nil || len(folders) > 0 {
		t.Errorf("left behind: %v, %v", folders, err)
	}
}

// converse has each scanner scan and say how it is. The last one never ends: its caller
// leaves.
func converse(t *testing.T, scanners []*sane.Scanner) {
	t.Helper()
	for i, s := range scanners {
		ctx, cancel := context.WithCancel(t.Context())
		if i == len(scanners)-1 {
			time.AfterFunc(30*time.Millisecond, cancel)
		}
		_, err := s.Scan(ctx, drivers.PageRequest{Source: drivers.Feeder})
		if wrong := err != nil; wrong != (i != 0 && i != 4) {
			t.Errorf("program %d: Scan = %v", i, err)
		}
		_ = s.Status(ctx)
		cancel()
	}
}
