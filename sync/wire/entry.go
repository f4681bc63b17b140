package wire

import "time"

// When returns the time at which the entry happened, in the zone of its
// terminal.
func (e *Entry) When() time.Time {
	return time.UnixMilli(e.GetAt()).In(time.FixedZone("", int(e.GetZone())))
}
