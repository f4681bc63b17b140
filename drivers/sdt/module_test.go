package sdt

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
)

// module plays a module that gives each command the same answer every time. A
// command without an answer is met with silence.
func module(device port.Port, answers map[[2]byte]status) {
	for buf := make([]byte, 64); ; {
		n, err := device.Read(context.Background(), buf)
		if err != nil {
			return
		}
		sw, known := answers[[2]byte(buf[7:n])]
		if !known {
			continue
		}
		frame := append([]byte(preamble), 0, 4, sw[0], sw[1], sw[2])
		_, _ = device.Write(context.Background(), append(frame, checksum(frame[len(preamble):])))
	}
}

// ask runs do on a reader whose module gives these answers, in a bubble of time.
func ask(t *testing.T, answers map[[2]byte]status, do func(context.Context, *Reader)) (took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		line, device := porttest.Pipe()
		r, err := New(line, Options{Place: "idcard"})
		if err != nil {
			t.Fatal(err)
		}
		go module(device, answers)
		start := time.Now()
		do(t.Context(), r)
		took = time.Since(start)
		r.Close()
		device.Close()
	})
	return took
}

var (
	commandStatus = [2]byte{0x11, 0xFF}
	commandFind   = [2]byte{0x20, 0x01}
	commandSelect = [2]byte{0x20, 0x02}
	commandRead   = [2]byte{0x30, 0x01}
)

func TestFaultsOfTheModule(t *testing.T) {
	found, ok := status{0, 0, 0x9F}, status{0, 0, 0x90}
	for _, c := range []struct {
		why     string
		answers map[[2]byte]status
		want    drivers.Kind
		within  time.Duration
	}{
		{"silence", nil, drivers.Disconnected, attempts*answerTimeout + time.Second},
		{"self-test failed", map[[2]byte]status{commandFind: {0, 0, 0x60}}, drivers.NeedsTechnician, time.Second},
		{"not authorised", map[[2]byte]status{commandFind: {0, 0, 0x66}}, drivers.NeedsTechnician, time.Second},
		{"select failed, with the card's words", map[[2]byte]status{commandFind: found, commandSelect: {0x6A, 0x82, 0x81}}, drivers.Misread, time.Second},
		{"read failed", map[[2]byte]status{commandFind: found, commandSelect: ok, commandRead: {0x6A, 0x82, 0x41}}, drivers.Misread, time.Second},
		{"a forged card", map[[2]byte]status{commandFind: found, commandSelect: ok, commandRead: {0, 0, 0x32}}, drivers.WrongDocument, time.Second},
		{"an answer without data", map[[2]byte]status{commandFind: found, commandSelect: ok, commandRead: ok}, drivers.Misread, time.Second},
	} {
		took := ask(t, c.answers, func(ctx context.Context, r *Reader) {
			_, err := r.Read(ctx, drivers.CardRequest{})
			var f *drivers.Fault
			if !errors.As(err, &f) || f.Kind != c.want || f.Device != "idcard" || f.Op != "read" {
				t.Errorf("%s: Read = %v, want %s", c.why, err, c.want)
			}
		})
		if took > c.within {
			t.Errorf("%s: took %s, want at most %s", c.why, took, c.within)
		}
	}
}

func TestStatusOfTheModule(t *testing.T) {
	for _, c := range []struct {
		why     string
		answers map[[2]byte]status
		want    drivers.State
	}{
		{"ready", map[[2]byte]status{commandStatus: {0, 0, 0x90}}, drivers.Online},
		{"self-test failed", map[[2]byte]status{commandStatus: {0, 0, 0x60}}, drivers.HardwareError},
		{"silence", nil, drivers.NoDevice},
	} {
		ask(t, c.answers, func(ctx context.Context, r *Reader) {
			if s := r.Status(ctx); s.State != c.want {
				t.Errorf("%s: Status = %+v, want %s", c.why, s, c.want)
			}
		})
	}
}

// A card that the module refuses by its own word lies there and is found: it is not
// reported again and again.
func TestForgedCardIsReportedOnce(t *testing.T) {
	forged := map[[2]byte]status{commandFind: {0, 0, 0x9F}, commandSelect: {0, 0, 0x32}}
	ask(t, forged, func(ctx context.Context, r *Reader) {
		if _, err := r.Read(ctx, drivers.CardRequest{}); drivers.KindOf(err) != drivers.WrongDocument {
			t.Errorf("Read = %v, want WrongDocument", err)
		}
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if _, err := r.Read(ctx, drivers.CardRequest{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Read with the same card = %v, want to wait", err)
		}
	})
}

// A module that is mute keeps the turn of the verb that waits for it: nobody may take
// that for a module that reads.
func TestStatusWhileAnotherVerbWaits(t *testing.T) {
	ask(t, nil, func(ctx context.Context, r *Reader) {
		read := make(chan error, 1)
		go func() { _, err := r.Read(ctx, drivers.CardRequest{}); read <- err }()
		synctest.Wait()
		limited, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if s := r.Status(limited); s.State != drivers.Unknown || limited.Err() == nil {
			t.Errorf("Status = %+v, want Unknown at the end of its context", s)
		}
		r.Close()
		<-read
	})
}

// What a technician is needed for has words of its own.
func TestCauses(t *testing.T) {
	for sw3, want := range map[byte]drivers.Cause{swSelfTest: drivers.SelfTestFailed, swNoRight: drivers.NotAuthorised} {
		ask(t, map[[2]byte]status{commandStatus: {0, 0, sw3}}, func(ctx context.Context, r *Reader) {
			if s := r.Status(ctx); s.State != drivers.HardwareError || !slices.Equal(s.Causes, []drivers.Cause{want}) {
				t.Errorf("status %02X: %+v, want %s", sw3, s, want)
			}
		})
	}
}

// What is no frame at all comes from something else; a frame that is torn or late is the
// module's own.
func TestStrangerOnTheLine(t *testing.T) {
	for _, c := range []struct {
		why, says string
		want      []drivers.Cause
	}{
		{"a scanner that reads what is before it", "6901234567892\r", []drivers.Cause{drivers.Stranger}},
		{"a module at another speed", "\xF8\x80\x00\xE0", []drivers.Cause{drivers.Stranger}},
		{"a frame without its end", preamble + "\x00\x04", nil},
		{"noise that may become a frame", "\x00\xFF\xAA\xAA", nil},
		{"nothing", "", nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			line, device := porttest.Pipe()
			r, err := New(line, Options{})
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				for buf := make([]byte, 64); ; {
					if _, err := device.Read(context.Background(), buf); err != nil {
						return
					}
					_, _ = device.Write(context.Background(), []byte(c.says))
				}
			}()
			if s := r.Status(t.Context()); s.State == drivers.Online || !slices.Equal(s.Causes, c.want) {
				t.Errorf("%s: %+v, want %v", c.why, s, c.want)
			}
			r.Close()
			device.Close()
		})
	}
}

// One burst of noise is no stranger.
func TestNoiseIsNoStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line, device := porttest.Pipe()
		r, err := New(line, Options{})
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			buf := make([]byte, 64)
			_, _ = device.Read(context.Background(), buf)
			_, _ = device.Write(context.Background(), []byte("\x55\x55"))
			module(device, map[[2]byte]status{commandStatus: {0, 0, swOK}})
		}()
		if s := r.Status(t.Context()); s.State != drivers.Online {
			t.Errorf("Status = %+v, want Online", s)
		}
		r.Close()
		device.Close()
	})
}
