package escpos

import (
	"context"
	"fmt"

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

// Probe asks once whether a receipt printer is at the other end of p: DLE EOT 4, of
// which no printer prints anything. ok is false when nothing that makes sense came
// before ctx ended; many cheap printers answer nothing.
func Probe(ctx context.Context, p port.Port) (answer string, ok bool) {
	l := link{port: p}
	if l.start(ctx) != nil {
		return "", false
	}
	b, err := l.ask(ctx, 4)
	if err != nil {
		return "", false
	}
	return fmt.Sprintf("DLE EOT: 4=%02X", b), true
}
