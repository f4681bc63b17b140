package outbox

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Group commit: a caller that finds nobody writing writes, and takes with it the changes of
// all who came meanwhile, in one transaction and two fdatasyncs. Then the first who waits
// writes for those who came since. There is one writer at a time, and a caller who is alone
// waits for nobody.

// maxGroup bounds how many changes share a transaction, and so how long the first waits for
// the last.
const maxGroup = 256

// request is the change of one caller.
type request struct {
	do   func(*change) error
	err  error     // why do refused
	turn chan turn // gets one
}

func newRequest(do func(*change) error) *request { return &request{do: do, turn: make(chan turn, 1)} }

// turn is what a caller waits for: it is told what came of its change, or that it is to write.
type turn struct {
	lead bool
	err  error
}

// queue is who waits for a transaction.
type queue struct {
	enough chan struct{} // gets a value when all wait who are likely to come

	mu      sync.Mutex
	waiting []*request
	busy    bool // somebody writes
	last    int  // how many shared the last transaction
	likely  int  // how many may come: who was told last, and who came meanwhile
}

func newQueue() queue { return queue{enough: make(chan struct{}, 1)} }

// join lines r up, and reports whether its caller is to write.
func (q *queue) join(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, r)
	if len(q.waiting) == q.likely {
		select {
		case q.enough <- struct{}{}:
		default:
		}
	}
	lead := !q.busy
	q.busy = true
	return lead
}

// patience is how long who writes waits for those who were told last: they may come again. It is
// about as long as the two fdatasyncs that each of them would else pay. Who is alone does not wait.
const patience = 500 * time.Microsecond

// gather waits for others to come. Only who writes may call it.
func (q *queue) gather() {
	if !q.short() {
		return
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-q.enough:
	case <-timer.C:
	}
}

func (q *queue) short() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case <-q.enough: // of before
	default:
	}
	return len(q.waiting) < q.likely
}

// take takes those who wait longest. Only who writes may call it, and its own request is
// among them.
func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last = min(len(q.waiting), maxGroup)
	group := q.waiting[:q.last:q.last]
	q.waiting = q.waiting[q.last:]
	return group
}

// pass lets the next one write, if there is one.
func (q *queue) pass() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy = len(q.waiting) > 0
	q.likely = min(q.last+len(q.waiting), maxGroup)
	if q.busy {
		q.waiting[0].turn <- turn{lead: true}
	}
}

// write makes do part of a durable transaction, and returns when it is one. When do refuses,
// its error comes back as it is and nothing of it is written; when the disk fails, nothing is
// kept either, now or after a restart. do may run more than once, each time on a fresh change.
// ctx counts until the change is in line; from then on it is made.
func (o *Outbox) write(ctx context.Context, do func(*change) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := newRequest(do)
	if !o.queue.join(r) {
		if t := <-r.turn; !t.lead {
			return t.err
		}
	}
	o.queue.gather()
	o.commit(o.queue.take())
	o.queue.pass()
	return (<-r.turn).err
}

// alone runs do while nobody writes.
func (o *Outbox) alone(do func() error) error {
	r := newRequest(func(*change) error { return nil })
	if !o.queue.join(r) {
		if t := <-r.turn; !t.lead {
			return o.alone(do)
		}
	}
	others := slices.DeleteFunc(o.queue.take(), func(x *request) bool { return x == r })
	err := do()
	o.commit(others)
	o.queue.pass()
	return err
}

// commit makes the changes of a group durable, and tells each what came of it.
func (o *Outbox) commit(group []*request) {
	failed := o.ready()
	for again := failed == nil; again; {
		group, again, failed = o.attempt(group)
	}
	for _, r := range group {
		if failed != nil {
			r.err = failed
		}
		r.turn <- turn{err: r.err}
	}
}

// What ends a transaction without a commit.
var (
	errNothing = errors.New("nothing was changed")
	errHalf    = errors.New("a change was refused half way")
)

// attempt runs a group in one transaction. Again means that one of them was refused half way:
// it is told so, and the others, who are left, must be tried again.
func (o *Outbox) attempt(group []*request) (left []*request, again bool, failed error) {
	c := &change{state: o.state, sealing: o.sealing}
	err := guarded(func() error { return o.db.Update(c.run(group)) })
	switch {
	case errors.Is(err, errHalf):
		return tellRefused(group), true, nil
	case errors.Is(err, errNothing):
		return group, false, nil
	case err != nil:
		return group, false, o.broken(err)
	}
	o.txid, o.state = c.txid, c.state
	o.sealing.used(c.envelope)
	if len(group) == 1 { // who is in a hurry writes nothing twice
		o.stayAhead(c.size)
	}
	return group, false, nil
}

// tellRefused tells those of a group that were refused, and returns the others.
func tellRefused(group []*request) (left []*request) {
	for _, r := range group {
		if r.err != nil {
			r.turn <- turn{err: r.err}
			continue
		}
		left = append(left, r)
	}
	return left
}
