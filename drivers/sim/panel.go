package sim

// PrinterState is how the printer is at one moment, for a page that shows it.
type PrinterState struct {
	Plugged bool  `json:"plugged"`
	Paper   Paper `json:"paper"`
	Runout  int   `json:"runout"` // lines until the paper ends; 0 means not soon
	Cover   bool  `json:"cover"`  // open
	Jam     bool  `json:"jam"`
	Hot     bool  `json:"hot"`     // the head is, and nothing is printed until it has cooled
	Waiting int   `json:"waiting"` // commands that are kept while it is offline

	Presenter bool `json:"presenter"` // slips hang at the mouth until they are taken
	Held      bool `json:"held"`      // one hangs there
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
		Cover: p.cover, Jam: p.jam, Hot: p.hot, Waiting: len(p.queue), Presenter: p.presenter, Held: p.held,
	}
}

// set changes something that the printer reports, and lets it look again.
func (p *Printer) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	p.report()
	p.wake()
}

// SetPaper puts a roll in, or takes it out. A new roll begins a new piece of
// paper: what is on the old one is torn off unfinished.
func (p *Printer) SetPaper(to Paper) {
	p.set(func() {
		if p.paper == PaperOut && to != PaperOut {
			p.broken = !p.engine.roll.empty() && len(p.queue) > 0
			p.tear()
		}
		p.paper, p.runout = to, 0
	})
}

// RunOut lets the paper end after so many lines.
func (p *Printer) RunOut(lines int) {
	p.set(func() { p.paper, p.runout = PaperLow, max(1, lines*rowHeight) })
}

// JamAfter lets paper jam in the cutter after so many lines.
func (p *Printer) JamAfter(lines int) {
	p.set(func() { p.jamin = max(1, lines*rowHeight) })
}

// HeatAfter lets the head become too hot after so many lines.
func (p *Printer) HeatAfter(lines int) {
	p.set(func() { p.heatin = max(1, lines*rowHeight) })
}

// SetHot heats the head, or lets it cool: then it prints on.
func (p *Printer) SetHot(on bool) { p.set(func() { p.hot, p.heatin = on, 0 }) }

// SetCover opens or closes the cover.
func (p *Printer) SetCover(open bool) { p.set(func() { p.cover = open }) }

// SetJam jams paper in the cutter, or frees it.
func (p *Printer) SetJam(on bool) { p.set(func() { p.jam, p.jamin = on, 0 }) }

// SetPresenter makes slips hang at the mouth until they are taken, or drop: then the
// one that hangs there drops as well.
func (p *Printer) SetPresenter(on bool) {
	p.set(func() { p.presenter, p.held = on, p.held && on })
}

// Take takes the slip that hangs at the mouth, and says whether there was one.
func (p *Printer) Take() (taken bool) {
	p.set(func() { taken, p.held = p.held, false })
	return taken
}

// Slips are the pieces of paper that came out and are kept, oldest first.
func (p *Printer) Slips() []Slip {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Slip{}, p.slips...)
}
