package port

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// LPStatus is the status byte of IEEE 1284, as a printer on USB gives it.
type LPStatus byte

// The bits of the status, as in linux/lp.h.
const (
	lpNotError = 0x08 // active low: set while there is none
	lpSelected = 0x10
	lpPaperOut = 0x20
)

// PaperOut says that there is no paper.
func (s LPStatus) PaperOut() bool { return s&lpPaperOut != 0 }

// Selected says that the printer is online.
func (s LPStatus) Selected() bool { return s&lpSelected != 0 }

// Failed says that the printer has an error.
func (s LPStatus) Failed() bool { return s&lpNotError == 0 }

// Well says that the printer reports nothing wrong, which many always do.
func (s LPStatus) Well() bool { return !s.PaperOut() && s.Selected() && !s.Failed() }

// String gives the byte, for the technician.
func (s LPStatus) String() string { return fmt.Sprintf("IEEE 1284: %02X", byte(s)) }

// DeviceID is what a printer calls itself.
type DeviceID struct {
	Maker    string
	Model    string
	Commands string // the languages that it understands, such as ESC/POS
}

// errDeviceID says that an answer is no device ID.
var errDeviceID = errors.New("no device ID")

// ParseDeviceID reads a device ID: two bytes of length, high byte first, which count
// themselves, and then pairs such as MFG:SPRT;MDL:SP-POS76; in any order. Keys have a
// short and a long form. Some printers count without the two bytes, or send more than
// they counted; both are read as far as they go.
func ParseDeviceID(raw []byte) (DeviceID, error) {
	if len(raw) < 2 {
		return DeviceID{}, errDeviceID
	}
	size := max(2, min(len(raw), int(raw[0])<<8|int(raw[1])))
	id := parseDeviceID(string(raw[2:size]))
	if id == (DeviceID{}) {
		return id, errDeviceID
	}
	return id, nil
}

// parseDeviceID reads what follows the length.
func parseDeviceID(pairs string) (id DeviceID) {
	for pair := range strings.SplitSeq(pairs, ";") {
		key, value, _ := strings.Cut(pair, ":")
		value = plain(value)
		switch strings.ToUpper(plain(key)) {
		case "MFG", "MANUFACTURER":
			id.Maker = value
		case "MDL", "MODEL":
			id.Model = value
		case "CMD", "COMMAND SET":
			id.Commands = value
		}
	}
	return id
}

// plain is s without what does not belong into a name or a log.
func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == '\uFFFD' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

// usblp asks the kernel's driver.
type usblp struct{ s *stream }

const (
	lpGetStatus = 0x060B // LPGETSTATUS of linux/lp.h
	longestID   = 1023
	// lpGetDeviceID is LPIOC_GET_DEVICE_ID of usblp: _IOC(_IOC_READ, 'P', 1, length).
	lpGetDeviceID = 2<<30 | longestID<<16 | 'P'<<8 | 1
)

func (u usblp) status() (byte, error) {
	var value int32
	err := u.ioctl(lpGetStatus, unsafe.Pointer(&value))
	return byte(value), err
}

func (u usblp) deviceID() ([]byte, error) {
	raw := make([]byte, longestID)
	err := u.ioctl(lpGetDeviceID, unsafe.Pointer(&raw[0]))
	return raw, err
}

func (u usblp) ioctl(request uintptr, into unsafe.Pointer) error {
	var failed error
	err := u.s.control(func(fd int) {
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(into)); errno != 0 {
			failed = errno
		}
	})
	return errors.Join(err, failed)
}
