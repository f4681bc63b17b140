package sane

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
)

// tray is a folder of named pipes, one for each page, into which scanimage writes.
// scanimage waits at each pipe until it is being read, and renames the name under which
// it knows it when the page is done. A page that fits into a pipe may be done before a
// byte of it was read: hence the pipe's own name, which scanimage does not know.
type tray struct {
	dir   string
	moved func() // called whenever something came

	mu    sync.Mutex
	over  bool     // nobody writes any more
	read  *os.File // the pipe that is being read
	stand *os.File // holds its writing end until scanimage does: without a writer a pipe is at its end
}

// newTray makes the pipes.
func newTray(pages int, moved func()) (*tray, error) {
	dir, err := os.MkdirTemp("", "sane-")
	if err != nil {
		return nil, err
	}
	t := &tray{dir: dir, moved: moved}
	for n := 1; n <= pages; n++ {
		if err := errors.Join(unix.Mkfifo(t.pipe(n), 0o600), os.Symlink(t.pipe(n), t.path(n))); err != nil {
			t.close()
			return nil, err
		}
	}
	return t, nil
}

// path is where scanimage writes page n.
func (t *tray) path(n int) string { return filepath.Join(t.dir, fmt.Sprintf("%d.part", n)) }

// pipe is the pipe behind it.
func (t *tray) pipe(n int) string { return filepath.Join(t.dir, fmt.Sprintf("%d.pipe", n)) }

// close removes the pipes.
func (t *tray) close() { _ = os.RemoveAll(t.dir) }

// collect reads pages until the last, or until the scan is over.
func (t *tray) collect(limit, dpi int) (pages []drivers.Page, err error) {
	for n := 1; n <= limit; n++ {
		if !t.open(n) {
			return pages, nil
		}
		page, err := newPage(t, dpi)
		t.shut()
		if errors.Is(err, errNone) {
			return pages, nil
		}
		if err != nil {
			return pages, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// open begins to read page n, unless the scan is over.
func (t *tray) open(n int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return false
	}
	read, err := os.OpenFile(t.pipe(n), os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	stand, err := os.OpenFile(t.pipe(n), os.O_WRONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		_ = read.Close()
		return false
	}
	t.read, t.stand = read, stand
	return true
}

// Read reads from the page that is open.
func (t *tray) Read(p []byte) (int, error) {
	n, err := t.read.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		n, err = t.rest(p)
	}
	if n > 0 {
		t.moved()
		t.release()
	}
	return n, err
}

// rest reads what lies in the pipe when nothing more is waited for: a machine that was
// busy for a moment loses no page that was written.
func (t *tray) rest(p []byte) (n int, err error) {
	raw, err := t.read.SyscallConn()
	if err != nil {
		return 0, err
	}
	if failed := raw.Control(func(fd uintptr) { n, err = unix.Read(int(fd), p) }); failed != nil {
		return 0, failed
	}
	switch {
	case err != nil:
		return 0, err
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

// release gives up the writing end; the pipe then ends with its writer.
func (t *tray) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stand != nil {
		_ = t.stand.Close()
		t.stand = nil
	}
}

func (t *tray) shut() {
	t.release()
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.read.Close()
	t.read = nil
}

// end says that the child has ended: what it wrote is read, and no more waited for.
func (t *tray) end() {
	t.release()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	if t.read != nil {
		_ = t.read.SetReadDeadline(time.Now().Add(grace)) // a grandchild may hold it still
	}
}

// batch runs one child and reads its pages. The error is the tray's; what the child
// says of itself is in exit.
func (s *Scanner) batch(ctx context.Context, args []string, limit, dpi int) ([]drivers.Page, exit, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	idle := time.AfterFunc(s.opts.Patience, func() { stop(errSilent) })
	defer idle.Stop()
	t, err := newTray(limit, func() { idle.Reset(s.opts.Patience) })
	if err != nil {
		return nil, exit{}, err
	}
	defer t.close()
	c, err := s.start(ctx, t.dir, append(args, "--batch=%d", fmt.Sprintf("--batch-count=%d", limit))...)
	if err != nil {
		return nil, exit{}, s.missing(err)
	}
	var pages []drivers.Page
	var bad error
	done := make(chan struct{})
	go func() {
		defer close(done)
		pages, bad = t.collect(limit, dpi)
		switch {
		case errors.Is(context.Cause(ctx), errSilent):
			bad = errSilent // a page that ended with the child ended so because of us
		case bad != nil:
			idle.Reset(ending) // the child is ending too, and knows why; or it lies and goes on
		}
	}()
	e := c.wait()
	t.end()
	<-done
	e.code = e.verdict()
	if bad == nil && errors.Is(context.Cause(ctx), errSilent) {
		bad = errSilent
	}
	return pages, e, bad
}
