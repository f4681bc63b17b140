package filing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yitiji/platform/store"
	"yitiji/terminal/centre"
)

// Times of watching.
const (
	askLimit = 5 * time.Second
	// hold is how long what is to be asked about is left to one copy of the centre, and when it is
	// asked about again after a failure.
	hold = time.Minute
	// seldom is how often a matter is asked about at least.
	seldom = time.Hour
	// restsAfter is how long after its last change one that was decided is watched: until it was
	// fetched, or nobody will.
	restsAfter = 60 * 24 * time.Hour
)

// watch asks departments about the matters that are due. When one cannot be reached the rest of the
// round is left for later: most likely they are in the same system.
func (c *Clerk) watch(ctx context.Context) (more bool, err error) {
	start := time.Now()
	matters, err := c.store.Watched(ctx, start, hold, atOnce)
	if err != nil {
		return false, err
	}
	for _, a := range matters {
		if time.Since(start) > hold-askLimit {
			return false, nil // another copy may have them soon
		}
		if err := c.ask(ctx, a); err != nil {
			return false, fmt.Errorf("%s: %w", a.Official, err)
		}
	}
	return len(matters) == atOnce, nil
}

// ask learns how far a matter has come, has its terminal told, and says when to ask again.
func (c *Clerk) ask(ctx context.Context, a store.Application) error {
	within, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	standing, err := c.department.Standing(within, a.Official)
	if err != nil {
		return err
	}
	if !answers(standing, a.Official) {
		return c.lied(ctx, a)
	}
	if standing.Unknown {
		c.log.Warn("a department does not know an application that it took", "official", a.Official)
		return c.store.Later(ctx, a, time.Now().Add(seldom))
	}
	changed := changedAt(standing, a.FiledAt.Time())
	if _, err := c.store.Notify(ctx, a.Official, string(standing.Stage), changed); err != nil {
		return err
	}
	return c.store.Later(ctx, a, next(standing.Stage, changed, time.Now()))
}

// answers reports whether an answer is about the matter that was asked about, and says something.
func answers(s *centre.Standing, official string) bool {
	return s != nil && (s.Unknown || s.Official == official && slices.Contains(centre.Stages(), s.Stage))
}

// lied raises an alarm: what the department said is not told to anybody.
func (c *Clerk) lied(ctx context.Context, a store.Application) error {
	alarm := store.Alarm{Terminal: a.Terminal, Sequence: a.Sequence, Kind: store.AlarmLie, FirstAt: store.MillisOf(time.Now())}
	return errors.Join(c.store.Raise(ctx, alarm), c.store.Later(ctx, a, time.Now().Add(hold)))
}

// changedAt is when a matter came to where it is, by its department's word; when it was handed over
// where the department does not say.
func changedAt(s *centre.Standing, filed time.Time) time.Time {
	for _, e := range slices.Backward(s.Events) {
		if e.Stage == s.Stage {
			return time.UnixMilli(e.At)
		}
	}
	return filed
}

// next is when to ask about a matter again: soon after a change, then ever more seldom. It is the
// zero time when nothing comes any more.
func next(stage centre.Stage, changed, now time.Time) time.Time {
	since := now.Sub(changed)
	over := stage == centre.Handed || stage == centre.NotTaken || stage == centre.Withdrawn
	if over || stage.Decided() && since > restsAfter {
		return time.Time{}
	}
	return now.Add(min(seldom, max(pause, since/16)))
}
