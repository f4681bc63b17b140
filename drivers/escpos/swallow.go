package escpos

import (
	"context"
	"errors"
	"time"
)

// A byte that was lost or altered on the line can make a printer take what follows
// for the data of a long command. It then answers nothing, since a question is data
// too, and would print the next citizen's slip as a picture of its bytes. Nothing on
// the line tells this from a printer without power, so a printer that talked before
// and is mute is fed zeros until it talks again, or until no command can be so long.
//
// Zeros are what does least wherever they land: in text NUL is ignored; behind half a
// Chinese character they complete it; in a picture they are white; in the data of a
// code they are never printed, since the command to print it does not come; as the
// parameter of a command they are its default, and GS V 0 cuts, which is wanted. The
// paper that they cost is white: at most 2,303 dots, 29 cm, and that only where the
// printer would have had to be switched off and on.
const (
	// longestCommand is GS v 0 at the largest size that manuals allow: 256 bytes by
	// 2,303 dots (TM-T81). GS ( k has 65,535 bytes at most.
	longestCommand = 256 * 2303
	// feeding bounds the time: a slow line carries 100 KB in it, which is all of
	// GS ( k, and any picture of a slip.
	feeding = 10 * time.Second
	// firstPiece is what a printer gets before it is asked for the first time; each
	// piece doubles what it was given, so that it is never given much too much.
	firstPiece = 1024
	// bite is written at once, so that a line that is held is noticed.
	bite = 4096
)

// errMute says that nothing helped.
var errMute = errors.New("no answer any more")

// errSwallowed says that the printer had taken commands for data.
var errSwallowed = errors.New("printer had taken the slip for data")

// unstick makes a mute printer talk again, or returns errMute.
func (l *link) unstick(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, feeding)
	defer cancel()
	for fed, piece := 0, firstPiece; fed < longestCommand; piece *= 2 {
		n, err := l.feed(limited, min(piece, longestCommand-fed))
		if fed += n; err == nil {
			err = l.nudge(limited)
		}
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case limited.Err() != nil:
			return errMute
		case !errors.Is(err, errSilent):
			return err
		}
	}
	return errMute
}

// feed sends zeros.
func (l *link) feed(ctx context.Context, n int) (fed int, err error) {
	for fed < n && err == nil {
		var sent int
		sent, err = l.port.Write(ctx, make([]byte, min(bite, n-fed)))
		fed += sent
	}
	return fed, err
}

// nudge asks the shortest question that shows whether the printer listens. Whatever
// it says is an answer: it may be the one to an earlier question.
func (l *link) nudge(ctx context.Context) error {
	question := []byte{0x10, 0x04, 0x04}
	if l.asb {
		question = []byte(reportOn)
	}
	if _, err := l.send(ctx, question); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	for {
		heard, err := l.hear(limited)
		switch {
		case err != nil && ctx.Err() == nil && limited.Err() != nil:
			return errSilent
		case err != nil || heard != nothing && heard != garbage:
			return err
		}
	}
}
