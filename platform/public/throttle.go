package public

import (
	"sync"
	"time"
)

// Bounds of guessing, for one address and for all together, in one window. Only what opens
// nothing counts.
const (
	window  = time.Minute
	fromOne = 20
	fromAll = 600
)

// throttle slows down who tries addresses. The zero throttle is ready and safe for
// concurrent use; it forgets at a restart.
type throttle struct {
	mu    sync.Mutex
	since time.Time
	count map[string]int
	all   int
}

// may reports whether somebody may try again now.
func (t *throttle) may(who string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	return t.count[who] < fromOne && t.all < fromAll
}

// missed counts a try that opened nothing.
func (t *throttle) missed(who string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	t.count[who]++
	t.all++
}

// turn begins a new window when the old one is over.
func (t *throttle) turn(now time.Time) {
	if t.count == nil || now.Sub(t.since) >= window {
		t.since, t.count, t.all = now, map[string]int{}, 0
	}
}
