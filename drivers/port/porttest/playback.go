package porttest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"yitiji/drivers/port"
)

// Playback is a Port behind which recorded traffic stands in for a device: it
// expects to be sent what was sent then, and answers what was answered then.
type Playback struct {
	mu     sync.Mutex
	left   []Exchange
	wrong  error
	device port.Port // the far end of the pipe
	port.Port
}

// NewPlayback plays traffic once, from the beginning.
func NewPlayback(traffic []Exchange) *Playback {
	near, far := Pipe()
	p := &Playback{left: append([]Exchange(nil), traffic...), Port: near, device: far}
	p.answer()
	return p
}

// Write is port.Port's. Bytes that were not sent in the recording are an error,
// here and again from Close.
func (p *Playback) Write(ctx context.Context, sent []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := errors.Join(ctx.Err(), p.Port.Err()); err != nil {
		return 0, err
	}
	if len(p.left) == 0 || !bytes.HasPrefix(p.left[0].Sent, sent) {
		p.wrong = fmt.Errorf("playback: unexpected % X", sent)
		return 0, p.wrong
	}
	p.left[0].Sent = p.left[0].Sent[len(sent):]
	p.answer()
	return len(sent), nil
}

// answer sends what the device says as soon as all that it waits for has come.
func (p *Playback) answer() {
	for len(p.left) > 0 && len(p.left[0].Sent) == 0 {
		_, _ = p.device.Write(context.Background(), p.left[0].Answered)
		p.left = p.left[1:]
	}
}

// Flush is port.Port's. It does nothing: in a recording nothing is stale, and
// what the device says unasked must not be lost to a driver that starts later.
func (p *Playback) Flush() error { return p.Port.Err() }

// Close is port.Port's. It fails, the first time, when traffic is left over or was
// unexpected.
func (p *Playback) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if errors.Is(p.Port.Err(), port.ErrClosed) {
		return nil
	}
	err := errors.Join(p.wrong, p.Port.Close())
	if len(p.left) > 0 {
		err = errors.Join(err, fmt.Errorf("playback: %d exchanges left, next % X", len(p.left), p.left[0].Sent))
	}
	return err
}
