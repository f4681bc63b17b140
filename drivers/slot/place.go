package slot

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"yitiji/drivers"
)

// Options are the rhythm of a slot. The zero Options are right for real devices.
type Options struct {
	Poll   time.Duration // how often a device is watched, or looked for; 0 means 1 s
	Retry  time.Duration // the pause between misses; 0 means 300 ms, so that a gone device is declared within a second
	Rest   time.Duration // the pause when only a technician can help; 0 means 30 s
	Misses int           // how many misses in a row make a device gone; 0 means 3
}

func (o Options) withDefaults() Options {
	return Options{
		Poll: cmp.Or(o.Poll, time.Second), Retry: cmp.Or(o.Retry, 300*time.Millisecond),
		Rest: cmp.Or(o.Rest, 30*time.Second), Misses: cmp.Or(o.Misses, 3),
	}
}

// device is what the contracts have in common.
type device interface {
	Status(ctx context.Context) drivers.Status
	Close() error
}

// errAbsent is the cause of faults on a device that is not there.
var errAbsent = errors.New("not plugged in")

// place is the core of a slot.
type place[D device] struct {
	name string
	open func(context.Context) (D, error)
	opts Options

	look chan struct{}   // says: look again now
	life context.Context // ends when Close is called
	end  context.CancelFunc

	mu      sync.Mutex
	tenant  *tenancy[D]    // nil while nothing is there
	waiting bool           // nothing is there, but it may come back in a moment
	misses  int            // in a row
	missAt  time.Time      // when the last one was counted
	last    drivers.Status // what Status repeats while it cannot ask
	changed chan struct{}  // closed and replaced at every change of the above
}

// tenancy is one device during the time that it is in its place.
type tenancy[D device] struct {
	device D
	life   context.Context // ends when the device leaves
	end    context.CancelFunc
}

func newPlace[D device](name string, open func(context.Context) (D, error), o Options) *place[D] {
	life, end := context.WithCancel(context.Background())
	return &place[D]{
		name: name, open: open, opts: o.withDefaults(), life: life, end: end,
		look: make(chan struct{}, 1), changed: make(chan struct{}),
		waiting: true, last: drivers.Status{State: drivers.Starting},
	}
}

// String is the name of the place.
func (p *place[D]) String() string { return p.name }

// settle puts a device that was opened in its place.
func (p *place[D]) settle(ctx context.Context, d D) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tenant = &tenancy[D]{d, life, end}
	p.waiting, p.misses = false, 0
	p.last = drivers.Status{State: drivers.Online}
	p.wake()
}

// evict takes t out of its place, if it is there: verbs under way end, and the
// device is closed. New verbs wait for the next look.
func (p *place[D]) evict(t *tenancy[D]) {
	p.mu.Lock()
	there := t != nil && p.tenant == t
	if there {
		p.tenant, p.waiting = nil, true
		p.misses, p.missAt = max(p.misses, 1), time.Now()
		p.wake()
	}
	p.mu.Unlock()
	if there {
		t.end()
		_ = t.device.Close() // it is gone; that closing it fails is no news
	}
}

// absent declares that nothing is there.
func (p *place[D]) absent(s drivers.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tenant == nil {
		p.waiting, p.last = false, s
		p.wake()
	}
}

// missed counts a miss and says whether the device is gone by now. Looks that
// follow each other faster than Retry count once: asking often is no evidence.
func (p *place[D]) missed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); p.misses == 0 || now.Sub(p.missAt) >= p.opts.Retry {
		p.misses++
		p.missAt = now
	}
	return p.misses >= p.opts.Misses
}

// remember keeps a status of a device that is there.
func (p *place[D]) remember(t *tenancy[D], s drivers.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tenant == t {
		p.last, p.misses = s, 0
	}
}

// occupant is the device that is there, or nil.
func (p *place[D]) occupant() *tenancy[D] {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tenant
}

// wake tells all who wait for a change; the caller holds mu.
func (p *place[D]) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// lookAgain has Run look at once. It never blocks.
func (p *place[D]) lookAgain() {
	select {
	case p.look <- struct{}{}:
	default:
	}
}
