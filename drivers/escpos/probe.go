package escpos

import (
	"context"
	"fmt"
	"time"

	"yitiji/drivers/port"
)

// Speeds are the speeds to which receipt printers are set by their switches, the
// most common ones first.
func Speeds() []int { return []int{115200, 9600, 19200, 38400} }

// Forget is what makes a printer forget what it took for text: ESC @, behind a zero
// that completes half a Chinese character. A printer that answers no questions keeps
// what others were asked in its line buffer, and would print it at the head of the
// next slip.
const Forget = "\x00" + initialise

// hush is how long a line must be quiet behind the answer to a question. What talks by
// itself, at 4,800 baud too, says more in that time.
const hush = 80 * time.Millisecond

// Probe asks once whether a receipt printer is at the other end of p: DLE EOT 4, of
// which no printer prints anything. ok is false when nothing that makes sense came
// before ctx ended; many cheap printers answer nothing. It is false as well for what says
// more than it was asked: one byte in sixteen that a satellite receiver or a scanner sends
// would pass for the answer.
func Probe(ctx context.Context, p port.Port) (answer string, ok bool) {
	l := link{port: p}
	if l.start(ctx) != nil {
		return "", false
	}
	b, err := l.ask(ctx, 4)
	if err != nil || l.chatters(ctx) {
		return "", false
	}
	return fmt.Sprintf("DLE EOT: 4=%02X", b), true
}

// chatters says whether anything comes unasked, or came before.
func (l *link) chatters(ctx context.Context) bool {
	limited, cancel := context.WithTimeout(ctx, hush)
	defer cancel()
	for {
		heard, err := l.hear(limited)
		switch {
		case l.ear.litter > 0 || heard != nothing:
			return true
		case err != nil: // the line is dead, or it was quiet but for what began
			return limited.Err() == nil || len(l.ear.held) > 0
		}
	}
}
