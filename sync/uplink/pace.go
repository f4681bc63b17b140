package uplink

import (
	"errors"
	"math/rand/v2"
	"time"
)

// Bounds of a batch. It shrinks by half with every failure, for a poor link lets small ones
// through, and doubles as long as they arrive soon.
const (
	maxEntries = 512
	// batchBytes bounds what is sent again after a cut.
	batchBytes = 2 << 20
	// soon is how long a delivery may take for the next one to be larger.
	soon = 3 * time.Second
)

// size is how many entries to send at once. The zero size is not ready: see newSize.
type size struct{ entries int }

func newSize() size { return size{maxEntries} }

func (s *size) failed() { s.entries = max(1, s.entries/2) }

// took adapts to how long n entries took.
func (s *size) took(n int, time time.Duration) {
	switch {
	case time > 2*soon:
		s.entries = max(1, n/2)
	case time <= soon:
		s.entries = min(maxEntries, s.entries*2)
	}
}

// Pauses after failures.
const (
	firstPause = 500 * time.Millisecond
	maxPause   = 15 * time.Second
)

// pause is how long to wait after a failure: longer each time, with decorrelated jitter, so that
// a thousand terminals that lost their centre together do not come back together. A centre that
// gives a turn is believed.
type pause struct{ last time.Duration }

func (p *pause) reset() { p.last = 0 }

func (p *pause) next(why error) time.Duration {
	var b *busy
	if errors.As(why, &b) {
		return b.turn()
	}
	longest := min(maxPause, max(firstPause, 3*p.last))
	p.last = firstPause + rand.N(longest-firstPause+1)
	return p.last
}
