package port_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
)

// pair is a device's end and the terminal's end of one line.
type pair struct{ device, terminal port.Port }

func lines(t *testing.T) map[string]pair {
	t.Helper()
	pty, err := port.OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	serial, err := port.OpenSerial(pty.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	a, b := porttest.Pipe()
	t.Cleanup(func() { serial.Close(); pty.Close() })
	return map[string]pair{"serial": {pty, serial}, "pipe": {a, b}}
}

// soon is long enough for any line to move a byte, and short enough to notice.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestBytesPassBothWays(t *testing.T) {
	for name, l := range lines(t) {
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		for _, way := range []struct{ from, to port.Port }{{l.device, l.terminal}, {l.terminal, l.device}} {
			if _, err := way.from.Write(soon(t), all); err != nil {
				t.Fatalf("%s: Write: %v", name, err)
			}
			got := make([]byte, 0, 256)
			for len(got) < 256 {
				p := make([]byte, 256)
				n, err := way.to.Read(soon(t), p)
				if err != nil || n == 0 {
					t.Fatalf("%s: Read = %d, %v after %d bytes", name, n, err, len(got))
				}
				got = append(got, p[:n]...)
			}
			if string(got) != string(all) {
				t.Errorf("%s: the line changed bytes: % X", name, got)
			}
		}
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	for name, l := range lines(t) {
		for range 3 { // the deadline of one call must not hit the next
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			if n, err := l.terminal.Read(ctx, make([]byte, 8)); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: Read = %d, %v, want the context's error", name, n, err)
			}
			cancel()
		}
		_, _ = l.device.Write(soon(t), []byte{7})
		if n, err := l.terminal.Read(soon(t), make([]byte, 8)); n != 1 || err != nil {
			t.Errorf("%s: Read after time-outs = %d, %v, want 1 byte", name, n, err)
		}
	}
}

func TestUnpluggedIsGone(t *testing.T) {
	for name, l := range lines(t) {
		if err := l.terminal.Err(); err != nil {
			t.Errorf("%s: Err before = %v", name, err)
		}
		read := make(chan error, 1)
		go func() { _, err := l.terminal.Read(soon(t), make([]byte, 8)); read <- err }()
		l.device.Close()
		if err := <-read; !errors.Is(err, port.ErrGone) {
			t.Errorf("%s: blocked Read = %v, want ErrGone", name, err)
		}
		if err := l.terminal.Err(); !errors.Is(err, port.ErrGone) {
			t.Errorf("%s: Err = %v, want ErrGone", name, err)
		}
		if _, err := l.terminal.Write(soon(t), []byte{1}); !errors.Is(err, port.ErrGone) {
			t.Errorf("%s: Write = %v, want ErrGone", name, err)
		}
	}
}

func TestCloseWakesRead(t *testing.T) {
	for name, l := range lines(t) {
		read := make(chan error, 1)
		go func() { _, err := l.terminal.Read(soon(t), make([]byte, 8)); read <- err }()
		for range 2 {
			if err := l.terminal.Close(); err != nil {
				t.Errorf("%s: Close = %v", name, err)
			}
		}
		if err := <-read; !errors.Is(err, port.ErrClosed) {
			t.Errorf("%s: blocked Read = %v, want ErrClosed", name, err)
		}
		if _, err := l.terminal.Write(soon(t), []byte{1}); !errors.Is(err, port.ErrClosed) {
			t.Errorf("%s: Write after Close = %v, want ErrClosed", name, err)
		}
		if err := l.terminal.Flush(); !errors.Is(err, port.ErrClosed) {
			t.Errorf("%s: Flush after Close = %v, want ErrClosed", name, err)
		}
	}
}

func TestFlushDropsStaleBytes(t *testing.T) {
	for name, l := range lines(t) {
		_, _ = l.device.Write(soon(t), []byte("stale"))
		if err := l.terminal.Flush(); err != nil {
			t.Fatalf("%s: Flush: %v", name, err)
		}
		_, _ = l.device.Write(soon(t), []byte{9})
		p := make([]byte, 8)
		if n, err := l.terminal.Read(soon(t), p); n != 1 || p[0] != 9 || err != nil {
			t.Errorf("%s: Read = % X, %v, want 09", name, p[:n], err)
		}
	}
}

func TestWriteEndsWithItsContext(t *testing.T) {
	l := lines(t)["serial"] // nobody reads at the far end: the line fills up
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	n, err := l.terminal.Write(ctx, make([]byte, 1<<20))
	if n == 1<<20 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Write = %d, %v, want fewer bytes and the context's error", n, err)
	}
}

func TestOneProcessHoldsALine(t *testing.T) {
	pty, err := port.OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	defer pty.Close()
	first, err := port.OpenSerial(pty.Path(), port.SerialOptions{Baud: 9600, Flow: port.XONXOFF})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := port.OpenSerial(pty.Path(), port.SerialOptions{}); !errors.Is(err, port.ErrBusy) {
		t.Errorf("second open = %v, want ErrBusy", err)
	}
	first.Close()
	again, err := port.OpenSerial(pty.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatalf("open after close: %v", err)
	}
	again.Close()
}

func TestOpenNothing(t *testing.T) {
	if _, err := port.OpenSerial("/dev/kiosk/none", port.SerialOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenSerial = %v, want ErrNotExist", err)
	}
	if _, err := port.OpenSerial("/dev/null", port.SerialOptions{}); err == nil {
		t.Error("OpenSerial took /dev/null for a serial line")
	}
}
