package sim

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"yitiji/drivers/port"
)

// UPSOptions say where the supply is found.
type UPSOptions struct {
	Link string // the stable name to make; empty for none
	Baud int    // bits per second on the line; 0 sends at once
	Echo bool   // repeats what it is asked, as some models do
}

// UPS is a simulated power supply that speaks Megatec's Q1.
type UPS struct {
	*Cable
	opts UPSOptions

	mu      sync.Mutex
	mains   bool
	charge  int // per cent
	failed  bool
	pending string // the command that will cut the output; empty for none
}

// NewUPS returns a supply on mains power with a full battery, not plugged in yet.
func NewUPS(o UPSOptions) *UPS {
	u := &UPS{opts: o, mains: true, charge: 100}
	u.Cable = newCable(o.Link, u.serve)
	return u
}

// UPSState is how the supply is at one moment.
type UPSState struct {
	Plugged bool   `json:"plugged"`
	Mains   bool   `json:"mains"`
	Charge  int    `json:"charge"` // per cent
	Failed  bool   `json:"failed"`
	Pending string `json:"pending"` // the cut that was ordered
}

// State is how the supply is at this moment.
func (u *UPS) State() UPSState {
	plugged := u.Plugged()
	u.mu.Lock()
	defer u.mu.Unlock()
	return UPSState{plugged, u.mains, u.charge, u.failed, u.pending}
}

// SetMains cuts or restores the mains.
func (u *UPS) SetMains(on bool) { u.set(func() { u.mains = on }) }

// SetCharge sets what is left in the battery, in per cent; below 20 it is low.
func (u *UPS) SetCharge(percent int) { u.set(func() { u.charge = percent }) }

// SetFailed breaks or mends the supply itself.
func (u *UPS) SetFailed(on bool) { u.set(func() { u.failed = on }) }

func (u *UPS) set(do func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	do()
}

// serve answers lines until the cable is pulled.
func (u *UPS) serve(ctx context.Context, line port.Port) {
	w := &wire{line: line, baud: u.opts.Baud}
	var got []byte
	buf := make([]byte, 64)
	for {
		n, err := line.Read(ctx, buf)
		if err != nil {
			return
		}
		w.received(n)
		for _, b := range buf[:n] {
			if b != '\r' {
				got = append(got, b)
				got = got[max(0, len(got)-64):]
				continue
			}
			if err := u.reply(ctx, w, string(got)); err != nil {
				return
			}
			got = nil
		}
	}
}

func (u *UPS) reply(ctx context.Context, w *wire, command string) error {
	var answer string
	if u.opts.Echo {
		answer = command + "\r"
	}
	switch {
	case command == "Q1":
		answer += u.reading() + "\r"
	case strings.HasPrefix(command, "S"):
		u.set(func() { u.pending = command })
	case command == "C":
		u.set(func() { u.pending = "" })
	default: // what it does not know it repeats
		answer = command + "\r"
	}
	if answer == "" {
		return nil
	}
	return w.send(ctx, []byte(answer))
}

// reading is the answer to Q1.
func (u *UPS) reading() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	bit := func(on bool) string {
		if on {
			return "1"
		}
		return "0"
	}
	input := 221.4
	if !u.mains {
		input = 0
	}
	return fmt.Sprintf("(%05.1f 000.0 220.3 034 50.0 %4.1f 31.5 %s%s0%s10%s0",
		input, 21+float64(u.charge)*0.063, bit(!u.mains), bit(u.charge < 20), bit(u.failed), bit(u.pending != ""))
}
