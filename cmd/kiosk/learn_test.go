package main

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/terminal"
)

// used is a terminal whose centre is silent until a time.
type used struct{ silent time.Time }

func (u used) Popularity(context.Context) (p terminal.Popularity) {
	if time.Now().After(u.silent) {
		p.Everywhere = map[terminal.ItemCode]int{}
	}
	return p
}

func (used) Idle(ctx context.Context) error { return ctx.Err() }

// It is learnt at the start, once more when the centre answers, and then at night; not while
// the centre stays silent, and not when the terminal stops.
func TestLearnWhatIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(nextNight(time.Now()).Add(9 * time.Hour))) // it is noon
		start := time.Now()
		ctx, stop := context.WithCancel(t.Context())
		var at []time.Duration
		ended := make(chan error)
		go func() {
			ended <- learnWhatIsUsed(ctx, used{start.Add(95 * time.Minute)}, func(terminal.Popularity) {
				at = append(at, time.Since(start))
			})
		}()
		time.Sleep(50 * time.Hour)
		synctest.Wait()
		want := []time.Duration{0, 100 * time.Minute, 15 * time.Hour, 39 * time.Hour}
		if !slices.Equal(at, want) {
			t.Errorf("learnt after %v, want %v", at, want)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestNextNight(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }
	for _, c := range []struct{ now, want time.Time }{
		{at(26, 2), at(26, 3)}, {at(26, 3), at(27, 3)}, {at(26, 4), at(27, 3)}, {at(30, 23), at(31, 3)},
	} {
		if got := nextNight(c.now); !got.Equal(c.want) {
			t.Errorf("after %v comes %v, want %v", c.now, got, c.want)
		}
	}
}
