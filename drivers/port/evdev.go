package port

import (
	"errors"

	"golang.org/x/sys/unix"
)

// eviocgrab is EVIOCGRAB, _IOW('E', 0x90, int) of linux/input.h.
const eviocgrab = 0x40044590

// OpenInput opens the event node at path, of a device that types, and takes it away
// from everybody else: what it types reaches no window, no console and no second
// process for as long as the port is open. Each Read gives whole events
// (struct input_event). Errors are those of OpenSerial; a node that somebody else has
// taken is ErrBusy.
func OpenInput(path string) (Port, error) {
	file, bare, err := openNode(path)
	if err != nil {
		return nil, openingError(Input, path, err)
	}
	p := &messages{stream{file: file, name: path}}
	if !bare {
		err = p.grab()
	}
	if err = errors.Join(err, p.Flush()); err != nil {
		closed := p.Close()
		return nil, errors.Join(openingError(Input, path, err), closed)
	}
	return p, nil
}

// grab takes the device away from everybody else, until the file is closed.
func (m *messages) grab() error {
	var taken error
	err := m.control(func(fd int) { taken = unix.IoctlSetInt(fd, eviocgrab, 1) })
	if errors.Is(taken, unix.EBUSY) {
		taken = ErrBusy
	}
	return errors.Join(err, taken)
}
