package terminal

import (
	"slices"
	"strconv"
	"strings"

	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// Leaflet words and lays out what an item needs (一次性告知单): who may apply, what to bring and
// hand in, what it costs, how long it takes, how the result comes, whom to ask, and that it is
// no proof of acceptance. It is compact, for some items need much.
func (c Scribe) Leaflet(l flow.Leaflet) drivers.Slip {
	w, it := c.Words.In(l.Lang), l.Item
	rule := drivers.Block{Form: drivers.Rule}
	b := []drivers.Block{
		line(c.Site.Name, 1, false),
		line(w.Say("leaflet.title"), 2, false),
		line(it.Name.In(l.Lang), 1, true),
		rule,
		pair(w.Say("leaflet.who"), it.Guide.Who.In(l.Lang)),
		pair(w.Say("leaflet.bring"), it.Guide.Bring.In(l.Lang)),
		rule,
	}
	b = append(b, needs(w, l)...)
	b = append(b, rule)
	b = append(b, terms(w, it)...)
	b = append(b, rule,
		pair(w.Say("leaflet.ask"), c.Site.Hotline),
		pair(w.Say("leaflet.at"), l.At.Format("2006-01-02 15:04")),
		line(w.Say("leaflet.no-proof"), 1, true),
		drivers.Block{Form: drivers.Feed, Lines: 2},
	)
	return drivers.Slip{Blocks: b}
}

// needs are the materials, each with what there is to know of it.
func needs(w words.Words, l flow.Leaflet) []drivers.Block {
	if len(l.Needs) == 0 {
		return []drivers.Block{pair(w.Say("leaflet.materials"), w.Say("leaflet.nothing"))}
	}
	title := "leaflet.all"
	if l.Yours {
		title = "leaflet.yours"
	}
	b := []drivers.Block{line(w.Say(title), 1, true)}
	for i, n := range l.Needs {
		name := strconv.Itoa(i+1) + ". " + n.Name.In(l.Lang)
		b = append(b, paragraph(name, true))
		if text := about(w, l, n); text != "" {
			b = append(b, paragraph(text, false))
		}
	}
	return b
}

// about is what there is to know of a material, sentence by sentence; of what was handed in
// only what is left to do.
func about(w words.Words, l flow.Leaflet, n flow.Need) string {
	all := []string{handed(w, n)}
	if n.Handed == "" {
		all = asked(w, l, n)
	}
	if n.Original {
		all = append(all, w.Say("leaflet.original"))
	}
	if len(all) == 0 {
		return ""
	}
	and := w.Say("leaflet.and")
	return strings.Join(all, and) + strings.TrimSpace(and)
}

// handed is how a material was handed in.
func handed(w words.Words, n flow.Need) string {
	name := "leaflet.handed"
	if here := name + "-" + string(n.Handed); w.Knows(here) {
		name = here
	}
	return w.Say(name, days(n))
}

// days are how long a material may be missing; none where it may not.
func days(n flow.Need) words.With {
	if n.Later == nil {
		return nil
	}
	return words.With{"Days": n.Later.Days}
}

// asked is in which case a material is wanted, as what, and how one can do without it.
func asked(w words.Words, l flow.Leaflet, n flow.Need) []string {
	var all []string
	say := func(holds bool, name string, with ...words.With) {
		if holds {
			all = append(all, w.Say("leaflet."+name, with...))
		}
	}
	c, plain := l.Item.Case(n.Material)
	say(!l.Yours && plain, "case", words.With{"Label": c.Label.In(w.Lang), "Answers": listed(w, c.Answers)})
	say(!l.Yours && !plain && n.When != "", "depends")
	say(n.Optional, "optional")
	say(n.Copies > 0, "copies", words.With{"Copies": n.Copies})
	say(n.Copies == 0 && pictured(n), "scan")
	if note := strings.TrimRight(n.Note.In(w.Lang), "。."); note != "" {
		all = append(all, note)
	}
	say(n.Certificate != "", "instead", words.With{"Certificate": n.Instead.In(w.Lang)})
	say(n.Later != nil, "later", days(n))
	return all
}

// pictured reports whether a picture of a material will do.
func pictured(n flow.Need) bool {
	return slices.Contains(n.From, catalog.ByScan) || slices.Contains(n.From, catalog.ByPhone)
}

// terms are what an item costs, takes, and when and how it is had.
func terms(w words.Words, it *catalog.Item) []drivers.Block {
	takes := w.Takes(it.Deadlines.Promised)
	if law := w.Law(it.Deadlines.Statutory); law != "" {
		takes = w.Say("leaflet.takes-law", words.With{"Takes": takes, "Law": law})
	}
	hours := w.Hours(it.Hours)
	if hours == "" {
		hours = w.Say("leaflet.always")
	}
	b := []drivers.Block{
		pair(w.Say("leaflet.fee"), w.Fee(it.Fee)),
		pair(w.Say("leaflet.takes"), takes),
		pair(w.Say("leaflet.hours"), hours),
		pair(w.Say("leaflet.delivery"), deliveries(w, it.Delivery)),
	}
	if where := it.Guide.Where.In(w.Lang); where != "" {
		b = append(b, pair(w.Say("leaflet.where"), where))
	}
	return b
}

func deliveries(w words.Words, all []catalog.Delivery) string {
	var out []string
	for _, d := range all {
		out = append(out, w.Say("leaflet.by-"+string(d)))
	}
	return strings.Join(out, w.Say("leaflet.or"))
}

func listed(w words.Words, all []catalog.Text) string {
	var out []string
	for _, t := range all {
		out = append(out, t.In(w.Lang))
	}
	return strings.Join(out, w.Say("leaflet.or"))
}

// paragraph is text that begins at the left.
func paragraph(text string, bold bool) drivers.Block {
	return drivers.Block{Form: drivers.Line, Text: text, Bold: bold}
}
