package slot

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"yitiji/drivers"
)

// Options are the rhythm of a slot, and who keeps count. The zero Options are right
// for real devices.
type Options struct {
	Poll   time.Duration // how often a device is asked how it is; 0 means 1 s
	Glance time.Duration // how often its line is looked at in between; 0 means 100 ms
	Seek   time.Duration // how often a device that is gone is looked for; 0 means 250 ms
	Retry  time.Duration // the pause between misses; 0 means 300 ms, so that a gone device is declared within a second
	Rest   time.Duration // the pause when only a technician can help; 0 means 30 s
	Misses int           // how many misses in a row make a device gone; 0 means 3

	// Count is told what the device has done, by whichever goroutine did it; nil
	// for nobody. It must not block.
	Count func(c drivers.Counter, n int)

	// Observe is told how the device says it is, each time that it was asked; nil for
	// nobody. It must not block.
	Observe func(s drivers.Status)
}

func (o Options) withDefaults() Options {
	o.Poll = cmp.Or(o.Poll, time.Second)
	o.Glance = cmp.Or(o.Glance, 100*time.Millisecond)
	o.Seek = cmp.Or(o.Seek, 250*time.Millisecond)
	o.Retry = cmp.Or(o.Retry, 300*time.Millisecond)
	o.Rest = cmp.Or(o.Rest, 30*time.Second)
	o.Misses = cmp.Or(o.Misses, 3)
	return o
}

// device is what the contracts have in common.
type device interface {
	Status(ctx context.Context) drivers.Status
	Close() error
}

// wired is a device on a line that can be looked at without asking the device.
type wired interface {
	// Err is why the line cannot be used any more, or nil; see port.Port.
	Err() error
}

// errAbsent is the cause of faults on a device that is not there, errHeld on one whose
// line another program has.
var (
	errAbsent = errors.New("not plugged in")
	errHeld   = errors.New("another program has its line")
)

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

	heard bool // it has said how it is, since it came; the place's mu guards it
	verbs int  // under way; the place's mu guards it
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

// settle puts a device that was opened in its place. How it is nobody knows before it
// has said so: a line opens with nothing behind it too.
func (p *place[D]) settle(ctx context.Context, d D) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tenant = &tenancy[D]{device: d, life: life, end: end}
	p.waiting, p.misses = false, 0
	p.wake()
}

// evict takes t, which is lost, out of its place; see remove. What has not answered since
// it came was never there, and is no second loss of what fell silent before.
func (p *place[D]) evict(t *tenancy[D]) {
	if p.remove(t) && !p.silent(t) {
		p.count(drivers.Losses, 1)
	}
}

// remove takes t out of its place, if it is there: verbs under way end, and the
// device is closed. New verbs wait for the next look.
func (p *place[D]) remove(t *tenancy[D]) bool {
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
	return there
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
	if p.opts.Observe != nil {
		p.opts.Observe(s)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tenant == t {
		p.last, p.misses, t.heard = s, 0, true
	}
}

// working says whether a device that has answered before has a verb under way, which
// may keep it from answering.
func (p *place[D]) working(t *tenancy[D]) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return t.heard && t.verbs > 0
}

// silent says whether a device has not answered yet, since it came.
func (p *place[D]) silent(t *tenancy[D]) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !t.heard
}

// work counts a verb that begins or, with -1, has ended.
func (p *place[D]) work(t *tenancy[D], n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t.verbs += n
}

// count tells who keeps count that the device has done something n times.
func (p *place[D]) count(c drivers.Counter, n int) {
	if p.opts.Count != nil && n > 0 {
		p.opts.Count(c, n)
	}
}

// done counts a verb that ended without an error.
func (p *place[D]) done(c drivers.Counter, err error) {
	if err == nil {
		p.count(c, 1)
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

// LookAgain has Run look at once, as when the kernel has told of a device that was
// plugged in. It never blocks.
func (p *place[D]) LookAgain() {
	select {
	case p.look <- struct{}{}:
	default:
	}
}
