package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// lookUp asks for what the item tells or proves.
func (t *turn) lookUp() {
	t.Visit.Finding = nil
	t.enter(Asking)
	t.askLookup()
}

func (t *turn) askLookup() {
	v := t.Visit
	t.inquire(centre.ForShowing, &centre.Lookup{
		Subject: t.subject(), Version: v.Item.Version, Answers: v.Answers, Lang: string(v.Lang),
	})
}

func (t *turn) tapAsking(e Tap) {
	switch e.Do {
	case Retry:
		if !t.Visit.Inquiring {
			t.askLookup()
		}
	case HandOver:
		t.handOver(catalog.OverTrouble)
	case Back:
		t.backward()
	}
}

func (t *turn) foundOut(f *centre.Finding) {
	t.Visit.Finding, t.Visit.Paper = f, f.Paper
	t.forward()
}

// decide waits for an instant decision (秒批). Without the centre it comes later.
func (t *turn) decide() {
	if !t.Online || t.Visit.HandOver != catalog.NoHandOver {
		t.decideLater()
		return
	}
	t.enter(Deciding)
	t.askStanding()
}

func (t *turn) askStanding() { t.inquire(centre.ForTracking, &centre.Track{Slip: t.Visit.Slip}) }

// standing takes how far the matter has come.
func (t *turn) standing(s *centre.Standing) {
	if t.Stage == Query || t.Stage == Progress {
		t.tracked(s)
		return
	}
	if t.Stage != Deciding || !s.Stage.Decided() {
		return
	}
	t.Visit.Standing, t.Visit.Paper = s, s.Paper
	if s.Official != "" {
		t.Visit.Official = s.Official
	}
	t.forward()
}

// decideLater goes on without a decision: the person hears of it by message.
func (t *turn) decideLater() {
	t.Visit.Standing = nil
	t.forward()
}

// result shows what came of it. Where nothing has yet, there is nothing to show; nor where it
// was a card, and nothing is to be printed.
func (t *turn) result() {
	v := t.Visit
	undecided := v.Item.Result.Instant && v.Standing == nil
	onlyCard := v.granted() && v.Paper == nil && slices.Contains(v.Plan, catalog.StepDispense)
	if undecided || onlyCard {
		t.forward()
		return
	}
	t.count()
	t.enter(Result)
}

func (t *turn) tapResult(e Tap) {
	switch e.Do {
	case PrintIt:
		t.printPaper()
	case Next:
		t.forward()
	case HandOver:
		t.handOver(catalog.OverTrouble)
	case Back:
		if t.Visit.Slip == "" { // nothing has happened that could not happen again
			t.backward()
		}
	}
}

// printPaper prints the paper. The intent is durable before the first byte, as of slips.
func (t *turn) printPaper() {
	v := &t.Visit
	if v.Paper == nil || t.Shut(catalog.DocumentPrinter) {
		return
	}
	after := v.Trouble
	v.Trouble = NoTrouble
	paper, copies := *v.Paper, v.PaperCopies+1
	t.enter(Sheets)
	t.ask(func(n int) Effect { return PrintPaper{n, paper, copies, after} })
}

func (t *turn) paperPrinted() {
	v := &t.Visit
	v.PaperCopies++
	v.PaperOut, v.PaperSeen = true, true
	t.enter(Result)
}

func (t *turn) paperFailed(e PaperFailed) {
	if e.Started {
		t.Visit.PaperSeen = true
		t.Visit.PaperCopies++
	}
	t.enter(Result)
	t.Visit.Trouble = e.Trouble
}

// dispense lets a card out.
func (t *turn) dispense() {
	if !t.Visit.granted() {
		t.forward()
		return
	}
	t.Visit.Trouble = NoTrouble
	t.enter(Dispensing)
	t.ask(func(n int) Effect { return GiveCard{n, t.Visit.Slip} })
}

// granted reports whether the department has said yes.
func (v Visit) granted() bool {
	return v.Standing != nil && (v.Standing.Stage == centre.Granted || v.Standing.Stage == centre.Ready)
}

// cardGiven goes on when the card was taken. One that nobody took is kept inside, and
// fetched at a window.
func (t *turn) cardGiven(e CardGiven) {
	t.Visit.CardTaken, t.Visit.CardUnsure = e.Taken, e.Trouble == Interrupted
	t.Visit.CardStuck = e.Trouble != NoTrouble && e.Trouble != Interrupted
	t.forward()
}
