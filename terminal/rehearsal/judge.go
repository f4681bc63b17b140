package rehearsal

import (
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
)

// judge says what is wrong with the whole of it.
func (w *walk) judge() {
	w.everyStep()
	w.everyQuestion()
	w.everyCondition()
	w.noDeadEnd()
	w.nothingStays()
}

// met reports whether any state is like that.
func (w *walk) met(like func(flow.State) bool) bool { return slices.ContainsFunc(w.states, like) }

func (w *walk) everyStep() {
	for i, step := range w.Item.Plan(catalog.Day(w.Start.Format(time.DateOnly))) {
		if !w.met(func(s flow.State) bool { return s.Visit.Item == w.Item && s.Visit.At == i }) {
			w.complain("the step %q is never reached", step)
		}
	}
}

func (w *walk) everyQuestion() {
	for _, f := range w.Item.AllFields() {
		if !w.met(func(s flow.State) bool { return s.Stage == flow.Form && s.Visit.Field == f.Key }) {
			w.complain("%q is never asked", f.Key)
		}
	}
}

// everyCondition wants somebody for each condition who does not meet it: a rule that
// refuses nobody was written wrong.
func (w *walk) everyCondition() {
	for i, c := range w.Item.Conditions {
		if !w.met(func(s flow.State) bool {
			return s.Stage == flow.Refused && s.Visit.Unfit.In(catalog.Chinese) == c.Else.In(catalog.Chinese)
		}) {
			w.complain("conditions[%d] refuses nobody: %s", i, c.If)
		}
	}
}

// over says that a person is through, or out.
func over(s flow.State) bool {
	return slices.Contains([]flow.Stage{flow.Attract, flow.Services, flow.Goodbye}, s.Stage)
}

// owed says that a device or the disk owes an answer, which always comes.
func owed(s flow.State) bool {
	return s.Stage == flow.Printing || s.Stage == flow.Submitting
}

// noDeadEnd wants two ways out of every state: by touches alone, whatever fails; and by
// time alone, for a person who has gone.
func (w *walk) noDeadEnd() {
	out := make([]bool, len(w.states))
	for i, s := range w.states {
		out[i] = over(s) || owed(s) || w.leaves(s)
	}
	for changed := true; changed; {
		changed = false
		for i, next := range w.touch {
			if !out[i] && slices.ContainsFunc(next, func(j int) bool { return out[j] }) {
				out[i], changed = true, true
			}
		}
	}
	for i, s := range w.states {
		if !out[i] {
			w.complain("%s: no touch leads out of it, %s", s.Stage, w.path(i))
		}
		if !w.endsAlone(s) {
			w.complain("%s: it waits for ever for somebody who has gone, %s", s.Stage, w.path(i))
		}
	}
}

// endsAlone leaves a state alone, while everything that owes an answer fails.
func (w *walk) endsAlone(s flow.State) bool {
	for range 20 {
		if s.Stage == flow.Attract {
			return true
		}
		s = w.wait(s)
		switch {
		case s.Stage == flow.Submitting && s.Visit.Slip == "":
			s, _ = w.rules.Step(s, flow.KeepFailed{Ticket: s.Ticket, Trouble: flow.StoreFails})
		case s.Stage == flow.Printing:
			s, _ = w.rules.Step(s, flow.PrintFailed{Ticket: s.Ticket, Trouble: "no-paper"})
		}
	}
	return s.Stage == flow.Attract
}

// nothingStays wants nothing of a person left when the visit is over.
func (w *walk) nothingStays() {
	for i, s := range w.states {
		gone := s.Stage == flow.Attract || s.Stage == flow.Goodbye
		if gone && (s.Visit.Personal() || len(s.Visit.Answers) > 0) {
			w.complain("%s: something personal is still there, %s", s.Stage, w.path(i))
		}
	}
}
