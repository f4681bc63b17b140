package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/health"
)

// supply is a power supply at hand.
type supply struct {
	drivers.PowerSupply
	power drivers.Power
	cut   []time.Duration

	deaf      int // how often Cancel fails yet
	cancelled int
}

func (s *supply) Cancel(context.Context) error {
	if s.deaf > 0 {
		s.deaf--
		return errors.New("no answer")
	}
	s.cancelled++
	return nil
}

func (s *supply) Power(context.Context) (drivers.Power, error) { return s.power, nil }

func (s *supply) ShutDown(_ context.Context, after time.Duration) error {
	s.cut = append(s.cut, after)
	return nil
}

// visited is a terminal at which somebody is.
type visited struct {
	holds map[health.Code]bool
	leave time.Time
}

func (v *visited) Report(_ context.Context, code health.Code, on bool) error {
	v.holds[code] = on
	return nil
}

func (v *visited) Idle(ctx context.Context) error {
	select {
	case <-time.After(time.Until(v.leave)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestPower(t *testing.T) {
	off := filepath.Join(t.TempDir(), "off")
	synctest.Test(t, func(t *testing.T) {
		ups := &supply{power: drivers.Power{Mains: true}}
		hall := &visited{holds: map[health.Code]bool{}, leave: time.Now().Add(11*time.Minute + 20*time.Second)}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			done <- watchPower(ctx, ups, hall, []string{"touch", off}, slog.New(slog.DiscardHandler))
		}()
		expect := func(battery, low bool) {
			t.Helper()
			time.Sleep(lookAtPower)
			synctest.Wait()
			if hall.holds[health.OnBattery] != battery || hall.holds[health.PowerLow] != low {
				t.Errorf("conditions %v, want battery %v, low %v", hall.holds, battery, low)
			}
		}
		expect(false, false)
		ups.power.Mains = false
		expect(true, false)
		ups.power.Mains = true
		expect(false, false)
		time.Sleep(10*time.Minute + 30*time.Second)
		ups.power = drivers.Power{BatteryLow: true}
		expect(true, true)
		if len(ups.cut) > 0 {
			t.Error("the supply was told to cut while somebody was at the terminal")
		}
		time.Sleep(enough*lookAtPower + lastVisit)
		if !slices.Equal(ups.cut, []time.Duration{cutAfter}) {
			t.Errorf("told to cut after %v", ups.cut)
		}
		ups.power = drivers.Power{Mains: true}
		expect(false, false) // whatever became of the command, the mains are back
		if ups.cancelled > 0 {
			t.Error("the cut was taken back from a machine that is going down, and would stay down")
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if _, err := os.Stat(off); err != nil {
		t.Errorf("the machine was not switched off: %v", err)
	}
}

// A machine that could not be switched off keeps its power when the mains are back.
func TestPowerThatComesBackTakesTheCutBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ups := &supply{power: drivers.Power{BatteryLow: true}, deaf: 1}
		hall := &visited{holds: map[health.Code]bool{}, leave: time.Now()}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			done <- watchPower(ctx, ups, hall, []string{"/no/such/command"}, slog.New(slog.DiscardHandler))
		}()
		for _, c := range []struct {
			why             string
			power           drivers.Power
			looks           int
			orders, retired int
		}{
			{"the battery ends, and the command fails", drivers.Power{BatteryLow: true}, 5, 1, 0},
			{"the mains are back, and the supply does not hear at first", drivers.Power{Mains: true}, 4, 1, 1},
			{"they fail again", drivers.Power{BatteryLow: true}, 5, 2, 1},
			{"and are back again", drivers.Power{Mains: true}, 4, 2, 2},
		} {
			ups.power = c.power
			time.Sleep(time.Duration(c.looks) * lookAtPower)
			synctest.Wait()
			if len(ups.cut) != c.orders || ups.cancelled != c.retired {
				t.Errorf("%s: %d orders, %d taken back, want %d and %d", c.why, len(ups.cut), ups.cancelled, c.orders, c.retired)
			}
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
