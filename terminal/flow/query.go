package flow

import "yitiji/terminal/catalog"

func (t *turn) tapQuery(e Tap) {
	switch e.Do {
	case Back, Finish, Next:
		t.Visit.Found = nil
		t.enter(Services)
	case Retry, LookUp:
		t.Visit.Found = nil
		t.enter(Query)
	}
}

// scanned takes only what can be a slip's number; any other code is told so.
func (t *turn) scanned(e Scanned) {
	t.Touched = t.Now
	slip, err := catalog.ParseSlipNumber(e.Text)
	if err != nil {
		t.waitFailed(NotASlip)
		return
	}
	t.ask(func(n int) Effect { return FindSlip{n, slip} })
}

func (t *turn) found(e Found) {
	if e.Finding == nil {
		t.waitFailed(UnknownSlip)
		return
	}
	t.Visit.Found = e.Finding
	t.enter(Progress)
}
