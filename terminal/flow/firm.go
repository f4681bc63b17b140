package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// FirmNumber is what is typed to say which firm it is.
func FirmNumber() catalog.Field { return catalog.Field{Key: "firm", Kind: catalog.CreditCode} }

// afterProof goes on behind the proof of a person: to the firm, where one applies. Without the centre
// nobody can say who may act for it; the department will ask.
func (t *turn) afterProof() {
	switch {
	case !t.Visit.Item.Identity.Firm:
		t.forward()
	case !t.Online:
		if t.Visit.Firm.Code != "" { // of before, and nobody was asked whether it is this one
			t.Visit.Firm = catalog.Enterprise{}
			t.forgetFirm()
		}
		t.forward()
	case t.Visit.Firm.Code != "":
		t.enter(FirmFound)
	default:
		t.enter(Firm)
	}
}

// firmShown asks the centre whose licence was shown.
func (t *turn) firmShown(e Scanned) {
	t.Touched, t.Waiting, t.Visit.Misread = t.Now, false, NoTrouble
	if len(e.Text) > centre.MostCode {
		t.waitFailed(CodeSpent)
		return
	}
	t.inquire(centre.ForProving, &centre.Represent{Subject: t.subject(), Licence: e.Text})
}

// represented takes the firm, or says why it is none of theirs.
func (t *turn) represented(r *centre.Represented) {
	t.Visit.FirmLack = r.Lack
	if r.Lack != centre.NoFirmLack {
		if t.Stage == Firm {
			t.waitFailed(NoTrouble)
		}
		return
	}
	t.Touched, t.Visit.Draft, t.Visit.Firm = t.Now, "", r.Firm
	t.enter(FirmFound)
}

func (t *turn) tapFirm(e Tap) {
	switch e.Do {
	case TypeIt:
		t.Visit.Draft, t.Visit.FirmLack = "", centre.NoFirmLack
		t.enter(FirmCode)
	case Pass:
		t.withoutFirm()
	case HandOver:
		t.handOver(catalog.OverRefusal)
	case Back:
		t.Visit.FirmLack = centre.NoFirmLack
		t.enter(Confirm)
	}
}

func (t *turn) tapFirmCode(e Tap) {
	f := FirmNumber()
	switch {
	case e.Do == Back:
		t.Visit.Draft, t.Visit.FirmLack = "", centre.NoFirmLack
		t.enter(Firm)
	case t.Visit.Inquiring:
	case e.Do == Pass:
		t.withoutFirm()
	case e.Do == HandOver:
		t.handOver(catalog.OverRefusal)
	case e.Do == Next:
		code := f.Value(t.Visit.Draft)
		problem := f.Validate(code, t.today())
		stoodBy := problem.Doubtful() && problem == t.Visit.Problem // an early code may fail its check, and be right
		if t.Visit.Problem = problem; problem == catalog.Fine || stoodBy {
			t.Visit.Problem = catalog.Fine
			t.Visit.FirmLack = centre.NoFirmLack
			t.inquire(centre.ForProving, &centre.Represent{Subject: t.subject(), Code: code})
		}
	default:
		t.Visit.FirmLack = centre.NoFirmLack
		t.draft(f, e)
	}
}

// withoutFirm goes on where the register does not answer: the code is typed in the form, and the
// department looks who may act.
func (t *turn) withoutFirm() {
	if t.Visit.Unanswered != NoTrouble || t.Visit.Misread == Elsewhere || t.Visit.Misread == NoCentre {
		t.Visit.Draft, t.Visit.FirmLack = "", centre.NoFirmLack
		t.forward()
	}
}

func (t *turn) tapFirmFound(e Tap) {
	switch e.Do {
	case Next:
		t.knowFirm()
		t.forward()
	case NotMyCard:
		t.Visit.Firm = catalog.Enterprise{}
		t.forgetFirm()
		t.enter(Firm)
	case Back:
		t.enter(Confirm)
	}
}

// knowFirm answers the questions for a firm's code: the person has shown which one it is.
func (t *turn) knowFirm() {
	t.forgetFirm()
	for _, f := range t.Visit.Item.Form {
		if f.Kind == catalog.CreditCode {
			t.Visit.Answers = append(t.Visit.Answers, catalog.Answer{Field: f.Key, Value: t.Visit.Firm.Code, From: catalog.FromRecord})
		}
	}
}

// forgetFirm takes those answers back.
func (t *turn) forgetFirm() {
	var codes []string
	for _, f := range t.Visit.Item.Form {
		if f.Kind == catalog.CreditCode {
			codes = append(codes, f.Key)
		}
	}
	t.Visit.Answers = slices.DeleteFunc(slices.Clone(t.Visit.Answers), func(a catalog.Answer) bool { return slices.Contains(codes, a.Field) })
}
