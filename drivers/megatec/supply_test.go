package megatec_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/megatec"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

func plugged(t *testing.T, o sim.UPSOptions) (*sim.UPS, *megatec.Supply) {
	t.Helper()
	o.Link = filepath.Join(t.TempDir(), "ups")
	device := sim.NewUPS(o)
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	line, err := port.OpenSerial(device.Path(), port.SerialOptions{Baud: megatec.Baud})
	if err != nil {
		t.Fatal(err)
	}
	supply, err := megatec.New(line, megatec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { supply.Close(); device.Close() })
	return device, supply
}

func TestPower(t *testing.T) {
	for _, echo := range []bool{false, true} {
		device, supply := plugged(t, sim.UPSOptions{Echo: echo, Baud: megatec.Baud})
		got, err := supply.Power(t.Context())
		want := drivers.Power{Mains: true, Input: 221.4, Output: 220.3, Load: 34, Frequency: 50, Battery: 27.3, Temperature: 31.5}
		if err != nil || got != want {
			t.Errorf("echo %v: %+v, %v, want %+v", echo, got, err, want)
		}
		device.SetMains(false)
		device.SetCharge(10)
		if got, err = supply.Power(t.Context()); err != nil || got.Mains || !got.BatteryLow || got.Input != 0 {
			t.Errorf("echo %v, on battery: %+v, %v", echo, got, err)
		}
	}
}

func TestShutDown(t *testing.T) {
	device, supply := plugged(t, sim.UPSOptions{})
	for after, want := range map[time.Duration]string{
		0: "S.2R0001", 30 * time.Second: "S.5R0001", 31 * time.Second: "S.6R0001",
		time.Minute: "S01R0001", 61 * time.Second: "S02R0001", 10 * time.Minute: "S10R0001",
	} {
		if err := supply.ShutDown(t.Context(), after); err != nil {
			t.Fatal(err)
		}
		if _, err := supply.Power(t.Context()); err != nil { // the line is in order: what was sent before has come
			t.Fatal(err)
		}
		if got := device.State().Pending; got != want {
			t.Errorf("after %s: %q, want %q", after, got, want)
		}
	}
	if err := supply.ShutDown(t.Context(), 11*time.Minute); err == nil {
		t.Error("more than the protocol knows is accepted")
	}
	if err := errors.Join(supply.Cancel(t.Context()), second(supply.Power(t.Context()))); err != nil || device.State().Pending != "" {
		t.Errorf("cancelled: %q, %v", device.State().Pending, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestStatus(t *testing.T) {
	device, supply := plugged(t, sim.UPSOptions{})
	device.SetFailed(true)
	if s := supply.Status(t.Context()); s.State != drivers.HardwareError || !s.Has(drivers.NeedsTechnician) {
		t.Errorf("a broken supply is %+v", s)
	}
	device.SetFailed(false)
	if s := supply.Status(t.Context()); s.State != drivers.Online || len(s.Kinds) != 0 {
		t.Errorf("a good supply is %+v", s)
	}
}

// Whatever happens to a line, the question is put again, and an answer is right.
func TestTroubles(t *testing.T) {
	device, supply := plugged(t, sim.UPSOptions{})
	device.Befall("", 0)
	want, err := supply.Power(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	size := device.Carried()
	for _, trouble := range []sim.Trouble{sim.Noise, sim.Dropped, sim.Twice, sim.Stale} {
		for at := 0; at < size; at += 9 {
			device.Befall(trouble, at)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			got, err := supply.Power(ctx)
			cancel()
			if err != nil || got.Mains != want.Mains || got.Failed {
				t.Errorf("%s at byte %d: %+v, %v", trouble, at, got, err)
			}
		}
	}
}

// lagging is a line to a supply that gives each answer twice, the second time when the
// line is flushed already.
type lagging struct {
	port.Port
	mains           bool
	waiting, onWire string
}

func (l *lagging) Flush() error {
	l.waiting, l.onWire = l.onWire, ""
	return nil
}

func (l *lagging) Write(_ context.Context, p []byte) (int, error) {
	answer := "(221.4 000.0 220.3 034 50.0 27.3 31.5 00001000\r"
	if !l.mains {
		answer = "(000.0 000.0 220.3 034 50.0 27.3 31.5 10001000\r"
	}
	l.waiting += answer
	l.onWire = answer
	return len(p), nil
}

func (l *lagging) Read(ctx context.Context, p []byte) (int, error) {
	if l.waiting == "" {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	n := copy(p, l.waiting)
	l.waiting = l.waiting[n:]
	return n, nil
}

// What is said twice is not the answer to the next question.
func TestRepeatedAnswer(t *testing.T) {
	line := &lagging{}
	supply, err := megatec.New(line, megatec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, line.mains = range []bool{true, false, true} {
		if got, err := supply.Power(t.Context()); err != nil || got.Mains != line.mains {
			t.Errorf("mains %v, %v, want %v", got.Mains, err, line.mains)
		}
	}
}

func FuzzPower(f *testing.F) {
	f.Add("(208.4 140.0 208.4 034 59.9 2.05 35.0 00110000\r")
	f.Add("Q1\r(221.4 000.0 220.3 034 50.0 27.3 --.- 00001001\r")
	f.Fuzz(func(t *testing.T, answer string) {
		power, err := megatec.Parse(answer)
		if err == nil && (power.Load < -9999 || power.Load > 9999) {
			t.Errorf("%q reads as %+v", answer, power)
		}
	})
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		why, line string
		want      drivers.Power
		ok        bool
	}{
		{
			"the paper's example, in which the supply has failed", "(208.4 140.0 208.4 034 59.9 2.05 35.0 00110000",
			drivers.Power{Mains: true, Failed: true, Input: 208.4, Output: 208.4, Load: 34, Frequency: 59.9, Battery: 2.05, Temperature: 35},
			true,
		},
		{
			"mains failed, battery low, supply failed", "(000.0 140.0 220.0 100 50.0 21.0 --.- 11010000",
			drivers.Power{BatteryLow: true, Failed: true, Output: 220, Load: 100, Frequency: 50, Battery: 21},
			true,
		},
		{
			"no temperature", "(208.4 140.0 208.4 034 59.9 2.05 00000001",
			drivers.Power{Mains: true, Input: 208.4, Output: 208.4, Load: 34, Frequency: 59.9, Battery: 2.05},
			true,
		},
		{"cut off", "(208.4 140.0 208.4 034 59.9", drivers.Power{}, false},
		{"nine bits", "(208.4 140.0 208.4 034 59.9 2.05 35.0 001100001", drivers.Power{}, false},
		{"no numbers", "(a b c d e f g 00110000", drivers.Power{}, false},
		{"not a number, in Go's words", "(NaN Inf 1 1 1 1 1 00110000", drivers.Power{}, false},
		{"the question itself", "Q1", drivers.Power{}, false},
	} {
		got, err := megatec.Parse(c.line)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%s: %+v, %v", c.why, got, err)
		}
	}
}
