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
	w.everyMaterial()
	w.everyAnswer()
	w.everyCondition()
	w.everyReading()
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

// everyQuestion wants each to be asked, answered and handed in by somebody.
func (w *walk) everyQuestion() {
	for _, f := range w.Item.AllFields() {
		answered := func(s flow.State) bool { _, ok := s.Visit.Answer(f.Key); return ok }
		switch {
		case !w.met(func(s flow.State) bool { return s.Stage == flow.Form && s.Visit.Field == f.Key }):
			w.complain("%q is never asked", f.Key)
		case !w.met(answered):
			w.complain("%q is never answered: no touch goes on from it", f.Key)
		case !w.met(func(s flow.State) bool { return through(s) && answered(s) }):
			w.complain("nobody who is asked for %q can apply: a condition stands in the way", f.Key)
		}
	}
}

// everyMaterial wants each to be asked for, and handed in by somebody who applies.
func (w *walk) everyMaterial() {
	for _, m := range w.Item.Materials {
		wanted := func(s flow.State) bool {
			return slices.ContainsFunc(s.Visit.Wanted(catalog.Day(s.Now.Format(time.DateOnly))), func(o catalog.Material) bool { return o.Key == m.Key })
		}
		switch {
		case !w.met(func(s flow.State) bool { return s.Stage == flow.Materials && wanted(s) }):
			w.complain("the material %q is never wanted", m.Key)
		case !w.met(func(s flow.State) bool { _, ok := s.Visit.HandedIn(m.Key); return s.Stage == flow.Materials && ok }):
			w.complain("nobody can hand in the material %q", m.Key)
		}
	}
}

// everyAnswer wants nothing handed in that lacks an answer or a material.
func (w *walk) everyAnswer() {
	for i, s := range w.states {
		if s.Stage != flow.Submitting || s.Visit.HandOver != catalog.NoHandOver {
			continue
		}
		for _, f := range w.Item.Asked(s.Visit.Answers) {
			if value, _ := s.Visit.Answer(f.Key); value == "" && len(f.Optional) == 0 {
				w.complain("it is handed in without an answer to %q, %s", f.Key, w.path(i))
			}
		}
		for _, m := range s.Lacking() {
			w.complain("it is handed in without the material %q, %s", m.Key, w.path(i))
		}
	}
}

// through says that what was filled in has come to its purpose.
func through(s flow.State) bool {
	return s.Stage == flow.Submitting && s.Visit.HandOver == catalog.NoHandOver || s.Stage == flow.Asking || s.Stage == flow.Result
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

// everyReading wants each text to be told to somebody, and something to be told to everybody.
func (w *walk) everyReading() {
	tells := func(s flow.State, r catalog.Reading) bool {
		return w.Item.Tells(r, catalog.Facts{Person: s.Visit.Person, Answers: s.Visit.Answers, Today: catalog.Day(s.Now.Format(time.DateOnly))})
	}
	for i, r := range w.Item.Reading {
		if !w.met(func(s flow.State) bool { return s.Stage == flow.Result && tells(s, r) }) {
			w.complain("reading[%d] is told to nobody: %s", i, r.When)
		}
	}
	if w.Item.Work != catalog.Inform || len(w.Item.Sums) > 0 {
		return
	}
	for i, s := range w.states {
		told := func(r catalog.Reading) bool { return tells(s, r) }
		if s.Stage == flow.Result && !slices.ContainsFunc(w.Item.Reading, told) {
			w.complain("there is nothing to tell, %s", w.path(i))
		}
	}
}

// over says that a person is through, or out.
func over(s flow.State) bool {
	return slices.Contains([]flow.Stage{flow.Attract, flow.Services, flow.Shelves, flow.Goodbye}, s.Stage)
}

// owed says that a device or the disk owes an answer, which always comes.
func owed(s flow.State) bool {
	return s.Stage == flow.Printing || s.Stage == flow.Submitting && s.Visit.Slip == "" || s.Stage == flow.Sheets ||
		s.Stage == flow.LeafletPrinting || s.Stage == flow.Dispensing || s.Visit.Working
}

// noDeadEnd wants two ways out of every state: by touches alone, whatever fails; and by
// time alone, for a person who has gone.
func (w *walk) noDeadEnd() {
	out := w.out()
	for i, s := range w.states {
		if !out[i] {
			w.complain("%s: no touch leads out of it, %s", s.Stage, w.path(i))
		}
		if !w.endsAlone(i) {
			w.complain("%s: it waits for ever for somebody who has gone, %s", s.Stage, w.path(i))
		}
	}
}

// out marks the states from which touches lead out. Where there is nothing to touch, the
// worst comes by itself.
func (w *walk) out() []bool {
	out := make([]bool, len(w.states))
	for i, s := range w.states {
		out[i] = over(s) || w.leaves(s)
	}
	for changed := true; changed; {
		changed = false
		for i, next := range w.touch {
			if s := w.states[i]; owed(s) || s.Stage == flow.Submitting || s.Stage == flow.Deciding || s.Stage == flow.Saving && s.Visit.Inquiring || s.Stage == flow.Filling {
				next = w.alone[i : i+1]
			}
			if !out[i] && slices.ContainsFunc(next, func(j int) bool { return out[j] }) {
				out[i], changed = true, true
			}
		}
	}
	return out
}

// endsAlone follows a state that is left alone.
func (w *walk) endsAlone(i int) bool {
	for range len(w.states) {
		if w.states[i].Stage == flow.Attract {
			return true
		}
		next := w.alone[i]
		if next == i {
			return w.leaves(w.states[i])
		}
		i = next
	}
	return false
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
