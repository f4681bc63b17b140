package port

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// stream moves bytes through a file that the runtime's poller watches. It turns
// contexts into deadlines, and the many ways in which a line dies into ErrGone.
type stream struct {
	file   *os.File
	name   string
	queue  int // which queue holds what the device sent: unix.TCIFLUSH or, on a pty's master, TCOFLUSH
	closed atomic.Bool
}

// Read is Port's.
func (s *stream) Read(ctx context.Context, p []byte) (int, error) {
	n, err := s.until(ctx, s.file.SetReadDeadline, func() (int, error) { return s.file.Read(p) })
	if n > 0 {
		return n, nil
	}
	return 0, err
}

// Write is Port's.
func (s *stream) Write(ctx context.Context, p []byte) (int, error) {
	return s.until(ctx, s.file.SetWriteDeadline, func() (int, error) { return s.file.Write(p) })
}

// until runs do and makes it return when ctx ends, by setting a deadline that has
// passed. The deadline is lifted again before until returns.
func (s *stream) until(ctx context.Context, deadline func(time.Time) error, do func() (int, error)) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		_ = deadline(time.Unix(1, 0))
	})
	n, err := do()
	if !stop() {
		<-done
		_ = deadline(time.Time{})
	}
	return n, s.cause(ctx, err)
}

// cause says what an error of the file means. A dead line shows itself as EOF
// (tty hung up), EIO (pty closed at the other end) or ENXIO (USB device gone).
func (s *stream) cause(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case s.closed.Load():
		return fmt.Errorf("%s: %w", s.name, ErrClosed)
	case errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("%s: %w (%v)", s.name, ErrGone, err)
}

// Flush is Port's.
func (s *stream) Flush() error {
	var flushed error
	err := s.control(func(fd int) { flushed = unix.IoctlSetInt(fd, unix.TCFLSH, s.queue) })
	return s.cause(context.Background(), errors.Join(err, flushed))
}

// Err is Port's. A hung-up line polls as POLLHUP even when nobody reads.
func (s *stream) Err() error {
	watch := []unix.PollFd{{}}
	err := s.control(func(fd int) {
		watch[0].Fd = int32(fd)
		_, _ = unix.Poll(watch, 0)
	})
	if err == nil && watch[0].Revents&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0 {
		err = unix.EIO
	}
	return s.cause(context.Background(), err)
}

// control runs do on the descriptor, which stays valid until do returns.
func (s *stream) control(do func(fd int)) error {
	raw, err := s.file.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) { do(int(fd)) })
}

// Close is Port's.
func (s *stream) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return s.file.Close()
}

// String is Port's.
func (s *stream) String() string { return s.name }
