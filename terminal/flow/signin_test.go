package flow_test

import (
	"strings"
	"testing"

	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

// asked is the question of the last Step.
func asked[Q centre.Question](t *testing.T, v *flowtest.Visit) Q {
	t.Helper()
	r := flowtest.Effect[flow.Inquire](v).Request
	q, ok := r.Question.(Q)
	if !ok || r.Use.Purpose != centre.ForProving || r.Use.Item != flowtest.Lawyer {
		t.Fatalf("asked is %T, for %+v", r.Question, r.Use)
	}
	return q
}

// A phone opens the code on the screen, its owner confirms, and that is as good as a copy of a
// document: enough here, and not where a card is wanted.
func TestAPhoneConfirms(t *testing.T) {
	v := flowtest.Begin(t).ToSignIn()
	v.Pass(flow.PollEvery)
	if q := asked[*centre.SignedIn](t, v); q.Token != "T" {
		t.Errorf("asked is after %q", q.Token)
	}
	v.Tell(&centre.Proved{Of: "T", State: centre.Opened})
	if v.At(flow.SignIn); v.State.Visit.SignIn != centre.Opened {
		t.Errorf("it is %q", v.State.Visit.SignIn)
	}
	v.Pass(flow.PollEvery)
	v.Phone(flowtest.Vouched())
	v.At(flow.Confirm)
	got := v.State.Visit
	if got.Proof != identity.Vouched(flowtest.Vouched(), identity.ByPhone) || got.Assurance() != identity.CodeProof || got.HasDocument() || got.Invitation != nil {
		t.Errorf("it proves %+v", got.Proof)
	}
	v.Tap(flow.Next)
	v.At(flow.Form)
}

// At the goodbye nobody is told to take a card that they never laid down.
func TestAPhoneLeavesNothingToTake(t *testing.T) {
	v := flowtest.Begin(t).ToSignIn()
	v.Pass(flow.PollEvery)
	v.Phone(flowtest.Vouched())
	v.Tap(flow.Leave)
	v.Tap(flow.Leave)
	if v.At(flow.Goodbye); v.State.Visit.Shown != "" {
		t.Errorf("there is a %s to take", v.State.Visit.Shown)
	}
}

// Whoever says no on the phone, or comes too late, may try again, and nothing is asked any more
// until they do.
func TestAPhoneDeclines(t *testing.T) {
	for _, state := range []centre.SignInState{centre.Declined, centre.Spent} {
		v := flowtest.Begin(t).ToSignIn()
		v.Pass(flow.PollEvery)
		v.Tell(&centre.Proved{Of: "T", State: state})
		if v.At(flow.SignIn); v.State.Visit.SignIn != state || v.State.Visit.Personal() {
			t.Errorf("it is %q", v.State.Visit.SignIn)
		}
		v.Pass(2 * flow.PollEvery)
		if v.State.Visit.Inquiring {
			t.Errorf("%s: the centre is asked on", state)
		}
		v.Tap(flow.Retry)
		asked[*centre.SignIn](t, v)
	}
}

// The code that a phone shows is read where documents are, and the centre says whose it is.
func TestAPhoneShowsItsCode(t *testing.T) {
	v := flowtest.Begin(t).ToProof()
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999ID"})
	if q := asked[*centre.Present](t, v); q.Code != "999999ID" {
		t.Errorf("asked is after %q", q.Code)
	}
	v.Phone(flowtest.Vouched())
	if v.At(flow.Confirm); v.State.Visit.Way != identity.ByPhone {
		t.Errorf("it was proved by %q", v.State.Visit.Way)
	}
}

// What is no code of anybody is told so, and the readers wait again; while the centre is asked,
// they do not.
func TestACodeOfNobody(t *testing.T) {
	for _, c := range []struct {
		why  string
		text string
		tell func(*flowtest.Visit)
		want flow.Trouble
	}{
		{"spent", "999999ID", func(v *flowtest.Visit) { v.Tell(&centre.Proved{State: centre.Spent}) }, flow.CodeSpent},
		{"no centre", "999999ID", func(v *flowtest.Visit) { v.Untold(flow.NoCentre) }, flow.NoCentre},
		{"too long to be one", strings.Repeat("9", centre.MostCode+1), func(*flowtest.Visit) {}, flow.CodeSpent},
	} {
		v := flowtest.Begin(t).ToProof()
		v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: c.text})
		if v.State.Waiting {
			t.Errorf("%s: a document is waited for while a code is looked at", c.why)
		}
		c.tell(v)
		if v.At(flow.Identify); v.State.Visit.Misread != c.want {
			t.Errorf("%s: %q, want %q", c.why, v.State.Visit.Misread, c.want)
		}
		v.Pass(flow.Again)
		if got := reading(t, v); !got.Card || !got.Code {
			t.Errorf("%s: waited is for %+v", c.why, got)
		}
	}
}

// While the centre looks at a code, nothing else is read, however long it takes.
func TestACodeIsLookedAt(t *testing.T) {
	v := flowtest.Begin(t).ToProof()
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999ID"})
	ticket := v.State.Ticket
	v.Pass(2 * flow.Again)
	if v.State.Ticket != ticket || !v.State.Visit.Inquiring {
		t.Error("something else is waited for")
	}
}

// Phones serve where their proof is enough, the centre has an account for them, and is there.
func TestWherePhonesServe(t *testing.T) {
	for _, c := range []struct {
		why            string
		phones, online bool
		scanner        bool
		want, scans    bool
	}{
		{"they do", true, true, true, true, true},
		{"without a scanner", true, true, false, true, false},
		{"the centre has no accounts", false, true, true, false, false},
		{"no network", true, false, true, false, false},
	} {
		v := flowtest.Begin(t)
		v.State.Phones = c.phones
		v.ToProof()
		var wrong []health.Code
		if !c.scanner {
			wrong = append(wrong, health.ScannerAbsent)
		}
		v.Take(flow.Conditions{Codes: wrong, Online: c.online})
		if it := v.State.Visit.Item; v.State.PhoneServes(it) != c.want || v.State.ScansPhones() != c.scans {
			t.Errorf("%s: %v, %v", c.why, v.State.PhoneServes(it), v.State.ScansPhones())
		}
		v.Tap(flow.UsePhone)
		if (v.State.Stage == flow.SignIn) != c.want {
			t.Errorf("%s: at %s", c.why, v.State.Stage)
		}
	}
	v := flowtest.Begin(t).ToCard()
	if v.State.PhoneServes(v.State.Visit.Item) {
		t.Error("a phone is as good as a card")
	}
}

// After the program was ended the code on the screen is the same, and is asked after.
func TestASignInOutlivesTheProgram(t *testing.T) {
	v := flowtest.Begin(t).ToSignIn()
	v.Pass(flow.PollEvery)
	v.Restart()
	if q := asked[*centre.SignedIn](t, v); q.Token != "T" || !v.State.Phones {
		t.Errorf("asked is after %q", q.Token)
	}
}

// An account is judged as a document is.
func TestAccountsAreJudged(t *testing.T) {
	p := flowtest.Vouched()
	p.Birth = "1940-01-02"
	v := flowtest.Begin(t).ToSignIn()
	v.Pass(flow.PollEvery)
	v.Phone(p)
	if v.At(flow.Refused); v.State.Visit.Refusal != flow.BadNumber {
		t.Errorf("it is %q", v.State.Visit.Refusal)
	}
	v.Tap(flow.NotMyCard)
	v.At(flow.Identify)
}
