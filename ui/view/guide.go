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
	d.main(Facts{d.sections(it)})
	d.side(Heading{d.say("guide.consent")}, Text{it.Consent.In(d.w.Lang)})
	d.side(Heading{d.say("guide.process")}, d.process(it.Guide.Process))
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
	section("fee", d.fee(it.Fee))
	section("takes", strings.Join(append([]string{d.takes(it)}, d.trips(it)...), " · "))
	return rows
}

func (d *draft) fee(f catalog.Fee) string {
	if f.Kind == catalog.Fixed {
		return d.say("guide.fee-fixed", words.With{"Yuan": f.Amount.Yuan()})
	}
	return d.say("guide.fee-" + string(f.Kind))
}

// takes is how long the department may take.
func (d *draft) takes(it *catalog.Item) string {
	promised := it.Deadlines.Promised
	switch {
	case promised.Days == 0:
		return d.say("guide.at-once")
	case promised.Calendar:
		return d.say("guide.calendar-days", words.With{"Days": promised.Days})
	}
	return d.say("guide.working-days", words.With{"Days": promised.Days})
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
