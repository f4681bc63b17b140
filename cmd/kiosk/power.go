package main

import (
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/terminal"
	"yitiji/terminal/health"
)

// The rhythm of the power.
const (
	// lookAtPower is how often the supply is asked.
	lookAtPower = 5 * time.Second
	// lastVisit is how long a citizen may finish after the battery has become low: a
	// battery that says so lasts some minutes yet.
	lastVisit = time.Minute
	// cutAfter is how long the machine has to stop before the supply cuts its output.
	cutAfter = 2 * time.Minute
)

// hall is what the power concerns of a terminal.
type hall interface {
	Report(ctx context.Context, code health.Code, on bool) error
	Idle(ctx context.Context) error
}

// watchPower says when the mains have failed, and switches the machine off when the
// battery ends: new visits are refused first, one that is under way may finish. What was
// said only once is not acted upon, and a supply that cannot be asked says nothing.
func watchPower(ctx context.Context, ups drivers.PowerSupply, t hall, powerOff []string, log *slog.Logger) error {
	tick := time.NewTicker(lookAtPower)
	defer tick.Stop()
	var ordered bool // the supply will cut its output, and the machine runs on
	for low, mute := 0, 0; ; {
		power, err := ups.Power(ctx)
		if mute++; err == nil {
			mute = 0
		}
		if low++; !power.BatteryLow || power.Mains || err != nil {
			low = 0
		}
		if err == nil || mute == enough {
			_ = t.Report(ctx, health.OnBattery, err == nil && !power.Mains)
			_ = t.Report(ctx, health.PowerLow, low > 0)
		}
		if low == enough && len(powerOff) > 0 {
			ordered = !switchOff(ctx, ups, t, powerOff, log)
		}
		if ordered && err == nil && power.Mains {
			ordered = !takeBack(ctx, ups, log)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// enough is how many looks in a row are believed.
const enough = 3

// switchOff waits for the end of a visit, tells the supply when to cut, and gives the
// command. The supply comes back with the mains, and the machine with it. Where the
// command fails, off is false and the terminal goes on watching: the supply then cuts
// hard, which harms nothing that was kept, unless the mains are back before.
func switchOff(ctx context.Context, ups drivers.PowerSupply, t hall, command []string, log *slog.Logger) (off bool) {
	log.Warn("the battery ends: switching off", "command", command)
	waiting, cancel := context.WithTimeout(ctx, lastVisit)
	defer cancel()
	_ = t.Idle(waiting)
	if err := ups.ShutDown(ctx, cutAfter); err != nil {
		log.Error("the supply will not cut its output", "err", err)
	}
	err := exec.CommandContext(ctx, command[0], command[1:]...).Run()
	if err != nil {
		log.Error("cannot switch off", "err", err)
	}
	return err == nil
}

// takeBack takes the order to cut back: with the mains there, a cut would only end visits.
// One look at the mains is enough, since the cut does not wait for a second; should they
// fail again, it is ordered again.
func takeBack(ctx context.Context, ups drivers.PowerSupply, log *slog.Logger) bool {
	c, ok := ups.(drivers.Canceller)
	if !ok {
		return true // nothing can be done
	}
	err := c.Cancel(ctx)
	if err != nil {
		log.Error("the supply will cut its output although the mains are back", "err", err)
	}
	return err == nil
}

// feedWatchdog arms the watchdog and feeds it while the terminal takes events. One that
// systemd has is left to systemd.
func feedWatchdog(ctx context.Context, entry all.Watchdog, t *terminal.Terminal, log *slog.Logger) (err error) {
	if err := entry.Check(); err != nil {
		return err
	}
	w, err := entry.Open()
	if err != nil {
		log.Error("no watchdog: a program that hangs stays hung", "err", err)
		return nil
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return w.Run(ctx, func(ctx context.Context) bool {
		ctx, cancel := context.WithTimeout(ctx, w.Timeout()/4)
		defer cancel()
		return t.Alive(ctx)
	})
}
