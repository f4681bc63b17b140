package view

import (
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
)

// firm asks for the firm's electronic licence.
func (d *draft) firm() {
	v := d.s.Visit
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	if v.Inquiring {
		d.title("firm-checking")
		d.main(Busy{})
		return
	}
	d.main(Hero{Heading: d.say("firm.heading"), Text: d.say("firm.lead"), Picture: CodeOnWindow})
	d.firmTrouble(v.Misread)
	d.side(Heading{d.say("firm.help")}, Choice{Style: List, Options: []Option{
		{Act: Act{Do: flow.TypeIt}, Title: d.say("firm.type"), Note: d.say("firm.type-note")},
	}})
	d.comforts()
}

// firmTrouble says why a firm is none of theirs, or why nobody knows, and what is left to do.
func (d *draft) firmTrouble(t flow.Trouble) {
	switch {
	case d.s.Visit.FirmLack != centre.NoFirmLack:
		d.main(Banner{Warn, d.say("firm.lack." + string(d.s.Visit.FirmLack))})
		d.button(flow.HandOver, "bar.hand-over")
	case t == flow.NoCentre, t == flow.Elsewhere:
		d.main(Banner{Warn, d.say("firm.no-register")})
		d.button(flow.Pass, "firm.pass")
	case t != flow.NoTrouble:
		d.main(Banner{Warn, d.trouble(t)})
	}
}

// firmCode asks for the firm's credit code.
func (d *draft) firmCode() {
	d.title("firm-code")
	d.typed(flow.FirmNumber(), "firm-code.label", "")
	if !d.s.Visit.Inquiring {
		d.firmTrouble(d.s.Visit.Unanswered)
	}
	d.primary(flow.Next, "bar.next")
}

// firmFound asks whether it is this firm.
func (d *draft) firmFound() {
	f := d.s.Visit.Firm
	d.title("firm-found")
	d.main(Facts{[]Fact{
		{Label: d.say("firm-found.name"), Value: f.Name},
		{Label: d.say("firm-found.code"), Value: flow.FirmNumber().Spaced(f.Code)},
		{Label: d.say("firm-found.right"), Value: d.say("firm-found." + string(f.Right))},
	}})
	d.button(flow.NotMyCard, "firm-found.another")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
	d.primary(flow.Next, "firm-found.yes")
}
