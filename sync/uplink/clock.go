package uplink

import (
	"sync"
	"time"

	"yitiji/terminal/health"
)

// maxSkew is how far this machine's clock may be from the centre's: slips and entries carry its
// time, and a deadline in hours is counted from it.
const maxSkew = 5 * time.Minute

// clock knows how far the centre's clock is from ours.
type clock struct {
	report func(health.Code, bool)

	mu   sync.Mutex
	skew time.Duration // the centre's minus ours
}

// answered learns from an answer that was asked for at sent and came at came: the centre's clock
// stood at millis in between.
func (c *clock) answered(millis int64, sent, came time.Time) {
	if millis == 0 {
		return
	}
	c.set(time.UnixMilli(millis).Sub(sent.Add(came.Sub(sent) / 2)))
}

// heard learns from a time that came just now.
func (c *clock) heard(millis int64) {
	if millis != 0 {
		c.set(time.Until(time.UnixMilli(millis)))
	}
}

func (c *clock) set(skew time.Duration) {
	c.mu.Lock()
	c.skew = skew
	c.mu.Unlock()
	c.report(health.ClockUnsure, skew.Abs() > maxSkew)
}

// now is the centre's time, as well as it is known.
func (c *clock) now() time.Time { return time.Now().Add(c.off()) }

func (c *clock) off() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew
}
