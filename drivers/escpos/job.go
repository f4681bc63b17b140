package escpos

import (
	"fmt"

	"yitiji/drivers"
)

// job is a slip as the printer gets it: whole commands, between which questions
// may be put.
type job struct {
	commands [][]byte
	rows     int
}

func (j *job) add(commands ...[]byte) { j.commands = append(j.commands, commands...) }

// newJob lays a slip out and encodes it, from init to cut.
func (p *Printer) newJob(slip drivers.Slip) (job, error) {
	j := job{}
	j.add([]byte(initialise), []byte(reportOff), []byte(chineseOn), append([]byte(lineSpacing), lineHeight))
	label := p.paper.labelColumns(slip)
	for i, b := range slip.Blocks {
		if err := p.addBlock(&j, b, label); err != nil {
			return job{}, fmt.Errorf("block %d: %w", i, err)
		}
		if j.rows > longest {
			return job{}, fmt.Errorf("slip is longer than %d lines", longest)
		}
	}
	j.add([]byte(cut))
	return j, nil
}

func (p *Printer) addBlock(j *job, b drivers.Block, label int) error {
	switch b.Form {
	case drivers.Line:
		p.addRows(j, p.paper.lineRows(b))
	case drivers.Pair:
		p.addRows(j, p.paper.pairRows(b, label))
	case drivers.Rule:
		j.add(rasterCommands(p.paper.ruleImage())...)
		j.rows++
	case drivers.Code:
		return p.addCode(j, b)
	case drivers.Feed:
		for range min(max(b.Lines, 0), longest+1) {
			j.add([]byte(lineFeed))
			j.rows++
		}
	default:
		return fmt.Errorf("unknown form %q", b.Form)
	}
	return nil
}

// addRows adds text, row by row in the printer's fonts or drawn.
func (p *Printer) addRows(j *job, rows []row) {
	for _, r := range rows {
		if r.encodable() || p.typeface == nil {
			j.add(r.encode())
		} else {
			j.add(rasterCommands(p.paper.rasterRow(p.typeface, r))...)
		}
		j.rows += r.scale
	}
}

// addCode adds a code with air above and below it.
func (p *Printer) addCode(j *job, b drivers.Block) error {
	c, err := p.paper.newCode(b.Text, b.Align)
	if err != nil {
		return err
	}
	air := append([]byte(feedDots), 2*byte(c.module))
	j.add(air)
	if p.drawCodes {
		j.add(rasterCommands(c.image(p.paper))...)
	} else {
		j.add(c.native()...)
	}
	j.add(air)
	j.rows += len(c.modules)*c.module/lineHeight + 1
	return nil
}
