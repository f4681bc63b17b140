package view

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/identity"
	"yitiji/terminal/words"
)

func (d *draft) form() {
	f, ok := d.s.Visit.Current()
	if !ok {
		return
	}
	d.out.Heading, d.out.Lead = f.Ask.In(d.w.Lang), f.Why.In(d.w.Lang)
	switch f.Kind {
	case catalog.Choice:
		d.choiceField(f)
	case catalog.Words:
		d.wordsField(f)
	case catalog.Slot:
		d.slotField(f)
	default:
		d.typedField(f)
	}
	d.formBar(f)
}

func (d *draft) formBar(f catalog.Field) {
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	if len(f.Optional) > 0 {
		d.out.Bar = append(d.out.Bar, Button{Act: Act{Do: flow.Pass}, Text: f.Optional.In(d.w.Lang)})
	}
	if f.Kind == catalog.Slot && !d.s.Visit.Inquiring && (d.s.Visit.Free == nil || len(d.s.Visit.Free.Slots) == 0) {
		d.button(flow.HandOver, "bar.hand-over")
		d.primary(flow.Retry, "bar.retry")
		return
	}
	switch {
	case f.Picked() && d.s.Visit.Draft == "": // picking goes on by itself
	case d.s.Visit.Editing:
		d.primary(flow.Next, "form.save")
	default:
		d.primary(flow.Next, "bar.next")
	}
}

func (d *draft) choiceField(f catalog.Field) {
	c := Choice{Style: List}
	if len(f.Options) > 4 {
		c.Style = Grid
	}
	for _, o := range f.Options {
		opt := Option{Act: Act{flow.Pick, o.Key}, Title: o.Name.In(d.w.Lang), Chosen: d.s.Visit.Draft == o.Key}
		if o.Show == "address" {
			opt.Note = d.s.Visit.Person.Address
		}
		c.Options = append(c.Options, opt)
	}
	d.main(c)
}

func (d *draft) typedField(f catalog.Field) {
	v := d.s.Visit
	field := Field{Label: f.Label.In(d.w.Lang), Value: f.Spaced(v.Draft), Unit: f.Unit.In(d.w.Lang)}
	if v.Problem != catalog.Fine {
		field.Problem = d.say("problem."+string(v.Problem), words.With{"Short": f.Lacks(v.Draft)})
	}
	d.main(field)
	if who := d.who(); len(who) > 0 && !v.Large { // large type needs the room
		d.main(Facts{who})
	}
	d.side(d.typewriter(f))
}

// typewriter is on what a field of a fixed form is typed.
func (d *draft) typewriter(f catalog.Field) Element {
	left := Button{Act: Act{Do: flow.Clear}, Text: d.say("form.clear")}
	switch f.Kind {
	case catalog.CreditCode:
		return d.codeboard()
	case catalog.IDNumber:
		left = Button{Act: Act{flow.Key, "X"}, Text: "X", Primary: true}
	}
	return Keypad{Left: left, Erase: d.say("form.erase")}
}

// wordsField is written on a keyboard.
func (d *draft) wordsField(f catalog.Field) {
	v := d.s.Visit
	field := Field{Label: f.Label.In(d.w.Lang), Value: v.Draft, Letters: v.Typing.Letters}
	if v.Problem != catalog.Fine {
		name := "problem." + string(v.Problem)
		if d.w.Knows(name + "-words") {
			name += "-words"
		}
		field.Problem = d.say(name, words.With{"Short": f.Lacks(v.Draft)})
	}
	d.main(field)
	d.side(d.keyboard())
}

// slotField offers the times that are free.
func (d *draft) slotField(catalog.Field) {
	v := d.s.Visit
	switch {
	case v.Inquiring:
		d.main(Busy{})
		return
	case v.Free == nil:
		d.main(Banner{Warn, d.trouble(v.Unanswered)})
		return
	case len(v.Free.Slots) == 0:
		d.main(Banner{Warn, d.say("slot.none", d.hotline())})
		return
	}
	c := Choice{Style: Grid}
	for _, s := range v.Free.Slots {
		o := Option{
			Act: Act{flow.Pick, s.Key}, Title: s.Name.In(d.w.Lang), Chosen: v.Draft == s.Key, Closed: s.Left == 0,
			Note: d.say("slot.left", words.With{"Left": s.Left}),
		}
		if o.Closed {
			o.Note = d.say("slot.full")
		}
		c.Options = append(c.Options, o)
	}
	d.main(c)
}

// who reminds of whose application it is.
func (d *draft) who() []Fact {
	if !d.s.Visit.Personal() {
		return nil
	}
	return []Fact{{
		Label: d.say("confirm.name"), Value: identity.MaskName(d.s.Visit.Person.Name),
		From: d.proof(),
	}}
}

func (d *draft) review() {
	d.title("review")
	v := d.s.Visit
	if v.Trouble != flow.NoTrouble {
		d.main(Banner{Warn, d.trouble(v.Trouble)})
	} else if !d.s.Online {
		d.main(Banner{Warn, d.say("review.offline")})
	}
	rows := d.who()
	if v.Personal() {
		rows = append(rows, Fact{
			Label: d.say("confirm.number"), Value: identity.MaskNumber(v.Person.Number), From: d.proof(),
		})
	}
	rows = append(rows, d.agent()...)
	if v.Item.Identity.Firm && v.Firm.Code != "" {
		rows = append(rows, Fact{Label: d.say("firm-found.name"), Value: v.Firm.Name, From: d.say("firm-found.from")})
	}
	for _, f := range v.Item.Asked(v.Answers) {
		rows = append(rows, d.reviewRow(f))
	}
	d.main(Facts{rows})
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	if v.Trouble != flow.NoTrouble {
		d.primary(flow.Retry, "bar.retry")
		return
	}
	d.primary(flow.Next, "review.submit")
}

func (d *draft) reviewRow(f catalog.Field) Fact {
	value, _ := d.s.Visit.Answer(f.Key)
	row := Fact{
		Label: f.Label.In(d.w.Lang), Value: d.shown(f, value),
		Act: Act{flow.Edit, f.Key}, Do: d.say("review.edit"),
	}
	if d.s.Visit.FromRecord(f.Key) {
		row.From = d.say("review.from-record")
	}
	return row
}

// filling is while what is known already is fetched.
func (d *draft) filling() {
	d.title("filling")
	d.main(Busy{})
	d.button(flow.Leave, "bar.leave")
}

// shown is a value as its giver reads it back. The end of a number is enough to
// recognise it, and all that a bystander may see.
func (d *draft) shown(f catalog.Field, value string) string {
	o, isOption := f.Option(value)
	switch {
	case value == "":
		return d.say("review.none")
	case isOption:
		return o.Name.In(d.w.Lang)
	case f.Kind == catalog.Slot:
		return d.slotName(value)
	case f.Mask:
		return identity.MaskTail(value)
	}
	return f.Spaced(value)
}

// slotName is a time as the centre worded it.
func (d *draft) slotName(key string) string {
	if s := d.s.Visit.Booked; s.Key == key {
		return s.Name.In(d.w.Lang)
	}
	return key
}
