package terminal

import (
	"context"

	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
)

// Tally counts how often services were of use here. sync/outbox implements it. It knows
// nobody, and losing a count harms nobody.
type Tally interface {
	Count(ctx context.Context, item ItemCode) error
	Counts(ctx context.Context) (map[ItemCode]int, error)
}

// Popularity is how often services are used.
type Popularity struct {
	Here       map[ItemCode]int // at this terminal; the older a use, the less it counts
	Everywhere map[ItemCode]int // at all terminals of the centre lately
}

// Popularity asks its own tally and the centre. What cannot be learnt is left out.
func (t *Terminal) Popularity(ctx context.Context) (p Popularity) {
	if t.Tally != nil {
		here, err := t.Tally.Counts(ctx)
		if err != nil {
			t.Log.Warn("how often services are used here", "err", err)
		}
		p.Here = here
	}
	if t.Centre != nil {
		if answer, err := t.ask(ctx, centre.Request{Question: &centre.Demand{}}); err == nil {
			p.Everywhere = answer.(*centre.Demanded).Counts
		}
	}
	return p
}

func (t *Terminal) countUse(ctx context.Context, e flow.CountUse) {
	if t.Tally == nil {
		return
	}
	if err := t.Tally.Count(ctx, e.Item); err != nil {
		t.Log.Warn("a use was not counted", "item", e.Item, "err", err)
	}
}
