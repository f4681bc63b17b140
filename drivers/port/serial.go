package port

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"
)

// DefaultBaud is the speed of a line whose options name none: what the identity
// card module starts with, and most USB adapters ignore.
const DefaultBaud = 115200

// Flow is how a device asks the terminal to stop sending for a while.
type Flow string

// The kinds of flow control. A receipt printer on a real serial line needs the
// one that its DIP switches are set to, or it loses what overflows its buffer.
const (
	NoFlow  Flow = ""
	RTSCTS  Flow = "rts-cts"
	XONXOFF Flow = "xon-xoff"
)

// SerialOptions says how a line is set up: always 8 data bits, no parity, one
// stop bit, which is what every device here speaks.
type SerialOptions struct {
	Baud int  // bits per second; 0 means DefaultBaud
	Flow Flow // NoFlow unless the device needs it
}

// Check says what is wrong with the options, before anything is opened.
func (o SerialOptions) Check() error {
	switch {
	case o.Baud < 0:
		return fmt.Errorf("baud %d: want a positive number", o.Baud)
	case !slices.Contains([]Flow{NoFlow, RTSCTS, XONXOFF, DTRDSR}, o.Flow):
		return fmt.Errorf("unknown flow control %q: want %s or %s or %s", o.Flow, RTSCTS, XONXOFF, DTRDSR)
	}
	return nil
}

// serialPort is a stream on a line that the serial library has set up and keeps
// open beside it.
type serialPort struct {
	stream
	line serial.Port
	pace bool // by DSR
}

// OpenSerial opens the line at path for this process alone, sets it up and drops
// what had come before. It does not wait. The error wraps fs.ErrNotExist when
// nothing is plugged in and ErrBusy when another process holds the line.
func OpenSerial(path string, o SerialOptions) (Port, error) {
	if err := o.Check(); err != nil {
		return nil, openingError(Serial, path, err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, openingError(Serial, path, err)
	}
	p := &serialPort{stream: stream{file: file, name: path, queue: unix.TCIFLUSH}}
	if err := p.setUp(o); err != nil {
		closed := p.Close()
		return nil, errors.Join(openingError(Serial, path, err), closed)
	}
	return p, nil
}

// setUp locks the line, lets the library set speed and raw mode, adds the flow
// control that the library lacks, and drops stale bytes.
func (p *serialPort) setUp(o SerialOptions) error {
	if err := p.lock(); err != nil {
		return err
	}
	// Without InitialStatusBits: they fail with ENOTTY on a pty.
	line, err := serial.Open(p.name, &serial.Mode{BaudRate: cmp.Or(o.Baud, DefaultBaud), DataBits: 8})
	if err != nil {
		return openError(err)
	}
	p.line = line
	if err := p.setFlow(o.Flow); err != nil {
		return err
	}
	if p.pace = o.Flow == DTRDSR; p.pace {
		if err := (lines{&p.stream}).hasDSR(); err != nil {
			return err
		}
	}
	return p.Flush()
}

// openError turns the library's codes into the errors that callers know.
func openError(err error) error {
	var code *serial.PortError
	if errors.As(err, &code) && code.Code() == serial.PortBusy {
		return ErrBusy
	}
	return err
}

// lock takes an advisory lock of our own: TIOCEXCL, which the library sets, does
// not stop root, and two readers of one line steal each other's bytes.
func (p *serialPort) lock() error {
	var locked error
	err := p.control(func(fd int) { locked = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(locked, unix.EWOULDBLOCK) {
		return ErrBusy
	}
	return errors.Join(err, locked)
}

// setFlow sets the flow control bits of the line.
func (p *serialPort) setFlow(flow Flow) error {
	var set error
	err := p.control(func(fd int) { set = setFlow(fd, flow) })
	return errors.Join(err, set)
}

func setFlow(fd int, flow Flow) error {
	settings, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	settings.Cflag &^= unix.CRTSCTS
	settings.Iflag &^= unix.IXON | unix.IXOFF
	switch flow {
	case RTSCTS:
		settings.Cflag |= unix.CRTSCTS
	case XONXOFF:
		settings.Iflag |= unix.IXON
	}
	return unix.IoctlSetTermios(fd, unix.TCSETS, settings)
}

// Write is Port's.
func (p *serialPort) Write(ctx context.Context, b []byte) (int, error) {
	if p.pace {
		return pace(ctx, lines{&p.stream}, b, p.stream.Write)
	}
	return p.stream.Write(ctx, b)
}

// Close is Port's. The stream goes first, so that no byte of ours can reach a
// descriptor that the library has given back.
func (p *serialPort) Close() error {
	err := p.stream.Close()
	if p.line != nil {
		err = errors.Join(err, p.line.Close())
	}
	return err
}
