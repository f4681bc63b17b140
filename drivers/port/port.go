package port

import (
	"context"
	"errors"
)

// ErrGone says that the device was unplugged or the line hung up. The Port stays
// gone; only opening another one helps.
var ErrGone = errors.New("device is gone")

// ErrClosed says that the Port was closed on this side.
var ErrClosed = errors.New("port is closed")

// ErrBusy says that another process holds the line.
var ErrBusy = errors.New("port is held by another process")

// Port is the byte stream to one device. Read, Write and Flush are called by one
// goroutine at a time each; Err and Close by any goroutine at any time.
type Port interface {
	// Read blocks until at least one byte has come, and returns how many were
	// put into p. Otherwise it returns 0 and an error: the context's when that
	// ends first, ErrGone when the device has gone, ErrClosed after Close.
	Read(ctx context.Context, p []byte) (int, error)

	// Write sends all of p, and blocks while the device holds the line. On an
	// error, which is one of Read's, it says how many bytes had been taken.
	Write(ctx context.Context, p []byte) (int, error)

	// Flush drops what the device sent before the call and nobody read.
	Flush() error

	// Err says why the port cannot be used any more: ErrGone, ErrClosed, or nil
	// while it can. It asks the line without waiting.
	Err() error

	// Close gives the line back and wakes a Read or Write that blocks. Closing
	// twice is fine.
	Close() error

	// String names the line for a log, such as /dev/kiosk/idcard.
	String() string
}
