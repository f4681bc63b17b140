package view

import (
	"strings"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// notice is what there is to know before one begins.
func (d *draft) notice() {
	d.title("notice")
	for _, n := range d.s.Visit.Item.Notices {
		if n.Shown(catalog.Day(d.s.Now.Format(time.DateOnly))) {
			d.main(Banner{Warn, n.Text.In(d.w.Lang)})
		}
	}
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
	d.primary(flow.Next, "notice.read")
}

func (d *draft) guide() {
	it := d.s.Visit.Item
	d.title("guide", words.With{"Minutes": it.Minutes})
	d.leaflet()
	d.main(Facts{d.sections(it)})
	d.side(d.unprinted()...)
	d.side(Heading{d.say("guide.consent")}, Text{it.Consent.In(d.w.Lang)})
	if len(d.unprinted()) == 0 { // there is room for one of them
		d.side(Heading{d.say("guide.process")}, d.process(it.Guide.Process))
	}
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
	d.primary(flow.Next, "guide.agree")
}

// sections are those of the guide that the item has, always in the same order.
func (d *draft) sections(it *catalog.Item) []Fact {
	var rows []Fact
	section := func(name, text string) {
		if text != "" {
			rows = append(rows, Fact{Label: d.say("guide." + name), Value: text})
		}
	}
	section("who", it.Guide.Who.In(d.w.Lang))
	section("bring", it.Guide.Bring.In(d.w.Lang))
	section("gives", it.Guide.Gives.In(d.w.Lang))
	section("fee", d.w.Fee(it.Fee))
	section("takes", strings.Join(append([]string{d.w.Takes(it.Deadlines.Promised)}, d.trips(it)...), " · "))
	return rows
}

// trips is how often a person must come to a window. Where nothing is handed in, nobody asks.
func (d *draft) trips(it *catalog.Item) []string {
	switch {
	case it.Work == catalog.Query || it.Work == catalog.Inform:
		return nil
	case it.Visits == 0:
		return []string{d.say("guide.no-trip")}
	}
	return []string{d.say("guide.trips", words.With{"Trips": it.Visits})}
}

// process is 办理流程. The person stands before its first step.
func (d *draft) process(steps []catalog.Text) Process {
	var p Process
	for _, s := range steps {
		p.Steps = append(p.Steps, s.In(d.w.Lang))
	}
	return p
}
