package view

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/identity"
	"yitiji/terminal/words"
)

// phones are the ways by which a phone proves whose it is.
func (d *draft) phones() Choice {
	return Choice{Style: List, Options: []Option{
		{Act: Act{Do: flow.UsePhone}, Title: d.say("sign-in.use"), Note: d.say("sign-in.use-note")},
		{Act: Act{Do: flow.UseText}, Title: d.say("text-to.use"), Note: d.say("text-to.use-note")},
	}}
}

// signIn shows the code by which a phone says whose it is, and how far it has come.
func (d *draft) signIn() {
	v := d.s.Visit
	d.button(flow.Back, "sign-in.card-instead")
	d.button(flow.Leave, "bar.leave")
	switch {
	case v.Invitation == nil && v.Unanswered != flow.NoTrouble:
		d.title("sign-in-trouble")
		d.main(Banner{Warn, d.trouble(v.Unanswered)})
		d.primary(flow.Retry, "bar.retry")
	case v.Invitation == nil:
		d.title("sign-in-asking")
		d.main(Busy{})
	case v.SignIn == centre.Declined, v.SignIn == centre.Spent:
		d.out.Mark = StopMark
		d.title("sign-in-" + string(v.SignIn))
		d.primary(flow.Retry, "sign-in.again")
	default:
		d.invitation(v.Invitation)
	}
}

func (d *draft) invitation(i *centre.Invitation) {
	with := words.With{"Match": i.Match, "Left": d.minutesTo(i.Until)}
	d.title("sign-in")
	d.main(Code{Content: i.Address, Amount: d.say("sign-in.match", with), Lines: []string{d.say("sign-in.step-1"), d.say("sign-in.step-2"), d.say("sign-in.left", with)}})
	switch {
	case d.s.Visit.Unanswered != flow.NoTrouble:
		d.main(Banner{Warn, d.say("sign-in.no-answer")})
	case d.s.Visit.SignIn == centre.Opened:
		d.main(Banner{Good, d.say("sign-in.opened", with)})
	}
	d.comforts()
}

// textTo asks for the number to whose phone a code shall be sent.
func (d *draft) textTo() {
	d.title("text-to")
	d.typed(flow.TextNumber(), "text-to.label", "")
	if s := d.s.Visit.Sent; s != nil && s.Wait > 0 {
		d.main(Banner{Warn, d.say("text-to.wait", words.With{"Seconds": s.Wait})})
	}
	d.primary(flow.Next, "text-to.send")
}

// textCode asks for the code that was sent.
func (d *draft) textCode() {
	d.title("text-code")
	if d.s.Visit.SignIn == centre.Spent {
		d.out.Mark = StopMark
		d.title("text-code-spent")
		d.button(flow.Back, "bar.back")
		d.button(flow.Leave, "bar.leave")
		d.primary(flow.Retry, "text-code.again")
		return
	}
	problem := ""
	if d.s.Visit.SignIn == centre.Wrong {
		problem = d.say("text-code.wrong")
	}
	d.typed(flow.TextedCode(), "text-code.label", problem)
	d.primary(flow.Next, "bar.next")
}

// typed is a field that belongs to no item, being typed; the centre may be looking at it.
func (d *draft) typed(f catalog.Field, label, problem string) {
	v := d.s.Visit
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	field := Field{Label: d.say(label), Value: f.Spaced(v.Draft), Problem: problem}
	if v.Draft == v.Claimed && v.Draft != "" { // it was handed in, and is not being typed
		field.Value = identity.MaskNumber(v.Draft)
	}
	if v.Problem != catalog.Fine {
		field.Problem = d.say("problem."+string(v.Problem), words.With{"Short": f.Lacks(v.Draft)})
	}
	d.main(field)
	switch {
	case v.Inquiring:
		d.main(Busy{})
	case v.Unanswered != flow.NoTrouble && d.s.Stage != flow.FirmCode: // which says more
		d.main(Banner{Warn, d.trouble(v.Unanswered)})
	}
	d.side(d.typewriter(f))
}
