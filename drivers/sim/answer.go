package sim

import (
	"context"
	"time"

	"yitiji/drivers/port"
)

// What the printer says of itself. The caller of everything here holds mu.

// online says whether the printer prints.
func (p *Printer) online() bool { return p.paper != PaperOut && !p.cover && !p.jam && !p.hot }

// flag is a bit that is set while something is so.
type flag struct {
	on   bool
	bits byte
}

func flags(b byte, all ...flag) byte {
	for _, f := range all {
		if f.on {
			b |= f.bits
		}
	}
	return b
}

// realTime is the answer to DLE EOT n.
func (p *Printer) realTime(n byte) byte {
	const fixed = 0x12
	switch n {
	case 1:
		return flags(fixed, flag{!p.online(), 0x08})
	case 2:
		return flags(fixed, flag{p.cover, 0x04}, flag{p.paper == PaperOut, 0x20}, flag{p.jam || p.hot, 0x40})
	case 3:
		return flags(fixed, flag{p.jam, 0x08}, flag{p.hot, 0x40}) // it is the cutter in which paper jams
	case 4:
		return flags(fixed, flag{p.paper != PaperFull, 0x0C}, flag{p.paper == PaperOut, 0x60})
	case 5:
		return flags(fixed, flag{p.held, 0x04})
	}
	return fixed
}

// report sends the four bytes of the automatic status, if GS a asked for any.
func (p *Printer) report() {
	if p.reports == 0 || p.answers != AnswersAll && p.answers != AnswersReports {
		return
	}
	p.reply(
		flags(0x10, flag{!p.online(), 0x08}, flag{p.cover, 0x20}),
		flags(0x00, flag{p.jam, 0x08}, flag{p.hot, 0x40}),
		flags(0x00, flag{p.paper != PaperFull, 0x03}, flag{p.paper == PaperOut, 0x0C}),
		0x0F,
	)
}

// sensor is the answer to GS r 1.
func (p *Printer) sensor() {
	if p.answers != AnswersAll && p.answers != AnswersReports {
		return
	}
	answer := flags(0x00, flag{p.paper != PaperFull, 0x03})
	if p.delay == 0 {
		p.reply(answer)
		return
	}
	p.late.Go(func() {
		if port.Sleep(p.life, p.delay) == nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.reply(answer)
		}
	})
}

// reply sends to the terminal, if it is there. A terminal that does not read must not
// stop the printer.
func (p *Printer) reply(b ...byte) {
	if p.silent || p.line == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_ = p.line.send(ctx, b)
}
