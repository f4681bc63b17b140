package flow

import (
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

func (t *turn) tapQuery(e Tap) {
	switch e.Do {
	case Back, Finish, Next:
		t.Visit.Found, t.Visit.Standing = nil, nil
		t.enter(Services)
	case Retry, LookUp:
		t.Visit.Found, t.Visit.Standing = nil, nil
		t.enter(Query)
	}
}

// scanned takes what can be a slip's number, or the code of a draft; any other code is told
// so.
func (t *turn) scanned(e Scanned) {
	t.Touched = t.Now
	if code, err := centre.ParseDraftCode(e.Text); err == nil {
		t.begin(catalog.StepIdentify, stepResume)
		t.Visit.Code = code
		return
	}
	slip, err := catalog.ParseSlipNumber(e.Text)
	if err != nil {
		t.waitFailed(NotASlip)
		return
	}
	t.Visit.Tracked = slip
	t.ask(func(n int) Effect { return FindSlip{n, slip} })
}

// found shows what this terminal knows of the slip, and asks the centre for what it knows.
func (t *turn) found(e Found) {
	if e.Finding == nil && !t.Online {
		t.waitFailed(UnknownSlip)
		return
	}
	if e.Finding != nil {
		t.Visit.Found = e.Finding
		t.enter(Progress)
	}
	if t.Online {
		t.inquire(centre.ForTracking, &centre.Track{Slip: t.Visit.Tracked})
	}
}

// tracked takes what the centre knows of a slip.
func (t *turn) tracked(s *centre.Standing) {
	switch {
	case s.Unknown && t.Stage == Query:
		t.waitFailed(UnknownSlip)
	case s.Unknown: // kept here, and not there yet
	default:
		f := Finding{Slip: t.Visit.Tracked, Item: s.Item, Delivered: true, Official: s.Official}
		if known := t.Visit.Found; known != nil {
			f.At = known.At
		} else if len(s.Events) > 0 {
			f.At = time.UnixMilli(s.Events[0].At).In(t.Now.Location())
		}
		if t.Stage == Query {
			t.enter(Progress)
		}
		t.Visit.Found, t.Visit.Standing = &f, s
	}
}
