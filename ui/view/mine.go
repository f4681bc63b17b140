package view

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// mine shows what concerns the person: what is under way, what expires, what was saved.
func (d *draft) mine() {
	v := d.s.Visit
	d.button(flow.Back, "bar.home")
	d.button(flow.Leave, "bar.leave")
	if v.Page == nil {
		if d.unanswered("mine-asking", "mine-trouble") {
			d.primary(flow.Retry, "bar.retry")
		}
		return
	}
	d.title("mine")
	d.reminders(v.Page)
	d.matters(v.Page)
	d.drafts(v.Page)
	d.expiring(v.Page)
	d.comforts()
}

// remindersShown, and the like, keep the page to what can be read at a glance. The soonest
// and the newest come first.
const (
	remindersShown = 2
	mattersShown   = 4
	draftsShown    = 2
	expiringShown  = 3
)

func (d *draft) reminders(p *centre.Page) {
	var rows []Fact
	for _, r := range p.Reminders[:min(remindersShown, len(p.Reminders))] {
		row := Fact{Value: r.Text.In(d.w.Lang)}
		if it, ok := d.Catalog.Item(r.Item); ok && d.s.Closed(it) == flow.NoObstacle {
			row.Act, row.Do = Act{flow.Open, string(it.Code)}, d.say("mine.do")
		}
		rows = append(rows, row)
	}
	d.part("mine.reminders", rows)
}

func (d *draft) matters(p *centre.Page) {
	var rows []Fact
	for _, m := range p.Matters[:min(mattersShown, len(p.Matters))] {
		rows = append(rows, Fact{Label: string(m.At), Value: d.itemName(m.Item), From: d.standing(m.Stage, m.Due)})
	}
	if len(rows) == 0 {
		rows = []Fact{{Value: d.say("mine.no-matters")}}
	}
	d.part("mine.matters", rows)
}

func (d *draft) drafts(p *centre.Page) {
	var rows []Fact
	for _, f := range p.Drafts[:min(draftsShown, len(p.Drafts))] {
		rows = append(rows, Fact{
			Label: d.say("mine.until", words.With{"Day": string(f.Until)}), Value: d.itemName(f.Item),
			Act: Act{flow.Resume, string(f.Code)}, Do: d.say("mine.go-on"),
		})
	}
	d.partBeside("mine.drafts", rows)
}

func (d *draft) expiring(p *centre.Page) {
	var rows []Fact
	for _, c := range p.Certificates[:min(expiringShown, len(p.Certificates))] {
		until := d.say("confirm.long-term")
		switch {
		case c.Expires != "" && c.Expires < d.today():
			until = d.say("mine.expired", words.With{"Day": string(c.Expires)})
		case c.Expires != "":
			until = d.say("mine.until", words.With{"Day": string(c.Expires)})
		}
		rows = append(rows, Fact{Label: until, Value: c.Name})
	}
	d.partBeside("mine.certificates", rows)
}

// part is a part of the page, where there is something in it.
func (d *draft) part(name string, rows []Fact) {
	if len(rows) > 0 {
		d.main(Heading{d.say(name)}, Facts{rows})
	}
}

// partBeside is a part of what stands beside the rest, where there is room.
func (d *draft) partBeside(name string, rows []Fact) {
	if len(rows) > 0 {
		d.side(Heading{d.say(name)}, Facts{rows})
	}
}

// itemName is what an item is called; one that this terminal does not have is called by its
// code.
func (d *draft) itemName(code catalog.ItemCode) string {
	if it, ok := d.Catalog.Item(code); ok {
		return it.Name.In(d.w.Lang)
	}
	return string(code)
}

// standing says how far a matter has come, and when it will be done.
func (d *draft) standing(stage centre.Stage, due catalog.Day) string {
	said := d.say("stage." + string(stage))
	if due != "" && !stage.Decided() {
		said += " · " + d.say("mine.due", words.With{"Day": string(due)})
	}
	return said
}

// unanswered is while the centre is asked, and when there was no answer; it reports whether
// there was none.
func (d *draft) unanswered(asking, trouble string) bool {
	why := d.s.Visit.Unanswered
	if why == flow.NoTrouble {
		d.title(asking)
		d.main(Busy{})
		return false
	}
	d.title(trouble)
	d.main(Banner{Warn, d.trouble(why)})
	return true
}

// saving is what was filled in on its way to the centre.
func (d *draft) saving() {
	if d.unanswered("saving", "saving-trouble") {
		d.button(flow.Leave, "bar.leave")
		d.primary(flow.Back, "leave.stay")
	}
}

// resuming is what was filled in on its way back.
func (d *draft) resuming() {
	unknown := d.s.Visit.Unanswered == flow.UnknownDraft
	trouble := "resuming-trouble"
	if unknown {
		trouble = "resuming-unknown"
	}
	if !d.unanswered("resuming", trouble) {
		return
	}
	d.button(flow.Back, "mine.all")
	d.button(flow.Leave, "bar.leave")
	if !unknown {
		d.primary(flow.Retry, "bar.retry")
	}
}
