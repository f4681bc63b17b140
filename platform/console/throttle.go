package console

import "time"

// Bounds of guessing: five wrong passwords a minute from one address, fifty from
// all.
const (
	window    = time.Minute
	fromOne   = 5
	fromAll   = 50
	everybody = ""
)

// throttle slows down who guesses passwords. The zero throttle is ready; it
// forgets at every restart, which costs more than a minute.
// It is not safe for concurrent use.
type throttle struct {
	since time.Time // the window's beginning
	count map[string]int
}

// wait returns how long who must wait before another attempt.
func (t *throttle) wait(who string, now time.Time) time.Duration {
	t.turn(now)
	if t.count[who] < fromOne && t.count[everybody] < fromAll {
		return 0
	}
	return t.since.Add(window).Sub(now)
}

// failed counts a wrong password.
func (t *throttle) failed(who string, now time.Time) {
	t.turn(now)
	t.count[who]++
	t.count[everybody]++
}

// turn begins a new window when the old one is over.
func (t *throttle) turn(now time.Time) {
	if t.count == nil || now.Sub(t.since) >= window {
		t.since, t.count = now, map[string]int{}
	}
}
