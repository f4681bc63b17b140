package port

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// LP is the node of a USB printer, /dev/usb/lp*. Besides moving bytes it can ask the
// printer for its status and its name, in the way of parallel printers (IEEE 1284).
//
// The kernel's driver (usblp) polls both ways, and says that it hangs up when the
// printer is unplugged since Linux 5.12; a Write is taken as soon as the packet
// before it has left, so it blocks while the printer is offline and ends with its
// context. What was taken and has not left by Close is lost.
type LP struct {
	stream
	ask lpControl

	turn    chan struct{} // held by the one question that is under way
	mu      sync.Mutex
	running sync.WaitGroup
}

// lpControl are the questions that go beside the bytes. They block for up to 5 s, as
// the kernel does for a printer that does not answer.
type lpControl interface {
	status() (byte, error)
	deviceID() ([]byte, error)
}

// OpenLP opens the printer at path for this process alone, and drops what it had
// said. It does not wait. The error wraps fs.ErrNotExist when nothing is plugged in
// and ErrBusy when another process holds the printer.
//
// A Unix socket (SOCK_STREAM) may stand in for the node: the printer's bytes pass
// through it, and a second one beside it answers the questions; see lpSocket.
func OpenLP(path string) (*LP, error) {
	file, err := openLP(path)
	if err != nil {
		return nil, openingError(Printer, path, err)
	}
	p := newLP(file, path)
	if isSocket(path) {
		p.ask = lpSocket{path}
	}
	if err := p.setUp(); err != nil {
		closed := p.Close()
		return nil, errors.Join(openingError(Printer, path, err), closed)
	}
	return p, nil
}

func openLP(path string) (*os.File, error) {
	if isSocket(path) {
		return dial(path, unix.SOCK_STREAM)
	}
	return os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
}

func newLP(file *os.File, path string) *LP {
	p := &LP{stream: stream{file: file, name: path}, turn: make(chan struct{}, 1)}
	p.ask = usblp{&p.stream}
	return p
}

// setUp locks the node and drops stale bytes.
func (p *LP) setUp() error {
	var locked error
	err := p.control(func(fd int) { locked = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
	switch {
	case errors.Is(locked, unix.EWOULDBLOCK):
		return ErrBusy
	case err != nil || locked != nil:
		return errors.Join(err, locked)
	}
	return p.Flush()
}

// emptyPause is how long a Read rests after a packet without bytes, of which some
// printers send one for every one that is asked for.
const emptyPause = 10 * time.Millisecond

// Read is Port's. A packet without bytes is no end of anything.
func (p *LP) Read(ctx context.Context, b []byte) (int, error) {
	for {
		n, err := p.until(ctx, p.file.SetReadDeadline, func() (int, error) {
			n, err := p.file.Read(b)
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return n, err
		})
		switch {
		case n > 0:
			return n, nil
		case err == nil:
			err = p.Err() // a line that hung up reads as empty, too
		}
		if err != nil {
			return 0, err
		}
		rest := time.NewTimer(emptyPause)
		select {
		case <-rest.C:
		case <-ctx.Done():
		}
		rest.Stop()
	}
}

// Flush is Port's. The kernel keeps one packet that nobody read, and more may be on
// their way, so it reads until nothing is there.
func (p *LP) Flush() error {
	var last error
	waste := make([]byte, 4096)
	err := p.control(func(fd int) {
		for n := len(waste); n > 0 && last == nil; {
			n, last = unix.Read(fd, waste)
		}
	})
	if errors.Is(last, unix.EAGAIN) || errors.Is(last, unix.EINTR) {
		last = nil
	}
	if err := errors.Join(err, last); err != nil {
		return p.cause(context.Background(), err)
	}
	return p.Err()
}

// Status asks for the status of IEEE 1284.
func (p *LP) Status(ctx context.Context) (LPStatus, error) {
	s, err := aside(ctx, p, p.ask.status)
	return LPStatus(s), err
}

// DeviceID asks the printer what it is.
func (p *LP) DeviceID(ctx context.Context) (DeviceID, error) {
	raw, err := aside(ctx, p, p.ask.deviceID)
	if err != nil {
		return DeviceID{}, err
	}
	return ParseDeviceID(raw)
}

// aside asks a question that knows no context, on a goroutine that Close waits for.
// Only one is under way at a time.
func aside[T any](ctx context.Context, p *LP, question func() (T, error)) (T, error) {
	var none T
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	if !p.start(func() {
		value, err := question()
		<-p.turn
		answers <- answer{value, err}
	}) {
		<-p.turn
		return none, fmt.Errorf("%s: %w", p.name, ErrClosed)
	}
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// start runs do unless the port is closed.
func (p *LP) start(do func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed.Load() {
		return false
	}
	p.running.Go(do)
	return true
}

// Close is Port's. It waits for a question that is under way.
func (p *LP) Close() error {
	p.mu.Lock()
	err := p.stream.Close()
	p.mu.Unlock()
	p.running.Wait()
	return err
}
