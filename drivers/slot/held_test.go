package slot_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// A line that another program has is told as held, not as unplugged, and is used as
// soon as it is free.
func TestALineThatAnotherProgramHas(t *testing.T) {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard")})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	other, err := port.OpenSerial(device.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := readerAt(t, device)
	awaitState(t, s, drivers.DeviceBusy)
	if got := s.Status(soon(t)); !got.Has(drivers.Busy) || !slices.Equal(got.Causes, []drivers.Cause{drivers.LineHeld}) || !strings.Contains(got.Note, "slot.test (process") {
		t.Errorf("Status = %+v, want Busy by LineHeld, and by whom", got)
	}
	if _, err := s.Read(soon(t), drivers.CardRequest{}); drivers.KindOf(err) != drivers.Busy || drivers.CauseOf(err) != drivers.LineHeld {
		t.Errorf("Read = %v (%s), want Busy by LineHeld", err, drivers.CauseOf(err))
	}
	other.Close()
	awaitState(t, s, drivers.Online)
}

func TestWhyADeviceCannotBeOpened(t *testing.T) {
	for _, c := range []struct {
		why   string
		err   error
		state drivers.State
		cause drivers.Cause
	}{
		{"nothing is plugged in", fs.ErrNotExist, drivers.NoDevice, drivers.NotPlugged},
		{"it left while it was opened", port.ErrGone, drivers.NoDevice, drivers.NotPlugged},
		{"another program has it", fmt.Errorf("open: %w", port.ErrBusy), drivers.DeviceBusy, drivers.LineHeld},
		{"the kernel says so itself", unix.EBUSY, drivers.DeviceBusy, drivers.LineHeld},
		{"it may not be opened", fs.ErrPermission, drivers.HardwareError, drivers.NoPermission},
		{"the driver knows better", drivers.Because(drivers.ServiceDown, fs.ErrNotExist), drivers.NoDevice, drivers.ServiceDown},
		{"nobody knows", errors.New("odd"), drivers.HardwareError, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := slot.NewScanner("code", func(context.Context) (drivers.Scanner, error) { return nil, c.err }, slot.Options{})
			running(t, s.Run)
			time.Sleep(time.Minute)
			var want []drivers.Cause
			if c.cause != "" {
				want = []drivers.Cause{c.cause}
			}
			if _, err := s.Scan(t.Context(), drivers.ScanRequest{}); err == nil || drivers.CauseOf(err) != c.cause {
				t.Errorf("%s: Scan = %v (%s), want it by %q", c.why, err, drivers.CauseOf(err), c.cause)
			}
			if got := s.Status(t.Context()); got.State != c.state || !slices.Equal(got.Causes, want) {
				t.Errorf("%s: %+v, want %s by %v", c.why, got, c.state, want)
			}
		})
	}
}
