package api

import (
	"sync"
	"time"
)

// What one terminal may ask: a visit asks about once in two seconds, and at its beginning
// several things at once.
const (
	askPerSecond = 5
	askAtOnce    = 60
)

// pace bounds how often each terminal asks. The zero pace is ready, and safe for concurrent
// use; it forgets at a restart.
type pace struct {
	mu      sync.Mutex
	buckets map[string]bucket
}

// bucket is how many questions a terminal may ask at once.
type bucket struct {
	left float64
	at   time.Time
}

// take reports whether a terminal may ask now.
func (p *pace) take(terminal string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.buckets == nil {
		p.buckets = map[string]bucket{}
	}
	b, known := p.buckets[terminal]
	if !known {
		b = bucket{askAtOnce, now}
	}
	b.left = min(askAtOnce, b.left+now.Sub(b.at).Seconds()*askPerSecond)
	b.at = now
	may := b.left >= 1
	if may {
		b.left--
	}
	p.buckets[terminal] = b
	return may
}
