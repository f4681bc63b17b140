package port_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"yitiji/drivers/port"
)

// descriptors are those of a device with two pairs of bulk pipes: 81 and 02, 85 and 06.
var descriptors = []byte{
	18, 1, 0x10, 0x01, 0, 0, 0, 64, 0x00, 0x04, 0x5A, 0xC3, 0x63, 0x00, 1, 2, 0, 1,
	9, 2, 46, 0, 1, 1, 0, 0x80, 50,
	9, 4, 0, 0, 4, 0xFF, 0, 0, 0,
	7, 5, 0x81, 2, 64, 0, 0,
	7, 5, 0x02, 2, 64, 0, 0,
	7, 5, 0x85, 2, 64, 0, 0,
	7, 5, 0x06, 2, 64, 0, 0,
}

// usbOn opens a USB device at a socket; its frames have a head of two bytes, the second
// of which counts the body.
func usbOn(t *testing.T) (*far, port.Port) {
	t.Helper()
	f := node(t)
	done := make(chan struct{})
	go func() { defer close(done); f.greet(descriptors) }()
	p, err := port.OpenUSB(f.path, port.USBOptions{Split: port.Split{Head: 2, Body: func(head []byte) int { return int(head[1]) }}})
	<-done
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return f, p
}

func TestUSBSocketKeepsPipesApart(t *testing.T) {
	f, p := usbOn(t)
	if _, err := p.Write(t.Context(), []byte("\x01\x03abc")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\x02\x01\x03", "\x06abc"} {
		if got := f.hear(); string(got) != want {
			t.Errorf("the device hears %q, want %q", got, want)
		}
	}
	f.say([]byte("\x85xyz"), []byte("\x81\x07\x03")) // the body comes first, as on pipes of their own
	var got []byte
	for buf := make([]byte, 64); len(got) < 5; {
		n, err := p.Read(t.Context(), buf)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.Equal(got, []byte("\x07\x03xyz")) {
		t.Errorf("read %q", got)
	}
}

func TestUSBSocketEnds(t *testing.T) {
	f, p := usbOn(t)
	limited, cancel := context.WithTimeout(t.Context(), 120*time.Millisecond)
	defer cancel()
	if _, err := p.Read(limited, make([]byte, 8)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Read of a mute device = %v, want the context's end", err)
	}
	f.conn.Close()
	if _, err := p.Read(t.Context(), make([]byte, 8)); !errors.Is(err, port.ErrGone) {
		t.Errorf("Read after the plug was pulled = %v, want ErrGone", err)
	}
	if err := p.Err(); !errors.Is(err, port.ErrGone) {
		t.Errorf("Err = %v, want ErrGone", err)
	}
	f.listener.Close()
	if _, err := port.OpenUSB(f.path, port.USBOptions{}); err == nil {
		t.Error("a socket that nobody listens to is opened")
	}
}

func TestUSBSocketWithoutDescriptors(t *testing.T) {
	f := node(t)
	go f.greet([]byte("\x01"))
	if _, err := port.OpenUSB(f.path, port.USBOptions{}); err == nil {
		t.Error("what says nothing of itself is opened as a USB device")
	}
}
