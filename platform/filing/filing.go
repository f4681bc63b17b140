// Package filing hands applications over to the departments that decide on them. What the
// centre has committed is handed over until the department has it: after a failure again,
// with a pause, and over restarts. A department knows an application by its official
// number, so that handing over twice does nothing.
package filing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yitiji/platform/authority"
	"yitiji/platform/connect"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Times of a Clerk.
const (
	pause       = 5 * time.Second // after a failure, and between looks
	submitLimit = 20 * time.Second
)

// atOnce is how many applications are looked at together.
const atOnce = 50

// Clerk hands over what waits.
type Clerk struct {
	store      *store.Store
	authority  *authority.Authority
	vault      *vault.Vault
	department connect.Department
	log        *slog.Logger
	kick       chan struct{}
}

// New returns a Clerk that does nothing before Run.
func New(s *store.Store, a *authority.Authority, d connect.Department, log *slog.Logger) *Clerk {
	return &Clerk{s, a, vault.New(s, a), d, log, make(chan struct{}, 1)}
}

// Kick says that something has arrived. It never blocks.
func (c *Clerk) Kick() {
	select {
	case c.kick <- struct{}{}:
	default:
	}
}

// Run hands over until ctx ends.
func (c *Clerk) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := c.round(ctx); err != nil && ctx.Err() == nil {
			c.log.Warn("an application waits for its department", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-c.kick:
		case <-time.After(pause):
		}
	}
	return nil
}

// round hands over all that waits. One that fails holds up no other.
func (c *Clerk) round(ctx context.Context) error {
	waiting, err := c.store.Unfiled(ctx, atOnce)
	if err != nil {
		return err
	}
	var failed []error
	for _, w := range waiting {
		if err := c.file(ctx, w); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", w.Application.Official, err))
		}
	}
	if len(failed) == 0 && len(waiting) == atOnce {
		c.Kick()
	}
	return errors.Join(failed...)
}

func (c *Clerk) file(ctx context.Context, d store.Detail) error {
	filed, err := c.open(ctx, d)
	if err != nil {
		return err
	}
	if ok, err := c.whole(ctx, d, filed.Application); !ok || err != nil {
		return err
	}
	use := connect.Use{
		Use:      centre.Use{Purpose: centre.ForApplying, Item: filed.Application.Item},
		Terminal: d.Entry.Terminal, At: time.Now(),
	}
	within, cancel := context.WithTimeout(ctx, submitLimit)
	defer cancel()
	if err := c.department.Submit(within, use, filed); err != nil {
		return err
	}
	return c.store.Filed(ctx, filed.Official, time.Now())
}

// lateAfter is how long an application may wait for its pages before somebody must look.
const lateAfter = 24 * time.Hour

// whole reports whether all pages of an application have come. They may come after it.
func (c *Clerk) whole(ctx context.Context, d store.Detail, a catalog.Application) (bool, error) {
	for _, m := range a.Materials {
		for _, digest := range m.Pages {
			_, err := c.vault.Page(ctx, digest)
			if errors.Is(err, vault.ErrNoPage) {
				return false, c.late(ctx, d)
			}
			if err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// late raises an alarm for an application that has waited too long.
func (c *Clerk) late(ctx context.Context, d store.Detail) error {
	if time.Since(d.Entry.ReceivedAt.Time()) < lateAfter {
		return nil
	}
	return c.store.Raise(ctx, store.Alarm{
		Terminal: d.Entry.Terminal, Sequence: d.Entry.Sequence, Kind: store.AlarmLate, FirstAt: store.MillisOf(time.Now()),
	})
}

// open takes an application out of its seal.
func (c *Clerk) open(ctx context.Context, d store.Detail) (connect.Filed, error) {
	header, sealed, err := c.vault.Sealed(ctx, d.Entry)
	if err != nil {
		return connect.Filed{}, err
	}
	body, err := c.authority.Opens.Open(header, sealed)
	if err != nil {
		return connect.Filed{}, err
	}
	filed := connect.Filed{Official: d.Application.Official, Slip: catalog.SlipNumber(d.Entry.Slip), At: d.Entry.When()}
	if err := json.Unmarshal(body, &filed.Application); err != nil {
		return connect.Filed{}, err
	}
	for _, m := range filed.Application.Materials {
		if len(m.Pages) > 0 {
			filed.Page = c.vault.Page
		}
	}
	return filed, nil
}
