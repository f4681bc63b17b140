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
	serve func(ctx context.Context, line port.Port)

	mu      sync.Mutex
	plugged *connection
	closed  bool
	fate    fate
	running sync.WaitGroup
}

// connection is one period of being plugged in.
type connection struct {
	pty    *port.Pty
	line   *troubled // the pty as the device sees it
	cancel context.CancelFunc
	done   chan struct{}
}

// newCable returns an unplugged cable. serve is the device: it runs while the
// cable is plugged in, and returns soon after its context ends.
func newCable(link string, serve func(context.Context, port.Port)) *Cable {
	return &Cable{link: link, serve: serve}
}

// Plug makes the device appear. Plugging in twice is fine; after Close nothing
// happens.
func (c *Cable) Plug() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plugged != nil || c.closed {
		return nil
	}
	pty, err := port.OpenPty()
	if err != nil {
		return fmt.Errorf("plug in: %w", err)
	}
	if err := pointTo(c.link, pty.Path()); err != nil {
		return errors.Join(fmt.Errorf("plug in: %w", err), pty.Close())
	}
	c.start(pty)
	return nil
}

// start runs the device at the near end; the caller holds mu.
func (c *Cable) start(pty *port.Pty) {
	ctx, cancel := context.WithCancel(context.Background())
	conn := &connection{pty, &troubled{Port: pty, cable: c}, cancel, make(chan struct{})}
	c.plugged, c.fate.mute = conn, false
	c.running.Go(func() {
		defer close(conn.done)
		c.serve(ctx, conn.line)
	})
}

// pointTo makes link a symbolic link to path, replacing what was there at once.
func pointTo(link, path string) error {
	if link == "" {
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
	if c.link != "" {
		err = os.Remove(c.link)
	}
	return conn, errors.Join(err, conn.pty.Close())
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

// Path is what the terminal opens: the stable name, or without one the pseudo
// terminal itself (empty while unplugged).
func (c *Cable) Path() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.link != "" || c.plugged == nil {
		return c.link
	}
	return c.plugged.pty.Path()
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
