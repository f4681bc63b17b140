package ipp

import (
	"io"
	"sync"
)

// upload is a document on its way to the printer. It knows how much was taken from
// it, because of what was not taken nothing can be printed.
type upload struct {
	data []byte

	mu      sync.Mutex
	taken   int
	stopped bool
}

func (u *upload) size() int64 { return int64(len(u.data)) }

// Read is io.Reader's. After stop it fails, so that what was said of it stays true.
func (u *upload) Read(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.stopped:
		return 0, io.ErrClosedPipe
	case u.taken == len(u.data):
		return 0, io.EOF
	}
	n := copy(p, u.data[u.taken:])
	u.taken += n
	return n, nil
}

// gone says how many bytes have been taken.
func (u *upload) gone() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.taken
}

// stop lets no more be taken.
func (u *upload) stop() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stopped = true
}

// whole says that everything has been taken.
func (u *upload) whole() bool { return u.gone() == len(u.data) }
