package flow

import (
	"time"

	"yitiji/terminal/catalog"
)

// Checkpoint is a visit as it is written down, to go on with after the program was ended in it. It
// is personal, as the visit is.
type Checkpoint struct {
	Stage   Stage            `json:"stage"`
	Since   time.Time        `json:"since"`
	Touched time.Time        `json:"touched"`
	Ticket  int              `json:"ticket"`
	Item    catalog.ItemCode `json:"item,omitempty"`
	Version int              `json:"version,omitempty"` // of the item
	Visit   Visit            `json:"visit"`             // without its item
}

// Checkpoint is what there is to go on with; false where there is nobody, or nobody any more.
func (s State) Checkpoint() (Checkpoint, bool) {
	if s.Stage == Attract || s.Stage == Goodbye {
		return Checkpoint{}, false
	}
	c := Checkpoint{Stage: s.Stage, Since: s.Since, Touched: s.Touched, Ticket: s.Ticket, Visit: s.Visit}
	if it := s.Visit.Item; it != nil {
		c.Item, c.Version, c.Visit.Item = it.Code, it.Version, nil
	}
	return c, true
}

// Resume goes on with a visit after the program was ended in it: where it stood, with everything
// that was filled in. What was under way is asked for again under its old Ticket, so that what
// happened once does not happen twice. It is false, and nothing is left of the visit, where the
// person must have gone, or the item has changed. A restart is no touch: a visit that ends the
// program again and again keeps the terminal from others no longer than an idle person would.
func (r Rules) Resume(c Checkpoint, now time.Time) (State, []Effect, bool) {
	it, ok := r.item(c)
	if !ok || now.Sub(c.Touched) >= Patience || now.Before(c.Touched) {
		return r.Start(), nil, false
	}
	t := turn{Rules: r, State: State{
		Now: now, Online: true, Phones: r.Phones, Stage: c.Stage, Since: c.Since, Touched: c.Touched, Ticket: c.Ticket, Visit: c.Visit,
	}}
	t.Visit.Item, t.Visit.Resumed = it, true
	t.Visit.Working, t.Visit.Misread = false, NoTrouble
	t.goOn()
	return t.State, t.effects, true
}

// item is that of a Checkpoint; nil where the visit had none.
func (r Rules) item(c Checkpoint) (*catalog.Item, bool) {
	if mine := myPage(); c.Item == mine.Code {
		return mine, true
	}
	if c.Item == "" {
		return nil, true
	}
	it, ok := r.Catalog.Item(c.Item)
	return it, ok && it.Version == c.Version
}

// goOn takes up what the stage waits for.
func (t *turn) goOn() {
	asked := t.Visit.Inquiring
	t.Visit.Inquiring = false
	switch t.Stage {
	case Identify, Query, Firm:
		t.await()
	case Submitting:
		t.submitAgain()
	case Printing:
		t.do(RecallPrint{t.Ticket, t.slipNumber(), t.Since})
	case Sheets:
		t.do(RecallPrint{t.Ticket, t.Visit.Paper.Number, t.Since})
	case LeafletPrinting:
		t.leafletFailed(PrintFailed{Trouble: Interrupted, Started: true})
	case Dispensing:
		t.do(GiveCard{t.Ticket, t.Visit.Slip})
	case Done:
		if t.Visit.Rated {
			t.doKeepRating()
		}
	default:
		if asked {
			t.inquireAgain()
		}
	}
}

// submitAgain has the application kept, if it is not yet: it is the same act.
func (t *turn) submitAgain() {
	t.Since = t.Now
	if t.Visit.Slip == "" {
		t.do(KeepApplication{t.Ticket, t.application()})
	}
}

// slipNumber is that under which the slip of the visit is in the ledger.
func (t *turn) slipNumber() string {
	if t.Visit.Code != "" && t.Visit.Slip == "" {
		return string(t.Visit.Code)
	}
	return string(t.Visit.Slip)
}

// inquireAgain asks the centre again for what its answer was awaited.
func (t *turn) inquireAgain() {
	switch t.Stage {
	case SignIn:
		t.askSignIn()
	case TextTo:
		t.sendCode()
	case Filling:
		t.Visit.Prefilled = false
		t.form()
	case Form:
		if f, ok := t.Visit.Current(); ok && f.Kind == catalog.Slot {
			t.askSlots(f)
		}
	case Materials:
		t.materials()
	case Phone:
		t.askPages()
	case Pay:
		t.askPayment()
	case Asking:
		t.askLookup()
	case Deciding:
		t.askStanding()
	case Mine:
		t.askMine()
	case Resuming:
		t.resume()
	case Saving:
		t.saveAgain()
	}
}

// recalledSlip goes on after a slip during which the program was ended: by itself where the ledger
// knows how it ended, else by asking.
func (t *turn) recalledSlip(e Recalled) {
	switch {
	case e.Whole:
		t.printEnded()
	case !e.Begun:
		t.Visit.Prints--
		t.Visit.Trouble = Interrupted
		t.print()
	default:
		t.printFailed(PrintFailed{Trouble: Interrupted, Started: true})
	}
}

// recalledPaper is recalledSlip for a paper on A4.
func (t *turn) recalledPaper(e Recalled) {
	switch {
	case e.Whole:
		t.paperPrinted()
	case !e.Begun:
		t.Visit.Trouble = Interrupted
		t.printPaper()
	default:
		t.paperFailed(PaperFailed{Trouble: Interrupted, Started: true})
	}
}
