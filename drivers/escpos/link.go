package escpos

import (
	"context"
	"errors"
	"time"

	"yitiji/drivers/port"
)

// The waits on the line.
const (
	// answerTimeout is for a real-time answer, which takes a few milliseconds
	// even while printing; a USB adapter adds 16.
	answerTimeout = 300 * time.Millisecond
	// grace lets a command that was begun be finished after the caller has left:
	// a half one would swallow what is sent next.
	grace = 500 * time.Millisecond
	// stall is how long the printer may hold the line in the middle of a job.
	stall = 10 * time.Second
)

// errSilent says that no answer came in time.
var errSilent = errors.New("no answer")

// errHeld says that the printer took no bytes for too long.
var errHeld = errors.New("printer holds the line")

// link asks the printer and hears its answers. Its user holds the Printer's turn.
type link struct {
	port      port.Port
	confirmed bool // a queued answer came
	skip      int  // bytes still to come of a longer message
}

// start drops what is stale, before a new conversation.
func (l *link) start() error {
	l.confirmed, l.skip = false, 0
	return l.port.Flush()
}

// send writes one command whole, or not at all, or says that the line is dead.
func (l *link) send(ctx context.Context, command []byte) (sent int, err error) {
	limited, cancel := context.WithTimeout(ctx, stall)
	defer cancel()
	n, err := l.port.Write(limited, command)
	if n > 0 && n < len(command) && limited.Err() != nil {
		n += l.finish(ctx, command[n:])
	}
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		err = errHeld
	}
	return n, err
}

// finish writes the rest of a command although the caller has left.
func (l *link) finish(ctx context.Context, rest []byte) int {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	n, _ := l.port.Write(ctx, rest)
	return n
}

// ask sends DLE EOT n and returns its answer, or errSilent.
func (l *link) ask(ctx context.Context, n byte) (byte, error) {
	if _, err := l.send(ctx, []byte{0x10, 0x04, n}); err != nil {
		return 0, err
	}
	limited, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	for {
		b, err := l.hear(limited)
		if err != nil && ctx.Err() == nil && limited.Err() != nil {
			return 0, errSilent
		}
		if err != nil || realTime(b) {
			return b, err
		}
	}
}

// hear reads one byte, and remembers it when it is the queued answer.
func (l *link) hear(ctx context.Context) (byte, error) {
	var b [1]byte
	if _, err := l.port.Read(ctx, b[:]); err != nil {
		return 0, err
	}
	switch {
	case l.skip > 0:
		l.skip--
		return l.hear(ctx)
	case b[0] == 0x37: // the message 37 25 00: the buffer was cleared
		l.skip = 2
	case queued(b[0]):
		l.confirmed = true
	}
	return b[0], nil
}

// sense asks for everything that matters. Cheap printers answer only n=4, so that
// comes first; n=2 and n=3 tell only why a printer is offline.
func (l *link) sense(ctx context.Context) (reading, error) {
	var r reading
	for _, n := range []byte{4, 1, 2, 3} {
		if n >= 2 && n <= 3 && !r.offline() {
			break
		}
		b, err := l.ask(ctx, n)
		if err != nil && !errors.Is(err, errSilent) {
			return r, err
		}
		r.bytes[n], r.answered[n] = b, err == nil
	}
	return r, nil
}

// clear empties the printer's buffer and waits a moment for it to say so.
func (l *link) clear(ctx context.Context) error {
	if _, err := l.send(ctx, []byte(clearBuffer)); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	for l.skip = 0; ; {
		b, err := l.hear(limited)
		if err != nil && ctx.Err() == nil && limited.Err() != nil {
			return nil // many printers clear without a word
		}
		if err != nil || b == 0x37 {
			return err
		}
	}
}
