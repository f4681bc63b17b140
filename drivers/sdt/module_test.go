package sdt

import (
	"context"
	"errors"
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
