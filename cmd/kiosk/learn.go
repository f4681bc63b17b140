package main

import (
	"context"
	"time"

	"yitiji/terminal"
)

// learnAt is the hour of the night at which a terminal learns anew what is used often: the
// first screen stays the same for a day. A centre that is silent is asked again before.
const (
	learnAt    = 3
	learnAgain = 10 * time.Minute
)

// learnWhatIsUsed puts what is used often before the rest: at the start, as soon as the centre
// answers, and every night; never before somebody's eyes. It returns when ctx ends.
func learnWhatIsUsed(ctx context.Context, t knowsUse, learn func(terminal.Popularity)) error {
	var through time.Time // the night up to which it has been learnt
	for {
		p, night := t.Popularity(ctx), nextNight(time.Now())
		if t.Idle(ctx) != nil {
			return nil
		}
		if p.Everywhere != nil || night.After(through) {
			learn(p)
			through = night
		}
		pause := time.Until(night)
		if p.Everywhere == nil {
			pause = min(pause, learnAgain)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// knowsUse is what a terminal knows of its use.
type knowsUse interface {
	Popularity(ctx context.Context) terminal.Popularity
	Idle(ctx context.Context) error
}

// nextNight is the next time that it is the hour to learn.
func nextNight(now time.Time) time.Time {
	night := time.Date(now.Year(), now.Month(), now.Day(), learnAt, 0, 0, 0, now.Location())
	if !night.After(now) {
		night = night.AddDate(0, 0, 1)
	}
	return night
}
