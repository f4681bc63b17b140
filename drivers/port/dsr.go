package port

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// DTRDSR is the flow control of printers whose switches say DTR/DSR (or DTR/BUSY): the
// printer's DTR comes in as DSR, and is off while it is busy (RS-232: mark). Linux has
// no such flow control, so the bytes are paced here: a small piece goes out when DSR is
// on and the one before it has left the machine. What is on its way when the printer
// becomes busy must fit into what it has left then, 128 bytes at least. USB adapters
// tell DSR up to 16 ms late; at 115,200 baud that is 180 bytes more, so such a line
// should be slower.
const DTRDSR Flow = "dtr-dsr"

const (
	// pacePiece is half of what printers have left in their buffer when they say busy.
	pacePiece = 64
	// paceRest is how soon a busy printer, or a piece on its way, is looked at again.
	paceRest = 2 * time.Millisecond
)

// modem tells how far a serial line is.
type modem interface {
	ready() (bool, error)  // DSR is on
	leaving() (int, error) // bytes that were written and have not left
}

// pace writes p piece by piece, each when the line is ready for it.
func pace(ctx context.Context, m modem, p []byte, write func(context.Context, []byte) (int, error)) (sent int, err error) {
	for len(p) > 0 {
		if err := settled(ctx, m); err != nil {
			return sent, err
		}
		n, err := write(ctx, p[:min(pacePiece, len(p))])
		if sent += n; err != nil {
			return sent, err
		}
		p = p[n:]
	}
	return sent, nil
}

// settled waits until nothing is on its way and the device is ready.
func settled(ctx context.Context, m modem) error {
	for {
		left, err := m.leaving()
		if err != nil {
			return err
		}
		ready, err := m.ready()
		if err != nil || ready && left == 0 {
			return err
		}
		rest := time.NewTimer(paceRest)
		select {
		case <-rest.C:
		case <-ctx.Done():
		}
		rest.Stop()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// lines are the modem lines of a serial port.
type lines struct{ s *stream }

func (l lines) ready() (bool, error) {
	bits, err := l.get(unix.TIOCMGET)
	return bits&unix.TIOCM_DSR != 0, err
}

func (l lines) leaving() (int, error) { return l.get(unix.TIOCOUTQ) }

// get asks the kernel. A line that cannot be asked any more is gone.
func (l lines) get(request uint) (n int, err error) {
	var failed error
	err = l.s.control(func(fd int) { n, failed = unix.IoctlGetInt(fd, request) })
	if err == nil {
		err = failed
	}
	return n, l.s.cause(context.Background(), err)
}

// hasDSR refuses a line without modem lines, such as a pseudo terminal.
func (l lines) hasDSR() error {
	if _, err := l.get(unix.TIOCMGET); err != nil {
		return fmt.Errorf("flow control %s: %w", DTRDSR, err)
	}
	return nil
}
