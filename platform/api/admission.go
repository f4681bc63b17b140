package api

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"connectrpc.com/connect"
)

// DefaultCapacity is less than half of what a centre of two cores with SQLite was measured to commit in a
// second, in full batches: see BenchmarkDrainSQLite.
const DefaultCapacity = 5000

// Bounds of turns.
const (
	// leastCost is what a delivery costs at least, in entries: its call and its transaction take as
	// long as about so many entries of a batch.
	leastCost = 32
	// lateness is how long a place is kept for a terminal whose turn has come: the second over which
	// terminals spread themselves, its way through the network, and some patience.
	lateness = 4
	// farthest is the last turn that is given, in seconds: terminals wait no longer than that.
	farthest = 600
)

// admission lets so many deliveries in that the centre keeps up, and gives the others a turn: a
// second in which a place is kept for them. Thousands of terminals that come back at the same moment
// are spread so over the time that it takes to serve them. Nobody waits inside.
//
// Its measure is the entry: capacity is how many are committed in a second, and so how many may be
// under way at once, whether they come in a few large deliveries or in many small ones. Whoever
// comes while there is room is let in, but not into places that are kept.
//
// It is safe for concurrent use. It forgets its turns at a restart, and each copy of the centre has
// its own.
type admission struct {
	capacity int

	began time.Time // seconds are counted from here, so that setting the clock moves no turn

	mu      sync.Mutex
	inside  int               // entries under way
	turns   map[string]int64  // the second of each terminal that has a turn
	seconds map[int64]*second // what is kept of each
}

// second is what is kept of one: entries, by terminal.
type second struct {
	entries int
	of      map[string]int
}

func newAdmission(capacity int, began time.Time) *admission {
	return &admission{capacity: capacity, began: began, turns: map[string]int64{}, seconds: map[int64]*second{}}
}

// enter asks for room for a delivery of some entries. It gives what has to be called when the
// delivery is over, or a turn, in seconds from now, when there is no room.
func (a *admission) enter(terminal string, entries int, now time.Time) (leave func(), turn int64) {
	cost := min(a.capacity, max(leastCost, entries))
	a.mu.Lock()
	defer a.mu.Unlock()
	at := int64(now.Sub(a.began) / time.Second)
	a.tidy(at)
	mine, has := a.turns[terminal]
	due := has && mine <= at
	room := a.capacity - a.inside
	if !due {
		room -= a.kept(at)
	}
	if cost > room {
		return nil, a.book(terminal, cost, at) - at
	}
	a.cancel(terminal)
	a.inside += cost
	return func() { a.leave(cost) }, 0
}

func (a *admission) leave(cost int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.inside -= cost
}

// kept is for how many entries room is kept: for those whose turn it is and who have not come yet.
func (a *admission) kept(now int64) (entries int) {
	for at := now - lateness; at <= now; at++ {
		if s := a.seconds[at]; s != nil {
			entries += s.entries
		}
	}
	return entries
}

// book gives a terminal the first second that has room for it. Who has a turn to come keeps it. Who
// came in their turn in vain goes before the others: for them a second has room twice. Nothing is
// kept at the farthest second; who comes then is given a turn.
func (a *admission) book(terminal string, cost int, now int64) (at int64) {
	mine, has := a.turns[terminal]
	if has && mine > now {
		return mine
	}
	a.cancel(terminal)
	most := a.capacity
	if has {
		most *= 2
	}
	for at = now + 1; a.seconds[at] != nil && a.seconds[at].entries+cost > most; at++ {
		if at == now+farthest {
			return at
		}
	}
	if a.seconds[at] == nil {
		a.seconds[at] = &second{of: map[string]int{}}
	}
	a.seconds[at].entries += cost
	a.seconds[at].of[terminal] = cost
	a.turns[terminal] = at
	return at
}

// cancel takes a terminal's turn away, if it has one.
func (a *admission) cancel(terminal string) {
	if s := a.seconds[a.turns[terminal]]; s != nil {
		s.entries -= s.of[terminal]
		delete(s.of, terminal)
	}
	delete(a.turns, terminal)
}

// tidy forgets the turns that nobody came for.
func (a *admission) tidy(now int64) {
	for at, s := range a.seconds {
		if at >= now-lateness {
			continue
		}
		for terminal := range s.of {
			delete(a.turns, terminal)
		}
		delete(a.seconds, at)
	}
}

var errBusy = errors.New("the centre is busy; it keeps a place for this terminal")

// busy tells a terminal in how many seconds it has its turn.
func busy(turn int64) error {
	err := connect.NewError(connect.CodeUnavailable, fmt.Errorf("%w in %d s", errBusy, turn))
	err.Meta().Set("Retry-After", strconv.FormatInt(turn, 10))
	return err
}
