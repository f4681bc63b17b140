package flow

import (
	"slices"

	"yitiji/terminal/catalog"
)

// Rules is what stays the same from visit to visit.
type Rules struct {
	Catalog *catalog.Catalog
	Phones  bool // the centre has a system by which phones prove whose they are
}

// Start is the State of a terminal at which nobody has been yet.
func (r Rules) Start() State {
	return State{Stage: Attract, Phones: r.Phones, Visit: Visit{Manner: Manner{Lang: catalog.Chinese}}}
}

// Step takes one event: it returns the next State and what is to be done. An
// event that means nothing where the visit stands changes nothing.
func (r Rules) Step(s State, e Event) (State, []Effect) {
	t := turn{Rules: r, State: s}
	t.take(e)
	return t.State, t.effects
}

// turn is one Step under way.
type turn struct {
	Rules
	State
	effects []Effect
}

func (t *turn) take(e Event) {
	switch e := e.(type) {
	case Tick:
		t.tick(e)
	case Tap:
		t.tap(e)
	case Conditions:
		t.conditions(e)
	case Answered:
		t.answered(e)
	case DocumentRead:
		t.whenAwaited(Identify, e.Ticket, func() { t.documentRead(e) })
	case DocumentFailed:
		t.whenAwaited(Identify, e.Ticket, func() { t.waitFailed(e.Trouble) })
	case Scanned:
		t.whenAwaited(Identify, e.Ticket, func() { t.codeShown(e) })
		t.whenAwaited(Firm, e.Ticket, func() { t.firmShown(e) })
		t.whenAwaited(Query, e.Ticket, func() { t.scanned(e) })
	case ScanFailed:
		t.whenAwaited(Query, e.Ticket, func() { t.waitFailed(e.Trouble) })
		t.whenAwaited(Firm, e.Ticket, func() { t.waitFailed(e.Trouble) })
	case Recalled:
		t.whenAwaited(Printing, e.Ticket, func() { t.recalledSlip(e) })
		t.whenAwaited(Sheets, e.Ticket, func() { t.recalledPaper(e) })
	case Found:
		t.whenAwaited(Query, e.Ticket, func() { t.found(e) })
	case Kept:
		t.whenAwaited(Submitting, e.Ticket, func() { t.kept(e) })
	case KeepFailed:
		t.whenAwaited(Submitting, e.Ticket, func() { t.keepFailed(e) })
	case PrintEnded:
		t.whenAwaited(Printing, e.Ticket, t.printEnded)
		t.whenAwaited(LeafletPrinting, e.Ticket, t.leafletPrinted)
	case PrintFailed:
		t.whenAwaited(Printing, e.Ticket, func() { t.printFailed(e) })
		t.whenAwaited(LeafletPrinting, e.Ticket, func() { t.leafletFailed(e) })
	case Told:
		t.whenInquiring(e.Ticket, func() { t.told(e.Answer) })
	case NotTold:
		t.whenInquiring(e.Ticket, func() { t.notTold(e.Trouble) })
	case PagesScanned:
		t.whenAwaited(Scanning, e.Ticket, func() { t.scannedPages(e) })
	case PaperPrinted:
		t.whenAwaited(Sheets, e.Ticket, t.paperPrinted)
	case PaperFailed:
		t.whenAwaited(Sheets, e.Ticket, func() { t.paperFailed(e) })
	case CardGiven:
		t.whenAwaited(Dispensing, e.Ticket, func() { t.cardGiven(e) })
	}
}

// whenAwaited drops the answer of an effect that the visit has left behind.
func (t *turn) whenAwaited(stage Stage, ticket int, then func()) {
	if t.Stage == stage && t.Ticket == ticket {
		then()
	}
}

// ask issues an effect that will answer.
func (t *turn) ask(effect func(ticket int) Effect) {
	t.Ticket++
	t.do(effect(t.Ticket))
}

func (t *turn) do(e Effect) { t.effects = append(t.effects, e) }

// enter changes the stage. Leaving a stage that waits for a card or a code ends
// the waiting; entering one begins it.
func (t *turn) enter(stage Stage) {
	if t.Stage == Identify || t.Stage == Query || t.Stage == Firm || t.Visit.Working {
		t.Ticket++
		t.Waiting = false
		t.do(StopWaiting{})
	}
	t.Visit.Inquiring, t.Visit.Working, t.Visit.Unanswered = false, false, NoTrouble
	t.Stage, t.Since, t.Asking = stage, t.Now, NoQuestion
	t.Visit.Misread, t.Visit.Unprinted, t.Visit.Problem = NoTrouble, NoTrouble, catalog.Fine
	switch stage {
	case Identify, Query, Firm:
		t.await()
	case Goodbye:
		t.forget()
	}
}

// await begins to wait for what the stage needs. That a device is gone is said
// until the next try, which knows better; what a person did wrong stays said.
func (t *turn) await() {
	t.Waiting = true
	if t.Visit.Misread == Disconnected {
		t.Visit.Misread = NoTrouble
	}
	if t.Stage == Identify {
		on := func(d catalog.Device) bool { return slices.Contains(t.Readers(), d) }
		t.ask(func(n int) Effect {
			return ReadDocument{n, on(catalog.CardReader), on(catalog.PassportReader), on(catalog.SocialCardSlot), t.ScansPhones()}
		})
		return
	}
	t.ask(func(n int) Effect { return ScanCode{n} })
}

// forget drops everything personal at once and keeps only what the goodbye
// needs: the words it is said in, the item's name, and whether there is paper to
// take.
func (t *turn) forget() {
	if t.Visit.Slip == "" {
		t.giveUp()
	}
	t.do(Forget{})
	v := Visit{Manner: t.Visit.Manner, PaperSeen: t.Visit.PaperSeen, Item: t.Visit.Item}
	switch was := t.Visit; { // and no more of whoever it was
	case was.HasDocument():
		v.Shown, v.Agent.Role = was.Person.Document, was.Agent.Role
	default:
		v.Shown = was.Agent.Person.Document
	}
	t.Visit = v
}

// end closes the visit.
func (t *turn) end() {
	if t.Visit.Slip == "" {
		t.giveUp()
	}
	t.do(Forget{})
	t.enter(Attract)
	t.Visit = t.Start().Visit
}

// tick is the only way by which time passes.
func (t *turn) tick(e Tick) {
	t.Now = e.Now
	switch {
	case t.Stage == Attract:
	case t.Stage == Goodbye:
		if t.Left() == 0 {
			t.end()
		}
	case t.Stage == Submitting:
		if t.Visit.Slip != "" && t.Now.Sub(t.Since) >= AnswerPatience {
			t.forward()
		}
	case t.Stage == Printing, t.Stage == Sheets, t.Stage == LeafletPrinting, t.Stage == Dispensing:
	case t.Stage == Deciding:
		if t.Now.Sub(t.Since) >= DecisionPatience {
			t.decideLater()
			return
		}
		t.poll()
	case t.Stage == Done:
		if t.Left() == 0 {
			t.keepRating()
			t.enter(Goodbye)
		}
	default:
		t.retryWaiting()
		t.poll()
		t.lookForPerson()
	}
}

// retryWaiting tries a reader or a printer again after a pause.
func (t *turn) retryWaiting() {
	if !t.Waiting && !t.Visit.Inquiring && t.Now.Sub(t.Since) >= Again && (t.Stage == Identify || t.Stage == Query || t.Stage == Firm) {
		t.await()
	}
	if t.Stage == PaperFault && t.Now.Sub(t.Since) >= Again && t.mayPrintAgain() {
		t.print()
	}
}

// mayPrintAgain reports whether a slip may be begun anew without asking: whenever
// somebody has mended the printer, and once on the chance that the fault passed.
func (t *turn) mayPrintAgain() bool {
	return !t.NoPrinter && t.Visit.Trouble != Interrupted && (t.Visit.Mended || t.Visit.Prints < blindPrints)
}

// lookForPerson asks whether somebody is still there, and ends the visit when
// nobody is. What was kept stays kept.
func (t *turn) lookForPerson() {
	gone := t.Now.Sub(t.Touched)
	switch {
	case gone >= Patience+MoreTime:
		t.walkedAway()
	case gone >= Patience && t.Asking == NoQuestion:
		t.Asking = AskMoreTime
	}
}

// walkedAway ends a visit whose person has gone: with the reminder where there
// is something to take, at once where there is not.
func (t *turn) walkedAway() {
	t.keepRating()
	if t.Visit.Personal() || t.Visit.Agent.Proved() || t.Visit.PaperSeen {
		t.enter(Goodbye)
		return
	}
	t.end()
}

// conditions takes the health of the terminal.
func (t *turn) conditions(e Conditions) {
	if t.Stage == PaperFault && t.NoPrinter && !e.NoPrinter {
		t.Visit.Mended = true
	}
	t.Conditions, t.Online, t.NoPrinter = e.Codes, e.Online, e.NoPrinter
}

// answered takes the centre's number, which may come at any time.
func (t *turn) answered(e Answered) {
	if f := t.Visit.Found; f != nil && f.Slip == e.Slip {
		t.Visit.Found = &Finding{Slip: f.Slip, Item: f.Item, At: f.At, Delivered: true, Official: e.Official}
	}
	if t.Visit.Slip == "" || t.Visit.Slip != e.Slip {
		return
	}
	t.Visit.Official = e.Official
	if t.Stage == Submitting {
		t.forward()
	}
}
