package port

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// openNode opens a node of /dev for this process alone. A node that is a Unix
// socket (SOCK_SEQPACKET) is connected to: whoever listens there has the device, and
// each message is one report or event. That is how a device reaches a container, and
// how a simulator takes part. bare says that it was a socket, which knows no ioctl.
func openNode(path string) (file *os.File, bare bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, false, err
	}
	if info.Mode()&os.ModeSocket != 0 {
		file, err = dial(path, unix.SOCK_SEQPACKET)
		return file, true, err
	}
	file, err = os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, false, err
	}
	if err := lock(file); err != nil {
		return nil, false, errors.Join(err, file.Close())
	}
	return file, false, nil
}

// isSocket says whether a Unix socket stands where a node is looked for.
func isSocket(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&os.ModeSocket != 0
}

// dial connects to a socket of messages (SOCK_SEQPACKET) or of bytes (SOCK_STREAM).
// One that nobody listens to is like a node that is just leaving.
func dial(path string, kind int) (*os.File, error) {
	fd, err := unix.Socket(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	switch err := unix.Connect(fd, &unix.SockaddrUnix{Name: path}); {
	case errors.Is(err, unix.EAGAIN): // its one place is taken
		return nil, errors.Join(ErrBusy, unix.Close(fd))
	case errors.Is(err, unix.ECONNREFUSED):
		return nil, errors.Join(ErrGone, unix.Close(fd))
	case err != nil:
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), path), nil
}

// lock takes an advisory lock: two readers of one node steal each other's bytes.
func lock(file *os.File) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var locked error
	err = raw.Control(func(fd uintptr) { locked = unix.Flock(int(fd), unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(locked, unix.EWOULDBLOCK) {
		return ErrBusy
	}
	return errors.Join(err, locked)
}

// messages is a stream whose file gives one message at a time, and has no queue that
// an ioctl could flush.
type messages struct{ stream }

// Flush is Port's: it reads until nothing is there.
func (m *messages) Flush() error {
	var last error
	waste := make([]byte, longestReport)
	err := m.control(func(fd int) {
		for range mostWaiting {
			n, err := unix.Read(fd, waste)
			if last = ended(n, err); last != nil {
				return
			}
		}
	})
	if errors.Is(last, unix.EAGAIN) {
		last = nil
	}
	return m.cause(context.Background(), errors.Join(err, last))
}

// ended is why no more can be read: nothing is there, or the other end has left.
func ended(n int, err error) error {
	switch {
	case err != nil:
		return err
	case n == 0:
		return unix.EIO
	}
	return nil
}

// mostWaiting is more messages than the kernel keeps for a reader that is late: 64
// reports of hidraw, 64 to 256 events of evdev.
const mostWaiting = 4096

// openingError names what could not be opened, and who has it. This process has closed
// what it opened itself, or it would be among them.
func openingError(medium Medium, path string, err error) error {
	if errors.Is(err, ErrBusy) || errors.Is(err, unix.EBUSY) { // TIOCEXCL, usblp
		err = heldBy(holders(path))
	}
	return fmt.Errorf("open %s %s: %w", medium, path, err)
}
