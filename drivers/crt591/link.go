package crt591

import (
	"context"
	"errors"
	"time"

	"yitiji/drivers/port"
)

// The waits of one command, from the manual.
const (
	receiptTimeout = 300 * time.Millisecond
	quickTimeout   = 2 * time.Second
	moveTimeout    = 15 * time.Second
	initTimeout    = 30 * time.Second
	// sendings is how often a command is sent whose receipt is not acknowledged.
	sendings = 3
	// repeats is how often the device is asked to say an answer again.
	repeats = 3
)

// link has one conversation at a time with the device.
type link struct {
	port    port.Port
	address byte
	turn    port.Turn
	dirty   bool   // an answer of an earlier command may still come
	got     []byte // what came and was not understood yet
}

func newLink(p port.Port, address byte) *link {
	return &link{port: p, address: address, turn: port.NewTurn()}
}

// order sends a command and returns its answer. Whoever orders holds the turn. Once the
// command is acknowledged it is not sent again, whatever happens.
func (l *link) order(ctx context.Context, command string, limit time.Duration) (reply, error) {
	if err := l.start(ctx); err != nil {
		return reply{}, err
	}
	l.dirty = true
	if err := l.send(ctx, frame(l.address, "C"+command)); err != nil {
		return reply{}, err
	}
	r, err := l.answer(ctx, command, limit)
	var no *refusal
	l.dirty = err != nil && !errors.As(err, &no)
	return r, err
}

// start drops what is stale. After a conversation that was broken off the line is
// cleared: the device drops an answer that nobody waits for.
func (l *link) start(ctx context.Context) error {
	l.got = nil
	if l.dirty {
		if _, err := l.port.Write(ctx, []byte{clearLine}); err != nil {
			return err
		}
		_, err := l.hear(ctx, receiptTimeout, func(b byte) bool { return b == clearLine })
		if err != nil && !errors.Is(err, errNoAnswer) {
			return err
		}
		l.dirty, l.got = false, nil
	}
	return l.port.Flush()
}

// send sends a frame until its receipt is acknowledged.
func (l *link) send(ctx context.Context, f []byte) error {
	for range sendings {
		if _, err := l.port.Write(ctx, f); err != nil {
			return err
		}
		b, err := l.hear(ctx, receiptTimeout, func(b byte) bool { return b == acknowledge || b == negative })
		switch {
		case err == nil && b == acknowledge:
			return nil
		case err != nil && !errors.Is(err, errNoAnswer):
			return err
		}
	}
	return errNoReceipt
}

// hear reads until a byte comes that is wanted; what follows it stays in got.
func (l *link) hear(ctx context.Context, limit time.Duration, wanted func(byte) bool) (byte, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		for i, b := range l.got {
			if wanted(b) {
				l.got = l.got[i+1:]
				return b, nil
			}
		}
		l.got = nil
		if err := l.read(ctx, limited); err != nil {
			return 0, err
		}
	}
}

// answer reads the answer to a command and acknowledges it. A frame that was damaged
// on the way is asked for again; answers to other commands are passed over.
func (l *link) answer(ctx context.Context, command string, limit time.Duration) (reply, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for asked, strange := 0, 0; ; {
		came := len(l.got)
		text, rest, ok, _ := next(l.address, l.got)
		strange += came - len(rest)
		if l.got = rest; ok {
			r, mine, err := parse(command, text)
			if _, e := l.port.Write(limited, []byte{acknowledge}); e != nil && err == nil {
				err = l.late(ctx, limited, e)
			}
			if mine {
				return r, err
			}
			strange = 0
			continue
		}
		err := l.readWithin(ctx, limited, len(l.got) > 0 || strange > 1) // one is a second receipt
		if errors.Is(err, errTorn) && asked < repeats {
			asked, strange = asked+1, 0
			l.got = nil
			_, err = l.port.Write(limited, []byte{negative})
		}
		if err != nil {
			return reply{}, l.late(ctx, limited, err)
		}
	}
}

// errTorn says that a frame began and did not end.
var errTorn = errors.New("torn frame")

// gapTimeout is the longest pause inside a frame.
const gapTimeout = 300 * time.Millisecond

// readWithin reads more. Inside a frame a pause means that it is torn.
func (l *link) readWithin(ctx, limited context.Context, inside bool) error {
	if !inside {
		return l.read(ctx, limited)
	}
	gap, cancel := context.WithTimeout(limited, gapTimeout)
	defer cancel()
	err := l.read(limited, gap)
	if errors.Is(err, errNoAnswer) && limited.Err() == nil {
		return errTorn
	}
	return err
}

// read appends what comes before limited ends.
func (l *link) read(ctx, limited context.Context) error {
	p := make([]byte, 256)
	n, err := l.port.Read(limited, p)
	if l.got = append(l.got, p[:n]...); err != nil {
		return l.late(ctx, limited, err)
	}
	return nil
}

// late turns the end of our own patience into what it means.
func (l *link) late(ctx, limited context.Context, err error) error {
	if ctx.Err() == nil && limited.Err() != nil && errors.Is(err, limited.Err()) {
		return errNoAnswer
	}
	return err
}
