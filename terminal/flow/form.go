package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// firstField opens the step's first question. Answers of the same person to the same
// item, given before a step back, are still there.
func (t *turn) firstField() {
	if fields := t.Visit.stepFields(); len(fields) > 0 {
		t.openField(fields[0])
		return
	}
	t.forward()
}

// lastField opens the step's last question, from behind.
func (t *turn) lastField() {
	if fields := t.Visit.stepFields(); len(fields) > 0 {
		t.openField(fields[len(fields)-1])
		return
	}
	t.backward()
}

func (t *turn) openField(f catalog.Field) {
	t.Visit.Field, t.Visit.Problem = f.Key, catalog.Fine
	value, _ := t.Visit.Answer(f.Key)
	t.Visit.Draft = f.Draft(value)
	t.beginTyping()
	t.enter(Form)
	if f.Kind == catalog.Slot {
		t.askSlots(f)
	}
}

func (t *turn) tapForm(e Tap) {
	f, ok := t.Visit.Current()
	if !ok {
		return
	}
	switch e.Do {
	case Back:
		t.fieldBefore(f)
	case Next:
		if t.Visit.Typing.Letters != "" {
			t.Visit.Problem = catalog.Unfinished
			return
		}
		t.answer(f, f.Value(t.Visit.Draft))
	case Pass:
		if len(f.Optional) > 0 {
			t.answer(f, "")
		}
	case Retry:
		if f.Kind == catalog.Slot && !t.Visit.Inquiring {
			t.askSlots(f)
		}
	case HandOver:
		if f.Kind == catalog.Slot {
			t.handOver(catalog.OverTrouble)
		}
	case Pick:
		if t.Visit.offers(f, e.Value) {
			t.answer(f, e.Value) // who has picked is done: the review is there for second thoughts
		}
	default:
		t.draft(f, e)
	}
}

// offers reports whether an option can be picked.
func (v Visit) offers(f catalog.Field, option string) bool {
	if f.Kind == catalog.Slot {
		return v.freeSlot(option)
	}
	_, ok := f.Option(option)
	return ok
}

// draft changes what has been typed of the question.
func (t *turn) draft(f catalog.Field, e Tap) {
	v := &t.Visit
	switch {
	case f.Picked():
		return
	case f.Kind == catalog.Words:
		v.Draft = t.write(v.Draft, e, func(text string) bool { return f.Takes("", text) })
	case e.Do == Key && f.Takes(v.Draft, e.Value):
		v.Draft += e.Value
	case e.Do == Erase && v.Draft != "":
		v.Draft = v.Draft[:len(v.Draft)-1]
	case e.Do == Clear:
		v.Draft = ""
	}
	v.Problem = catalog.Fine
}

// answer checks a value and goes on to the next question, or says what is wrong
// and stays. What is only doubtful is said once: whoever goes on then stands by it. After
// the last question comes the next step; after a correction, the review.
func (t *turn) answer(f catalog.Field, value string) {
	problem := f.Validate(value, t.today())
	if stoodBy := problem.Doubtful() && problem == t.Visit.Problem; problem != catalog.Fine && !stoodBy {
		t.Visit.Problem = problem
		return
	}
	t.Visit.Problem = catalog.Fine
	t.Visit.Answers = withAnswer(t.Visit.Answers, f.Key, value)
	if f.Kind == catalog.Slot {
		t.book(value)
	}
	if next, ok := t.nextField(f); ok {
		t.openField(next)
		return
	}
	if !t.fits() {
		return
	}
	if t.Visit.Editing {
		t.Visit.Editing = false
		t.enter(Review)
		return
	}
	t.forward()
}

// nextField is the question after f; from the review, only one that has no
// answer yet, as a changed answer may have opened it.
func (t *turn) nextField(f catalog.Field) (catalog.Field, bool) {
	fields := t.Visit.stepFields()
	i := slices.IndexFunc(fields, func(g catalog.Field) bool { return g.Key == f.Key })
	for _, g := range fields[i+1:] {
		if _, answered := t.Visit.Answer(g.Key); !t.Visit.Editing || !answered {
			return g, true
		}
	}
	return catalog.Field{}, false
}

func (t *turn) fieldBefore(f catalog.Field) {
	fields := t.Visit.stepFields()
	i := slices.IndexFunc(fields, func(g catalog.Field) bool { return g.Key == f.Key })
	switch {
	case t.Visit.Editing:
		if t.fits() { // the answer that a condition refused is still there
			t.Visit.Editing = false
			t.enter(Review)
		}
	case i > 0:
		t.openField(fields[i-1])
	default:
		t.backward()
	}
}

// askSlots asks which times are free.
func (t *turn) askSlots(f catalog.Field) {
	t.Visit.Free = nil
	t.inquire(centre.ForApplying, &centre.Slots{Field: f.Key, Answers: t.Visit.Answers})
}

// book keeps a time as it is worded now: when the answer is needed, the times that were free
// may not be there any more.
func (t *turn) book(key string) {
	if t.Visit.Free == nil {
		return
	}
	for _, s := range t.Visit.Free.Slots {
		if s.Key == key {
			t.Visit.Booked = s
		}
	}
}

// freeSlot reports whether a time may be booked.
func (v Visit) freeSlot(key string) bool {
	return v.Free != nil && slices.ContainsFunc(v.Free.Slots, func(s centre.Slot) bool { return s.Key == key && s.Left > 0 })
}

// withAnswer returns a copy of answers in which field has value.
func withAnswer(answers []catalog.Answer, field, value string) []catalog.Answer {
	out := slices.Clone(answers)
	a := catalog.Answer{Field: field, Value: value, From: catalog.FromPerson}
	for i := range out {
		if out[i].Field == field {
			out[i] = a
			return out
		}
	}
	return append(out, a)
}
