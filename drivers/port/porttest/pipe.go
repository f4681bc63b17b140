package porttest

import (
	"context"
	"sync"

	"yitiji/drivers/port"
)

// end is one side of a pipe: what it reads is the other side's box.
type end struct {
	name    string
	in, out *box
}

// Pipe joins two ports in memory: what is written to one is read from the other.
// Closing one of them is unplugging the other. The pipe holds any amount, so a
// Write never blocks.
func Pipe() (a, b port.Port) {
	left, right := newBox(), newBox()
	return &end{"pipe-a", left, right}, &end{"pipe-b", right, left}
}

// Read is port.Port's.
func (e *end) Read(ctx context.Context, p []byte) (int, error) {
	for {
		n, more, err := e.in.take(p)
		if n > 0 || err != nil {
			return n, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-more:
		}
	}
}

// Write is port.Port's.
func (e *end) Write(ctx context.Context, p []byte) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := e.Err(); err != nil {
		return 0, err
	}
	return e.out.put(p)
}

// Flush is port.Port's.
func (e *end) Flush() error {
	e.in.drop()
	return e.Err()
}

// Err is port.Port's.
func (e *end) Err() error { return e.in.state() }

// Close is port.Port's.
func (e *end) Close() error {
	e.in.end(port.ErrClosed)
	e.out.end(port.ErrGone)
	return nil
}

// String is port.Port's.
func (e *end) String() string { return e.name }

// box holds the bytes on their way in one direction.
type box struct {
	mu    sync.Mutex
	bytes []byte
	err   error         // why nothing more comes, once bytes is empty
	more  chan struct{} // closed and replaced at every change
}

func newBox() *box { return &box{more: make(chan struct{})} }

// take moves bytes into p. When there are none it says why, or what to wait for.
func (b *box) take(p []byte) (n int, more <-chan struct{}, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == port.ErrClosed || len(b.bytes) == 0 {
		return 0, b.more, b.err
	}
	n = copy(p, b.bytes)
	b.bytes = b.bytes[n:]
	return n, nil, nil
}

func (b *box) put(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes = append(b.bytes, p...)
	b.changed()
	return len(p), nil
}

func (b *box) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes = nil
}

// end stops the box for good. The first reason stays, except that a close on
// one's own side is always ErrClosed.
func (b *box) end(why error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil || why == port.ErrClosed {
		b.err = why
	}
	b.changed()
}

func (b *box) state() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// changed wakes all who wait; the caller holds mu.
func (b *box) changed() {
	close(b.more)
	b.more = make(chan struct{})
}
