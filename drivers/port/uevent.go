package port

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// udevGroup is the netlink group on which udev passes events on when it is done
// with them: nodes and symbolic links exist by then. On the kernel's own group 1
// events come before that.
const udevGroup = 2

// udevMagic marks a message of udev, big endian at offset 8 (libudev-monitor).
const udevMagic = 0xFEEDCAFE

// subsystems are those in which lines to devices appear.
var subsystems = []string{"tty", "usb", "usbmisc", "hidraw", "input", "printer", "sound", "video4linux"}

// Rescan is how often Changes says to look even though nothing was heard: in a
// container the kernel tells nothing, and a full socket drops what it tells.
const Rescan = 3 * time.Second

// uevent is what udev says of one device.
type uevent struct {
	action    string // add, remove, change, bind, unbind, move
	subsystem string
	node      string // below /dev; empty for a device without one
}

// Changes says each time that a device may have been plugged in or out, and every
// [Rescan] besides: look again. It tells no more than that, because events come
// late, twice, or not at all; who listens lists what is there and compares. A slow
// listener misses nothing: what was said while it did not listen is said once. The
// channel is closed when ctx has ended.
func Changes(ctx context.Context) <-chan struct{} {
	look := make(chan struct{}, 1)
	heard := make(chan struct{}, 1)
	go func() {
		defer close(heard)
		_ = listen(ctx, udevGroup, func() { say(heard) })
	}()
	go func() {
		defer close(look)
		pass(ctx, heard, look)
	}()
	return look
}

// pass says look for everything that was heard, and when the time has come.
func pass(ctx context.Context, heard <-chan struct{}, look chan<- struct{}) {
	tick := time.NewTicker(Rescan)
	defer tick.Stop()
	for {
		select {
		case _, open := <-heard:
			if !open {
				heard = nil // no netlink here: the ticker alone must do
				continue
			}
		case <-tick.C:
		case <-ctx.Done():
			for heard != nil { // until the listener has closed its socket
				if _, open := <-heard; !open {
					return
				}
			}
			return
		}
		say(look)
	}
}

// say never blocks: one message that waits is enough.
func say(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// listen calls look for every event of a device that may be a line, until ctx ends
// or the socket cannot be had.
func listen(ctx context.Context, group uint32, look func()) error {
	socket, err := openNetlink(group)
	if err != nil {
		return err
	}
	defer socket.Close()
	defer context.AfterFunc(ctx, func() { _ = socket.SetReadDeadline(time.Unix(1, 0)) })()
	for buf := make([]byte, 64<<10); ; {
		message, err := receive(socket, buf)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, unix.ENOBUFS): // events were dropped: anything may have changed
			look()
		case err != nil:
			return err
		case relevant(message):
			look()
		}
	}
}

// openNetlink opens a socket that hears one group, and is told who speaks.
func openNetlink(group uint32) (*os.File, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_KOBJECT_UEVENT)
	if err != nil {
		return nil, fmt.Errorf("open netlink: %w", err)
	}
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PASSCRED, 1),
		unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: group}),
	)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen to netlink group %d: %w", group, err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), "netlink"), nil
}

// receive waits for one message of root. What others send is passed over: anybody
// may send to this group.
func receive(socket *os.File, buf []byte) ([]byte, error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil, err
	}
	oob := make([]byte, unix.CmsgSpace(unix.SizeofUcred))
	for {
		var n, oobn int
		var got error
		err := raw.Read(func(fd uintptr) bool {
			n, oobn, _, _, got = unix.Recvmsg(int(fd), buf, oob, 0)
			return !errors.Is(got, unix.EAGAIN)
		})
		if err := errors.Join(err, got); err != nil {
			return nil, err
		}
		if fromRoot(oob[:oobn]) {
			return buf[:n], nil
		}
	}
}

// fromRoot says whether the credentials that came with a message are root's.
func fromRoot(oob []byte) bool {
	messages, err := syscall.ParseSocketControlMessage(oob)
	if err != nil || len(messages) != 1 {
		return false
	}
	from, err := syscall.ParseUnixCredentials(&messages[0])
	return err == nil && from.Uid == 0
}

// relevant says whether a message is about a device that may be a line.
func relevant(message []byte) bool {
	e, err := parseUevent(message)
	return err == nil && slices.Contains(subsystems, e.subsystem)
}

// parseUevent reads a message of udev: a header whose word at 16 is the offset of
// the properties, in the byte order of this machine; then KEY=VALUE, each ended by
// a zero. A value may hold an equals sign itself.
func parseUevent(p []byte) (uevent, error) {
	if len(p) < 24 || string(p[:8]) != "libudev\x00" || binary.BigEndian.Uint32(p[8:]) != udevMagic {
		return uevent{}, errors.New("not a message of udev")
	}
	offset := binary.NativeEndian.Uint32(p[16:])
	if uint64(offset) > uint64(len(p)) {
		return uevent{}, fmt.Errorf("properties at %d of %d bytes", offset, len(p))
	}
	var e uevent
	for property := range bytes.SplitSeq(p[offset:], []byte{0}) {
		switch key, value, _ := strings.Cut(string(property), "="); key {
		case "ACTION":
			e.action = value
		case "SUBSYSTEM":
			e.subsystem = value
		case "DEVNAME":
			e.node = value
		}
	}
	return e, nil
}
