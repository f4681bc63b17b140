package sdt

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

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

// patience is how long Seek waits at one speed. A module answers its status within
// some milliseconds.
const patience = 300 * time.Millisecond

// Seek opens the line of a reader at the speed at which its module answers, and
// returns that speed. first is tried before the others; 0 means the vendor's order.
// Where nothing answers at any speed, the line is open at the first of them, and the
// speed is 0: the module may be starting. open opens the line at one speed; it is
// called again only after the line of the last call was closed.
func Seek(ctx context.Context, first int, open func(baud int) (port.Port, error)) (p port.Port, baud int, err error) {
	speeds := Speeds()
	if first != 0 {
		speeds = append([]int{first}, speeds...)
	}
	for _, baud := range speeds {
		p, err := open(baud)
		if err != nil {
			return nil, 0, err
		}
		if answers(ctx, p) {
			return p, baud, nil
		}
		if err := errors.Join(ctx.Err(), p.Close()); err != nil {
			return nil, 0, err
		}
	}
	p, err = open(speeds[0])
	return p, 0, err
}

// answers says whether a module answers at the other end of p.
func answers(ctx context.Context, p port.Port) bool {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := newLink(p).ask(limited, 0x11, 0xFF, swOK)
	var no *refusal
	return err == nil || errors.As(err, &no) // one that refuses has understood
}

// Split is how modules with two pairs of USB pipes use them: preamble and length go
// on the first, what they count on the second (the maker's older Windows driver).
func Split() port.Split {
	return port.Split{Head: headerSize, Body: func(head []byte) int {
		return int(binary.BigEndian.Uint16(head[len(preamble):]))
	}}
}
