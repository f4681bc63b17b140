package flow_test

import (
	"testing"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
)

// represent is the question after a firm.
func represent(t *testing.T, v *flowtest.Visit) *centre.Represent {
	t.Helper()
	r := flowtest.Effect[flow.Inquire](v).Request
	q, ok := r.Question.(*centre.Represent)
	if !ok || r.Use.Purpose != centre.ForProving || q.Subject.Number != flowtest.Zhou().Number {
		t.Fatalf("asked is %T, for %+v", r.Question, r.Use)
	}
	return q
}

// A firm's licence is shown, the register says who acts for it, and its code is asked no more.
func TestAFirmApplies(t *testing.T) {
	for _, typed := range []bool{false, true} {
		v := flowtest.Begin(t).ToFirm()
		if typed {
			v.Tap(flow.TypeIt)
			v.Type(flowtest.RightCode)
			v.Tap(flow.Next)
			if q := represent(t, v); q.Code != flowtest.RightCode || q.Licence != "" {
				t.Errorf("asked is after %+v", q)
			}
		} else {
			v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
			if q := represent(t, v); q.Licence != "999999EL" || q.Code != "" {
				t.Errorf("asked is after %+v", q)
			}
		}
		v.Tell(&centre.Represented{Firm: flowtest.Works()})
		v.At(flow.FirmFound)
		v.Tap(flow.Next)
		v.At(flow.Form)
		if v.State.Visit.Field == "firm-code" {
			t.Error("the code is asked for that was shown")
		}
		if code, _ := v.State.Visit.Answer("firm-code"); code != flowtest.RightCode {
			t.Errorf("the code is %q", code)
		}
	}
}

// What is handed in names the firm, and by what right it was acted for.
func TestTheFirmIsHandedIn(t *testing.T) {
	v := flowtest.Begin(t).ToFirm()
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
	v.Tell(&centre.Represented{Lack: centre.NoRight})
	v.Tap(flow.HandOver) // to a window, without one
	if a := flowtest.Effect[flow.KeepApplication](v).Application; a.Firm != nil {
		t.Errorf("handed over for %+v", a.Firm)
	}
	v = flowtest.Begin(t).ToFirm()
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
	v.Tell(&centre.Represented{Firm: flowtest.Works()})
	v.Tap(flow.Next)
	for range 20 {
		f, asks := v.State.Visit.Current()
		if v.State.Stage != flow.Form || !asks {
			break
		}
		if f.Picked() {
			v.Tap(flow.Pick, f.Options[0].Key)
			continue
		}
		v.Type(f.Draft(f.Sample("2026-11-22")))
		v.Tap(flow.Next)
	}
	if v.State.Stage == flow.Form {
		t.Fatalf("stuck at %s", v.State.Visit.Field)
	}
	if c, ok := v.State.Checkpoint(); !ok || c.Visit.Firm != flowtest.Works() {
		t.Errorf("the checkpoint has %+v", c.Visit.Firm)
	}
}

// Somebody who may not act for a firm goes no further with it: another firm, or a window.
func TestSomebodyElsesFirm(t *testing.T) {
	v := flowtest.Begin(t).ToFirm()
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
	v.Tell(&centre.Represented{Lack: centre.NoRight})
	v.Tap(flow.Pass)
	v.Tap(flow.Next)
	if v.At(flow.Firm); v.State.Visit.FirmLack != centre.NoRight || v.State.Visit.Firm.Code != "" {
		t.Errorf("it is %q, for %+v", v.State.Visit.FirmLack, v.State.Visit.Firm)
	}
	v.Pass(flow.Again)
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL2"})
	v.Tell(&centre.Represented{Firm: flowtest.Works()})
	v.At(flow.FirmFound)
	v.Tap(flow.NotMyCard)
	if v.At(flow.Firm); v.State.Visit.Firm != (catalog.Enterprise{}) {
		t.Errorf("it is still %+v", v.State.Visit.Firm)
	}
}

// A register that does not answer holds nobody up: the code is typed, and the department looks.
func TestNoRegister(t *testing.T) {
	v := flowtest.Begin(t).ToFirm()
	v.Tap(flow.Pass)
	v.At(flow.Firm) // it was not asked yet
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
	v.Untold(flow.Elsewhere)
	v.Tap(flow.Pass)
	if v.At(flow.Form); v.State.Visit.Field != "firm-code" {
		t.Errorf("asked is %s", v.State.Visit.Field)
	}
	v = flowtest.Begin(t)
	v.Take(flow.Conditions{Online: false})
	v.To(flowtest.Seals)
	v.At(flow.Form)
}

// A firm that was shown before is none where nobody can be asked any more.
func TestAFirmOfBefore(t *testing.T) {
	v := flowtest.Begin(t).ToFirm()
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
	v.Tell(&centre.Represented{Firm: flowtest.Works()})
	v.Tap(flow.Next)
	v.Tap(flow.Back)
	v.At(flow.Confirm)
	v.Take(flow.Conditions{Online: false})
	v.Tap(flow.Next)
	if v.At(flow.Form); v.State.Visit.Field != "firm-code" || v.State.Visit.Firm.Code != "" {
		t.Errorf("asked is %s, for %+v", v.State.Visit.Field, v.State.Visit.Firm)
	}
}

// An early code fails its check, and is asked after when the person stands by it; a hasty second
// touch is not enough.
func TestAnEarlyFirm(t *testing.T) {
	v := flowtest.Begin(t).ToFirm()
	v.Tap(flow.TypeIt)
	v.Type(flowtest.WrongCode)
	hasty := flow.Tap{On: v.State.Token(), Do: flow.Next}
	for range 2 {
		v.Take(hasty)
		if v.State.Visit.Inquiring || v.State.Visit.Problem != catalog.WrongCode {
			t.Fatalf("after a hasty touch: %q", v.State.Visit.Problem)
		}
	}
	v.Tap(flow.Next)
	if q := represent(t, v); q.Code != flowtest.WrongCode {
		t.Errorf("asked is after %+v", q)
	}
}

// The firm of a visit serves for the next item; another person has none.
func TestAFirmServesTheVisit(t *testing.T) {
	v := flowtest.Begin(t).ToFirm()
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
	v.Tell(&centre.Represented{Firm: flowtest.Works()})
	v.Tap(flow.Back)
	v.At(flow.Confirm)
	v.Tap(flow.Next)
	v.At(flow.FirmFound)
	v.Tap(flow.Back)
	v.Tap(flow.NotMyCard)
	if v.At(flow.Identify); v.State.Visit.Firm.Code != "" {
		t.Errorf("another person acts for %+v", v.State.Visit.Firm)
	}
}
