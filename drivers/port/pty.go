package port

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Pty is the device's end of a pseudo terminal: a simulator reads and writes it
// as a Port, and the terminal opens Path as if it were a serial line. Closing it
// is pulling the plug: the terminal's end is hung up.
type Pty struct {
	stream
	far *os.File // keeps the far end open, so that Read waits while nobody has it open
}

// OpenPty makes a pseudo terminal in raw mode.
func OpenPty() (*Pty, error) {
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("open pseudo terminal: %w", err)
	}
	p := &Pty{stream: stream{file: near, queue: unix.TCOFLUSH}}
	if err := p.setUp(); err != nil {
		return nil, errors.Join(fmt.Errorf("open pseudo terminal: %w", err), p.Close())
	}
	return p, nil
}

// setUp finds the far end's name, unlocks it, makes it raw and keeps it open.
func (p *Pty) setUp() (err error) {
	var number int
	var inner error
	if err := p.control(func(fd int) { number, inner = prepare(fd) }); err != nil {
		return err
	}
	if inner != nil {
		return inner
	}
	p.name = fmt.Sprintf("/dev/pts/%d", number)
	p.far, err = os.OpenFile(p.name, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	return err
}

// prepare unlocks the pseudo terminal fd, makes it raw and returns its number.
func prepare(fd int) (number int, err error) {
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return 0, err
	}
	if err := makeRaw(fd); err != nil {
		return 0, err
	}
	return unix.IoctlGetInt(fd, unix.TIOCGPTN)
}

// makeRaw is cfmakeraw(3): no echo, no line editing, no translation.
func makeRaw(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	t.Oflag &^= unix.OPOST
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cflag = t.Cflag&^(unix.CSIZE|unix.PARENB) | unix.CS8
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}

// Speed is the speed in bits per second to which the terminal has set its end; 0 when
// it is none of the usual ones. The bytes do not obey it.
func (p *Pty) Speed() int {
	var settings *unix.Termios
	err := p.control(func(fd int) { settings, _ = unix.IoctlGetTermios(fd, unix.TCGETS) })
	if err != nil || settings == nil {
		return 0
	}
	return map[uint32]int{
		unix.B9600: 9600, unix.B19200: 19200, unix.B38400: 38400, unix.B57600: 57600, unix.B115200: 115200,
	}[settings.Cflag&unix.CBAUD]
}

// Path is what the terminal opens.
func (p *Pty) Path() string { return p.name }

// Close is Port's.
func (p *Pty) Close() error {
	err := p.stream.Close()
	if p.far != nil {
		if e := p.far.Close(); !errors.Is(e, os.ErrClosed) {
			err = errors.Join(err, e)
		}
	}
	return err
}
