package view

import (
	"cmp"
	"slices"
	"strings"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/identity"
	"yitiji/terminal/words"
)

// papers are the nouns for what was shown in the visit, and for what can be shown for the item.
func (d *draft) papers() words.With {
	v := d.s.Visit
	var accepted []string
	if v.Item != nil {
		readers := d.s.Readers()
		for _, document := range identity.Documents() {
			noun := d.w.Say("document-noun." + string(document))
			if v.Item.Identity.Accepts(document) && slices.Contains(readers, catalog.ReaderOf(document)) && !slices.Contains(accepted, noun) {
				accepted = append(accepted, noun)
			}
		}
	}
	shown := cmp.Or(v.Person.Document, v.Shown, "any")
	document := d.w.Say("document-noun." + string(shown))
	taken := document
	if v.Agent.Acts() {
		taken = d.w.Say("document-noun.both")
	}
	return words.With{
		"Document": document, "Taken": taken,
		"Accepted": strings.Join(accepted, d.w.Say("document-noun.and")),
	}
}

func (d *draft) identify() {
	if d.s.Visit.StepUp {
		d.main(Banner{Plain, d.say("identify.step-up")})
	}
	if d.s.Visit.Agent.Acts() {
		d.identifyFor(d.s.Visit.Agent)
		return
	}
	readers, phone := d.s.Readers(), d.s.PhoneServes(d.s.Visit.Item)
	switch {
	case d.s.Visit.Inquiring:
		d.title("identify-checking")
		d.main(Busy{})
		d.button(flow.Back, "bar.back")
		d.button(flow.Leave, "bar.leave")
	case slices.Equal(readers, []catalog.Device{catalog.CardReader}) && !phone:
		d.await("identify", d.say("identify.lead"), CardOnReader)
	default:
		d.await("identify-any", d.showable(readers), d.readerPicture(readers))
	}
}

// identifyFor asks for the agent's document, and then for that of the person for whom they act.
func (d *draft) identifyFor(a identity.Agent) {
	if a.Awaited() {
		d.await("identify-agent", d.say("identify-agent.lead"), CardOnReader)
		return
	}
	d.await("identify-other", d.say("identify-other.lead", words.With{"Agent": identity.MaskName(a.Person.Name)}), CardOnReader)
}

// acting are the roles in which one may act for another.
func (d *draft) acting() {
	roles := d.s.Visit.Item.Identity.Acting
	if len(roles) == 0 || d.s.Visit.Agent.Acts() {
		return
	}
	c := Choice{Style: Grid}
	for _, role := range roles {
		c.Options = append(c.Options, Option{Act: Act{flow.ActFor, string(role)}, Title: d.say("acting.as." + string(role))})
	}
	d.side(Heading{d.say("acting.heading")}, c)
}

// agent is who acts for the person, where somebody does.
func (d *draft) agent() []Fact {
	a := d.s.Visit.Agent
	if !a.Proved() {
		return nil
	}
	return []Fact{{Label: d.say("acting.label." + string(a.Role)), Value: identity.MaskName(a.Person.Name)}}
}

// showable says what can be shown, and where, one sentence for each place.
func (d *draft) showable(readers []catalog.Device) string {
	if d.s.ScansPhones() {
		readers = append(readers, catalog.CodeScanner)
	}
	var lead []string
	for _, r := range readers {
		lead = append(lead, d.say("identify-any.lead."+string(r)))
	}
	return strings.Join(lead, "\n")
}

func (d *draft) readerPicture(readers []catalog.Device) Picture {
	switch {
	case len(readers) == 0:
		return CodeOnWindow
	case !slices.Contains(readers, catalog.CardReader):
		return BookOnReader
	}
	return EitherReader
}

// await asks for something to be laid down, and says why the last try failed and
// where there is help.
func (d *draft) await(name, lead string, picture Picture) {
	d.main(Hero{Heading: d.say(name + ".heading"), Text: lead, Picture: picture})
	if t := d.s.Visit.Misread; t != flow.NoTrouble {
		d.main(Banner{Warn, d.trouble(t)})
	} else if d.s.Stage == flow.Identify && d.s.Now.Sub(d.s.Since) >= flow.HintAfter {
		d.main(Banner{Plain, d.say(name + ".lift-first")})
	}
	where, _, _ := strings.Cut(name, "-")
	d.side(Heading{d.say(name + ".help")})
	if d.s.Stage == flow.Identify && d.s.PhoneServes(d.s.Visit.Item) {
		d.side(d.phones())
	}
	d.side(Text{d.say(where+".help-note", d.hotline())})
	if d.s.Stage == flow.Identify {
		d.acting()
	}
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
}

func (d *draft) confirm() {
	p := d.s.Visit.Person
	d.title("confirm")
	phone := !d.s.Visit.HasDocument()
	if d.s.Visit.Agent.Acts() {
		d.out.Heading = d.say("confirm-other.heading")
		d.out.Lead = d.say("confirm-other.lead", words.With{"Agent": identity.MaskName(d.s.Visit.Agent.Person.Name)})
	}
	if phone {
		d.out.Lead = d.say("confirm.lead-phone")
	}
	age, _ := identity.Age(p.Birth, d.s.Now.Format("2006-01-02"))
	valid := p.ValidTo
	if valid == "" && !phone {
		valid = d.say("confirm.long-term")
	}
	card := func(name, value string) Fact {
		return Fact{Label: d.say("confirm." + name), Value: value, From: d.proof()}
	}
	rows := []Fact{
		card("name", identity.MaskName(p.Name)),
		card("sex", d.say("sex."+p.Sex)),
		card("birth", d.say("confirm.age", words.With{"Birth": maskBirth(p.Birth), "Age": age})),
		card("number", identity.MaskNumber(p.Number)),
		card("country", p.Country),
		card("address", p.Address),
		card("valid", valid),
	}
	d.main(Facts{slices.DeleteFunc(rows, func(f Fact) bool { return f.Value == "" })})
	if phone {
		d.button(flow.NotMyCard, "confirm.another-person")
	} else {
		d.button(flow.NotMyCard, "confirm.another-card")
	}
	d.button(flow.Leave, "bar.leave")
	d.comforts()
	if d.s.Visit.Agent.Acts() {
		d.primary(flow.Next, "confirm-other.yes")
		return
	}
	d.primary(flow.Next, "confirm.yes")
}

// proof names what says who the person is.
func (d *draft) proof() string {
	switch v := d.s.Visit; {
	case !v.HasDocument():
		return d.say("confirm.from-phone")
	case v.Agent.Acts():
		return d.say("confirm-other.from-card")
	}
	return d.say("confirm.from-card")
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
	with := words.With{"Item": v.Item.Name.In(d.w.Lang), "Date": v.Person.ValidTo, "From": v.Person.ValidFrom}
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
