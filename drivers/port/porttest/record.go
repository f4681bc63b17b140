package porttest

import (
	"context"
	"sync"

	"yitiji/drivers/port"
)

// Recorder is a Port that writes down what passes through another one.
type Recorder struct {
	port.Port
	mu      sync.Mutex
	traffic []Exchange
}

// Record returns a Recorder around p. Closing it closes p.
func Record(p port.Port) *Recorder { return &Recorder{Port: p} }

// Read is port.Port's.
func (r *Recorder) Read(ctx context.Context, p []byte) (int, error) {
	n, err := r.Port.Read(ctx, p)
	r.note("<", p[:n])
	return n, err
}

// Write is port.Port's.
func (r *Recorder) Write(ctx context.Context, p []byte) (int, error) {
	n, err := r.Port.Write(ctx, p)
	r.note(">", p[:n])
	return n, err
}

func (r *Recorder) note(mark string, p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(p) > 0 {
		r.traffic, _ = appendTo(r.traffic, mark, p)
	}
}

// Traffic returns what has passed so far, for Format and NewPlayback.
func (r *Recorder) Traffic() []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Exchange(nil), r.traffic...)
}
