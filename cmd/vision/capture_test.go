package main

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/vision/wire"
)

// rack is a place for a camera that tests plug and unplug.
type rack struct {
	mu              sync.Mutex
	plugged, frozen bool
	opens           int
	alive, filming  int // pictures and cameras that were not let go
}

func (r *rack) is(plugged bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.plugged = plugged
}

func (r *rack) add(pictures, cameras int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.alive += pictures
	r.filming += cameras
}

func (r *rack) there() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.plugged {
		return drivers.Because(drivers.NotPlugged, errors.New("unplugged"))
	}
	return nil
}

func (r *rack) open() (camera, error) {
	if err := r.there(); err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.opens++
	r.mu.Unlock()
	r.add(0, 1)
	return &rackCamera{rack: r}, nil
}

type rackCamera struct {
	rack  *rack
	count int
}

func (c *rackCamera) Read() (picture, error) {
	time.Sleep(time.Second / 15)
	if c.rack.there() != nil {
		return nil, errNothing
	}
	if !c.rack.frozen {
		c.count++
	}
	c.rack.add(1, 0)
	return &rackPicture{c.rack, c.count}, nil
}

func (c *rackCamera) FPS() float64 { return 15 }
func (c *rackCamera) Close()       { c.rack.add(0, -1) }

type rackPicture struct {
	rack *rack
	what int
}

func (p *rackPicture) Size() (width, height int)                { return 64, 48 }
func (p *rackPicture) JPEG(int) (j []byte, w, h int, err error) { return []byte("JPEG"), 64, 48, nil }

func (p *rackPicture) Same(as picture) bool { return as.(*rackPicture).what == p.what }
func (p *rackPicture) Free()                { p.rack.add(-1, 0) }

// filmed runs test with a camera in a rack, in a bubble of time, and wants nothing to be
// left at its end.
func filmed(t *testing.T, r *rack, test func(t *testing.T, c *capture)) {
	synctest.Test(t, func(t *testing.T) {
		c := newCapture(source{})
		c.open, c.there, c.live = r.open, r.there, true
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { c.run(ctx, func() {}); close(ended) }()
		test(t, c)
		cancel()
		<-ended
		if r.alive != 0 || r.filming != 0 {
			t.Errorf("%d pictures and %d cameras were not let go", r.alive, r.filming)
		}
	})
}

// sees wants a picture within d.
func sees(t *testing.T, c *capture, not uint64, d time.Duration) uint64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	for {
		s, err := c.newer(ctx, not)
		if err == nil {
			defer s.drop()
			return s.number
		}
		if ctx.Err() != nil {
			t.Fatalf("no picture within %s: %v", d, err)
		}
		time.Sleep(time.Second / 5)
	}
}

func state(t *testing.T, c *capture, want wire.CameraState, cause drivers.Cause) {
	t.Helper()
	if s, why, text := c.condition(); s != want || why != cause {
		t.Errorf("condition = %s, %s, %q, want %s, %s", s, why, text, want, cause)
	}
}

func TestCameraRestsWhenNobodyWantsIt(t *testing.T) {
	r := &rack{plugged: true}
	filmed(t, r, func(t *testing.T, c *capture) {
		state(t, c, wire.Rests, "")
		n := sees(t, c, 0, time.Second)
		if m := sees(t, c, n, time.Second); m == n {
			t.Error("the same picture again")
		}
		state(t, c, wire.Films, "")
		time.Sleep(lingers + time.Second)
		state(t, c, wire.Rests, "")
		if r.alive != 0 || r.filming != 0 {
			t.Errorf("at rest it holds %d pictures, %d cameras", r.alive, r.filming)
		}
		sees(t, c, n, time.Second)
	})
}

func TestCameraIsOpenedAgain(t *testing.T) {
	r := &rack{plugged: true}
	filmed(t, r, func(t *testing.T, c *capture) {
		for range 3 {
			n := sees(t, c, 0, 2*time.Second)
			r.is(false)
			time.Sleep(time.Second / 2)
			if s, err := c.newer(t.Context(), n); drivers.CauseOf(err) != drivers.NotPlugged {
				t.Errorf("unplugged: %v, %v", s, err)
			}
			state(t, c, wire.Gone, drivers.NotPlugged)
			r.is(true)
		}
		sees(t, c, 0, 2*time.Second)
	})
}

// A camera that is unplugged for a day is not asked for all day.
func TestAbsentCameraAtRest(t *testing.T) {
	r := &rack{}
	filmed(t, r, func(t *testing.T, c *capture) {
		if _, err := c.newer(t.Context(), 0); err == nil {
			t.Error("a picture of no camera")
		}
		time.Sleep(24 * time.Hour)
		state(t, c, wire.Gone, drivers.NotPlugged)
		r.is(true)
		state(t, c, wire.Rests, "")
		sees(t, c, 0, time.Second)
	})
}

// One picture for ever is what some drivers give when their camera has gone.
func TestFrozenCameraIsOpenedAgain(t *testing.T) {
	r := &rack{plugged: true, frozen: true}
	filmed(t, r, func(t *testing.T, c *capture) {
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Second) {
			if s, _, _ := c.look(0); s != nil {
				s.drop()
			}
		}
		if r.opens < 3 {
			t.Errorf("opened %d times in 20 s", r.opens)
		}
	})
}
