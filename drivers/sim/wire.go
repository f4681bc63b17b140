package sim

import (
	"context"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers/port"
)

// wire sends at the speed of a serial line. A pseudo terminal moves any amount at
// once, which would hide what a driver costs; so each piece is handed over at the
// moment at which its last bit would have come through. A speed of 0 sends at once.
type wire struct {
	line port.Port
	baud int
	free time.Duration // on the monotonic clock: when the line has carried all so far
}

// piece is how many bytes are handed over together, as a UART's buffer does.
const piece = 16

// took is the time that n bytes need on the line: ten bits each.
func (w *wire) took(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(w.baud)
}

// received books the time that n bytes from the terminal needed to come in.
func (w *wire) received(n int) {
	if w.baud > 0 {
		w.free = max(w.free, monotonic()) + w.took(n)
	}
}

// streamed waits until n bytes that were just read have come in at the line's speed.
// Bytes that lay there when they were asked for came in behind those before them,
// however late they were asked for.
func (w *wire) streamed(n int, asked time.Duration) {
	if w.baud == 0 {
		return
	}
	if now := monotonic(); now-asked > idle {
		w.free = max(w.free, now)
	}
	w.free += w.took(n)
	sleepUntil(w.free)
}

// idle is how long a Read takes at least when nothing lay there.
const idle = 300 * time.Microsecond

// send hands p over piece by piece. A piece that was late does not delay the next
// one: a real line does not wait for the host.
func (w *wire) send(ctx context.Context, p []byte) error {
	w.free = max(w.free, monotonic())
	for len(p) > 0 {
		n := len(p)
		if w.baud > 0 {
			n = min(n, piece)
			w.free += w.took(n)
			sleepUntil(w.free)
		}
		if _, err := w.line.Write(ctx, p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// monotonic is the kernel's clock that never jumps.
func monotonic() time.Duration {
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &now)
	return time.Duration(now.Nano())
}

// sleepUntil asks the kernel directly: Go's own timers are up to a millisecond
// late on an idle machine, which is one per cent of a card.
func sleepUntil(at time.Duration) {
	wake := unix.NsecToTimespec(int64(at))
	for unix.ClockNanosleep(unix.CLOCK_MONOTONIC, unix.TIMER_ABSTIME, &wake, nil) == unix.EINTR {
	}
}
