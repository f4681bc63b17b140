package port

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// message is what udev sends on its group.
func message(properties ...string) []byte {
	body := strings.Join(properties, "\x00") + "\x00"
	p := append([]byte("libudev\x00"), 0xFE, 0xED, 0xCA, 0xFE)
	for _, word := range []int{40, 40, len(body), 0, 0, 0, 0} { // header size, offset and length of properties, filters
		p = binary.NativeEndian.AppendUint32(p, uint32(word))
	}
	return append(p, body...)
}

func TestParseUevent(t *testing.T) {
	for _, c := range []struct {
		why  string
		in   []byte
		want uevent
		ok   bool
	}{
		{"a reader is plugged in", message("ACTION=add", "SUBSYSTEM=tty", "DEVNAME=ttyUSB0"), uevent{"add", "tty", "ttyUSB0"}, true},
		{"a value with an equals sign", message("ID_MODEL=a=b=c", "SUBSYSTEM=hidraw"), uevent{subsystem: "hidraw"}, true},
		{"a property without a value", message("SUBSYSTEM"), uevent{}, true},
		{"the kernel's own form", []byte("add@/devices/x\x00ACTION=add\x00SUBSYSTEM=tty\x00"), uevent{}, false},
		{"an offset beyond the end", append([]byte("libudev\x00\xFE\xED\xCA\xFE\x28\x00\x00\x00\xFF\xFF\xFF\xFF"), 0, 0, 0, 0), uevent{}, false},
		{"nothing", nil, uevent{}, false},
	} {
		got, err := parseUevent(c.in)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%s: %+v, %v, want %+v", c.why, got, err, c.want)
		}
	}
}

func TestRelevant(t *testing.T) {
	for _, c := range []struct {
		why  string
		in   []byte
		want bool
	}{
		{"a serial adapter", message("SUBSYSTEM=tty"), true},
		{"a scanner that is a keyboard", message("SUBSYSTEM=input"), true},
		{"a disk", message("SUBSYSTEM=block"), false},
		{"noise", []byte("noise"), false},
	} {
		if got := relevant(c.in); got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

func FuzzParseUevent(f *testing.F) {
	f.Add(message("ACTION=add", "SUBSYSTEM=tty", "DEVNAME=ttyUSB0"))
	f.Add([]byte("libudev\x00\xFE\xED\xCA\xFE\x28\x00\x00\x00\xFF\xFF\xFF\xFF"))
	f.Fuzz(func(_ *testing.T, p []byte) { _, _ = parseUevent(p) })
}

// broadcast sends to a netlink group as udev does. It uses a group that nobody else
// on this machine listens to.
func broadcast(t *testing.T, group uint32, p []byte) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_KOBJECT_UEVENT)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	err = unix.Sendto(fd, p, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: group})
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.ECONNREFUSED) {
		t.Skipf("this machine does not let a test speak on netlink: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestListen(t *testing.T) {
	const group = 1 << 20
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	looks, ended := make(chan struct{}, 8), make(chan error, 1)
	go func() { ended <- listen(ctx, group, func() { looks <- struct{}{} }) }()
	deadline := time.After(5 * time.Second)
	for heard := false; !heard; { // until the listener is there, nobody hears
		broadcast(t, group, message("ACTION=add", "SUBSYSTEM=block"))
		broadcast(t, group, message("ACTION=add", "SUBSYSTEM=tty", "DEVNAME=ttyUSB0"))
		select {
		case <-looks:
			heard = true
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			t.Fatal("an event of a tty is not heard")
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("listen ended with %v", err)
	}
}

func TestChangesEndsAndLeavesNothingOpen(t *testing.T) {
	open := func() int {
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	before := open()
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		changes := Changes(ctx)
		cancel()
		for range changes {
		}
	}
	for range 100 {
		if open() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d files open, %d before", open(), before)
}
