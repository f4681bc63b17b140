package main

import (
	"context"
	"time"

	"yitiji/terminal/health"
)

// lookForRoom is how often the store is asked whether it takes more: a terminal
// that is nearly full must close its services before a citizen begins one.
const lookForRoom = 2 * time.Second

// watchGate says when no new work may be taken: the store is nearly full, or what is in it has
// waited for the centre longer than it may. What a visit under way keeps still finds its room.
func (s *station) watchGate(ctx context.Context) error {
	report := s.report(ctx)
	ticker := time.NewTicker(lookForRoom)
	defer ticker.Stop()
	for {
		stats, err := s.box.Stats(ctx)
		if ctx.Err() != nil {
			return nil
		}
		report(health.StoreFailing, err != nil)
		report(health.StoreFull, err == nil && stats.Closing)
		report(health.SyncStale, err == nil && !stats.Oldest.IsZero() && time.Since(stats.Oldest) > s.conf.StaleAfter)
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// tend cares for the store, and tells what became of a damaged one.
func (s *station) tend(ctx context.Context) error {
	log := s.log.With("part", "store")
	if r, ok := s.box.Recovery(); ok {
		log.Error("the store was damaged; what could be read goes on in a new one, and the centre is told",
			"reason", r.Why, "damaged", r.Aside, "entries", r.Entries, "lost", r.Lost)
	}
	return s.box.Tend(ctx, s.terminal.Idle, func(err error) { log.Error("care of the store", "error", err) })
}
