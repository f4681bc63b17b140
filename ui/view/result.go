package view

import (
	"slices"
	"strconv"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
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
	if v.Trouble == flow.Interrupted {
		d.slipUnsure()
		return
	}
	d.title(d.kept("paper"), d.number())
	d.out.Mark = DoneMark
	d.main(Banner{Warn, d.trouble(v.Trouble)})
	if v.Papers > 0 {
		d.main(Banner{Warn, d.say("paper.torn")})
	}
	d.main(d.ticket())
	d.button(flow.NoPaper, "paper.without")
	d.primary(flow.Retry, "paper.again")
}

// kept names the words about what was kept: an application, or a draft.
func (d *draft) kept(name string) string {
	if d.s.Visit.Slip == "" {
		return name + "-draft"
	}
	return name
}

// number is that of the slip, for the words about it: the code of a draft has its own groups.
func (d *draft) number() words.With {
	if d.s.Visit.Slip == "" {
		return words.With{"Slip": d.s.Visit.Code}
	}
	return words.With{"Slip": d.s.Visit.Slip}
}

// slipUnsure asks whether the slip came out in whose printing the machine was started again: only
// the person can see it.
func (d *draft) slipUnsure() {
	d.title(d.kept("slip-unsure"), d.number())
	ticket := d.ticket()
	ticket.Lines[0] = d.say("slip-unsure.photo")
	d.main(ticket)
	d.side(Banner{Warn, d.say("slip-unsure.copy")})
	d.button(flow.NoPaper, "slip-unsure.without")
	d.button(flow.Retry, "slip-unsure.again")
	d.primary(flow.Have, "slip-unsure.have")
}

func (d *draft) done() {
	v := d.s.Visit
	d.out.Mark = DoneMark
	d.ended()
	if v.Slip != "" {
		d.main(d.ticket())
	}
	d.card()
	d.rating()
	d.side(Banner{Good, d.say(d.takeWith(), d.left())})
	d.button(flow.Another, "bar.another")
	d.primary(flow.Finish, "bar.finish")
}

// ended says what has come of the visit, and what has not.
func (d *draft) ended() {
	v := d.s.Visit
	switch {
	case v.HandOver != catalog.NoHandOver:
		d.out.Heading, d.out.Lead = d.say("done.over"), d.say("done.over-lead")
	case v.Slip == "":
		d.out.Heading, d.out.Lead = d.say("done.answered"), d.say("done.answered-lead")
	case v.Standing != nil && v.Standing.Stage == centre.Denied:
		d.out.Mark = StopMark
		d.out.Heading, d.out.Lead = d.say("result.denied"), d.say("done.denied-lead")
	case v.Standing != nil:
		d.out.Heading = d.say("result." + string(v.Standing.Stage))
	case v.Official != "" && v.Appointment() != nil:
		d.booked(v.Appointment())
	case v.Official != "":
		d.out.Heading, d.out.Lead = d.say("done.accepted"), d.say("done.received")
	default:
		d.out.Heading = d.say("done.kept")
		d.main(Banner{Warn, d.say("done.not-yet")})
		if a := v.Appointment(); a != nil {
			d.out.Lead = d.say("done.wished", d.expected(a))
		}
	}
}

// booked says when and where the person is expected.
func (d *draft) booked(a *centre.Appointment) {
	d.out.Heading, d.out.Lead = d.say("done.booked", d.expected(a)), d.say("done.booked-lead", d.expected(a))
	if len(a.Place) == 0 {
		d.out.Lead = d.say("done.booked-somewhere")
	}
}

// expected is an appointment for the words about it.
func (d *draft) expected(a *centre.Appointment) words.With {
	return words.With{"When": a.When.In(d.w.Lang), "Place": a.Place.In(d.w.Lang)}
}

// card says what became of a card that was to come out.
func (d *draft) card() {
	v := d.s.Visit
	if v.Item == nil || !slices.Contains(v.Plan, catalog.StepDispense) || v.Standing == nil || v.Standing.Stage == centre.Denied {
		return
	}
	switch {
	case v.CardTaken:
		d.main(Banner{Good, d.say("done.card-taken")})
	case v.CardStuck:
		d.main(Banner{Warn, d.say("done.card-not-out")})
	case v.CardUnsure:
		d.main(Banner{Warn, d.say("done.card-unsure")})
	default:
		d.main(Banner{Warn, d.say("done.card-kept")})
	}
}

// takeWith names what there is to take.
func (d *draft) takeWith() string {
	v := d.s.Visit
	switch slip := v.Printed && !v.PaperOut; { // paper is a leaflet too, and a slip that is torn
	case v.PaperSeen && v.HasDocument() && slip:
		return "done.take"
	case v.PaperSeen && v.HasDocument():
		return "done.take-paper"
	case v.PaperSeen && slip:
		return "done.take-slip-only"
	case v.PaperSeen:
		return "done.take-paper-only"
	case v.HasDocument():
		return "done.take-no-slip"
	}
	return "done.leaves"
}

// ticket is the slip on the screen: the centre's number first where there is one.
func (d *draft) ticket() Ticket {
	v := d.s.Visit
	if v.Slip == "" {
		return Ticket{
			Code: string(v.Code), Rows: []Fact{{Label: d.say("done.draft-code"), Value: string(v.Code)}},
			Lines: []string{d.say("done.no-slip"), d.say("done.keep-draft")},
		}
	}
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

// rating is 好差评, asked as soon as the matter is done, once. Who is unhappy is asked why.
func (d *draft) rating() {
	v := d.s.Visit
	if v.Rated {
		d.side(Banner{Good, d.say("done.rated")})
		return
	}
	c := Choice{Style: Row}
	for level := 5; level >= 1; level-- {
		n := strconv.Itoa(level)
		c.Options = append(c.Options, Option{Act: Act{flow.Rate, n}, Title: d.say("rate." + n), Chosen: v.Rating == level})
	}
	if v.Unhappy() {
		d.side(Heading{d.say("done.why")}, d.reasons())
		return
	}
	d.side(Heading{d.say("done.rate")}, c)
}

// reasons are what may have been wrong.
func (d *draft) reasons() Choice {
	c := Choice{Style: Grid}
	for _, r := range catalog.RatingReasons() {
		c.Options = append(c.Options, Option{
			Act: Act{flow.Pick, r}, Title: d.say("why." + r), Chosen: slices.Contains(d.s.Visit.Reasons, r),
		})
	}
	return c
}

func (d *draft) goodbye() {
	heading, picture, done := "goodbye.heading-card", CardTaken, "goodbye.done"
	switch v := d.s.Visit; {
	case v.PaperSeen && v.Shown == "":
		heading, picture = "goodbye.heading-paper", PaperTaken
	case v.PaperSeen:
		heading, picture = "goodbye.heading", BothTaken
	case v.Shown == "":
		heading, picture, done = "goodbye.heading-none", Farewell, "goodbye.done-none"
	}
	d.main(Hero{Heading: d.say(heading), Text: d.say("goodbye.lead"), Picture: picture})
	if d.s.SlipHangs() {
		d.main(Banner{Warn, d.say("goodbye.slip-hangs")})
	}
	d.main(Text{d.say("goodbye.left", d.left())})
	d.primary(flow.Finish, done)
}

func (d *draft) query() { d.await("query", d.say("query.lead"), CodeOnWindow) }

func (d *draft) progress() {
	f, st := d.s.Visit.Found, d.s.Visit.Standing
	name := "progress.kept"
	d.out.Mark = WaitMark
	if f.Delivered {
		name, d.out.Mark = "progress.accepted", DoneMark
	}
	d.out.Heading, d.out.Lead = d.say(name), d.say(name+"-lead")
	if st != nil {
		d.told(st)
	}
	var rows []Fact
	if f.Official != "" {
		rows = append(rows, Fact{Label: d.say("progress.official"), Value: f.Official})
	}
	rows = append(rows, Fact{Label: d.say("progress.slip"), Value: string(f.Slip)})
	d.main(Ticket{Rows: rows, Code: string(f.Slip), Lines: d.progressLines(f)})
	if st != nil && len(st.Parts) > 0 {
		d.main(Facts{d.partsOf(st)})
	}
	d.button(flow.Leave, "bar.leave")
	d.button(flow.Retry, "progress.again")
	d.primary(flow.Finish, "bar.home")
}

// told is how far the centre says that a matter has come.
func (d *draft) told(st *centre.Standing) {
	d.out.Heading, d.out.Lead = d.say("progress.stage", words.With{"Stage": d.say("stage." + string(st.Stage))}), st.Note.In(d.w.Lang)
	d.out.Mark = WaitMark
	switch st.Stage {
	case centre.Granted, centre.Ready, centre.Sent, centre.Handed:
		d.out.Mark = DoneMark
	case centre.Denied, centre.NotTaken, centre.Correcting:
		d.out.Mark = StopMark
	}
	var steps []string
	for _, e := range st.Events {
		at := time.UnixMilli(e.At).In(d.s.Now.Location())
		steps = append(steps, at.Format("01-02 15:04")+"  "+d.say("stage."+string(e.Stage)))
	}
	if st.Due != "" {
		d.side(Banner{Plain, d.say("mine.due", words.With{"Day": string(st.Due)})})
	}
	if a := st.Appointment; a != nil {
		d.main(Facts{d.whenAndWhere(a)})
	}
	if len(steps) > 0 {
		d.side(Heading{d.say("progress.events")}, Process{steps})
	}
}

// whenAndWhere is an appointment as it is looked up.
func (d *draft) whenAndWhere(a *centre.Appointment) []Fact {
	rows := []Fact{{Label: d.say("progress.when"), Value: a.When.In(d.w.Lang)}}
	if len(a.Place) > 0 {
		rows = append(rows, Fact{Label: d.say("progress.where"), Value: a.Place.In(d.w.Lang)})
	}
	return rows
}

// partsOf are the matters that were handed in as one.
func (d *draft) partsOf(st *centre.Standing) []Fact {
	var rows []Fact
	for _, p := range st.Parts {
		rows = append(rows, Fact{Label: d.itemName(p.Item), Value: d.say("stage." + string(p.Stage))})
	}
	return rows
}

func (d *draft) progressLines(f *flow.Finding) []string {
	var lines []string
	if !f.At.IsZero() {
		lines = []string{d.say("progress.at") + "  " + f.At.Format("2006-01-02 15:04")}
	}
	if it, ok := d.Catalog.Item(f.Item); ok {
		lines = append([]string{d.say("progress.item") + "  " + it.Name.In(d.w.Lang)}, lines...)
	}
	return lines
}
