package view

import (
	"strconv"

	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

func (d *draft) working() {
	d.title(string(d.s.Stage))
	d.out.Mark = WaitMark
	if d.s.Stage == flow.Printing {
		d.main(Hero{Heading: d.out.Heading, Text: d.out.Lead, Picture: SlipFromSlot})
		d.out.Heading, d.out.Lead, d.out.Mark = "", "", NoMark
	}
	d.main(Busy{})
}

func (d *draft) paperFault() {
	v := d.s.Visit
	d.title("paper", words.With{"Slip": v.Slip})
	d.out.Mark = DoneMark
	d.main(Banner{Warn, d.trouble(v.Trouble)})
	if v.Papers > 0 {
		d.main(Banner{Warn, d.say("paper.torn")})
	}
	d.main(d.ticket())
	d.button(flow.NoPaper, "paper.without")
	d.primary(flow.Retry, "paper.again")
}

func (d *draft) done() {
	v := d.s.Visit
	d.out.Mark = DoneMark
	if v.Official != "" {
		d.out.Heading, d.out.Lead = d.say("done.accepted"), d.say("done.received")
	} else {
		d.out.Heading = d.say("done.kept")
		d.main(Banner{Warn, d.say("done.not-yet")})
	}
	d.main(d.ticket())
	d.rating()
	take := "done.take"
	if !v.PaperSeen {
		take = "done.take-no-slip"
	}
	d.side(Banner{Good, d.say(take, d.left())})
	d.button(flow.Another, "bar.another")
	d.primary(flow.Finish, "bar.finish")
}

// ticket is the slip on the screen: the centre's number first where there is one.
func (d *draft) ticket() Ticket {
	v := d.s.Visit
	t := Ticket{Code: string(v.Slip), Lines: []string{d.say("done.take-slip"), d.say("done.keep-slip")}}
	if !v.Printed {
		t.Lines[0] = d.say("done.no-slip")
	}
	if v.Official == "" {
		t.Rows = []Fact{{Label: d.say("done.slip-not-official"), Value: string(v.Slip)}}
		return t
	}
	t.Rows = []Fact{
		{Label: d.say("done.official"), Value: v.Official},
		{Label: d.say("done.slip"), Value: string(v.Slip)},
	}
	return t
}

// rating is 好差评, asked as soon as the matter is done, once.
func (d *draft) rating() {
	if d.s.Visit.Rating != 0 {
		d.side(Banner{Good, d.say("done.rated")})
		return
	}
	c := Choice{Style: Row}
	for level := 5; level >= 1; level-- {
		n := strconv.Itoa(level)
		c.Options = append(c.Options, Option{Act: Act{flow.Rate, n}, Title: d.say("rate." + n)})
	}
	d.side(Heading{d.say("done.rate")}, c)
}

func (d *draft) goodbye() {
	heading := "goodbye.heading-card"
	if d.s.Visit.PaperSeen {
		heading = "goodbye.heading"
	}
	d.main(Hero{Heading: d.say(heading), Text: d.say("goodbye.lead"), Picture: CardTaken})
	if d.s.SlipHangs() {
		d.main(Banner{Warn, d.say("goodbye.slip-hangs")})
	}
	d.main(Text{d.say("goodbye.left", d.left())})
	d.primary(flow.Finish, "goodbye.done")
}

func (d *draft) query() { d.await("query", CodeOnWindow) }

func (d *draft) progress() {
	f := d.s.Visit.Found
	name := "progress.kept"
	d.out.Mark = WaitMark
	if f.Delivered {
		name, d.out.Mark = "progress.accepted", DoneMark
	}
	d.out.Heading, d.out.Lead = d.say(name), d.say(name+"-lead")
	var rows []Fact
	if f.Official != "" {
		rows = append(rows, Fact{Label: d.say("progress.official"), Value: f.Official})
	}
	rows = append(rows, Fact{Label: d.say("progress.slip"), Value: string(f.Slip)})
	d.main(Ticket{Rows: rows, Code: string(f.Slip), Lines: d.progressLines(f)})
	d.button(flow.Leave, "bar.leave")
	d.button(flow.Retry, "progress.again")
	d.primary(flow.Finish, "bar.home")
}

func (d *draft) progressLines(f *flow.Finding) []string {
	lines := []string{d.say("progress.at") + "  " + f.At.Format("2006-01-02 15:04")}
	if it, ok := d.Catalog.Item(f.Item); ok {
		lines = append([]string{d.say("progress.item") + "  " + it.Name.In(d.w.Lang)}, lines...)
	}
	return lines
}
