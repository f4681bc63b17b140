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
	// settling is how long unread reports are read before a conversation begins.
	settling = 5 * time.Millisecond
	// reportInterval is how soon a report is asked for again that did not come.
	reportInterval = 30 * time.Second
)

// errSilent says that no answer came in time.
var errSilent = errors.New("no answer")

// errHeld says that the printer took no bytes for too long.
var errHeld = errors.New("printer holds the line")

// link asks the printer and hears its answers. Its user holds the Printer's turn.
type link struct {
	port      port.Port
	asb       bool      // it reports by itself, and is not asked in real time
	presenter Presenter // where it says that a slip waits

	ear     ear
	talked  bool    // it has said something that makes sense
	told    reading // its last automatic status
	asked   time.Time
	waiting bool // a report was asked for then, and has not come
	queued  int  // answers to GS r since the conversation began
	last    byte // the last answer to DLE EOT
}

// start drops what is stale, before a new conversation. Reports that came unasked
// are not stale.
func (l *link) start(ctx context.Context) error {
	defer func() { l.queued, l.ear = 0, ear{} }()
	if !l.asb {
		return l.port.Flush()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.listen(ctx, settling, func() bool { return false })
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

// hear reads one byte and says what it means.
func (l *link) hear(ctx context.Context) (sound, error) {
	var b [1]byte
	if _, err := l.port.Read(ctx, b[:]); err != nil {
		return nothing, err
	}
	heard := l.ear.hear(b[0])
	l.talked = l.talked || heard != nothing && heard != garbage
	switch heard {
	case realTime:
		l.last = b[0]
	case queued:
		l.queued++
	case status:
		l.waiting = false
		if r, ok := readingOfASB(l.ear.message); ok {
			l.told = r
		} else {
			l.ear.litter++
		}
	}
	return heard, nil
}

// listen hears for a while, or until something is enough. The end of the while is no
// error.
func (l *link) listen(ctx context.Context, while time.Duration, enough func() bool) error {
	limited, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	for !enough() {
		if _, err := l.hear(limited); err != nil && ctx.Err() == nil && limited.Err() != nil {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// await hears for a while until something of a kind comes, or returns errSilent.
func (l *link) await(ctx context.Context, kind sound, patience time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		heard, err := l.hear(limited)
		if err != nil && ctx.Err() == nil && limited.Err() != nil {
			return errSilent
		}
		if err != nil || heard == kind {
			return err
		}
	}
}

// ask sends DLE EOT n and returns its answer, or errSilent.
func (l *link) ask(ctx context.Context, n byte) (byte, error) {
	if _, err := l.send(ctx, []byte{0x10, 0x04, n}); err != nil {
		return 0, err
	}
	err := l.await(ctx, realTime, answerTimeout)
	return l.last, err
}

// sense asks for everything that matters.
func (l *link) sense(ctx context.Context) (reading, error) {
	r, err := l.inquire(ctx)
	if err == nil && l.presenter.Ask != 0 {
		r.held, err = l.holds(ctx)
	}
	return r, err
}

// foreign says that what answered is no printer, or speaks at another speed: it has never
// said what a printer says, and answered something else.
func (l *link) foreign(r reading) bool { return r.silent() && !l.talked && l.ear.litter > 0 }

// inquire asks in the way that the printer knows. The status of IEEE 1284 is worth
// little, so it counts only where there is no other.
func (l *link) inquire(ctx context.Context) (reading, error) {
	if l.asb {
		return l.report(ctx)
	}
	var r reading
	// Cheap printers answer only n=4, so that comes first; n=2 and n=3 tell only why
	// a printer is offline.
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
	if lp, ok := l.port.(beside); ok && r.silent() {
		s, err := lp.Status(ctx)
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		if err == nil {
			return readingOfLP(s), nil
		}
	}
	return r, nil
}

// beside is a line on which a printer can be asked beside its bytes.
type beside interface {
	Status(ctx context.Context) (port.LPStatus, error)
}

// report asks for an automatic status. A printer that is offline does not get to the
// request, but has reported that it went offline; one that is online answers at once,
// so when it does not, nothing is known of it. A request that waits is not repeated
// soon: a buffer of 4 KB must not fill up with them while the cover is open.
func (l *link) report(ctx context.Context) (reading, error) {
	if !l.waiting || time.Since(l.asked) > reportInterval {
		l.waiting, l.asked = true, time.Now()
		if _, err := l.send(ctx, []byte(reportOn)); err != nil {
			return reading{}, err
		}
		if err := l.await(ctx, status, answerTimeout); err != nil && !errors.Is(err, errSilent) {
			return reading{}, err
		}
	}
	if l.waiting && !l.told.offline() {
		return reading{raw: "ASB: no report"}, nil
	}
	return l.told, nil
}

// holds asks whether a slip waits in the presenter. Silence is no.
func (l *link) holds(ctx context.Context) (bool, error) {
	b, err := l.ask(ctx, l.presenter.Ask)
	if errors.Is(err, errSilent) {
		return false, nil
	}
	return err == nil && b&l.presenter.Bit != 0, err
}

// clear empties the printer's buffer and waits a moment for it to say so, which many
// do not.
func (l *link) clear(ctx context.Context) error {
	if _, err := l.send(ctx, []byte(clearBuffer)); err != nil {
		return err
	}
	err := l.await(ctx, cleared, answerTimeout)
	if errors.Is(err, errSilent) {
		return nil
	}
	return err
}
