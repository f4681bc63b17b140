package escpos

import (
	"cmp"
	"fmt"
	"image"

	"yitiji/drivers"
)

// style is how a model wants its slips.
type style struct {
	typeface  *Typeface
	drawCodes bool
	drawText  bool
	double    Double
	asb       bool
}

// draws says whether a row goes out as a picture.
func (s style) draws(r row) bool {
	return s.typeface != nil && (s.drawText || !r.encodable())
}

// command is one whole command, and how far the paper goes for it.
type command struct {
	bytes []byte
	dots  int
}

// job is a slip as the printer gets it: whole commands, between which questions
// may be put.
type job struct {
	commands []command
	dots     int
}

// add adds commands for which together the paper goes so far. It goes with the last.
func (j *job) add(dots int, commands ...[]byte) {
	for i, c := range commands {
		d := 0
		if i == len(commands)-1 {
			d = dots
		}
		j.commands = append(j.commands, command{c, d})
	}
	j.dots += dots
}

// addImage adds a picture as bands.
func (j *job) addImage(img *image.Gray) { j.add(img.Rect.Dy(), rasterCommands(img)...) }

// newJob lays a slip out and encodes it, from init to cut.
func (p *Printer) newJob(slip drivers.Slip) (job, error) {
	reports := reportOff
	if p.style.asb {
		reports = reportOn
	}
	j := job{}
	j.add(0, []byte(initialise), []byte(reports), []byte(chineseOn), append([]byte(lineSpacing), lineHeight))
	label := p.paper.labelColumns(slip)
	for i, b := range slip.Blocks {
		if err := p.addBlock(&j, b, label); err != nil {
			return job{}, fmt.Errorf("block %d: %w", i, err)
		}
		if j.dots > longest*lineHeight {
			return job{}, fmt.Errorf("slip is longer than %d lines", longest)
		}
	}
	j.add(0, []byte(cut))
	return j, nil
}

func (p *Printer) addBlock(j *job, b drivers.Block, label int) error {
	switch b.Form {
	case drivers.Line:
		p.addRows(j, p.paper.lineRows(b))
	case drivers.Pair:
		p.addRows(j, p.paper.pairRows(b, label))
	case drivers.Rule:
		j.addImage(p.paper.ruleImage())
	case drivers.Code:
		return p.addCode(j, b)
	case drivers.Feed:
		for range min(max(b.Lines, 0), longest+1) {
			j.add(lineHeight, []byte(lineFeed))
		}
	default:
		return fmt.Errorf("unknown form %q", b.Form)
	}
	return nil
}

// addRows adds text, row by row in the printer's fonts or drawn.
func (p *Printer) addRows(j *job, rows []row) {
	for _, r := range rows {
		if p.style.draws(r) {
			j.addImage(p.paper.rasterRow(p.style.typeface, r))
		} else {
			j.add(r.height(), r.encode(p.style.double))
		}
	}
}

// addCode adds a code with air above and below it.
func (p *Printer) addCode(j *job, b drivers.Block) error {
	c, err := p.paper.newCode(b.Text, b.Align)
	if err != nil {
		return err
	}
	air := append([]byte(feedDots), 2*byte(c.module))
	j.add(2*c.module, air)
	if p.style.drawCodes {
		j.addImage(c.image(p.paper))
	} else {
		j.add(len(c.modules)*c.module, c.native()...)
	}
	j.add(2*c.module, air)
	return nil
}

// Length is how much of the roll a slip takes on a printer of such options, in millimetres, up
// to the cut. Nothing is printed. The error says what of it cannot be laid out.
func Length(slip drivers.Slip, o Options) (int, error) {
	if err := o.Check(); err != nil {
		return 0, err
	}
	paper, _ := paperOf(cmp.Or(o.Width, 80))
	p := &Printer{paper: paper, style: o.style()}
	j, err := p.newJob(slip)
	return millimetres(j.dots), err
}

// millimetres is how much of the roll a slip of so many dots takes, at 8 dots a
// millimetre. The paper between the head and the cutter comes on top of it: it is 10
// to 15 mm, by model.
func millimetres(dots int) int {
	const toCutter = 12
	return (dots+7)/8 + toCutter
}
