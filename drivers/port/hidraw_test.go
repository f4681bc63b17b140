package port_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yitiji/drivers/port"
)

// far is the device's end of a node of messages: a listening socket, as where no
// hidraw is.
type far struct {
	t        *testing.T
	path     string
	listener *net.UnixListener
	conn     *net.UnixConn
}

// node listens; accept is called while the port is being opened.
func node(t *testing.T) *far {
	t.Helper()
	path := filepath.Join(t.TempDir(), "n")
	listener, err := net.ListenUnix("unixpacket", &net.UnixAddr{Name: path, Net: "unixpacket"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return &far{t: t, path: path, listener: listener}
}

// greet accepts one terminal and says the first messages to it.
func (f *far) greet(messages ...[]byte) {
	conn, err := f.listener.AcceptUnix()
	if err != nil {
		return
	}
	f.conn = conn
	f.say(messages...)
}

func (f *far) say(messages ...[]byte) {
	for _, m := range messages {
		if _, err := f.conn.Write(m); err != nil {
			f.t.Error(err)
		}
	}
}

func (f *far) hear() []byte {
	f.t.Helper()
	p := make([]byte, 1<<15)
	_ = f.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := f.conn.Read(p)
	if err != nil {
		f.t.Fatal(err)
	}
	return p[:n]
}

// hid opens a HID device of a descriptor in testdata.
func hid(t *testing.T, file string, o port.HIDOptions) (*far, port.Described) {
	t.Helper()
	f := node(t)
	greeted := make(chan struct{})
	go func() { f.greet(descriptor(t, file)); close(greeted) }()
	p, err := port.OpenHIDRaw(f.path, o)
	if err != nil {
		t.Fatal(err)
	}
	<-greeted
	t.Cleanup(func() { p.Close(); f.conn.Close() })
	return f, p
}

func wants(t *testing.T, p port.Port, size int, want []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	got := make([]byte, size)
	n, err := p.Read(ctx, got)
	if err != nil || !bytes.Equal(got[:n], want) {
		t.Errorf("Read = % X, %v, want % X", got[:n], err, want)
	}
}

func TestReportsAreAStream(t *testing.T) {
	f, p := hid(t, "hid-plain.txt", port.HIDOptions{})
	report := append([]byte("answer"), make([]byte, 58)...)
	f.say(report)
	wants(t, p, 4, []byte("answ"))
	wants(t, p, 100, report[4:])
	question := bytes.Repeat([]byte("q"), 70)
	if n, err := p.Write(t.Context(), question); n != 70 || err != nil {
		t.Errorf("Write = %d, %v", n, err)
	}
	if got := f.hear(); !bytes.Equal(got, append([]byte{0}, question[:64]...)) {
		t.Errorf("first report % X", got)
	}
	if got := f.hear(); !bytes.Equal(got, append([]byte("\x00qqqqqq"), make([]byte, 58)...)) {
		t.Errorf("second report % X", got)
	}
}

func TestOnlyReportsOfThePage(t *testing.T) {
	f, p := hid(t, "hid-scanner.txt", port.HIDOptions{Page: port.BarCodes})
	other := append([]byte{9}, make([]byte, 61)...)
	code := append([]byte{2, 1, ']', 'Q', '1', 'A'}, make([]byte, 56)...)
	f.say(other, code)
	wants(t, p, 100, code[1:])
	if len(p.Reports()) != 1 {
		t.Errorf("Reports = %+v", p.Reports())
	}
	if _, err := p.Write(t.Context(), []byte{1}); err == nil {
		t.Error("Write to a device without output reports says that it was sent")
	}
}

func TestOpenHIDRawRefuses(t *testing.T) {
	if _, err := port.OpenHIDRaw("/nowhere/hidraw0", port.HIDOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
	file := filepath.Join(t.TempDir(), "hidraw0")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := port.OpenHIDRaw(file, port.HIDOptions{}); err == nil {
		t.Error("a file is a device")
	}
	for why, greeting := range map[string][]byte{
		"another page":     descriptor(t, "hid-plain.txt"),
		"no descriptor":    {0x26, 0xFF},
		"nothing to read":  {0xC0},
		"an output report": {0x75, 8, 0x95, 1, 0x91, 2},
	} {
		f := node(t)
		go f.greet(greeting)
		if _, err := port.OpenHIDRaw(f.path, port.HIDOptions{Page: port.BarCodes}); err == nil {
			t.Errorf("%s: opened", why)
		}
	}
	left := node(t)
	left.listener.SetUnlinkOnClose(false)
	left.listener.Close()
	if _, err := port.OpenHIDRaw(left.path, port.HIDOptions{}); !errors.Is(err, port.ErrGone) {
		t.Errorf("a socket to which nobody listens: %v, want ErrGone", err)
	}
}

func TestInputIsAStreamOfEvents(t *testing.T) {
	f := node(t)
	greeted := make(chan struct{})
	go func() { f.greet(); close(greeted) }()
	p, err := port.OpenInput(f.path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	<-greeted
	event := bytes.Repeat([]byte{7}, 24)
	f.say(event)
	wants(t, p, 1536, event)
	f.say(event, event)
	if err := p.Flush(); err != nil {
		t.Fatal(err)
	}
	f.say([]byte("fresh"))
	wants(t, p, 1536, []byte("fresh"))
}

// A node that knows no EVIOCGRAB is not taken: somebody else might get the keys too.
func TestInputThatCannotBeTakenIsRefused(t *testing.T) {
	pty, err := port.OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	defer pty.Close()
	if p, err := port.OpenInput(pty.Path()); err == nil {
		p.Close()
		t.Error("a device that could not be grabbed is used")
	}
}
