package view

import (
	"yitiji/terminal/flow"
	"yitiji/terminal/identity"
	"yitiji/terminal/words"
)

func (d *draft) identify() {
	d.await("identify", CardOnReader)
}

// await asks for something to be laid down, and says why the last try failed and
// where there is help.
func (d *draft) await(name string, picture Picture) {
	d.main(Hero{Heading: d.say(name + ".heading"), Text: d.say(name + ".lead"), Picture: picture})
	if t := d.s.Visit.Misread; t != flow.NoTrouble {
		d.main(Banner{Warn, d.trouble(t)})
	} else if d.s.Stage == flow.Identify && d.s.Now.Sub(d.s.Since) >= flow.HintAfter {
		d.main(Banner{Plain, d.say("identify.lift-first")})
	}
	d.side(Heading{d.say(name + ".help")}, Text{d.say(name+".help-note", d.hotline())})
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
}

func (d *draft) confirm() {
	p := d.s.Visit.Person
	d.title("confirm")
	age, _ := identity.Age(p.Birth, d.s.Now.Format("2006-01-02"))
	valid := p.ValidTo
	if valid == "" {
		valid = d.say("confirm.long-term")
	}
	card := func(name, value string) Fact {
		return Fact{Label: d.say("confirm." + name), Value: value, From: d.say("confirm.from-card")}
	}
	d.main(Facts{[]Fact{
		card("name", identity.MaskName(p.Name)),
		card("sex", d.say("sex."+p.Sex)),
		card("birth", d.say("confirm.age", words.With{"Birth": maskBirth(p.Birth), "Age": age})),
		card("number", identity.MaskNumber(p.Number)),
		card("address", p.Address),
		card("valid", valid),
	}})
	d.button(flow.NotMyCard, "confirm.another-card")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
	d.primary(flow.Next, "confirm.yes")
}

// maskBirth leaves the year, which is what eligibility turns on.
func maskBirth(birth string) string {
	if len(birth) < 4 {
		return ""
	}
	return birth[:4] + "-**-**"
}

func (d *draft) refused() {
	v := d.s.Visit
	name := "refused." + string(v.Refusal)
	with := words.With{"Item": v.Item.Name.In(d.w.Lang), "Date": v.Person.ValidTo}
	d.out.Mark = StopMark
	d.out.Heading, d.out.Lead = d.say(name, with), v.Unfit.In(d.w.Lang)
	if v.Refusal != flow.Unfit {
		d.out.Lead = d.say(name+"-lead", with)
	}
	d.main(Banner{Plain, d.say("refused.help", d.hotline())})
	d.button(flow.Leave, "bar.leave")
	if v.Refusal == flow.NoNumber {
		d.primary(flow.Another, "refused.other-service")
		return
	}
	d.button(flow.Another, "refused.other-service")
	d.button(flow.HandOver, "bar.hand-over")
	if _, answered := v.Current(); answered {
		d.primary(flow.Edit, "refused.other-answer")
		return
	}
	d.primary(flow.NotMyCard, "refused.other-card")
}
