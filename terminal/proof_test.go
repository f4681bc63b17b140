package terminal_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/identity"
)

// pageReader is a reader of travel documents that remembers how many wait at it.
type pageReader struct {
	documents chan any // drivers.TravelDocument or error
	waiting   int
}

func (r *pageReader) Read(ctx context.Context) (drivers.TravelDocument, error) {
	r.waiting++
	defer func() { r.waiting-- }()
	select {
	case d := <-r.documents:
		if err, bad := d.(error); bad {
			return drivers.TravelDocument{}, err
		}
		return d.(drivers.TravelDocument), nil
	case <-ctx.Done():
		return drivers.TravelDocument{}, ctx.Err()
	}
}

func (*pageReader) Status(context.Context) drivers.Status {
	return drivers.Status{State: drivers.Online}
}
func (*pageReader) Close() error { return nil }

func utopian() drivers.TravelDocument {
	return drivers.TravelDocument{
		Code: "P", State: "UTO", Number: "U99912345", Surname: "LINDQVIST", GivenNames: "ASTRID MAJ", Nationality: "UTO",
		Birth: drivers.Date{Year: 1958, Month: 2, Day: 11}, Sex: "2", Expiry: drivers.Date{Year: 2031, Month: 2, Day: 10},
	}
}

// cardSlot is a slot for social-security cards.
type cardSlot chan drivers.SocialCard

func (s cardSlot) Read(ctx context.Context) (drivers.SocialCard, error) {
	select {
	case c := <-s:
		return c, nil
	case <-ctx.Done():
		return drivers.SocialCard{}, ctx.Err()
	}
}

func (cardSlot) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (cardSlot) Close() error                          { return nil }

func insured() drivers.SocialCard {
	lin := card()
	return drivers.SocialCard{
		CardID: "0123456789ABCDEF0123456789ABCDEF", CardNumber: "A99999999", Number: lin.Number, Name: lin.Name, Sex: lin.Sex,
		Nation: lin.Nation, Birthplace: "999999", Birth: lin.Birth, Expires: drivers.Date{Year: 2031, Month: 2, Day: 10},
	}
}

// toProof goes to where any document is waited for.
func toProof(t *testing.T) (*bench, *pageReader) {
	t.Helper()
	b, r, _ := toProofWithSlot(t)
	return b, r
}

func toProofWithSlot(t *testing.T) (*bench, *pageReader, cardSlot) {
	t.Helper()
	r, slot := &pageReader{documents: make(chan any)}, make(cardSlot)
	b := serveWith(t, &journal{}, func(o *terminal.Options) {
		o.Travel, o.Social = r, slot
		o.Others = map[catalog.Device]terminal.Device{catalog.PassportReader: r, catalog.SocialCardSlot: slot}
	})
	b.tap(flow.Begin)
	b.tap(flow.Open, flowtest.Lawyer)
	b.tap(flow.Next)
	b.at(flow.Identify)
	return b, r, slot
}

func TestWhateverIsLaidDownFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, r, slot := toProofWithSlot(t)
		r.documents <- utopian()
		if p := b.at(flow.Confirm).Visit.Person; p != flowtest.Astrid() {
			t.Errorf("the passport says %+v", p)
		}
		select {
		case b.cards <- card():
			t.Error("a card is still waited for")
		default:
		}
		b.tap(flow.NotMyCard)
		b.at(flow.Identify)
		slot <- insured()
		if p := b.at(flow.Confirm).Visit.Person; p.Document != identity.SocialCard || p.Name != flowtest.Lin().Name || p.ValidTo != "2031-02-10" {
			t.Errorf("the social-security card says %+v", p)
		}
		b.tap(flow.NotMyCard)
		b.at(flow.Identify)
		b.cards <- card()
		if p := b.at(flow.Confirm).Visit.Person; p.Document != identity.ResidentCard {
			t.Errorf("the card says %+v", p)
		}
		if r.waiting != 0 {
			t.Errorf("%d still wait for a passport", r.waiting)
		}
	})
}

// What no reader here can use is said, and both are waited for again.
func TestADocumentOfNoUse(t *testing.T) {
	for why, laid := range map[flow.Trouble]any{
		flow.WrongCard: drivers.TravelDocument{Code: "V", State: "UTO", Number: "1", Surname: "X"},
		flow.Misread:   &drivers.Fault{Kind: drivers.Misread},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, r := toProof(t)
			r.documents <- laid
			if got := b.at(flow.Identify).Visit.Misread; got != why {
				t.Errorf("it says %q, want %q", got, why)
			}
			b.cards <- card() // as soon as it is waited for again
			b.at(flow.Confirm)
		})
	}
}

func TestWhichZoneIsWhichDocument(t *testing.T) {
	permit := func(code, state, number string) drivers.TravelDocument {
		d := utopian()
		d.Code, d.State, d.Number = code, state, number
		return d
	}
	for _, c := range []struct {
		d    drivers.TravelDocument
		want identity.Document
	}{
		{permit("P", "UTO", "U99912345"), identity.Passport},
		{permit("PD", "UTO", "U99912345"), identity.Passport},
		{permit("C", "CHN", "H99912345"), identity.HomeReturnPermit},
		{permit("CR", "CHN", "M9991234501"), identity.HomeReturnPermit},
		{permit("CT", "CHN", "99912345"), identity.TaiwanPermit},
		{permit("CS", "CHN", "C99912345"), ""},
		{permit("C", "UTO", "H99912345"), ""},
		{permit("I", "UTO", "U99912345"), ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, r := toProof(t)
			r.documents <- c.d
			s := b.state()
			if got := s.Visit.Person.Document; got != c.want {
				t.Errorf("%s of %s, %s is %q, want %q", c.d.Code, c.d.State, c.d.Number, got, c.want)
			}
		})
	}
}

// A birthday that the document does not know is none, and not another one.
func TestABirthdayThatIsNotKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, r := toProof(t)
		d := utopian()
		d.Birth.Day = 0
		r.documents <- d
		if v := b.at(flow.Refused).Visit; v.Refusal != flow.NoBirth {
			t.Errorf("it is refused for %q, with %q", v.Refusal, v.Person.Birth)
		}
	})
}

// The code of a phone is read where documents are, whichever comes first, and whose it is the centre
// says.
func TestAPhoneBeforeTheScanner(t *testing.T) {
	for _, c := range []struct {
		why  string
		says any
		at   flow.Stage
		want flow.Trouble
	}{
		{"somebody's", &centre.Proved{State: centre.Confirmed, Person: &vouched}, flow.Confirm, flow.NoTrouble},
		{"nobody's", &centre.Proved{State: centre.Spent}, flow.Identify, flow.CodeSpent},
		{"the accounts do not answer", terminal.ErrElsewhere, flow.Identify, flow.Elsewhere},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := serveWith(t, &journal{}, func(o *terminal.Options) {
				audited(o)
				o.Phones, o.Centre = true, answers{centre.AsksPresent: c.says}
			})
			b.tap(flow.Begin)
			b.tap(flow.Open, flowtest.Lawyer)
			b.tap(flow.Next)
			b.at(flow.Identify)
			b.codes <- drivers.Scan{Text: "999999ID"}
			if got := b.at(c.at).Visit; got.Misread != c.want || got.Personal() != (c.at == flow.Confirm) {
				t.Errorf("%s: %q of %+v", c.why, got.Misread, got.Proof)
			}
			switch c.want {
			case flow.NoTrouble:
				b.tap(flow.Next)
				b.want("consent.given", "identity.proved")
				if d := b.journal.auditor.of(t, terminal.IdentityProved); d.Detail["way"] != "phone" || d.Detail["assurance"] != "code" {
					t.Errorf("proved: %+v", d)
				}
			case flow.CodeSpent:
				b.want("consent.given", "identity.refused code-spent")
			}
		})
	}
}

var vouched = flowtest.Vouched()

// Who declines on the phone is written down as that.
func TestAPhoneThatDeclines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serveWith(t, &journal{}, func(o *terminal.Options) {
			audited(o)
			o.Phones, o.Centre = true, answers{
				centre.AsksSignIn:   &centre.Invitation{Token: "T", Address: "a", Match: "27", Until: 1},
				centre.AsksSignedIn: &centre.Proved{Of: "T", State: centre.Declined},
			}
		})
		b.tap(flow.Begin)
		b.tap(flow.Open, flowtest.Lawyer)
		b.tap(flow.Next)
		b.at(flow.Identify)
		b.tap(flow.UsePhone)
		b.at(flow.SignIn)
		time.Sleep(flow.PollEvery + 2*time.Second)
		b.want("consent.given", "identity.refused declined")
	})
}
