package doctor

import (
	"context"
	"slices"
	"time"

	"yitiji/drivers"
)

// The patience of a look.
const (
	// settling is how long a device may be starting, its line be sought among others,
	// or its silence go unnoticed.
	settling = 30 * time.Second
	// asking is how long one question may take.
	asking = 5 * time.Second
	// pause is between two questions to a device that is not ready yet.
	pause = 100 * time.Millisecond
)

// Device is what every contract has.
type Device interface {
	Status(ctx context.Context) drivers.Status
}

// Look asks the device in a place how it is, and what else its contract tells without
// moving anything. A device that is just starting is given some seconds.
func Look(ctx context.Context, place string, d Device) Finding {
	s := settled(ctx, d)
	f := Finding{Place: place, State: s.State, Kinds: s.Kinds, Causes: s.Causes, Note: s.Note, Verdict: verdict(s)}
	if f.Verdict == Absent {
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	if g, ok := d.(drivers.Gauger); ok {
		f.Gauges, _ = g.Gauges(ctx)
	}
	return f.ask(ctx, d)
}

// settled asks until the device knows how it is, or the time is up.
func settled(ctx context.Context, d Device) drivers.Status {
	limited, cancel := context.WithTimeout(ctx, settling)
	defer cancel()
	for {
		s := d.Status(limited)
		if s.State != drivers.Starting {
			return s
		}
		select {
		case <-time.After(pause):
		case <-limited.Done():
			return s
		}
	}
}

// verdict puts a status into one word.
func verdict(s drivers.Status) Verdict {
	if slices.Contains(s.Causes, drivers.Stranger) { // neither absent nor mute, whatever it does not say
		return Hands
	}
	switch s.State {
	case drivers.NoDevice, drivers.PowerOff:
		return Absent
	case drivers.HardwareError, drivers.Starting:
		return Broken
	case drivers.Unknown:
		return Mute
	case drivers.Offline, drivers.UserError, drivers.DeviceBusy:
		return Hands
	}
	if len(s.Kinds) > 0 {
		return Hands
	}
	return Fine
}

// ask adds what a contract tells besides its status.
func (f Finding) ask(ctx context.Context, d Device) Finding {
	var err error
	switch d := d.(type) {
	case drivers.CardDispenser:
		var where drivers.CardPosition
		if where, err = d.Position(ctx); err == nil {
			f.Facts = map[string]any{"card": where}
		}
	case drivers.PowerSupply:
		var p drivers.Power
		if p, err = d.Power(ctx); err == nil {
			f.Facts = map[string]any{"mains": p.Mains, "input": p.Input, "output": p.Output, "load": p.Load, "battery": p.Battery, "battery-low": p.BatteryLow}
		}
	case drivers.SignalBoard:
		var inputs map[string]bool
		if inputs, err = d.Sense(ctx); err == nil {
			f.Facts = map[string]any{}
			for name, on := range inputs {
				f.Facts[name] = on
			}
		}
	}
	if err != nil && Broken.worse(f.Verdict) {
		f.Verdict, f.Note = Broken, err.Error()
	}
	return f
}
