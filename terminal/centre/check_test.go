package centre_test

import (
	"errors"
	"strings"
	"testing"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

var (
	wang = centre.Subject{Document: identity.ResidentCard, Number: "999999193803120287", Name: "王秀英"}
	li   = centre.Subject{Document: identity.ResidentCard, Number: "999999194611220312", Name: "李国栋"}

	holder = identity.Person{Document: identity.ResidentCard, Number: wang.Number, Name: wang.Name}

	paper = &centre.Paper{Number: "P", Format: "application/pdf", Data: []byte("%PDF"), Sheets: 1}
)

// Every lie that can be told from the answer alone is told.
func TestCheckNoticesLies(t *testing.T) {
	digest := strings.Repeat("a1", 32)
	slip := catalog.SlipNumber("YX07-261122-0036-D")
	for _, c := range []struct {
		why  string
		q    centre.Question
		a    centre.Answer
		fits bool
	}{
		{"what was asked", &centre.Lookup{Subject: wang}, &centre.Finding{Of: wang.Mark(), Paper: paper}, true},
		{"another's record", &centre.Lookup{Subject: wang}, &centre.Finding{Of: li.Mark()}, false},
		{"nobody's record", &centre.Lookup{Subject: wang}, &centre.Finding{}, false},
		{"half a paper", &centre.Lookup{Subject: wang}, &centre.Finding{Of: wang.Mark(), Paper: &centre.Paper{Number: "P"}}, false},
		{"an answer to another question", &centre.Lookup{Subject: wang}, &centre.Paid{}, false},
		{"paid", &centre.Payment{Order: "1"}, &centre.Paid{Order: "1", State: centre.PaidUp, Receipt: "r"}, true},
		{"another order is paid", &centre.Payment{Order: "1"}, &centre.Paid{Order: "2", State: centre.PaidUp, Receipt: "r"}, false},
		{"paid, and no receipt", &centre.Payment{Order: "1"}, &centre.Paid{Order: "1", State: centre.PaidUp}, false},
		{"unpaid, and a receipt", &centre.Payment{Order: "1"}, &centre.Paid{Order: "1", State: centre.Unpaid, Receipt: "r"}, false},
		{"a state that is none", &centre.GiveUp{Order: "1"}, &centre.Paid{Order: "1", State: "gone"}, false},
		{"nothing to pay", &centre.Bill{Subject: wang}, &centre.Order{Of: wang.Mark()}, true},
		{"another's bill", &centre.Bill{Subject: wang}, &centre.Order{Of: li.Mark(), Number: "1", Amount: 1, Code: "c", Until: 1}, false},
		{"money to pay, and no order", &centre.Bill{Subject: wang}, &centre.Order{Of: wang.Mark(), Amount: 5}, false},
		{"an order of nothing", &centre.Bill{Subject: wang}, &centre.Order{Of: wang.Mark(), Number: "1", Code: "c", Until: 1}, false},
		{"certificates", &centre.Materials{Subject: wang, Types: []string{"a"}}, &centre.Known{Of: wang.Mark(), Certificates: []centre.Certificate{{Type: "a"}}}, true},
		{"another's certificates", &centre.Materials{Subject: wang, Types: []string{"a"}}, &centre.Known{Of: li.Mark(), Certificates: []centre.Certificate{{Type: "a"}}}, false},
		{"a certificate of another kind", &centre.Materials{Subject: wang, Types: []string{"a"}}, &centre.Known{Of: wang.Mark(), Certificates: []centre.Certificate{{Type: "b"}}}, false},
		{"a page that is no digest", &centre.Materials{Subject: wang, Keys: []string{"m"}}, &centre.Known{Of: wang.Mark(), Given: []centre.Given{{Material: "m", Digests: []string{"../x"}}}}, false},
		{"pages", &centre.Uploaded{Token: "t"}, &centre.Pages{Token: "t", Digests: []string{digest}}, true},
		{"pages of another door", &centre.Uploaded{Token: "t"}, &centre.Pages{Token: "u", Digests: []string{digest}}, false},
		{"an invitation", &centre.SignIn{}, &centre.Invitation{Token: "t", Address: "a", Match: "27", Until: 1}, true},
		{"an invitation without what to compare", &centre.SignIn{}, &centre.Invitation{Token: "t", Address: "a", Until: 1}, false},
		{"a phone is waited for", &centre.SignedIn{Token: "t"}, &centre.Proved{Of: "t", State: centre.Invited}, true},
		{"a phone has confirmed", &centre.SignedIn{Token: "t"}, &centre.Proved{Of: "t", State: centre.Confirmed, Person: &holder}, true},
		{"another phone has", &centre.SignedIn{Token: "t"}, &centre.Proved{Of: "u", State: centre.Confirmed, Person: &holder}, false},
		{"confirmed by nobody", &centre.Present{Code: "c"}, &centre.Proved{Of: "c", State: centre.Confirmed}, false},
		{"declined, and by whom", &centre.SignedIn{Token: "t"}, &centre.Proved{Of: "t", State: centre.Declined, Person: &holder}, false},
		{"confirmed by half a person", &centre.Present{Code: "c"}, &centre.Proved{Of: "c", State: centre.Confirmed, Person: &identity.Person{Document: identity.ResidentCard, Number: "1"}}, false},
		{"confirmed by a library card", &centre.Present{Code: "c"}, &centre.Proved{Of: "c", State: centre.Confirmed, Person: &identity.Person{Document: "library", Number: "1", Name: "n"}}, false},
		{"a state of no phone", &centre.Present{Code: "c"}, &centre.Proved{Of: "c", State: "gone"}, false},
		{"a code is sent", &centre.SendCode{Number: wang.Number}, &centre.CodeSent{Of: wang.Number, Token: "t", Until: 1}, true},
		{"a code is sent to another", &centre.SendCode{Number: wang.Number}, &centre.CodeSent{Of: li.Number, Token: "t", Until: 1}, false},
		{"a code is neither sent nor put off", &centre.SendCode{Number: wang.Number}, &centre.CodeSent{Of: wang.Number, Until: 1}, false},
		{"the code is right", &centre.TypeCode{Token: "t", Number: wang.Number}, &centre.Proved{Of: "t", State: centre.Confirmed, Person: &holder}, true},
		{"the code is another person's", &centre.TypeCode{Token: "t", Number: li.Number}, &centre.Proved{Of: "t", State: centre.Confirmed, Person: &holder}, false},
		{"how far it is", &centre.Track{Slip: slip}, &centre.Standing{Slip: slip, Stage: centre.Granted}, true},
		{"how far another is", &centre.Track{Slip: slip}, &centre.Standing{Slip: "x", Stage: centre.Granted}, false},
		{"when and where", &centre.Track{Slip: slip}, &centre.Standing{Slip: slip, Stage: centre.Received, Appointment: &centre.Appointment{When: catalog.Text{"en": "Friday"}}}, true},
		{"an appointment at no time", &centre.Track{Slip: slip}, &centre.Standing{Slip: slip, Stage: centre.Received, Appointment: &centre.Appointment{}}, false},
		{"a stage that is none", &centre.Track{Slip: slip}, &centre.Standing{Slip: slip, Stage: "lost"}, false},
		{"another's page", &centre.Matters{Subject: wang}, &centre.Page{Of: li.Mark()}, false},
		{"another's draft", &centre.Resume{Subject: wang}, &centre.Saved{Of: li.Mark(), Draft: centre.Draft{Code: "D"}}, false},
		{"half a door", &centre.Upload{}, &centre.Door{Token: "t"}, false},
		{"times of another field", &centre.Slots{Field: "a"}, &centre.Free{Field: "b"}, false},
	} {
		if err := centre.Check(c.q, c.a); (err == nil) != c.fits || err != nil && !errors.Is(err, centre.ErrAnswer) {
			t.Errorf("%s: Check = %v", c.why, err)
		}
	}
}

// An answer to one kind of question passes for none of another kind.
func TestCheckKnowsEveryKind(t *testing.T) {
	for _, q := range centre.Questions() {
		if err := centre.Check(q, nil); err == nil {
			t.Errorf("%s: nothing passed for an answer", q.Kind())
		}
	}
}

func TestDraftCodes(t *testing.T) {
	code := centre.NewDraftCode([]byte("0123456789ab"))
	if got, err := centre.ParseDraftCode(" " + strings.ToLower(string(code))); err != nil || got != code {
		t.Errorf("ParseDraftCode(%s) = %q, %v", code, got, err)
	}
	if _, err := catalog.ParseSlipNumber(string(code)); err == nil {
		t.Errorf("%s passes for a slip", code)
	}
	text := string(code)
	for _, s := range []string{"", "YX07-261122-0036-D", text[:len(text)-1] + "?", strings.Replace(text, text[2:3], "U", 1)} {
		if _, err := centre.ParseDraftCode(s); err == nil {
			t.Errorf("%q passes for a draft", s)
		}
	}
}

func FuzzParseDraftCode(f *testing.F) {
	f.Add("D-7K3M-Q9XW-PA2F-4")
	f.Fuzz(func(t *testing.T, s string) {
		if code, err := centre.ParseDraftCode(s); err == nil {
			if again, err := centre.ParseDraftCode(string(code)); err != nil || again != code {
				t.Errorf("%q is a code once, and not twice", s)
			}
		}
	})
}
