package port

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// Split is for devices that carry the head of each frame on their first pair of
// pipes, and its body on the second.
type Split struct {
	Head int                   // bytes of a head
	Body func(head []byte) int // bytes that follow it, as it says
}

// USBOptions say how a stream lies on the pipes of a device.
type USBOptions struct {
	Split Split // used where a device has two pairs of pipes
}

// USBDevice is what the kernel does for a process that has opened a device
// (usbfs). [OpenUSB] gives it the kernel's; a simulator brings its own. All its
// methods may be called from any goroutine; their errors are the kernel's.
type USBDevice interface {
	// Driver is the name of the driver that holds an interface; empty for none.
	Driver(number int) (string, error)
	// Detach takes an interface from its driver; Attach gives it back.
	Detach(number int) error
	Attach(number int) error
	// Claim takes an interface for this process; Release gives it back.
	Claim(number int) error
	Release(number int) error
	// Bulk moves one packet in or out, as the endpoint says. It waits at most for
	// the given time, and then fails with ETIMEDOUT.
	Bulk(endpoint byte, p []byte, wait time.Duration) (int, error)
	// Alive is ENODEV when the device is gone.
	Alive() error
	Close() error
}

// The waits at a bulk pipe. An ioctl cannot be interrupted, so it waits in slices.
const (
	usbSlice = 50 * time.Millisecond // how late a Read or Write may notice that its context has ended
	usbStale = 5 * time.Millisecond  // a packet that a device holds comes in the next frame of the bus: 1 ms
)

// usbPort is a stream of bytes over bulk pipes. It moves one packet at a time: of a
// longer transfer that is cut off by its time limit, nobody would know how far it came.
type usbPort struct {
	device  USBDevice
	name    string
	pipes   pipes
	split   Split
	driver  string // that had the interface before
	stop    context.Context
	end     context.CancelFunc
	closing sync.Once
	closed  error
	fate    atomic.Pointer[error] // why the device cannot be used any more

	mu   sync.Mutex // guards what Read and Flush share
	head []byte     // the part of a head that has come
	body int        // bytes of the body that are still to come
	rest []byte     // of a packet that was not read whole
}

// NewUSB returns the stream over the bulk pipes of a device, whose descriptors are
// those that usbfs gives. The interface is taken from the driver that holds it, unless
// another process does: that is ErrBusy. Closing the port closes the device, and
// so does an error.
func NewUSB(device USBDevice, name string, descriptors []byte, o USBOptions) (Port, error) {
	found, err := findPipes(descriptors)
	if err != nil {
		return nil, errors.Join(openingError(USB, name, err), device.Close())
	}
	p := &usbPort{device: device, name: name, pipes: found}
	if len(found.in) > 1 && len(found.out) > 1 && o.Split.Head > 0 {
		p.split = o.Split
	}
	p.stop, p.end = context.WithCancel(context.Background())
	if err := p.claim(); err != nil {
		p.end()
		closed := device.Close()
		return nil, errors.Join(openingError(USB, name, err), closed)
	}
	if err := p.Flush(); err != nil {
		return nil, errors.Join(openingError(USB, name, err), p.Close())
	}
	return p, nil
}

// claim takes the interface.
func (p *usbPort) claim() (err error) {
	number := p.pipes.number
	if p.driver, err = p.device.Driver(number); err != nil {
		return absent(err)
	}
	if p.driver == "usbfs" { // another process, which must not be robbed
		p.driver = ""
		return ErrBusy
	}
	if p.driver != "" {
		if err := p.device.Detach(number); err != nil {
			return absent(err)
		}
	}
	if err = p.device.Claim(number); err != nil && p.driver != "" {
		_ = p.device.Attach(number)
	}
	if errors.Is(err, unix.EBUSY) {
		return ErrBusy
	}
	return absent(err)
}

// absent says ErrGone of a device that left while it was being opened.
func absent(err error) error {
	if errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("%w (%v)", ErrGone, err)
	}
	return err
}

// Read is Port's.
func (p *usbPort) Read(ctx context.Context, to []byte) (int, error) {
	for {
		if n := p.take(to); n > 0 {
			return n, nil
		}
		e := p.source()
		packet := make([]byte, e.packet)
		n, err := p.move(ctx, e, packet)
		if err != nil {
			return 0, err
		}
		p.keep(packet[:n])
	}
}

// take hands over what is left of the last packet.
func (p *usbPort) take(to []byte) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := copy(to, p.rest)
	p.rest = p.rest[n:]
	return n
}

// source is the pipe on which the next bytes come.
func (p *usbPort) source() endpoint {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.body > 0 {
		return p.pipes.in[1]
	}
	return p.pipes.in[0]
}

// keep keeps a packet, and follows where in a frame it is.
func (p *usbPort) keep(packet []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest = packet
	switch {
	case p.split.Head == 0:
	case p.body > 0:
		p.body = max(0, p.body-len(packet))
	default:
		p.head = append(p.head, packet...)
		if len(p.head) >= p.split.Head {
			p.body, p.head = max(0, p.split.Body(p.head[:p.split.Head])), nil
		}
	}
}

// Write is Port's. On a device with two pairs of pipes, what is written at once is
// one frame.
func (p *usbPort) Write(ctx context.Context, from []byte) (int, error) {
	if p.split.Head == 0 {
		return p.send(ctx, p.pipes.out[0], from)
	}
	head := min(len(from), p.split.Head)
	n, err := p.send(ctx, p.pipes.out[0], from[:head])
	if err != nil {
		return n, err
	}
	m, err := p.send(ctx, p.pipes.out[1], from[head:])
	return n + m, err
}

// send sends packet by packet.
func (p *usbPort) send(ctx context.Context, e endpoint, from []byte) (int, error) {
	sent := 0
	for sent < len(from) {
		n, err := p.move(ctx, e, from[sent:min(len(from), sent+e.packet)])
		if err != nil {
			return sent, err
		}
		sent += n
	}
	return sent, nil
}

// move moves one packet, in slices of time.
func (p *usbPort) move(ctx context.Context, e endpoint, packet []byte) (int, error) {
	for {
		if err := p.Err(); err != nil {
			return 0, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := p.device.Bulk(e.address, packet, usbSlice)
		switch {
		case err == nil:
			return n, nil
		case !errors.Is(err, unix.ETIMEDOUT):
			return 0, p.lost(err)
		}
	}
}

// lost remembers that the device failed, whatever the reason: only opening it anew
// brings a pipe that has stalled back.
func (p *usbPort) lost(err error) error {
	if p.stop.Err() != nil {
		return fmt.Errorf("%s: %w", p.name, ErrClosed)
	}
	fate := fmt.Errorf("%s: %w (%v)", p.name, ErrGone, err)
	p.fate.CompareAndSwap(nil, &fate)
	return fate
}

// Flush is Port's. It takes a few milliseconds: whether a packet waits in the device
// shows only when it is asked for.
func (p *usbPort) Flush() error {
	if err := p.Err(); err != nil {
		return err
	}
	p.mu.Lock()
	p.head, p.body, p.rest = nil, 0, nil
	p.mu.Unlock()
	for _, e := range p.sources() {
		if err := p.drain(e); err != nil {
			return err
		}
	}
	return nil
}

// sources are the pipes on which bytes come.
func (p *usbPort) sources() []endpoint {
	if p.split.Head > 0 {
		return p.pipes.in[:2]
	}
	return p.pipes.in[:1]
}

// drain drops what waits in one pipe.
func (p *usbPort) drain(e endpoint) error {
	packet := make([]byte, e.packet)
	for range mostPackets {
		switch _, err := p.device.Bulk(e.address, packet, usbStale); {
		case errors.Is(err, unix.ETIMEDOUT):
			return nil
		case err != nil:
			return p.lost(err)
		}
	}
	return nil
}

// mostPackets is more than the longest answer of any device fills.
const mostPackets = 256

// Err is Port's.
func (p *usbPort) Err() error {
	if p.stop.Err() != nil {
		return fmt.Errorf("%s: %w", p.name, ErrClosed)
	}
	if fate := p.fate.Load(); fate != nil {
		return *fate
	}
	if err := p.device.Alive(); err != nil {
		return p.lost(err)
	}
	return nil
}

// Close is Port's. The driver that had the interface before gets it back. A Read
// that waits returns within a slice.
func (p *usbPort) Close() error {
	p.closing.Do(func() {
		p.end()
		released := p.device.Release(p.pipes.number)
		if released == nil && p.driver != "" {
			_ = p.device.Attach(p.pipes.number) // it may have been unplugged meanwhile
		}
		p.closed = p.device.Close()
	})
	return p.closed
}

// String is Port's.
func (p *usbPort) String() string { return p.name }
