package flow

import (
	"time"

	"yitiji/terminal/catalog"
)

// Leaflet is 一次性告知单 before it is worded: all that an item needs, on one paper to take
// along. Nothing on it is personal.
type Leaflet struct {
	Item  *catalog.Item
	Needs []Need // what has to be handed in
	Yours bool   // Needs are those of this person; else of anybody
	Lang  catalog.Lang
	At    time.Time
}

// Need is a material on a leaflet.
type Need struct {
	catalog.Material
	Instead catalog.Text      // the electronic certificate that takes its place; nil for none
	Handed  catalog.Gathering // how it was handed in; empty where it was not
}

// LeafletOffered reports whether what the item needs can be had on paper, here and now:
// before one begins, and where materials are handed in, once it is known which need not be.
func (s State) LeafletOffered() bool {
	return s.Stage == s.Visit.leafletStage() && !s.Visit.Inquiring && !s.NoPrinter && !s.Shut(catalog.ReceiptPrinter)
}

// leafletStage is the screen from which the leaflet is printed at this step, and to which the
// visit comes back; empty where there is none.
func (v Visit) leafletStage() Stage {
	switch v.step() {
	case catalog.StepConsent:
		return Guide
	case catalog.StepMaterial:
		return Materials
	}
	return ""
}

// printLeaflet prints the leaflet. The visit waits, and stays as it is.
func (t *turn) printLeaflet() {
	if !t.LeafletOffered() {
		return
	}
	leaflet := t.leaflet()
	t.turnTo(LeafletPrinting)
	t.ask(func(n int) Effect { return PrintLeaflet{n, leaflet} })
}

// turnTo changes the stage, and nothing of the visit with it.
func (t *turn) turnTo(stage Stage) { t.Stage, t.Since, t.Visit.Unprinted = stage, t.Now, NoTrouble }

func (t *turn) leafletPrinted() {
	t.Visit.PaperSeen = true
	t.afterLeaflet()
}

func (t *turn) leafletFailed(e PrintFailed) {
	if e.Started {
		t.Visit.PaperSeen = true
	}
	t.afterLeaflet()
	t.Visit.Unprinted = e.Trouble
}

// afterLeaflet goes back to where the visit was. Whoever waited for paper was not idle.
func (t *turn) afterLeaflet() {
	t.turnTo(t.Visit.leafletStage())
	t.Touched = t.Now
}

func (t *turn) leaflet() Leaflet {
	v := t.Visit
	l := Leaflet{Item: v.Item, Yours: t.Stage == Materials, Lang: v.Lang, At: t.Now}
	materials := v.Item.Materials
	if l.Yours {
		materials = v.Wanted(t.today())
	}
	for _, m := range materials {
		l.Needs = append(l.Needs, t.need(m))
	}
	return l
}

func (t *turn) need(m catalog.Material) Need {
	handed, _ := t.Visit.HandedIn(m.Key)
	return Need{Material: m, Instead: t.Catalog.Vocabulary().Certificate(m.Certificate), Handed: handed.Way}
}
