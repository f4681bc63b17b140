package drivertest

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// Break is what befalls a Relay once, at a certain byte.
type Break string

// The breaks of a relay.
const (
	Whole Break = ""      // none
	Cut   Break = "cut"   // every connection ends in front of the byte; new ones are carried
	Hush  Break = "hush"  // from the byte on nothing passes, until the next Befall ends the connections
	Noise Break = "noise" // garbage comes before the byte
)

// garbage is the beginning of no message that anybody speaks here.
const garbage = "\x00\xFF\x16\x03\x01 \r\n\x00\x00\xFF\xFF"

// Relay stands between a client and a device that speak over TCP or a Unix socket. It
// carries their bytes, and breaks at one of them. All its methods may be called from any
// goroutine.
type Relay struct {
	network, device string
	listener        net.Listener
	running         sync.WaitGroup

	mu      sync.Mutex
	next    Break
	left    int // bytes that pass before it, in both directions
	carried int // bytes since Befall
	hushed  bool
	closed  bool
	open    []net.Conn
}

// NewRelay leads to the device at an address of network tcp or unix, until the test ends.
func NewRelay(t testing.TB, network, device string) *Relay {
	t.Helper()
	address := "127.0.0.1:0"
	if network == "unix" { // not t.TempDir: the path of a socket has 108 bytes
		folder, err := os.MkdirTemp("", "relay")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(folder) })
		address = filepath.Join(folder, "s")
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	r := &Relay{network: network, device: device, listener: l}
	r.running.Go(r.accept)
	t.Cleanup(r.close)
	return r
}

// Address is what the client dials in the device's place.
func (r *Relay) Address() string { return r.listener.Addr().String() }

// Befall lets the break happen at the byte that follows after n more have passed, counted
// in both directions. A break that has not happened yet is lifted.
func (r *Relay) Befall(b Break, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hushed {
		r.hangUp()
	}
	r.next, r.left, r.carried, r.hushed = b, n, 0, false
}

// Carried says how many bytes have come since Befall, in both directions.
func (r *Relay) Carried() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.carried
}

func (r *Relay) close() {
	_ = r.listener.Close()
	r.mu.Lock()
	r.closed = true
	r.hangUp()
	r.mu.Unlock()
	r.running.Wait()
}

// hangUp ends every connection; the caller holds mu.
func (r *Relay) hangUp() {
	for _, c := range r.open {
		_ = c.Close()
	}
	r.open = nil
}

func (r *Relay) accept() {
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		device, err := net.Dial(r.network, r.device)
		if err != nil || !r.keep(client, device) {
			_ = client.Close()
			continue
		}
		r.running.Go(func() { r.carry(client, device) })
		r.running.Go(func() { r.carry(device, client) })
	}
}

// keep remembers the two ends of a connection, to be ended with it.
func (r *Relay) keep(ends ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		for _, c := range ends {
			_ = c.Close()
		}
		return false
	}
	r.open = append(r.open, ends...)
	return true
}

// carry takes bytes one way, until either end hangs up.
func (r *Relay) carry(from, to net.Conn) {
	defer func() { r.forget(from, to) }()
	for p := make([]byte, 4096); ; {
		n, err := from.Read(p)
		passing, cut := r.pass(p[:n])
		_, failed := to.Write(passing)
		if cut {
			r.cut()
		}
		if cut || failed != nil || err != nil {
			return
		}
	}
}

// cut ends every connection.
func (r *Relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hangUp()
}

func (r *Relay) forget(ends ...net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range ends {
		_ = c.Close()
	}
	r.open = slices.DeleteFunc(r.open, func(c net.Conn) bool { return slices.Contains(ends, c) })
}

// pass books bytes. It returns what passes of them, and whether the line is cut behind it.
func (r *Relay) pass(p []byte) (passing []byte, cut bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.carried += len(p)
	switch {
	case r.hushed:
		return nil, false
	case r.next == Whole || r.left >= len(p):
		r.left -= min(r.left, len(p))
		return p, false
	}
	what, before, after := r.next, p[:r.left], p[r.left:]
	r.next, r.hushed = Whole, what == Hush
	if what == Noise {
		before = slices.Concat(before, []byte(garbage), after)
	}
	return before, what == Cut
}
