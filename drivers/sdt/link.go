package sdt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yitiji/drivers/port"
)

// The waits of one exchange.
const (
	// answerTimeout is the vendor's own limit for the head of an answer. The
	// longest command reads the card by radio first, which takes about a second.
	answerTimeout = 2 * time.Second
	// gapTimeout is the longest pause inside a frame. At 9,600 baud a byte takes
	// 1 ms and a USB adapter delivers every 16 ms; a frame that pauses longer
	// than this has lost its end, and the person should not wait for it.
	gapTimeout = 300 * time.Millisecond
	// frameTimeout is the vendor's own limit for a whole answer.
	frameTimeout = 5 * time.Second
)

// link asks the module one question at a time.
type link struct {
	port port.Port
	turn port.Turn
	buf  [mostBody + headerSize]byte
}

func newLink(p port.Port) *link {
	return &link{port: p, turn: port.NewTurn()}
}

// wipe overwrites what is left of the last answer. Whoever wipes holds the turn.
func (l *link) wipe() { clear(l.buf[:]) }

// ask sends a command and returns the data of its answer, whose SW3 must be want;
// otherwise the error is a *refusal. Whoever asks holds the turn.
func (l *link) ask(ctx context.Context, cmd, para, want byte) ([]byte, error) {
	if err := l.port.Flush(); err != nil {
		return nil, err
	}
	whole, cancel := context.WithTimeout(ctx, frameTimeout)
	defer cancel()
	if _, err := l.port.Write(whole, command(cmd, para)); err != nil {
		return nil, blame(ctx, err, errNoAnswer)
	}
	a, err := l.receive(whole)
	if err != nil {
		return nil, fmt.Errorf("command %02X %02X: %w", cmd, para, blame(ctx, err, errTorn))
	}
	if a.status[2] != want {
		return nil, fmt.Errorf("command %02X %02X: %w", cmd, para, &refusal{a.status})
	}
	return a.data, nil
}

// receive reads one frame.
func (l *link) receive(ctx context.Context) (answer, error) {
	got, wait, late := l.buf[:0], answerTimeout, errNoAnswer
	for {
		more, err := missing(got)
		if err != nil {
			return answer{}, err
		}
		if more == 0 {
			return decode(got)
		}
		if len(got) == cap(got) {
			return answer{}, errGarbage
		}
		n, err := l.readWithin(ctx, wait, got[len(got):cap(got)])
		if err != nil {
			if len(got) > 0 && start(got) == len(got) {
				late = errForeign
			}
			return answer{}, blame(ctx, err, late)
		}
		got, wait, late = got[:len(got)+n], gapTimeout, errTorn
	}
}

// readWithin reads what comes within a time limit.
func (l *link) readWithin(ctx context.Context, limit time.Duration, p []byte) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return l.port.Read(ctx, p)
}

// blame turns a limit that this package set into what it means. The caller's own
// limit stays what it is.
func blame(ctx context.Context, err, late error) error {
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return late
	}
	return err
}
