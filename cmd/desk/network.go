package main

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// mode is how the line to the centre is.
type mode string

// The modes of the line.
const (
	up     mode = "up"
	cut    mode = "cut"    // nobody listens; what was connected is reset
	slow   mode = "slow"   // every answer of the centre comes late
	silent mode = "silent" // connections are taken, and bytes vanish
)

func modes() []mode { return []mode{up, cut, slow, silent} }

// dialTimeout is how long the desk waits for the centre.
const dialTimeout = 5 * time.Second

// network is the line between the terminal and the centre.
type network struct {
	listen, centre string

	mu       sync.Mutex
	mode     mode
	changed  chan struct{} // closed and replaced when mode changes
	joined   map[net.Conn]struct{}
	carriers sync.WaitGroup
}

func newNetwork(listen, centre string) *network {
	return &network{listen: listen, centre: centre, mode: up, changed: make(chan struct{}), joined: map[net.Conn]struct{}{}}
}

func (n *network) current() mode {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.mode
}

// set changes the mode. A stream that lost bytes cannot go on, so everything that
// is connected is reset when the line is cut, and when it leaves silence.
func (n *network) set(to mode) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.mode == to {
		return
	}
	if to == cut || n.mode == silent {
		n.reset()
	}
	n.mode = to
	close(n.changed)
	n.changed = make(chan struct{})
}

// reset breaks all connections the hard way; the caller holds mu.
func (n *network) reset() {
	for c := range n.joined {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // RST instead of FIN
		}
		_ = c.Close()
	}
}

// run carries bytes until ctx ends. While the line is cut nobody listens.
func (n *network) run(ctx context.Context) error {
	defer n.carriers.Wait()
	defer n.breakAll()
	for {
		if n.await(ctx, func(m mode) bool { return m != cut }) != nil {
			return nil
		}
		if err := n.accept(ctx); err != nil {
			return err
		}
	}
}

// await waits until the mode is as wanted.
func (n *network) await(ctx context.Context, wanted func(mode) bool) error {
	for {
		n.mu.Lock()
		now, changed := n.mode, n.changed
		n.mu.Unlock()
		if wanted(now) {
			return ctx.Err()
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (n *network) breakAll() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.reset()
}

// accept takes connections until the line is cut.
func (n *network) accept(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", n.listen)
	if err != nil {
		return err
	}
	n.carriers.Go(func() {
		_ = n.await(ctx, func(m mode) bool { return m == cut })
		_ = listener.Close()
	})
	for {
		c, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		n.carriers.Go(func() { n.carry(ctx, c) })
	}
}

// carry joins one connection to the centre. On a silent line it goes nowhere.
func (n *network) carry(ctx context.Context, terminal net.Conn) {
	defer n.leave(terminal)
	switch n.join(terminal) {
	case cut:
		return
	case silent:
		n.pass(ctx, terminal, nil)
		return
	}
	centre, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", n.centre)
	if err != nil {
		return
	}
	defer n.leave(centre)
	if n.join(centre) == cut {
		return
	}
	n.carryBoth(ctx, terminal, centre)
}

// carryBoth carries both ways until either end closes.
func (n *network) carryBoth(ctx context.Context, terminal, centre net.Conn) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.pass(ctx, terminal, centre)
		n.leave(centre)
	}()
	n.passLate(ctx, centre, terminal)
	n.leave(terminal)
	<-done
}

// join counts c among what is connected, and says how the line is.
func (n *network) join(c net.Conn) mode {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.joined[c] = struct{}{}
	return n.mode
}

func (n *network) leave(c net.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.joined, c)
	_ = c.Close()
}
