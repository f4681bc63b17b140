package escpos_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port/porttest"
)

// What answers, and never as a printer does, is something else or speaks at another
// speed. A mute printer, and one burst of noise, are not.
func TestStrangerOnTheLine(t *testing.T) {
	for _, c := range []struct {
		why  string
		says []string // to each question; the last one from then on
		want []drivers.Cause
	}{
		{"another speed", []string{"\xF8\x80\xFF"}, []drivers.Cause{drivers.Stranger}},
		{"something that types", []string{"ABCD\r"}, []drivers.Cause{drivers.Stranger}},
		{"a mute printer", []string{""}, nil},
		{"noise, and then nothing", []string{"\x55", ""}, nil},
		{"a printer beside a motor", []string{"\xFF\x12"}, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			line, device := porttest.Pipe()
			printer, err := escpos.New(line, escpos.Options{})
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
			if s := printer.Status(t.Context()); !slices.Equal(s.Causes, c.want) {
				t.Errorf("%s: %+v, want %v", c.why, s, c.want)
			}
			printer.Close()
			device.Close()
		})
	}
}

// What says more than it is asked is no printer, whatever bytes are among it.
func TestProbeTakesNoStrangerForAPrinter(t *testing.T) {
	for _, c := range []struct {
		why, says string
		want      bool
	}{
		{"a printer", "\x12", true},
		{"a printer whose paper has ended", "\x7E", true},
		{"a printer with flow control", "\x11\x12", true},
		{"silence", "", false},
		{"an echo", "\x10\x04\x04", false},
		{"a console that shows what it hears", "^P^D", false},
		{"a console that shows half of it", "^P", false},
		{"a satellite receiver", "$GPGGA,092204.999,2260.0000,N*66\r\n", false},
		{"a scanner that types", "6901234567892\r", false},
		{"a printer at another speed", "\xF8\x80\x12", false},
	} {
		synctest.Test(t, func(t *testing.T) {
			line, device := porttest.Pipe()
			go func() {
				if _, err := device.Read(context.Background(), make([]byte, 64)); err == nil {
					_, _ = device.Write(context.Background(), []byte(c.says))
				}
			}()
			if answer, ok := escpos.Probe(t.Context(), line); ok != c.want {
				t.Errorf("%s: Probe = %q, %v", c.why, answer, ok)
			}
			line.Close()
			device.Close()
			synctest.Wait()
		})
	}
}

// A printer that has not said anything yet is not online because somebody talks to it.
func TestStatusBeforeTheFirstAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line, device := porttest.Pipe()
		printer, err := escpos.New(line, escpos.Options{})
		if err != nil {
			t.Fatal(err)
		}
		asked := make(chan drivers.Status, 1)
		go func() { asked <- printer.Status(t.Context()) }()
		synctest.Wait()
		if s := printer.Status(t.Context()); s.State != drivers.Starting {
			t.Errorf("Status = %+v, want Starting", s)
		}
		<-asked
		printer.Close()
		device.Close()
	})
}
