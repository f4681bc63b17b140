package sim

import (
	"bytes"
	"context"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers/port"
)

// usbSingle is what a reader with one pair of bulk pipes says of itself: 0400:C35A,
// an interface of the vendor's class, endpoints 81 and 02 of 64 bytes.
var usbSingle = []byte{
	18, 1, 0x10, 0x01, 0, 0, 0, 64, 0x00, 0x04, 0x5A, 0xC3, 0x63, 0x00, 1, 2, 0, 1,
	9, 2, 32, 0, 1, 1, 0, 0x80, 50,
	9, 4, 0, 0, 2, 0xFF, 0, 0, 0,
	7, 5, 0x81, 2, 64, 0, 0,
	7, 5, 0x02, 2, 64, 0, 0,
}

// usbDouble is one with two pairs: heads of frames go on 02 and come on 81, bodies go
// on 06 and come on 85.
var usbDouble = []byte{
	18, 1, 0x10, 0x01, 0, 0, 0, 64, 0x00, 0x04, 0x5A, 0xC3, 0x63, 0x00, 1, 2, 0, 1,
	9, 2, 46, 0, 1, 1, 0, 0x80, 50,
	9, 4, 0, 0, 4, 0xFF, 0, 0, 0,
	7, 5, 0x81, 2, 64, 0, 0,
	7, 5, 0x02, 2, 64, 0, 0,
	7, 5, 0x85, 2, 64, 0, 0,
	7, 5, 0x06, 2, 64, 0, 0,
}

// bus is the outlet of a USB device: no node, but a device that the terminal opens by
// USB. Only one process can claim it.
type bus struct {
	double bool
	life   context.Context
	end    context.CancelFunc
	heard  chan []byte
	unread []byte // owned by Read

	mu      sync.Mutex
	claimed bool
	ways    map[byte][]byte // by endpoint: what waits for the terminal
	more    chan struct{}   // closed and replaced when something was said
	said    []byte          // of the frame under way, until its head is whole
	body    int             // bytes of its body that are still to be said
}

// attach opens a bus.
func attach(double bool) func() (outlet, error) {
	return func() (outlet, error) {
		b := &bus{double: double, heard: make(chan []byte, 64), ways: map[byte][]byte{}, more: make(chan struct{})}
		b.life, b.end = context.WithCancel(context.Background())
		return b, nil
	}
}

// Read is port.Port's.
func (b *bus) Read(ctx context.Context, p []byte) (int, error) {
	for len(b.unread) == 0 {
		select {
		case b.unread = <-b.heard:
		case <-b.life.Done():
			return 0, port.ErrGone
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	n := copy(p, b.unread)
	b.unread = b.unread[n:]
	return n, nil
}

// Write is port.Port's.
func (b *bus) Write(_ context.Context, p []byte) (int, error) {
	if err := b.Err(); err != nil {
		return 0, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range p {
		way := b.way(c)
		b.ways[way] = append(b.ways[way], c)
	}
	close(b.more)
	b.more = make(chan struct{})
	return len(p), nil
}

// way is the endpoint on which the next byte goes: a frame's first seven bytes, the
// last two of which count the others, have one of their own where there are two.
func (b *bus) way(c byte) byte {
	switch {
	case !b.double:
		return 0x81
	case b.body > 0:
		b.body--
		return 0x85
	}
	if b.said = append(b.said, c); len(b.said) == 7 {
		b.body, b.said = int(b.said[5])<<8|int(b.said[6]), nil
	}
	return 0x81
}

// Flush is port.Port's.
func (b *bus) Flush() error { return b.Err() }

// Err is port.Port's.
func (b *bus) Err() error {
	if b.life.Err() != nil {
		return port.ErrGone
	}
	return nil
}

// Close is port.Port's.
func (b *bus) Close() error {
	b.end()
	return nil
}

// Path is outlet's: there is no node.
func (b *bus) Path() string { return "" }

// String is port.Port's.
func (b *bus) String() string { return "usb" }

// USB opens the device for a terminal, with its descriptors, as the kernel's usbfs
// does. A device that is not plugged in, or is none of USB, is ENODEV.
func (c *Cable) USB() (port.USBDevice, []byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plugged == nil {
		return nil, nil, unix.ENODEV
	}
	b, ok := c.plugged.outlet.(*bus)
	if !ok {
		return nil, nil, unix.ENODEV
	}
	descriptors := usbSingle
	if b.double {
		descriptors = usbDouble
	}
	return &opened{bus: b}, bytes.Clone(descriptors), nil
}

// opened is a port.USBDevice: a bus as one process has it open.
type opened struct {
	bus  *bus
	mine bool // claimed; guarded by bus.mu
}

// Driver is port.USBDevice's.
func (o *opened) Driver(int) (string, error) {
	o.bus.mu.Lock()
	defer o.bus.mu.Unlock()
	if o.bus.claimed {
		return "usbfs", o.Alive()
	}
	return "", o.Alive()
}

// Detach is port.USBDevice's: nobody has it.
func (o *opened) Detach(int) error { return unix.ENODATA }

// Attach is port.USBDevice's.
func (o *opened) Attach(int) error { return unix.ENODATA }

// Claim is port.USBDevice's.
func (o *opened) Claim(int) error {
	o.bus.mu.Lock()
	defer o.bus.mu.Unlock()
	if o.bus.claimed {
		return unix.EBUSY
	}
	o.bus.claimed, o.mine = true, true
	return o.Alive()
}

// Release is port.USBDevice's.
func (o *opened) Release(int) error {
	o.bus.mu.Lock()
	defer o.bus.mu.Unlock()
	if o.mine {
		o.bus.claimed, o.mine = false, false
	}
	return o.Alive()
}

// Bulk is port.USBDevice's.
func (o *opened) Bulk(endpoint byte, p []byte, wait time.Duration) (int, error) {
	limit := time.NewTimer(wait)
	defer limit.Stop()
	if endpoint&0x80 == 0 {
		return o.say(endpoint, p, limit.C)
	}
	for {
		n, more := o.bus.take(endpoint, p)
		if n > 0 {
			return n, nil
		}
		select {
		case <-more:
		case <-limit.C:
			return 0, unix.ETIMEDOUT
		case <-o.bus.life.Done():
			return 0, unix.ENODEV
		}
	}
}

// say hands a packet to the device. A new frame begins anew on both pairs.
func (o *opened) say(endpoint byte, p []byte, limit <-chan time.Time) (int, error) {
	if endpoint == 0x02 {
		o.bus.mu.Lock()
		o.bus.said, o.bus.body = nil, 0
		o.bus.mu.Unlock()
	}
	select {
	case <-o.bus.life.Done():
		return 0, unix.ENODEV
	case o.bus.heard <- bytes.Clone(p):
		return len(p), nil
	case <-limit:
		return 0, unix.ETIMEDOUT
	}
}

// take takes a packet that waits, or says what to wait for.
func (b *bus) take(endpoint byte, p []byte) (n int, more <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n = copy(p, b.ways[endpoint])
	b.ways[endpoint] = b.ways[endpoint][n:]
	return n, b.more
}

// Alive is port.USBDevice's.
func (o *opened) Alive() error {
	if o.bus.life.Err() != nil {
		return unix.ENODEV
	}
	return nil
}

// Close is port.USBDevice's.
func (o *opened) Close() error {
	_ = o.Release(0)
	return nil
}
