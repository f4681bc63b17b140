package mrz_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"yitiji/drivers"
	"yitiji/drivers/mrz"
	"yitiji/drivers/port/porttest"
	"yitiji/drivers/sim"
)

func TestKindsOfFaults(t *testing.T) {
	good := sim.Travellers()[0].Passport()
	for _, c := range []struct {
		why  string
		zone []string
		kind drivers.Kind
	}{
		{"a digit for another fails its check", []string{good[0], strings.Replace(good[1], "8", "7", 1)}, drivers.Misread},
		{"a letter in a date that its check digit takes for the digit", []string{good[0], strings.Replace(good[1], "8", "S", 1)}, drivers.Misread},
		{"a receipt", []string{"TOTAL 12.00", "THANK YOU"}, drivers.WrongDocument},
	} {
		synctest.Test(t, func(t *testing.T) {
			near, far := porttest.Pipe()
			reader, err := mrz.New(near, mrz.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			read := make(chan error, 1)
			go func() {
				_, err := reader.Read(t.Context())
				read <- err
			}()
			synctest.Wait() // what came before is dropped
			if _, err := far.Write(t.Context(), []byte(strings.Join(c.zone, "\r\n")+"\r\n")); err != nil {
				t.Fatal(err)
			}
			if err := <-read; drivers.KindOf(err) != c.kind {
				t.Errorf("%s: %v, want %s", c.why, err, c.kind)
			}
		})
	}
}
