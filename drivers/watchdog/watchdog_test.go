package watchdog_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
	"yitiji/drivers/watchdog"
)

// hardware is a watchdog that resets its machine when it is not fed.
type hardware struct {
	mu     sync.Mutex
	most   int // seconds
	timer  *time.Timer
	after  time.Duration
	reset  bool
	magic  bool // disarmed
	said   []string
	broken error
}

func (h *hardware) note(s string) { h.said = append(h.said, s) }

func (h *hardware) SetTimeout(seconds int) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	seconds = min(seconds, h.most)
	h.after = time.Duration(seconds) * time.Second
	h.timer = time.AfterFunc(h.after, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.reset = !h.magic
	})
	return seconds, nil
}

func (h *hardware) Feed() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return h.broken
	}
	h.timer.Reset(h.after)
	return nil
}

func (h *hardware) Disarm() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.magic = true
	h.note("V")
	return nil
}

func (h *hardware) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.note("close")
	return nil
}

func (h *hardware) hasReset() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reset
}

func TestFedWhileAliveOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hardware{most: 30}
		w, err := watchdog.New(h, watchdog.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if w.Timeout() != 30*time.Second {
			t.Errorf("time-out %s, want what the hardware keeps", w.Timeout())
		}
		ctx, cancel := context.WithCancel(t.Context())
		var alive sync.Map
		alive.Store("alive", true)
		done := make(chan error, 1)
		go func() {
			done <- w.Run(ctx, func(context.Context) bool { v, _ := alive.Load("alive"); return v == true })
		}()
		time.Sleep(time.Hour)
		if h.hasReset() {
			t.Fatal("the machine was reset while the program was alive")
		}
		alive.Store("alive", false)
		time.Sleep(31 * time.Second)
		if !h.hasReset() {
			t.Error("the machine was not reset while the program hung")
		}
		cancel()
		if err := errors.Join(<-done, w.Close()); err != nil {
			t.Error(err)
		}
	})
}

// A watchdog that was opened and cannot be used would reset the machine a minute later.
func TestAFailedSetUpDisarms(t *testing.T) {
	h := &hardware{most: 60, broken: unix.EIO}
	if w, err := watchdog.New(h, watchdog.Options{}); !errors.Is(err, unix.EIO) {
		t.Errorf("New = %v, %v", w, err)
	}
	if !slices.Equal(h.said, []string{"V", "close"}) {
		t.Errorf("the hardware was told %q", h.said)
	}
}

func TestCloseDisarms(t *testing.T) {
	h := &hardware{most: 60}
	w, err := watchdog.New(h, watchdog.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	if !slices.Equal(h.said, []string{"V", "close"}) {
		t.Errorf("closed by %q, want V first, and once", h.said)
	}
	if err := w.Feed(t.Context()); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Feed after Close = %v", err)
	}
	if s := w.Status(t.Context()); s.State != drivers.NoDevice {
		t.Errorf("status after Close: %+v", s)
	}
}

func TestHardwareThatFails(t *testing.T) {
	h := &hardware{most: 60}
	w, err := watchdog.New(h, watchdog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	h.broken = os.ErrInvalid
	if err := w.Feed(t.Context()); drivers.KindOf(err) != drivers.NeedsTechnician {
		t.Errorf("Feed = %v", err)
	}
	if s := w.Status(t.Context()); s.State != drivers.HardwareError {
		t.Errorf("status %+v", s)
	}
	other := &hardware{most: 60, broken: os.ErrInvalid}
	if _, err := watchdog.New(other, watchdog.Options{}); err == nil {
		t.Error("a watchdog that cannot be fed is taken into service")
	}
	if !slices.Equal(other.said, []string{"V", "close"}) {
		t.Errorf("it was left by %q, want disarmed and closed", other.said)
	}
}

func TestOpenOfWhatIsNoWatchdog(t *testing.T) {
	if _, err := watchdog.Open(filepath.Join(t.TempDir(), "watchdog")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of nothing = %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := watchdog.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := watchdog.New(d, watchdog.Options{}); err == nil {
		t.Error("a plain file is a watchdog")
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := watchdog.Open(pipe); err == nil {
		t.Error("a pipe that nobody reads is a watchdog")
	}
}
