package sim

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"yitiji/drivers/port"
)

// Cable joins a simulated device to the terminal. All its methods may be called
// from any goroutine.
type Cable struct {
	link  string // the stable name; empty for none
	open  func() (outlet, error)
	serve func(ctx context.Context, line port.Port)

	fate    // its lock guards what follows
	plugged *connection
	closed  bool
	running sync.WaitGroup
}

// outlet is the device's end of what the cable plugs into. Closing it is pulling the
// plug.
type outlet interface {
	port.Port
	Path() string // what the terminal opens; empty where there is no node
}

// connection is one period of being plugged in.
type connection struct {
	outlet outlet
	line   *troubled // the outlet as the device sees it
	cancel context.CancelFunc
	done   chan struct{}
}

// newCable returns an unplugged cable of a serial device. serve is the device: it
// runs while the cable is plugged in, and returns soon after its context ends.
func newCable(link string, serve func(context.Context, port.Port)) *Cable {
	return newCableInto(serial, link, serve)
}

// newCableInto is newCable with another outlet than a serial line.
func newCableInto(open func() (outlet, error), link string, serve func(context.Context, port.Port)) *Cable {
	return &Cable{link: link, open: open, serve: serve}
}

// serial is the outlet of a serial line.
func serial() (outlet, error) {
	pty, err := port.OpenPty()
	if err != nil { // not a nil *Pty in an interface
		return nil, err
	}
	return pty, nil
}

// Plug makes the device appear. Plugging in twice is fine; after Close nothing
// happens.
func (c *Cable) Plug() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plugged != nil || c.closed {
		return nil
	}
	o, err := c.open()
	if err != nil {
		return fmt.Errorf("plug in: %w", err)
	}
	if err := pointTo(c.link, o.Path()); err != nil {
		return errors.Join(fmt.Errorf("plug in: %w", err), o.Close())
	}
	c.start(o)
	return nil
}

// start runs the device at the near end; the caller holds mu.
func (c *Cable) start(o outlet) {
	ctx, cancel := context.WithCancel(context.Background())
	conn := &connection{o, &troubled{Port: o, cable: c}, cancel, make(chan struct{})}
	c.plugged, c.mute = conn, false
	c.running.Go(func() {
		defer close(conn.done)
		c.serve(ctx, conn.line)
	})
}

// pointTo makes link a symbolic link to path, replacing what was there at once.
func pointTo(link, path string) error {
	if link == "" || path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
		return err
	}
	fresh := link + ".new"
	_ = os.Remove(fresh)
	if err := os.Symlink(path, fresh); err != nil {
		return err
	}
	return os.Rename(fresh, link)
}

// Unplug makes the device vanish and waits until it has. Unplugging twice is fine.
func (c *Cable) Unplug() error {
	conn, err := c.yank()
	if conn != nil {
		<-conn.done
	}
	return err
}

// yank is Unplug without the waiting, for the device itself to call.
func (c *Cable) yank() (*connection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn := c.plugged
	if conn == nil {
		return nil, nil
	}
	c.plugged = nil
	conn.cancel()
	var err error
	if c.link != "" && conn.outlet.Path() != "" {
		err = os.Remove(c.link)
	}
	return conn, errors.Join(err, conn.outlet.Close())
}

// Plugged says whether the device is plugged in.
func (c *Cable) Plugged() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.plugged != nil
}

// current is the near end of the cable, or nil while it is unplugged.
func (c *Cable) current() port.Port {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plugged == nil {
		return nil
	}
	return c.plugged.line
}

// Path is what the terminal opens: the stable name, or without one the node itself
// (empty while unplugged).
func (c *Cable) Path() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.link != "" || c.plugged == nil {
		return c.link
	}
	return c.plugged.outlet.Path()
}

// terminalSpeed is the speed to which the terminal has set a serial line; 0 where the
// line has none.
func (c *Cable) terminalSpeed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plugged == nil {
		return 0
	}
	pty, ok := c.plugged.outlet.(*port.Pty)
	if !ok {
		return 0
	}
	return pty.Speed()
}

// Close unplugs the device for good and waits for everything that it started.
func (c *Cable) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	err := c.Unplug()
	c.running.Wait()
	return err
}
