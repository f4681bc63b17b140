package vision

import (
	"context"
	"errors"
	"time"

	"yitiji/drivers/vision/wire"
)

const (
	// heartbeat is how often the worker is asked how it is; more often while its models
	// are being loaded.
	heartbeat = time.Second
	quick     = 100 * time.Millisecond
	// steady is the life after which a worker's end is no reason for a longer pause.
	steady = 10 * time.Second
	// pauseFirst and pauseMost are before the third start in a row and before later ones.
	pauseFirst = 200 * time.Millisecond
	pauseMost  = 5 * time.Second
	// hopeless is how many short lives in a row are more than bad luck.
	hopeless = 3
	// reprieve is how long a verb waits for a worker that is being started.
	reprieve = 3 * time.Second
)

// keep keeps a worker running until Close.
func (c *Camera) keep() {
	defer close(c.done)
	for short := 0; c.life.Err() == nil; {
		born := time.Now()
		w, err := start(c.opts)
		if err == nil {
			c.watch(w, born, short)
			err = w.ending()
		}
		if short++; time.Since(born) > steady {
			short = 1
		}
		c.set(nil, nil, err, short)
		select {
		case <-time.After(pause(short)):
		case <-c.life.Done():
		}
	}
}

// pause is how long to wait after so many short lives in a row: not at all after the
// first.
func pause(short int) time.Duration {
	if short <= 1 {
		return 0
	}
	return min(pauseFirst<<min(short-2, 10), pauseMost)
}

// watch asks a worker how it is until it has ended. It counts as there from its first
// answer; short counts until it has lived long enough.
func (c *Camera) watch(w *child, born time.Time, short int) {
	stop := context.AfterFunc(c.life, func() { w.kill(errClosed) })
	defer stop()
	for {
		next := heartbeat
		r, err := w.ask(c.life, c.opts.Limit, wire.Request{Verb: wire.AskCondition}, nil)
		switch {
		case err != nil:
			w.kill(err)
		case r.Condition == nil:
			w.kill(errAnswers)
		case time.Since(born) > steady:
			c.set(w, r.Condition, nil, 0)
		default:
			c.set(w, r.Condition, nil, short)
		}
		if r.Condition != nil && r.Condition.Loading {
			next = quick
		}
		select {
		case <-time.After(next):
		case <-w.gone:
			return
		}
	}
}

// set notes how the worker is, and tells those who wait for one.
func (c *Camera) set(w *child, is *wire.Condition, trouble error, short int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.worker, c.condition, c.trouble, c.short = w, is, trouble, short
	close(c.changed)
	c.changed = make(chan struct{})
}

// running waits a moment for a worker.
func (c *Camera) running(ctx context.Context) (*child, error) {
	late := time.NewTimer(reprieve)
	defer late.Stop()
	for {
		c.mu.Lock()
		w, trouble, short, changed := c.worker, c.trouble, c.short, c.changed
		c.mu.Unlock()
		switch {
		case c.life.Err() != nil:
			return nil, errClosed
		case w != nil && w.answers():
			return w, nil
		case missing(trouble) || short >= hopeless:
			return nil, trouble
		}
		select {
		case <-changed:
		case <-late.C:
			return nil, errors.Join(errHangs, trouble)
		case <-c.life.Done():
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
