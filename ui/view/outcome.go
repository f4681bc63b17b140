package view

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// asking waits for what the centre looks up.
func (d *draft) asking() {
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.out.Mark = WaitMark
	if d.unanswered("asking", "asking-trouble") {
		d.out.Mark = StopMark
		d.button(flow.HandOver, "bar.hand-over")
		d.primary(flow.Retry, "bar.retry")
	}
}

// result shows what came of it: what was found, decided or calculated.
func (d *draft) result() {
	v := d.s.Visit
	switch {
	case v.Standing != nil:
		d.decided()
	case v.Finding != nil:
		d.found()
	default:
		d.informed()
	}
	d.paper()
	d.resultBar()
}

// decided is what the department said at once.
func (d *draft) decided() {
	st := d.s.Visit.Standing
	d.out.Mark = DoneMark
	name := "result." + string(st.Stage)
	if st.Stage == centre.Denied || st.Stage == centre.NotTaken || st.Stage == centre.Withdrawn {
		d.out.Mark = StopMark
	}
	d.out.Heading, d.out.Lead = d.say(name), st.Note.In(d.w.Lang)
	rows := []Fact{{Label: d.say("result.official"), Value: d.s.Visit.Official}}
	d.main(Facts{rows})
	d.card()
}

// found is what was looked up.
func (d *draft) found() {
	f := d.s.Visit.Finding
	d.out.Heading, d.out.Lead = d.say("result.found"), f.Note.In(d.w.Lang)
	if f.None {
		d.out.Heading = d.say("result.none")
	}
	d.main(d.parts(f.Rows)...)
}

// parts are rows under their headings.
func (d *draft) parts(rows []centre.Row) []Element {
	var out []Element
	var facts []Fact
	flush := func() {
		if len(facts) > 0 {
			out = append(out, Facts{facts})
		}
		facts = nil
	}
	for _, r := range rows {
		if r.Part {
			flush()
			out = append(out, Heading{r.Label.In(d.w.Lang)})
			continue
		}
		facts = append(facts, Fact{Label: r.Label.In(d.w.Lang), Value: r.Value})
	}
	flush()
	return out
}

func (d *draft) rows(rows []centre.Row) []Fact {
	var out []Fact
	for _, r := range rows {
		out = append(out, Fact{Label: r.Label.In(d.w.Lang), Value: r.Value})
	}
	return out
}

// informed is what the terminal tells by itself.
func (d *draft) informed() {
	it := d.s.Visit.Item
	facts := catalog.Facts{Person: d.s.Visit.Person, Answers: d.s.Visit.Answers, Today: d.today()}
	d.out.Heading = it.Result.Name.In(d.w.Lang)
	if len(it.Sums) > 0 {
		d.sums(it, facts)
	}
	for _, r := range it.Reading {
		if it.Tells(r, facts) {
			d.main(Heading{r.Heading.In(d.w.Lang)}, Text{r.Text.In(d.w.Lang)})
		}
	}
}

func (d *draft) sums(it *catalog.Item, facts catalog.Facts) {
	var rows []Fact
	var total catalog.Fen
	for _, s := range it.Sums {
		amount, ok := it.Amount(s, facts)
		if !ok {
			continue
		}
		total += amount
		rows = append(rows, Fact{Label: s.Label.In(d.w.Lang), Value: d.say("result.yuan", words.With{"Yuan": amount.Yuan()}), From: s.Note.In(d.w.Lang)})
	}
	d.out.Heading = d.say("result.total", words.With{"What": it.Result.Name.In(d.w.Lang), "Yuan": total.Yuan()})
	d.out.Lead = d.say("result.estimate")
	d.main(Facts{rows})
}

// paper offers the document, or says why it cannot be printed here.
func (d *draft) paper() {
	v := d.s.Visit
	if v.Paper == nil {
		return
	}
	switch {
	case v.Trouble != flow.NoTrouble:
		d.side(Banner{Warn, d.trouble(v.Trouble)})
	case v.PaperOut:
		d.side(Banner{Good, d.say("result.take-paper")})
	case d.printerClosed():
		d.side(Banner{Plain, d.say("result.no-printer")})
	default:
		d.side(Banner{Plain, d.say("result.can-print", words.With{"Sheets": max(1, v.Paper.Sheets)})})
	}
}

func (d *draft) printerClosed() bool { return d.s.Shut(catalog.DocumentPrinter) }

// resultBar is the way on: print where there is something to print, else go on.
func (d *draft) resultBar() {
	v := d.s.Visit
	if v.Slip == "" {
		d.button(flow.Back, "bar.back")
	}
	d.button(flow.Leave, "bar.leave")
	canPrint := v.Paper != nil && !d.printerClosed()
	on := "bar.finish"
	if v.Slip != "" { // the card and the slip are still to come
		on = "bar.next"
	}
	switch {
	case canPrint && !v.PaperOut:
		d.button(flow.Next, "result.without")
		print := "result.print"
		if v.PaperCopies > 0 || v.Trouble != flow.NoTrouble {
			print = "result.print-again"
		}
		d.primary(flow.PrintIt, print)
	case canPrint:
		d.button(flow.PrintIt, "result.print-again")
		d.primary(flow.Next, on)
	default:
		d.primary(flow.Next, on)
	}
}

// sheets is a paper on its way.
func (d *draft) sheets() {
	d.main(Hero{Heading: d.say("sheets.heading"), Text: d.say("sheets.lead"), Picture: PaperFromTray}, Busy{})
}

// dispensing is a card on its way.
func (d *draft) dispensing() {
	d.main(Hero{Heading: d.say("dispensing.heading"), Text: d.say("dispensing.lead"), Picture: CardTaken}, Busy{})
}
