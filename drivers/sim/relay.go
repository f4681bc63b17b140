package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"

	"yitiji/drivers/port"
)

// Relay is a line of the network, or a Unix socket, to a device or a service that speaks
// over one. It carries the bytes of all its connections, and troubles befall it as they do
// a Cable. All its methods may be called from any goroutine.
type Relay struct {
	network, address, device string
	life                     context.Context
	end                      context.CancelFunc
	running                  sync.WaitGroup

	fate                  // its lock guards what follows
	listener net.Listener // nil while unplugged
	open     []net.Conn
	previous []byte // what the device said last
}

// NewRelay returns a line, not plugged in yet, that listens at an address of network tcp or
// unix and leads to the device at another one. An address of TCP whose port is 0 gets a
// free one, and keeps it.
func NewRelay(network, address, device string) *Relay {
	r := &Relay{network: network, address: address, device: device}
	r.life, r.end = context.WithCancel(context.Background())
	return r
}

// Address is where the terminal reaches the device. It is known from the first Plug on.
func (r *Relay) Address() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.address
}

// Plug makes the line carry. Plugging in twice is fine; after Close nothing happens.
func (r *Relay) Plug() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.listener != nil || r.life.Err() != nil {
		return nil
	}
	if r.network == "unix" {
		_ = os.Remove(r.address) // of a desk that was killed
	}
	l, err := net.Listen(r.network, r.address)
	if err != nil {
		return fmt.Errorf("plug in: %w", err)
	}
	r.listener, r.address, r.mute = l, l.Addr().String(), false
	r.running.Go(func() { r.accept(l) })
	return nil
}

// Unplug ends every connection, and refuses new ones. Unplugging twice is fine.
func (r *Relay) Unplug() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hangUp()
	if r.listener == nil {
		return nil
	}
	err := r.listener.Close()
	r.listener = nil
	return err
}

// Plugged says whether the line carries.
func (r *Relay) Plugged() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.listener != nil
}

// Close unplugs the line for good, and waits for all that it started.
func (r *Relay) Close() error {
	r.end()
	err := r.Unplug()
	r.running.Wait()
	return err
}

// Befall is Cable's. A line that was mute is plugged in anew: what was connected ends.
func (r *Relay) Befall(t Trouble, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mute {
		r.hangUp()
	}
	r.seal(t, n)
}

// hangUp ends every connection; the caller holds mu.
func (r *Relay) hangUp() {
	for _, c := range r.open {
		_ = c.Close()
	}
	r.open = nil
}

func (r *Relay) accept(l net.Listener) {
	for {
		terminal, err := l.Accept()
		if err != nil {
			return
		}
		device, err := (&net.Dialer{}).DialContext(r.life, r.network, r.device)
		if err != nil {
			_ = terminal.Close()
			continue
		}
		if !r.keep(l, terminal, device) {
			_ = errors.Join(terminal.Close(), device.Close())
			return
		}
		r.running.Go(func() { r.carry(terminal, device, false) })
		r.running.Go(func() { r.carry(device, terminal, true) })
	}
}

// keep remembers the two ends of a connection, to be ended with it, unless the plug has
// been pulled.
func (r *Relay) keep(l net.Listener, ends ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.listener != l {
		return false
	}
	r.open = append(r.open, ends...)
	return true
}

// leave ends a connection.
func (r *Relay) leave(ends ...net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range ends {
		_ = c.Close()
	}
	r.open = slices.DeleteFunc(r.open, func(c net.Conn) bool { return slices.Contains(ends, c) })
}

// carry takes bytes one way, until either end hangs up or the plug is pulled.
func (r *Relay) carry(from, to net.Conn, answers bool) {
	defer r.leave(from, to)
	for p := make([]byte, 4096); ; {
		n, err := from.Read(p)
		for _, part := range r.pass(p[:n], answers) {
			if part.late && port.Sleep(r.life, Lateness) != nil {
				return
			}
			if _, err := to.Write(part.bytes); err != nil {
				return
			}
			if part.end != nil {
				part.end()
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// part is some of what passes, and what comes before and behind it.
type part struct {
	late  bool
	bytes []byte
	end   func()
}

// pass books bytes, and says what becomes of them. What is about answers waits for one.
func (r *Relay) pass(p []byte, answers bool) []part {
	r.mu.Lock()
	defer r.mu.Unlock()
	previous := r.previous
	if answers && len(p) > 0 {
		r.previous = slices.Clone(p)
	}
	switch {
	case r.mute:
		r.count(len(p))
		return nil
	case !answers && (r.trouble == Twice || r.trouble == Stale):
		r.count(len(p))
		return []part{{bytes: p}}
	}
	t, at := r.book(len(p))
	if t == "" {
		return []part{{bytes: p}}
	}
	return r.befall(t, p, at, previous)
}

// befall is what the trouble at p[at] makes of p.
func (r *Relay) befall(t Trouble, p []byte, at int, previous []byte) []part {
	before, after := p[:at], p[at:]
	switch t {
	case Pulled:
		return []part{{bytes: before, end: func() { _ = r.Unplug() }}}
	case Reseated:
		return []part{{bytes: before, end: r.reseat}}
	case Noise:
		return []part{{bytes: slices.Concat(before, []byte(noise), after)}}
	case Flipped:
		after[0] ^= 0x20
	case Dropped:
		return []part{{bytes: slices.Concat(before, after[1:])}}
	case Mute:
		return []part{{bytes: before}}
	case Late:
		return []part{{bytes: before}, {late: true, bytes: after}}
	case Twice:
		return []part{{bytes: p}, {bytes: p}}
	case Stale:
		return []part{{bytes: slices.Concat(before, previous)}}
	}
	return []part{{bytes: p}}
}

// reseat pulls the plug and pushes it in again: new connections are carried.
func (r *Relay) reseat() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hangUp()
}
