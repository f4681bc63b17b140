package flow

import "yitiji/terminal/catalog"

// handOver sends the person on to a window, with what was filled in and agreed to so far:
// nobody tells the same thing twice. It is kept and printed as an application is.
func (t *turn) handOver(why catalog.HandOver) {
	if t.Visit.Slip != "" {
		return // it was handed in already; the slip is what a window asks for
	}
	t.Visit.HandOver = why
	t.Visit.Refusal, t.Visit.Unfit, t.Visit.Editing = NotRefused, nil, false
	t.Visit.Plan, t.Visit.At = []catalog.Step{catalog.StepSubmit, catalog.StepPrint, catalog.StepRate}, -1
	t.forward()
}
