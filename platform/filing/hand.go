package filing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// submitLimit is how long a department may take to take an application.
const submitLimit = 20 * time.Second

// hand hands over what is due. What its department cannot have yet is put off.
func (c *Clerk) hand(ctx context.Context) (more bool, err error) {
	waiting, err := c.store.Unfiled(ctx, time.Now(), atOnce)
	if err != nil {
		return false, err
	}
	var failed []error
	for _, w := range waiting {
		filed, err := c.file(ctx, w)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", w.Application.Official, err))
		}
		if filed {
			nudge(c.filed)
			continue
		}
		again := time.Now().Add(patience(time.Since(w.Entry.ReceivedAt.Time()), err != nil))
		if err := c.store.Later(ctx, *w.Application, again); err != nil {
			return false, err
		}
	}
	return len(waiting) == atOnce, errors.Join(failed...)
}

// Bounds of how long an application is put off.
const (
	failedAtMost = time.Minute      // a department that is back has what waited soon after
	awaitsAtMost = 10 * time.Minute // a page that comes makes it due at once: see store.Unfiled
)

// patience is for how long an application is put off: an eighth of the time that it has waited.
func patience(waited time.Duration, failed bool) time.Duration {
	most := awaitsAtMost
	if failed {
		most = failedAtMost
	}
	return min(most, max(pause, waited/8))
}

// file hands one application over. As long as its pages have not come it is not filed, and that is
// no error.
func (c *Clerk) file(ctx context.Context, d store.Detail) (filed bool, err error) {
	a, err := c.open(ctx, d)
	if err != nil {
		return false, err
	}
	if ok, err := c.whole(ctx, d, a.Application); !ok || err != nil {
		return false, err
	}
	use := connect.Use{
		Use:      centre.Use{Purpose: centre.ForApplying, Item: a.Application.Item},
		Terminal: d.Entry.Terminal, At: time.Now(),
	}
	within, cancel := context.WithTimeout(ctx, submitLimit)
	defer cancel()
	if err := c.department.Submit(within, use, a); err != nil {
		return false, err
	}
	err = c.store.Filed(ctx, a.Official, time.Now())
	return err == nil, err
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
