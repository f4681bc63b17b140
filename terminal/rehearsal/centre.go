package rehearsal

import (
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
)

// answers are what the centre may say to the question that is asked, and that it may not
// be reached, nor those who would have to say it.
func (w *walk) answers(s flow.State, add func(string, flow.Event) *move) {
	say := func(name string, a centre.Answer) {
		add(name, flow.Told{Ticket: s.Ticket, Answer: a})
	}
	switch s.Stage {
	case flow.Identify, flow.SignIn, flow.TextTo, flow.TextCode:
		w.phones(s, say)
	case flow.Firm, flow.FirmCode:
		say("the firm is theirs", &centre.Represented{Firm: catalog.Enterprise{Code: someFirm, Name: "试演厂", Right: catalog.AsHead}})
		say("there is no such firm", &centre.Represented{Lack: centre.NoSuchFirm})
		say("they may not act for it", &centre.Represented{Lack: centre.NoRight})
	case flow.Materials:
		say("nothing is known", &centre.Known{})
		say("everything is known", w.everything())
	case flow.Filling:
		say("nothing is known yet", &centre.Facts{})
		say("all is known", w.facts())
	case flow.Phone:
		w.doors(s, say)
	case flow.Pay:
		w.payments(s, say)
	case flow.Asking:
		say("it is found", &centre.Finding{Rows: someRows(), Paper: somePaper()})
		say("nothing is found", &centre.Finding{None: true})
	case flow.Deciding:
		for _, stage := range []centre.Stage{centre.Granted, centre.Denied, centre.Handling} {
			say("the department says "+string(stage), &centre.Standing{Stage: stage, Official: "N", Paper: somePaper()})
		}
	case flow.Saving:
		say("it is saved", &centre.Saved{Draft: centre.Draft{Code: centre.NewDraftCode([]byte("7K3MQ9ZT2XFA"))}})
	case flow.Form:
		say("times are free", &centre.Free{Slots: []centre.Slot{{Key: "t1", Name: someText(), Left: 2}, {Key: "t2", Name: someText()}}})
		say("no time is free", &centre.Free{})
	}
	add("the centre is not reached", flow.NotTold{Ticket: s.Ticket, Trouble: flow.NoCentre})
	add("the department does not answer", flow.NotTold{Ticket: s.Ticket, Trouble: flow.Elsewhere})
}

// someFirm is nobody's credit code, of region 999999, with the right check character.
var someFirm = catalog.Field{Kind: catalog.CreditCode}.Sample("")

// phones are what a phone may say: who the first fitting card is of, that it is somebody who may not,
// or nothing.
func (w *walk) phones(s flow.State, say func(string, centre.Answer)) {
	if s.Stage == flow.TextTo {
		say("a code is sent", &centre.CodeSent{Token: "T"})
		say("a code was sent just now", &centre.CodeSent{Wait: 42})
		return
	}
	if s.Stage == flow.SignIn && s.Visit.Invitation == nil {
		say("a code is shown", &centre.Invitation{Token: "T", Address: "https://phone.example/id/T", Match: "27", Until: s.Now.Add(time.Hour).UnixMilli()})
		return
	}
	for _, c := range w.cards {
		say("a phone confirms instead of "+c.name, &centre.Proved{State: centre.Confirmed, Person: &c.person})
	}
	say("the code is over", &centre.Proved{State: centre.Spent})
	if s.Stage == flow.SignIn {
		say("the phone has opened it", &centre.Proved{State: centre.Opened})
		say("the phone declines", &centre.Proved{State: centre.Declined})
	}
	if s.Stage == flow.TextCode {
		say("it is another code", &centre.Proved{State: centre.Wrong})
	}
}

// everything is a person who has every certificate, and has given everything before.
func (w *walk) everything() *centre.Known {
	k := &centre.Known{}
	for _, m := range w.Item.Materials {
		if m.Certificate != "" {
			k.Certificates = append(k.Certificates, centre.Certificate{Type: m.Certificate, Identifier: "C", Name: "C", Issuer: "I"})
		}
		if slices.Contains(m.From, catalog.ByReuse) {
			k.Given = append(k.Given, centre.Given{Material: m.Key, At: "2026-01-01", Digests: []string{"d"}})
		}
	}
	return k
}

// facts are right answers to all that may be known.
func (w *walk) facts() *centre.Facts {
	f := &centre.Facts{Values: map[catalog.Prefill]string{}}
	for _, field := range w.Item.Form {
		if field.Prefill != "" {
			f.Values[field.Prefill] = field.Sample(catalog.Day(w.Start.Format(time.DateOnly)))
		}
	}
	return f
}

func (w *walk) doors(s flow.State, say func(string, centre.Answer)) {
	if s.Visit.Door == nil {
		say("a door for the phone", &centre.Door{Token: "T", Address: "https://centre.example/u/T"})
		return
	}
	say("nothing has come yet", &centre.Pages{})
	say("a page has come", &centre.Pages{Digests: []string{"d"}})
	say("that was all", &centre.Pages{Digests: []string{"d"}, Done: true})
	say("the door is closed", &centre.Pages{Closed: true})
}

func (w *walk) payments(s flow.State, say func(string, centre.Answer)) {
	if s.Visit.Order == nil {
		say("an order", &centre.Order{Number: "O", Amount: 100, Code: "pay:O", Until: s.Now.UnixMilli() + 1})
		say("nothing to pay", &centre.Order{})
		return
	}
	for _, state := range []centre.PaymentState{centre.Unpaid, centre.PaidUp, centre.Lapsed, centre.Refused, centre.Refunded} {
		say("the order is "+string(state), &centre.Paid{State: state, Receipt: "R"})
	}
}

func someText() catalog.Text { return catalog.Text{catalog.Chinese: "一", catalog.English: "one"} }

func someRows() []centre.Row { return []centre.Row{{Label: someText(), Value: "1"}} }

func somePaper() *centre.Paper {
	return &centre.Paper{Name: someText(), Number: "N", Format: "application/pdf", Sheets: 1}
}
