package sim

// PrinterState is how the printer is at one moment, for a page that shows it.
type PrinterState struct {
	Plugged bool  `json:"plugged"`
	Paper   Paper `json:"paper"`
	Runout  int   `json:"runout"` // lines until the paper ends; 0 means not soon
	Cover   bool  `json:"cover"`  // open
	Jam     bool  `json:"jam"`
	Waiting int   `json:"waiting"` // commands that are kept while it is offline
}

// rowHeight turns lines of text into paper.
const rowHeight = 32

// State is how the printer is at this moment.
func (p *Printer) State() PrinterState {
	plugged := p.Plugged()
	p.mu.Lock()
	defer p.mu.Unlock()
	return PrinterState{
		Plugged: plugged, Paper: p.paper, Runout: (p.runout + rowHeight - 1) / rowHeight,
		Cover: p.cover, Jam: p.jam, Waiting: len(p.queue),
	}
}

// SetPaper puts a roll in, or takes it out. A new roll begins a new piece of
// paper: what is on the old one is torn off unfinished.
func (p *Printer) SetPaper(to Paper) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paper == PaperOut && to != PaperOut {
		p.broken = !p.engine.roll.empty() && len(p.queue) > 0
		p.tear()
	}
	p.paper, p.runout = to, 0
	p.wake()
}

// RunOut lets the paper end after so many lines.
func (p *Printer) RunOut(lines int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paper, p.runout = PaperLow, max(1, lines*rowHeight)
	p.wake()
}

// JamAfter lets paper jam in the cutter after so many lines.
func (p *Printer) JamAfter(lines int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jamin = max(1, lines*rowHeight)
}

// SetCover opens or closes the cover.
func (p *Printer) SetCover(open bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cover = open
	p.wake()
}

// SetJam jams paper in the cutter, or frees it.
func (p *Printer) SetJam(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jam, p.jamin = on, 0
	p.wake()
}

// Slips are the pieces of paper that came out and are kept, oldest first.
func (p *Printer) Slips() []Slip {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Slip{}, p.slips...)
}
