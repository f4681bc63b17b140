package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// mostSheets is how many pages a material may have: what a hall clerk takes without a
// question.
const mostSheets = 10

// tapScanning takes what a person does at the paper scanner.
func (t *turn) tapScanning(e Tap) {
	v := &t.Visit
	switch e.Do {
	case Scan:
		if !v.Working && len(v.Sheets) < mostSheets {
			v.Working, v.Trouble = true, NoTrouble
			t.ask(func(n int) Effect { return ScanPages{n, mostSheets - len(v.Sheets)} })
		}
	case Clear:
		if !v.Working {
			v.Sheets = nil
		}
	case Next:
		if !v.Working && len(v.Sheets) > 0 {
			t.done(catalog.Handed{Material: v.Material, Way: catalog.ByScan, Pages: v.Sheets})
		}
	case Back:
		t.enter(Gather)
	}
}

// scannedPages adds what came through the scanner; what came before a fault counts too.
func (t *turn) scannedPages(e PagesScanned) {
	t.Visit.Working, t.Visit.Trouble = false, e.Trouble
	t.Visit.Sheets = slices.Concat(t.Visit.Sheets, e.Digests)
	t.Touched = t.Now
}

// openDoor asks for a page on which a phone hands in.
func (t *turn) openDoor(m catalog.Material) {
	lang := t.Visit.Lang
	t.inquire(centre.ForApplying, &centre.Upload{Material: m.Key, Name: m.Name.In(lang), Lang: string(lang)})
}

func (t *turn) askPages() {
	if d := t.Visit.Door; d != nil {
		t.inquire(centre.ForApplying, &centre.Uploaded{Token: d.Token})
	} else if m, ok := t.Gathered(); ok {
		t.openDoor(m)
	}
}

// pagesCame counts what the phone has sent, and goes on when it says that this is all.
func (t *turn) pagesCame(p *centre.Pages) {
	v := &t.Visit
	if len(p.Digests) != len(v.Sheets) {
		t.Touched = t.Now
	}
	v.Sheets = p.Digests
	switch {
	case p.Done && len(v.Sheets) > 0:
		t.done(catalog.Handed{Material: v.Material, Way: catalog.ByPhone, Pages: v.Sheets})
	case p.Closed:
		v.Door = nil // the next poll opens another one
	}
}

func (t *turn) tapPhone(e Tap) {
	switch e.Do {
	case Next:
		if len(t.Visit.Sheets) > 0 {
			t.done(catalog.Handed{Material: t.Visit.Material, Way: catalog.ByPhone, Pages: t.Visit.Sheets})
		}
	case Retry:
		t.askPages()
	case Back:
		t.enter(Gather)
	}
}
