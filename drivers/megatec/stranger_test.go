package megatec_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"yitiji/drivers"
	"yitiji/drivers/megatec"
	"yitiji/drivers/port/porttest"
)

// What answers every question, and none in this protocol, is something else. Silence, an
// echo and one burst of noise are not.
func TestStrangerOnTheLine(t *testing.T) {
	for _, c := range []struct {
		why  string
		says []string // to each question; the last one from then on
		want []drivers.Cause
	}{
		{"an adapter at another speed", []string{"\xF8\x80\x00"}, []drivers.Cause{drivers.Stranger}},
		{"nothing", []string{""}, nil},
		{"a line that hears itself", []string{"Q1\r"}, nil},
		{"noise, and then nothing", []string{"\x55", ""}, nil},
		{"noise at last", []string{"", "", "\x55"}, nil},
		{"an answer that breaks off", []string{"(221.4 000.0"}, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			line, device := porttest.Pipe()
			supply, err := megatec.New(line, megatec.Options{})
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				for buf, n := make([]byte, 64), 0; ; n++ {
					if _, err := device.Read(context.Background(), buf); err != nil {
						return
					}
					_, _ = device.Write(context.Background(), []byte(c.says[min(n, len(c.says)-1)]))
				}
			}()
			if s := supply.Status(t.Context()); s.State != drivers.NoDevice || !slices.Equal(s.Causes, c.want) {
				t.Errorf("%s: %+v, want %v", c.why, s, c.want)
			}
			supply.Close()
			device.Close()
		})
	}
}

func TestCausesOfPower(t *testing.T) {
	for _, c := range []struct {
		why, bits string
		want      []drivers.Cause
	}{
		{"all is well", "00001000", nil},
		{"the mains have failed", "10001000", []drivers.Cause{drivers.OnBattery}},
		{"and the battery ends", "11001000", []drivers.Cause{drivers.OnBattery, drivers.BatteryLow}},
		{"the supply is broken", "00011000", []drivers.Cause{drivers.SelfTestFailed}},
	} {
		synctest.Test(t, func(t *testing.T) {
			line, device := porttest.Pipe()
			supply, err := megatec.New(line, megatec.Options{})
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				for buf := make([]byte, 64); ; {
					if _, err := device.Read(context.Background(), buf); err != nil {
						return
					}
					_, _ = device.Write(context.Background(), []byte("(221.4 000.0 220.3 034 50.0 27.3 31.5 "+c.bits+"\r"))
				}
			}()
			if s := supply.Status(t.Context()); !slices.Equal(s.Causes, c.want) {
				t.Errorf("%s: %+v, want %v", c.why, s, c.want)
			}
			supply.Close()
			device.Close()
		})
	}
}
