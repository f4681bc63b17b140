package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/vision/wire"
)

const (
	// lingers is how long the camera stays open after a picture was wanted last. Then
	// its lamp goes out: nobody is filmed for nothing.
	lingers = 5 * time.Second
	// retryFirst and retryMost are the times between two tries to open a camera.
	retryFirst = 100 * time.Millisecond
	retryMost  = time.Second
	// mostBroken is how many pictures in a row may be broken before the camera is
	// opened anew.
	mostBroken = 10
	// mostSame is how many pictures in a row may be equal bit for bit: no sensor gives
	// two, and a driver that lost its camera may repeat one for ever.
	mostSame = 50
)

// shot is one picture that several may look at. The last one who drops it overwrites it.
type shot struct {
	picture
	number uint64
	users  atomic.Int32
}

func (s *shot) keep() *shot {
	s.users.Add(1)
	return s
}

func (s *shot) drop() {
	if s.users.Add(-1) == 0 {
		s.Free()
	}
}

// capture owns the camera: one goroutine (run) opens it while pictures are wanted, keeps
// the newest, and opens it again when it was unplugged.
type capture struct {
	open  func() (camera, error)
	there func() error
	live  bool // a real camera: equal pictures say that it is stuck

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at every change
	newest  *shot         // nil while there is none
	count   uint64
	wrong   error // why there are no pictures; nil while that is not known
	wanted  time.Time
	opened  bool
	wake    chan struct{}
}

func newCapture(s source) *capture {
	return &capture{open: s.open, there: s.there, live: !s.film, changed: make(chan struct{}), wake: make(chan struct{}, 1)}
}

// newer waits for a picture with another number until ctx ends. The caller drops it.
func (c *capture) newer(ctx context.Context, not uint64) (*shot, error) {
	for {
		s, changed, err := c.look(not)
		if s != nil || err != nil {
			return s, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, errNothing
		}
	}
}

// look is one look at what there is; changed is closed when it is worth another.
func (c *capture) look(not uint64) (s *shot, changed <-chan struct{}, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wanted = time.Now()
	select {
	case c.wake <- struct{}{}:
	default:
	}
	if c.newest != nil && c.newest.number != not {
		return c.newest.keep(), nil, nil
	}
	return nil, c.changed, c.wrong
}

// condition is how the camera is, without waiting for it.
func (c *capture) condition() (state wire.CameraState, cause drivers.Cause, text string) {
	c.mu.Lock()
	opened, films, wrong := c.opened, c.newest != nil, c.wrong
	c.mu.Unlock()
	if wrong == nil && !films {
		wrong = c.there()
	}
	switch {
	case wrong != nil:
		return wire.Gone, drivers.CauseOf(wrong), wrong.Error()
	case films:
		return wire.Films, "", ""
	case opened:
		return wire.Opening, "", ""
	}
	return wire.Rests, "", ""
}

// run films while pictures are wanted, until ctx ends. rested is called each time that
// the camera was closed because nobody wants pictures.
func (c *capture) run(ctx context.Context, rested func()) {
	retry := retryFirst
	for ctx.Err() == nil {
		select {
		case <-c.wake:
		case <-ctx.Done():
			return
		}
		for c.isWanted() && ctx.Err() == nil {
			films, err := c.film(ctx)
			if films {
				retry = retryFirst
			}
			if err == nil {
				continue
			}
			c.show(nil, err)
			sleep(ctx, retry)
			retry = min(2*retry, retryMost)
		}
		c.show(nil, nil)
		rested()
	}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

func (c *capture) isWanted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Since(c.wanted) < lingers
}

// film opens the camera and keeps its newest picture until nobody wants one (nil) or it
// fails. films says whether there was a picture.
func (c *capture) film(ctx context.Context) (films bool, err error) {
	if err := c.there(); err != nil {
		return false, err
	}
	c.setOpened(true)
	defer c.setOpened(false)
	cam, err := timed(c.open)
	if err != nil {
		return false, err
	}
	defer cam.Close()
	broken, same := 0, 0
	for c.isWanted() && ctx.Err() == nil {
		p, err := timed(cam.Read)
		switch {
		case errors.Is(err, errNothing) || err != nil && broken >= mostBroken:
			return films, err
		case err != nil:
			broken++
			continue
		}
		broken, films = 0, true
		if same++; !c.repeats(p) {
			same = 0
		}
		if same > mostSame {
			p.Free()
			return films, errors.New("the camera repeats one picture")
		}
		c.show(p, nil)
	}
	return films, nil
}

func (c *capture) setOpened(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened = on
}

// repeats says whether a camera gave the picture that it gave before. Only run replaces
// the newest, so it cannot go meanwhile.
func (c *capture) repeats(p picture) bool {
	return c.live && c.newest != nil && c.newest.Same(p)
}

// show replaces the newest picture, and tells those who wait.
func (c *capture) show(p picture, wrong error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.newest != nil {
		c.newest.drop()
		c.newest = nil
	}
	if p != nil {
		c.count++
		c.newest = &shot{picture: p, number: c.count}
		c.newest.keep()
	}
	c.wrong = wrong
	close(c.changed)
	c.changed = make(chan struct{})
}
