package filing

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"yitiji/platform/authority"
	"yitiji/platform/connect"
	"yitiji/platform/store"
	"yitiji/platform/vault"
)

// pause is between two looks, when nothing hurries.
const pause = 5 * time.Second

// atOnce is how many applications are looked at together.
const atOnce = 50

// Clerk hands over what waits, and watches what was handed over.
type Clerk struct {
	store      *store.Store
	authority  *authority.Authority
	vault      *vault.Vault
	department connect.Department
	log        *slog.Logger
	arrived    chan struct{}
	filed      chan struct{}
}

// New returns a Clerk that does nothing before Run.
func New(s *store.Store, a *authority.Authority, d connect.Department, log *slog.Logger) *Clerk {
	return &Clerk{s, a, vault.New(s, a), d, log, make(chan struct{}, 1), make(chan struct{}, 1)}
}

// Kick says that something has arrived. It never blocks.
func (c *Clerk) Kick() { nudge(c.arrived) }

func nudge(whom chan struct{}) {
	select {
	case whom <- struct{}{}:
	default:
	}
}

// Run hands over and watches until ctx ends.
func (c *Clerk) Run(ctx context.Context) error {
	var watching sync.WaitGroup
	watching.Go(func() { c.rounds(ctx, "a department was not asked", c.watch, c.filed) })
	c.rounds(ctx, "an application waits for its department", c.hand, c.arrived)
	watching.Wait()
	return nil
}

// rounds makes rounds until ctx ends: after a nudge, after a pause, and at once when the last one
// left more to do.
func (c *Clerk) rounds(ctx context.Context, failed string, round func(context.Context) (more bool, err error), nudged <-chan struct{}) {
	for ctx.Err() == nil {
		more, err := round(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.Warn(failed, "error", err)
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-nudged:
		case <-time.After(pause):
		}
	}
}
