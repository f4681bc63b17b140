package terminal_test

import (
	"context"
	"maps"
	"sync"
	"testing"
	"testing/synctest"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
)

// counter is a Tally in memory.
type counter struct {
	mu     sync.Mutex
	counts map[catalog.ItemCode]int
}

func (c *counter) Count(_ context.Context, item catalog.ItemCode) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[item]++
	return nil
}

func (c *counter) Counts(context.Context) (map[catalog.ItemCode]int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.counts), nil
}

// A visit that came to its purpose counts once, however often its result is looked at; one
// that was left does not.
func TestUsesAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tally := &counter{counts: map[catalog.ItemCode]int{}}
		everywhere := map[catalog.ItemCode]int{flowtest.Card: 7}
		b := serveWith(t, &journal{}, func(o *terminal.Options) {
			o.Tally = tally
			o.Centre = answers{centre.AsksLookup: &centre.Finding{None: true}, centre.AsksDemand: &centre.Demanded{Counts: everywhere}}
		})
		b.begin(flowtest.Proof)
		b.choose("all")
		b.tap(flow.Leave)
		b.tap(flow.Leave)
		b.tap(flow.Finish)
		b.at(flow.Attract)
		b.begin(flowtest.Proof)
		b.choose("all", "year", "work")
		b.at(flow.Result)
		b.tap(flow.Back)
		b.choose("work")
		b.at(flow.Result)
		b.tap(flow.Next)
		b.at(flow.Done)
		p := b.Popularity(t.Context())
		if want := map[catalog.ItemCode]int{flowtest.Proof: 1}; !maps.Equal(p.Here, want) {
			t.Errorf("counted here %v, want %v", p.Here, want)
		}
		if !maps.Equal(p.Everywhere, everywhere) {
			t.Errorf("everywhere %v, want %v", p.Everywhere, everywhere)
		}
	})
}
