package port

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// plug is a USBDevice that writes down what is done with it, and has what it is to
// answer on each endpoint.
type plug struct {
	driver string
	busy   bool

	mu      sync.Mutex
	done    []string
	answers map[byte][][]byte
	fail    error
	changed chan struct{}
}

func newPlug() *plug { return &plug{answers: map[byte][][]byte{}, changed: make(chan struct{})} }

func (p *plug) note(format string, a ...any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = append(p.done, fmt.Sprintf(format, a...))
	return nil
}

func (p *plug) Driver(int) (string, error) { return p.driver, nil }
func (p *plug) Detach(n int) error         { return p.note("detach %d", n) }
func (p *plug) Attach(n int) error         { return p.note("attach %d", n) }
func (p *plug) Release(n int) error        { return p.note("release %d", n) }
func (p *plug) Close() error               { return p.note("close") }

func (p *plug) Claim(n int) error {
	if p.busy {
		return unix.EBUSY
	}
	return p.note("claim %d", n)
}

func (p *plug) Alive() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fail
}

func (p *plug) Bulk(endpoint byte, to []byte, wait time.Duration) (int, error) {
	if endpoint&0x80 == 0 {
		return len(to), p.note("%02X: %s", endpoint, to)
	}
	limit := time.NewTimer(wait)
	defer limit.Stop()
	for {
		p.mu.Lock()
		changed, waiting, fail := p.changed, p.answers[endpoint], p.fail
		if len(waiting) > 0 && fail == nil {
			n := copy(to, waiting[0])
			p.answers[endpoint] = waiting[1:]
			p.mu.Unlock()
			return n, nil
		}
		p.mu.Unlock()
		if fail != nil {
			return 0, fail
		}
		select {
		case <-changed:
		case <-limit.C:
			return 0, unix.ETIMEDOUT
		}
	}
}

// change changes what the device does, under its lock.
func (p *plug) change(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *plug) answer(endpoint byte, packets ...string) {
	p.change(func() {
		for _, s := range packets {
			p.answers[endpoint] = append(p.answers[endpoint], []byte(s))
		}
	})
}

func (p *plug) deeds() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.done, ", ")
}

// headOf says how long a body is, by the second byte of a head of two.
var headOf = Split{Head: 2, Body: func(head []byte) int { return int(head[1] - '0') }}

func opened(t *testing.T, device *plug, file string) Port {
	t.Helper()
	p, err := NewUSB(device, "usb", recorded(t, file), USBOptions{Split: headOf})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// gather reads until it has as much as is wanted.
func gather(t *testing.T, p Port, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var got []byte
	for buf := make([]byte, 3); len(got) < len(want); {
		n, err := p.Read(ctx, buf)
		if err != nil {
			t.Fatalf("after %q: %v", got, err)
		}
		got = append(got, buf[:n]...)
	}
	if string(got) != want {
		t.Errorf("read %q, want %q", got, want)
	}
}

func TestOnePairOfPipes(t *testing.T) {
	device := newPlug()
	device.answer(0x81, "stale")
	p := opened(t, device, "usb-reader.txt")
	long := strings.Repeat("x", 100)
	if n, err := p.Write(t.Context(), []byte(long)); n != 100 || err != nil {
		t.Errorf("Write = %d, %v", n, err)
	}
	device.answer(0x81, "ans", "", "wer")
	gather(t, p, "answer")
	if err := errors.Join(p.Close(), p.Close()); err != nil {
		t.Error(err)
	}
	want := "claim 0, 02: " + long[:64] + ", 02: " + long[64:] + ", release 0, close"
	if got := device.deeds(); got != want {
		t.Errorf("did %s\nwant %s", got, want)
	}
	if _, err := p.Read(t.Context(), make([]byte, 1)); !errors.Is(err, ErrClosed) {
		t.Errorf("Read after Close = %v", err)
	}
}

func TestTwoPairsOfPipes(t *testing.T) {
	device := newPlug()
	p := opened(t, device, "usb-reader-split.txt")
	defer p.Close()
	if _, err := p.Write(t.Context(), []byte("h4body")); err != nil {
		t.Error(err)
	}
	device.answer(0x85, "bo", "dy") // before the head: the pipes do not wait for each other
	device.answer(0x81, "h4", "i0", "j1")
	device.answer(0x85, "k")
	gather(t, p, "h4bodyi0j1k")
	if got, want := device.deeds(), "claim 0, 02: h4, 06: body"; got != want {
		t.Errorf("did %s, want %s", got, want)
	}
	device.answer(0x81, "h9") // whose body never comes
	gather(t, p, "h9")
	device.answer(0x85, "late")
	if err := p.Flush(); err != nil {
		t.Error(err)
	}
	device.answer(0x81, "m0")
	gather(t, p, "m0")
}

func TestDriverOfTheKernelGivesWay(t *testing.T) {
	device := newPlug()
	device.driver = "usbhid"
	opened(t, device, "usb-composite.txt").Close()
	if got, want := device.deeds(), "detach 2, claim 2, release 2, attach 2, close"; got != want {
		t.Errorf("did %s, want %s", got, want)
	}
}

func TestAnotherProcessIsNotRobbed(t *testing.T) {
	for why, device := range map[string]*plug{"holds it": {driver: "usbfs"}, "was faster": {busy: true, driver: "usbhid"}} {
		_, err := NewUSB(device, "usb", recorded(t, "usb-reader.txt"), USBOptions{})
		if !errors.Is(err, ErrBusy) {
			t.Errorf("%s: %v, want ErrBusy", why, err)
		}
		if slices.Contains(device.done, "detach 0") != slices.Contains(device.done, "attach 0") {
			t.Errorf("%s: did %s", why, device.deeds())
		}
		if !strings.HasSuffix(device.deeds(), "close") {
			t.Errorf("%s: left open: %s", why, device.deeds())
		}
	}
}

func TestUSBEndsWithItsContext(t *testing.T) {
	p := opened(t, newPlug(), "usb-reader.txt")
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := p.Read(ctx, make([]byte, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Read = %v", err)
	}
	if _, err := p.Write(ctx, []byte("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Write = %v", err)
	}
}

func TestUSBUnplugged(t *testing.T) {
	for _, cause := range []error{unix.ENODEV, unix.ESHUTDOWN, unix.EPROTO, unix.EPIPE} {
		device := newPlug()
		p := opened(t, device, "usb-reader.txt")
		result := make(chan error, 1)
		go func() { _, err := p.Read(t.Context(), make([]byte, 1)); result <- err }()
		device.change(func() { device.fail = cause })
		if err := <-result; !errors.Is(err, ErrGone) {
			t.Errorf("%v: Read = %v, want ErrGone", cause, err)
		}
		device.change(func() { device.fail = nil })
		if err := p.Err(); !errors.Is(err, ErrGone) {
			t.Errorf("%v: Err = %v: a port that is gone stays gone", cause, err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCloseWakesUSB(t *testing.T) {
	p := opened(t, newPlug(), "usb-reader.txt")
	result := make(chan error, 1)
	go func() { _, err := p.Read(t.Context(), make([]byte, 1)); result <- err }()
	p.Close()
	if err := <-result; !errors.Is(err, ErrClosed) {
		t.Errorf("Read = %v, want ErrClosed", err)
	}
}

// Where there is no USB, a file with descriptors stands at the node: it is read and
// understood, and then knows none of the ioctls.
func TestOpenUSBReadsTheNode(t *testing.T) {
	node := filepath.Join(t.TempDir(), "004")
	if err := os.WriteFile(node, recorded(t, "usb-reader.txt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenUSB(node, USBOptions{}); !errors.Is(err, unix.ENOTTY) {
		t.Errorf("OpenUSB = %v, want ENOTTY", err)
	}
	if err := os.WriteFile(node, bytes.Repeat([]byte{9}, 100), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenUSB(node, USBOptions{}); err == nil || errors.Is(err, unix.ENOTTY) {
		t.Errorf("OpenUSB of nonsense = %v", err)
	}
	if _, err := OpenUSB(node+"x", USBOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenUSB of nothing = %v", err)
	}
}
