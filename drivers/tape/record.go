package tape

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"yitiji/drivers/port"
)

// Redactor takes everything personal out of a conversation. It is given what passed
// in both directions, in order, and may hold back what it does not understand yet.
type Redactor interface {
	// Redact returns what may be kept of what was held back and of p.
	Redact(fromDevice bool, p []byte) []byte
	// Rest returns what may be kept of what is held back still.
	Rest() []byte
}

// Nothing keeps nothing but lengths: for protocols of which it is not known what
// carries content.
type Nothing struct{}

// Redact is Redactor's.
func (Nothing) Redact(_ bool, p []byte) []byte { return make([]byte, len(p)) }

// Rest is Redactor's.
func (Nothing) Rest() []byte { return nil }

// Whole keeps everything: for protocols that carry nothing personal, such as a power
// supply's.
type Whole struct{}

// Redact is Redactor's.
func (Whole) Redact(_ bool, p []byte) []byte { return p }

// Rest is Redactor's.
func (Whole) Rest() []byte { return nil }

// Recorder is a port whose traffic is written down.
type Recorder struct {
	port.Port
	redact Redactor

	mu    sync.Mutex
	w     io.Writer
	start time.Time
	last  Side
	err   error
}

// Record writes the traffic of p to w, as it passes. Closing the Recorder closes p,
// and writes what was held back; w stays open.
func Record(p port.Port, kind string, redact Redactor, w io.Writer) (*Recorder, error) {
	if err := (Tape{Kind: kind}).Write(w); err != nil {
		return nil, err
	}
	return &Recorder{Port: p, redact: redact, w: w, start: time.Now()}, nil
}

// Read is port.Port's.
func (r *Recorder) Read(ctx context.Context, p []byte) (int, error) {
	n, err := r.Port.Read(ctx, p)
	r.note(Device, p[:n])
	return n, err
}

// Write is port.Port's.
func (r *Recorder) Write(ctx context.Context, p []byte) (int, error) {
	n, err := r.Port.Write(ctx, p)
	r.note(Terminal, p[:n])
	return n, err
}

// note writes down what passed. What was held back belongs to the side that spoke
// last.
func (r *Recorder) note(side Side, p []byte) {
	if len(p) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last != 0 && r.last != side {
		r.write(r.last, r.redact.Rest())
	}
	r.last = side
	r.write(side, r.redact.Redact(side == Device, p))
}

// write writes an event; the caller holds mu.
func (r *Recorder) write(side Side, p []byte) {
	if len(p) > 0 && r.err == nil {
		r.err = writeEvent(r.w, Event{time.Since(r.start), side, p})
	}
}

// Close is port.Port's. It fails when the tape could not be written.
func (r *Recorder) Close() error {
	r.mu.Lock()
	if r.last != 0 {
		r.write(r.last, r.redact.Rest())
	}
	r.last = 0
	err := r.err
	r.mu.Unlock()
	return errors.Join(err, r.Port.Close())
}
