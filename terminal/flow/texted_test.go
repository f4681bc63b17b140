package flow_test

import (
	"testing"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/identity"
)

// A code is sent to the phone of a number, is typed, and proves whose number it is.
func TestACodeIsTexted(t *testing.T) {
	v := flowtest.Begin(t).ToText()
	v.Type(flowtest.Lin().Number)
	v.Tap(flow.Next)
	if q := asked[*centre.SendCode](t, v); q.Number != flowtest.Lin().Number {
		t.Errorf("it is sent to %q", q.Number)
	}
	v.Tell(&centre.CodeSent{Of: flowtest.Lin().Number, Token: "T", Until: 1})
	v.At(flow.TextCode)
	v.Type("123456")
	v.Tap(flow.Next)
	if q := asked[*centre.TypeCode](t, v); q.Token != "T" || q.Code != "123456" || q.Number != flowtest.Lin().Number {
		t.Errorf("asked is %+v", q)
	}
	v.Phone(flowtest.Vouched())
	v.At(flow.Confirm)
	got := v.State.Visit
	if got.Proof != identity.Vouched(flowtest.Vouched(), identity.ByText) || got.HasDocument() || got.Claimed != "" || got.Sent != nil || got.Draft != "" {
		t.Errorf("it proves %+v, and %q is left", got.Proof, got.Claimed+got.Draft)
	}
}

// A number that cannot be one is said so before anything is sent.
func TestNothingIsSentToAWrongNumber(t *testing.T) {
	for _, number := range []string{"", "9999991940", "999999194001010020"} {
		v := flowtest.Begin(t).ToText()
		v.Type(number)
		v.Tap(flow.Next)
		if v.At(flow.TextTo); v.State.Visit.Problem == catalog.Fine || v.State.Visit.Inquiring {
			t.Errorf("%q: %q", number, v.State.Visit.Problem)
		}
	}
}

// A wrong code may be typed again; one that is over may be sent again, without typing the number.
func TestAWrongCode(t *testing.T) {
	v := flowtest.Begin(t).ToTextCode()
	v.TypeCode("123456", centre.Wrong)
	if v.At(flow.TextCode); v.State.Visit.SignIn != centre.Wrong || v.State.Visit.Draft != "" || v.State.Visit.Personal() {
		t.Errorf("it is %q with %q", v.State.Visit.SignIn, v.State.Visit.Draft)
	}
	v.Tap(flow.Retry)
	if v.State.Visit.Inquiring {
		t.Error("another one is sent while this one is good")
	}
	v.TypeCode("654321", centre.Spent)
	v.Type("1")
	if v.State.Visit.Draft != "" {
		t.Error("a code that is over is typed on")
	}
	v.Tap(flow.Retry)
	if q := asked[*centre.SendCode](t, v); q.Number != flowtest.Lin().Number {
		t.Errorf("it is sent to %q", q.Number)
	}
	v.Tell(&centre.CodeSent{Of: flowtest.Lin().Number, Wait: 42})
	if v.At(flow.TextTo); v.State.Visit.Draft != flowtest.Lin().Number {
		t.Errorf("the number is gone: %q", v.State.Visit.Draft)
	}
}

// Whoever goes back leaves no number behind, nor does whoever walks away.
func TestANumberIsForgotten(t *testing.T) {
	for why, leave := range map[string]func(*flowtest.Visit){
		"back":        func(v *flowtest.Visit) { v.Tap(flow.Back); v.Tap(flow.Back) },
		"leave":       func(v *flowtest.Visit) { v.Tap(flow.Leave) },
		"walked away": func(v *flowtest.Visit) { v.Pass(flow.Patience + flow.MoreTime) },
	} {
		v := flowtest.Begin(t).ToTextCode()
		leave(v)
		if got := v.State.Visit; got.Claimed != "" || got.Draft != "" || got.Sent != nil {
			t.Errorf("%s: %q is left at %s", why, got.Claimed+got.Draft, v.State.Stage)
		}
	}
}

// While the centre is asked nothing is typed, and nothing is asked twice.
func TestOneCodeAtATime(t *testing.T) {
	v := flowtest.Begin(t).ToText()
	v.Type(flowtest.Lin().Number)
	v.Tap(flow.Next)
	ticket := v.State.Ticket
	v.Tap(flow.Next)
	v.Tap(flow.Erase)
	if v.State.Ticket != ticket || v.State.Visit.Draft != flowtest.Lin().Number {
		t.Errorf("it is asked again, of %q", v.State.Visit.Draft)
	}
}

// A restart sends the code to the number that was typed.
func TestATextOutlivesTheProgram(t *testing.T) {
	v := flowtest.Begin(t).ToText()
	v.Type(flowtest.Lin().Number)
	v.Tap(flow.Next)
	v.Restart()
	if q := asked[*centre.SendCode](t, v); q.Number != flowtest.Lin().Number {
		t.Errorf("it is sent to %q", q.Number)
	}
}
