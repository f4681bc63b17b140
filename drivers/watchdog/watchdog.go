package watchdog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// DefaultTimeout is long enough for a machine under load, short enough that no one who
// stands before a dead screen has left.
const DefaultTimeout = 60 * time.Second

// Options say how the watchdog is set.
type Options struct {
	Place   string        // the place of the device in faults; empty means "watchdog"
	Timeout time.Duration // until the reset; 0 means DefaultTimeout
}

// Device is an armed watchdog.
type Device interface {
	SetTimeout(seconds int) (kept int, err error) // asks for a time, and returns the one that is kept
	Feed() error
	Disarm() error // so that Close does not reset the machine
	Close() error
}

// Open opens the device node at path, which arms it. The error wraps port.ErrBusy when
// another program, such as systemd, has it.
func Open(path string) (Device, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|unix.O_NONBLOCK, 0) // what is no watchdog must not hold the terminal up
	if errors.Is(err, unix.EBUSY) {
		err = errors.Join(err, port.ErrBusy)
	}
	if err != nil {
		return nil, fmt.Errorf("open watchdog: %w", err)
	}
	return node{file}, nil
}

// node is a device node of the kernel.
type node struct{ *os.File }

// SetTimeout is Device's. Hardware with one fixed time refuses to be set, and tells it.
func (n node) SetTimeout(seconds int) (int, error) {
	fd := int(n.Fd())
	set := unix.IoctlSetPointerInt(fd, unix.WDIOC_SETTIMEOUT, seconds)
	kept, err := unix.IoctlGetInt(fd, unix.WDIOC_GETTIMEOUT)
	if err != nil || kept < 1 {
		return 0, errors.Join(set, err)
	}
	return kept, nil
}

// Feed is Device's.
func (n node) Feed() error { return n.write(0) }

// Disarm is Device's: the magic character.
func (n node) Disarm() error { return n.write('V') }

func (n node) write(b byte) error {
	_, err := n.Write([]byte{b})
	return err
}

// Watchdog is a watchdog that is armed. It implements drivers.Watchdog; its methods may
// be called from any goroutine.
type Watchdog struct {
	place   string
	timeout time.Duration

	mu     sync.Mutex
	device Device
	closed bool
	err    error // why it was not fed last
}

var _ drivers.Watchdog = (*Watchdog)(nil)

// New sets the time of an armed device and feeds it. Closing the watchdog closes d. One
// that cannot be set or fed is disarmed and closed again: nobody would feed it, and the
// machine would be reset for ever.
func New(d Device, o Options) (*Watchdog, error) {
	seconds := int(cmp.Or(o.Timeout, DefaultTimeout).Seconds())
	kept, err := d.SetTimeout(max(1, seconds))
	if err == nil {
		err = d.Feed()
	}
	if err != nil {
		return nil, fmt.Errorf("set watchdog to %d s: %w", seconds, errors.Join(err, d.Disarm(), d.Close()))
	}
	return &Watchdog{place: cmp.Or(o.Place, "watchdog"), timeout: time.Duration(kept) * time.Second, device: d}, nil
}

// Timeout is drivers.Watchdog's.
func (w *Watchdog) Timeout() time.Duration { return w.timeout }

// Feed is drivers.Watchdog's.
func (w *Watchdog) Feed(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return &drivers.Fault{Device: w.place, Op: "feed", Kind: drivers.Disconnected, Err: port.ErrClosed}
	}
	if w.err = w.device.Feed(); w.err != nil {
		return &drivers.Fault{Device: w.place, Op: "feed", Kind: drivers.NeedsTechnician, Err: w.err}
	}
	return nil
}

// Status is drivers.Watchdog's.
func (w *Watchdog) Status(context.Context) drivers.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
		return drivers.Status{State: drivers.NoDevice, Note: "closed"}
	case w.err != nil:
		return drivers.Status{State: drivers.HardwareError, Kinds: []drivers.Kind{drivers.NeedsTechnician}, Note: w.err.Error()}
	}
	return drivers.Status{State: drivers.Online, Note: fmt.Sprintf("resets after %s", w.timeout)}
}

// Close is drivers.Watchdog's. Closing twice is fine.
func (w *Watchdog) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	if err := errors.Join(w.device.Disarm(), w.device.Close()); err != nil {
		return fmt.Errorf("disarm watchdog: the machine may reset in %s: %w", w.timeout, err)
	}
	return nil
}

// Run feeds the watchdog, four times in its time-out, while alive says that the program
// is, until ctx ends. alive must not block for longer than the time-out: then the
// machine is reset, which is the purpose.
func (w *Watchdog) Run(ctx context.Context, alive func(context.Context) bool) error {
	tick := time.NewTicker(max(w.timeout/4, time.Second/4))
	defer tick.Stop()
	for {
		if alive(ctx) {
			if err := w.Feed(ctx); err != nil && ctx.Err() == nil && drivers.KindOf(err) == drivers.Disconnected {
				return err
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}
