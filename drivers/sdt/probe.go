package sdt

import (
	"context"

	"yitiji/drivers/port"
)

// Speeds are the speeds at which modules are found, in the order in which the
// vendor's own library tries them.
func Speeds() []int { return []int{115200, 57600, 38400, 19200, 9600} }

// Probe asks once whether an identity card module is at the other end of p, by its
// own status (11 FF), which moves nothing and shows nothing. The answer names the
// module where it tells its number. ok is false when nothing that makes sense came
// before ctx ended.
func Probe(ctx context.Context, p port.Port) (answer string, ok bool) {
	l := newLink(p)
	if _, err := l.ask(ctx, 0x11, 0xFF, swOK); err != nil {
		return "", false
	}
	if data, err := l.ask(ctx, 0x12, 0xFF, swOK); err == nil && len(data) == 16 {
		return "SAM " + samNumber(data), true
	}
	return "SAM", true
}
