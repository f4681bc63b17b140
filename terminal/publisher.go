package terminal

import (
	"context"
	"sync"

	"yitiji/terminal/flow"
)

// publisher shows the newest State to any number of watchers. It never waits
// for one of them.
type publisher struct {
	mu       sync.Mutex
	newest   flow.State
	watchers map[chan flow.State]bool
}

func (p *publisher) set(s flow.State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.newest = s
	for w := range p.watchers {
		offer(w, s)
	}
}

// offer replaces what lies in w, which holds one State.
func offer(w chan flow.State, s flow.State) {
	select {
	case <-w:
	default:
	}
	w <- s
}

func (p *publisher) watch(ctx context.Context) <-chan flow.State {
	w := make(chan flow.State, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.watchers == nil {
		p.watchers = map[chan flow.State]bool{}
	}
	p.watchers[w] = true
	w <- p.newest
	context.AfterFunc(ctx, func() { p.forget(w) })
	return w
}

func (p *publisher) forget(w chan flow.State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.watchers, w)
	close(w)
}
