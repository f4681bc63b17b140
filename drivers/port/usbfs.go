package port

import (
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// OpenUSB opens the device at path, a node below /dev/bus/usb, and returns the stream
// over its bulk pipes; see NewUSB. A Unix socket may stand in for the node; see
// usbSocket. The error wraps fs.ErrNotExist when nothing is plugged in.
func OpenUSB(path string, o USBOptions) (Port, error) {
	if isSocket(path) {
		device, descriptors, err := dialUSB(path)
		if err != nil {
			return nil, openingError(USB, path, err)
		}
		return NewUSB(device, path, descriptors, o)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, openingError(USB, path, err)
	}
	descriptors, err := io.ReadAll(io.LimitReader(file, mostDescriptors))
	if err != nil {
		return nil, errors.Join(openingError(USB, path, err), file.Close())
	}
	return NewUSB(usbfs{file}, path, descriptors, o)
}

// mostDescriptors is the most that descriptors of one configuration can take.
const mostDescriptors = 64 << 10

// usbfs is a USBDevice of the kernel: the ioctls of linux/usbdevice_fs.h.
type usbfs struct{ file *os.File }

// The ioctls, as the header's macros make them on a machine of 64 bits.
const (
	usbdevfsBulk         = 0xC0185502 // _IOWR('U', 2, 24 bytes)
	usbdevfsGetDriver    = 0x41045508 // _IOW('U', 8, 260 bytes)
	usbdevfsClaim        = 0x8004550F // _IOR('U', 15, unsigned int)
	usbdevfsRelease      = 0x80045510 // _IOR('U', 16, unsigned int)
	usbdevfsIoctl        = 0xC0105512 // _IOWR('U', 18, 16 bytes)
	usbdevfsDisconnect   = 0x00005516 // _IO('U', 22)
	usbdevfsConnect      = 0x00005517 // _IO('U', 23)
	usbdevfsCapabilities = 0x8004551A // _IOR('U', 26, __u32): asks the device nothing
)

// bulkTransfer is struct usbdevfs_bulktransfer.
type bulkTransfer struct {
	endpoint uint32
	length   uint32
	wait     uint32 // milliseconds; 0 would be without limit
	_        uint32
	data     unsafe.Pointer
}

// driverName is struct usbdevfs_getdriver.
type driverName struct {
	number uint32
	name   [256]byte
}

// driverCall is struct usbdevfs_ioctl: an ioctl for the driver of an interface.
type driverCall struct {
	number  int32
	request int32
	data    uintptr
}

// Driver is USBDevice's.
func (u usbfs) Driver(number int) (string, error) {
	d := driverName{number: uint32(number)}
	_, err := u.ioctl(usbdevfsGetDriver, unsafe.Pointer(&d))
	if errors.Is(err, unix.ENODATA) {
		return "", nil
	}
	name, _, _ := strings.Cut(string(d.name[:]), "\x00")
	return name, err
}

// Detach is USBDevice's.
func (u usbfs) Detach(number int) error {
	_, err := u.ioctl(usbdevfsIoctl, unsafe.Pointer(&driverCall{int32(number), usbdevfsDisconnect, 0}))
	return err
}

// Attach is USBDevice's.
func (u usbfs) Attach(number int) error {
	_, err := u.ioctl(usbdevfsIoctl, unsafe.Pointer(&driverCall{int32(number), usbdevfsConnect, 0}))
	return err
}

// Claim is USBDevice's.
func (u usbfs) Claim(number int) error {
	n := uint32(number)
	_, err := u.ioctl(usbdevfsClaim, unsafe.Pointer(&n))
	return err
}

// Release is USBDevice's.
func (u usbfs) Release(number int) error {
	n := uint32(number)
	_, err := u.ioctl(usbdevfsRelease, unsafe.Pointer(&n))
	return err
}

// Bulk is USBDevice's.
func (u usbfs) Bulk(endpoint byte, p []byte, wait time.Duration) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	var pins runtime.Pinner
	defer pins.Unpin()
	pins.Pin(&p[0])
	return u.ioctl(usbdevfsBulk, unsafe.Pointer(&bulkTransfer{
		endpoint: uint32(endpoint), length: uint32(len(p)),
		wait: uint32(max(1, wait.Milliseconds())), data: unsafe.Pointer(&p[0]),
	}))
}

// Alive is USBDevice's.
func (u usbfs) Alive() error {
	var capabilities uint32
	_, err := u.ioctl(usbdevfsCapabilities, unsafe.Pointer(&capabilities))
	return err
}

// Close is USBDevice's.
func (u usbfs) Close() error { return u.file.Close() }

// ioctl asks the kernel. The descriptor stays valid until it has answered.
func (u usbfs) ioctl(request uintptr, argument unsafe.Pointer) (n int, err error) {
	raw, err := u.file.SyscallConn()
	if err != nil {
		return 0, err
	}
	var errno unix.Errno
	err = raw.Control(func(fd uintptr) {
		var r uintptr
		r, _, errno = unix.Syscall(unix.SYS_IOCTL, fd, request, uintptr(argument))
		n = int(r)
	})
	if errno != 0 {
		return 0, errors.Join(err, errno)
	}
	return n, err
}
