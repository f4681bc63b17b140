package api

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// One step after another, at a centre with room for 100 entries.
func TestAdmission(t *testing.T) {
	type step struct {
		why      string
		at       float64 // seconds
		terminal string
		entries  int
		turn     int64  // wanted; 0 is let in
		leaves   string // whose delivery is over before
	}
	for name, steps := range map[string][]step{
		"room": {
			{why: "there is room", terminal: "A", entries: 50},
			{why: "there is room for both", terminal: "B", entries: 50},
			{why: "there is none", terminal: "C", entries: 1, turn: 1},
			{why: "one has left", terminal: "D", entries: 50, leaves: "A"},
		},
		"a small one costs its call": {
			{why: "96", terminal: "A", entries: 64},
			{why: "is 32", terminal: "B", entries: 1},
			{why: "is 32, not 1", terminal: "C", entries: 1, turn: 1},
		},
		"one that is larger than the centre": {
			{why: "fits alone", terminal: "A", entries: 1000},
			{why: "and lets nobody beside it", terminal: "B", entries: 1, turn: 1},
			{why: "fits again", terminal: "C", entries: 1000, turn: 2},
		},
		"places in line": {
			{why: "fills it", terminal: "A", entries: 100},
			{why: "second 1, half", terminal: "B", entries: 50, turn: 1},
			{why: "second 1, the other half", terminal: "C", entries: 50, turn: 1},
			{why: "second 2", terminal: "D", entries: 60, turn: 2},
			{why: "second 3: 2 has not so much room", terminal: "E", entries: 50, turn: 3},
			{why: "second 2: there is so much", terminal: "F", entries: 40, turn: 2},
			{why: "too early keeps the turn", at: 0.9, terminal: "E", entries: 50, turn: 3},
			{why: "one second less", at: 1.5, terminal: "E", entries: 50, turn: 2},
			{why: "its turn", at: 1.9, terminal: "B", entries: 50, leaves: "A"},
		},
		"a place is kept": {
			{why: "fills it", terminal: "A", entries: 100},
			{why: "second 1", terminal: "B", entries: 100, turn: 1},
			{why: "not in the place of B", at: 1.2, terminal: "C", entries: 50, turn: 1, leaves: "A"},
			{why: "its turn", at: 1.8, terminal: "B", entries: 100},
		},
		"a place is not kept for ever": {
			{why: "fills it", terminal: "A", entries: 100},
			{why: "second 1", terminal: "B", entries: 100, turn: 1},
			{why: "still kept", at: 1 + lateness, terminal: "C", entries: 50, turn: 1, leaves: "A"},
			{why: "kept no more", at: 2 + lateness, terminal: "D", entries: 50},
			{why: "it is anybody, and C's place is kept", at: 2 + lateness, terminal: "B", entries: 50, turn: 1},
		},
		"too early, and there is room": {
			{why: "fills it", terminal: "A", entries: 100},
			{why: "second 1", terminal: "B", entries: 100, turn: 1},
			{why: "comes early", at: 0.5, terminal: "B", entries: 100, leaves: "A"},
			{why: "the place of B is free", at: 1, terminal: "C", entries: 100, leaves: "B"},
		},
		"in vain": {
			{why: "fills it, for long", terminal: "A", entries: 100},
			{why: "second 1", terminal: "B", entries: 100, turn: 1},
			{why: "second 2", terminal: "C", entries: 100, turn: 2},
			{why: "second 3", terminal: "D", entries: 100, turn: 3},
			{why: "in vain: second 2, with C", at: 1, terminal: "B", entries: 100, turn: 1},
			{why: "in vain: second 3, with D", at: 2, terminal: "C", entries: 100, turn: 1},
			{why: "in vain: second 4, for 3 is full twice", at: 2, terminal: "B", entries: 100, turn: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			a, inside := newAdmission(100, began), map[string]func(){}
			for _, s := range steps {
				if s.leaves != "" {
					inside[s.leaves]()
				}
				leave, turn := a.enter(s.terminal, s.entries, began.Add(time.Duration(s.at*float64(time.Second))))
				if turn != s.turn || (leave == nil) != (s.turn > 0) {
					t.Errorf("%s: %s has turn %d, want %d", s.why, s.terminal, turn, s.turn)
				}
				inside[s.terminal] = leave
			}
		})
	}
}

// Turns end somewhere: a crowd beyond that comes once more to be given one.
func TestFarthestTurn(t *testing.T) {
	began := time.Now()
	a := newAdmission(leastCost, began)
	for i := range 2 * farthest {
		if _, turn := a.enter(fmt.Sprint(i), 1, began); turn != min(int64(i), farthest) {
			t.Fatalf("terminal %d has turn %d", i, turn)
		}
	}
	if n := len(a.turns); n > farthest {
		t.Errorf("%d turns are kept", n)
	}
	if _, turn := a.enter("later", 1, began.Add(2*farthest*time.Second)); turn != 1 || len(a.turns) != 1 || len(a.seconds) != 1 {
		t.Errorf("turn %d; %d turns and %d seconds are kept of before", turn, len(a.turns), len(a.seconds))
	}
}

// crowd is terminals that come back from an outage at the same moment, each with something to
// deliver. Its clock is its own.
type crowd struct {
	entries  int           // of each
	capacity int           // of the centre
	takes    time.Duration // a delivery, at most; half of it at least
	turns    bool          // whether the centre's turns are believed; else all come again in a second

	random  *rand.Rand
	now     time.Duration
	coming  happenings
	calls   []int
	served  []time.Duration // when each terminal was; 0 is not yet
	inside  int
	crowded int // the most entries that were inside at once
}

// happening is that a terminal calls, or that its delivery is over.
type happening struct {
	at       time.Duration
	terminal int
	leave    func()
}

type happenings []happening

func (h happenings) Len() int           { return len(h) }
func (h happenings) Less(i, j int) bool { return h[i].at < h[j].at }
func (h happenings) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *happenings) Push(x any)        { *h = append(*h, x.(happening)) }
func (h *happenings) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (c *crowd) some(d time.Duration) time.Duration { return time.Duration(c.random.Int64N(int64(d))) }

// run has n terminals come at once, until all are served.
func (c *crowd) run(n int) {
	began := time.Now()
	centre := newAdmission(c.capacity, began)
	c.random, c.calls, c.served = rand.New(rand.NewPCG(1, 2)), make([]int, n), make([]time.Duration, n)
	for i := range n {
		heap.Push(&c.coming, happening{at: c.some(100 * time.Millisecond), terminal: i})
	}
	for len(c.coming) > 0 {
		next := heap.Pop(&c.coming).(happening)
		c.now = next.at
		if next.leave != nil {
			next.leave()
			c.inside -= c.entries
			c.served[next.terminal] = c.now
			continue
		}
		c.call(centre, began, next.terminal)
	}
}

func (c *crowd) call(centre *admission, began time.Time, i int) {
	c.calls[i]++
	leave, turn := centre.enter(fmt.Sprint(i), c.entries, began.Add(c.now))
	if leave != nil {
		c.inside += c.entries
		c.crowded = max(c.crowded, c.inside)
		heap.Push(&c.coming, happening{c.now + c.takes/2 + c.some(c.takes/2), i, leave})
		return
	}
	if !c.turns {
		turn = 1
	}
	// As sync/uplink does: the turn, some of its second, and the way there.
	again := c.now + time.Duration(turn)*time.Second + c.some(time.Second) + c.some(200*time.Millisecond)
	heap.Push(&c.coming, happening{at: again, terminal: i})
}

func (c *crowd) figures() (calls float64, most int, last time.Duration) {
	for i, n := range c.calls {
		calls += float64(n) / float64(len(c.calls))
		most, last = max(most, n), max(last, c.served[i])
	}
	return calls, most, last
}

// Two thousand terminals come at the same moment. The centre never has more inside than it can
// take, each terminal calls about twice, and the last is served after about as long as the
// centre needs for all. Without turns, the control, they call as often as there are seconds.
func TestACrowdIsSpread(t *testing.T) {
	const terminals, entries, capacity = 2000, 100, 4000
	ideal := terminals * entries / capacity * time.Second
	for _, x := range []struct {
		why   string
		takes time.Duration
		calls float64 // per terminal, at most
		most  int     // of one terminal
	}{
		{"a centre that is faster than it said", 200 * time.Millisecond, 2.1, 3},
		{"a centre that is as fast as it said", time.Second, 2.1, 4},
	} {
		c := crowd{entries: entries, capacity: capacity, takes: x.takes, turns: true}
		c.run(terminals)
		calls, most, last := c.figures()
		t.Logf("%s: %.2f calls per terminal, at most %d; all served after %v (ideal %v); at most %d entries inside", x.why, calls, most, last, ideal, c.crowded)
		if calls > x.calls || most > x.most || last > ideal*5/4 || c.crowded > capacity {
			t.Errorf("%s: want at most %.1f calls, %d of one, %v, %d inside", x.why, x.calls, x.most, ideal*5/4, capacity)
		}
	}
	control := crowd{entries: entries, capacity: capacity, takes: time.Second}
	control.run(terminals)
	if calls, _, _ := control.figures(); calls < 10 {
		t.Errorf("without turns there were %.2f calls per terminal: this test sees nothing", calls)
	}
}

// A centre that is three times slower than it said stays within its capacity, and serves all.
func TestACrowdBeforeASlowCentre(t *testing.T) {
	c := crowd{entries: 100, capacity: 4000, takes: 4 * time.Second, turns: true}
	c.run(2000)
	calls, most, last := c.figures()
	t.Logf("%.2f calls per terminal, at most %d; all served after %v; at most %d entries inside", calls, most, last, c.crowded)
	if c.crowded > 4000 || last > 4*time.Minute || calls > 9 {
		t.Errorf("%.2f calls per terminal, all served after %v, %d entries inside", calls, last, c.crowded)
	}
}
