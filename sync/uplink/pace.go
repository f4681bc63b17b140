package uplink

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
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
		return b.turn(rand.N[time.Duration])
	}
	longest := min(maxPause, max(firstPause, 3*p.last))
	p.last = firstPause + rand.N(longest-firstPause+1)
	return p.last
}

// busy is a centre, or what stands before it, that has no time now and says when.
type busy struct{ after time.Duration }

func (b *busy) Error() string { return fmt.Sprintf("the centre is busy, and wants us in %v", b.after) }

// turn is when the centre's turn begins, and some of the second that it lasts.
func (b *busy) turn(some func(time.Duration) time.Duration) time.Duration {
	return b.after + some(time.Second)
}

// turns makes an answer that gives a turn (RFC 9110, 10.2.3) the error busy, whoever gave it.
type turns struct{ http.RoundTripper }

func (t turns) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	after := answer.Header.Get("Retry-After")
	if after == "" || answer.StatusCode != http.StatusServiceUnavailable && answer.StatusCode != http.StatusTooManyRequests {
		return answer, nil
	}
	return nil, errors.Join(&busy{secondsOf(after)}, answer.Body.Close())
}

// longestTurn bounds what a centre, or whoever answers in its place, can have a terminal wait.
const longestTurn = 10 * time.Minute

func secondsOf(header string) time.Duration {
	n, err := strconv.Atoi(header)
	if err != nil || n < 0 {
		return firstPause
	}
	return min(longestTurn, time.Duration(n)*time.Second)
}
