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
// battery ends: new visits are refused first, one that is under way may finish.
func watchPower(ctx context.Context, ups drivers.PowerSupply, t hall, powerOff []string, log *slog.Logger) error {
	tick := time.NewTicker(lookAtPower)
	defer tick.Stop()
	for {
		power, err := ups.Power(ctx)
		if err == nil {
			_ = t.Report(ctx, health.OnBattery, !power.Mains)
			_ = t.Report(ctx, health.PowerLow, !power.Mains && power.BatteryLow)
		}
		if err == nil && !power.Mains && power.BatteryLow && len(powerOff) > 0 {
			return switchOff(ctx, ups, t, powerOff, log)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// switchOff waits for the end of a visit, tells the supply when to cut, and gives the
// command. The supply comes back with the mains, and the machine with it.
func switchOff(ctx context.Context, ups drivers.PowerSupply, t hall, command []string, log *slog.Logger) error {
	log.Warn("the battery ends: switching off", "command", command)
	waiting, cancel := context.WithTimeout(ctx, lastVisit)
	defer cancel()
	_ = t.Idle(waiting)
	if err := ups.ShutDown(ctx, cutAfter); err != nil {
		log.Error("the supply will not cut its output", "err", err)
	}
	if err := exec.CommandContext(ctx, command[0], command[1:]...).Run(); err != nil {
		log.Error("cannot switch off", "err", err)
	}
	<-ctx.Done()
	return nil
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
