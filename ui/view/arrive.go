package view

import (
	"slices"
	"strings"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/health"
	"yitiji/terminal/words"
)

func (d *draft) attract() {
	d.out.Speak = d.say("attract.lead")
	d.main(Hero{
		Heading: d.say("attract.heading"), Text: d.say("attract.lead"), Picture: Hand,
		Act: Act{Do: flow.Begin}, Button: d.say("attract.start"),
	})
	d.notices(health.Stop, health.Degrade)
}

// notices tells staff and citizens what is wrong, from a severity up. The line to
// the centre has its own place at the top.
func (d *draft) notices(severities ...health.Severity) {
	for _, c := range d.s.Conditions {
		if k, ok := health.Describe(c); ok && slices.Contains(severities, k.Severity) && c != health.CentreUnreachable {
			d.main(Banner{Warn, d.say("condition." + string(c))})
		}
	}
}

func (d *draft) welcome() {
	d.title("welcome")
	size := Option{Act: Act{Do: flow.Enlarge}, Title: d.say("welcome.large"), Note: d.say("welcome.large-note"), Icon: "type"}
	if d.s.Visit.Large {
		size.Title, size.Note = d.say("welcome.normal"), ""
	}
	languages := Choice{Style: Grid}
	for _, lang := range catalog.Offered() {
		languages.Options = append(languages.Options, Option{Act: Act{flow.Speak, string(lang)}, Title: lang.Name()})
	}
	d.main(languages, Choice{Style: List, Options: []Option{size}})
	d.button(flow.Leave, "welcome.leave")
}

func (d *draft) services() {
	d.out.Heading = d.say("services.heading")
	d.main(
		Choice{Style: Seek, Options: []Option{{
			Act: Act{Do: flow.Search}, Title: d.say("services.search"), Note: d.say("services.search-note"), Icon: "search",
		}}},
		Choice{Style: Doors, Options: append(d.doors(), d.myDoor(), d.lookUpDoor())},
		Heading{d.say("services.often")},
		Choice{Style: Tiles, Options: d.tiles()},
	)
	d.notices(health.Degrade) // what stops a service, its tile says
	d.button(flow.Leave, "bar.leave")
	d.comforts()
}

// doors lead to the shelves.
func (d *draft) doors() []Option {
	var out []Option
	for _, door := range []struct{ by, icon string }{{"all", "grid"}, {"event", "calendar"}, {"domain", "window"}, {"zone", "heart"}} {
		out = append(out, Option{
			Act: Act{flow.Browse, flow.Shelf{By: door.by}.String()}, Title: d.say("shelf." + door.by), Icon: door.icon,
		})
	}
	return out
}

// myDoor leads to what concerns the person, where that can be asked.
func (d *draft) myDoor() Option {
	o := Option{Act: Act{Do: flow.MyPage}, Title: d.say("services.mine"), Icon: "person"}
	o.Closed = !d.s.Online || d.s.Shut(catalog.CardReader)
	return o
}

// lookUpDoor leads to what became of a slip.
func (d *draft) lookUpDoor() Option {
	return Option{
		Act: Act{Do: flow.LookUp}, Title: d.say("services.look-up"), Icon: "scan", Closed: d.s.Has(health.ScannerAbsent),
	}
}

// oftenShown is how many services stand on the first screen.
const oftenShown = 6

// tiles are what is often used here.
func (d *draft) tiles() []Option {
	var out []Option
	for _, it := range d.Catalog.Often(oftenShown) {
		out = append(out, d.tile(it))
	}
	return out
}

// tile says what a service costs before it starts, or why it is closed.
func (d *draft) tile(it *catalog.Item) Option {
	o := Option{Act: Act{flow.Open, string(it.Code)}, Title: it.Name.In(d.w.Lang), Icon: it.Icon}
	if why := d.s.Closed(it); why != flow.NoObstacle {
		o.Closed, o.Note = true, d.say(string(why), d.hours(it))
		return o
	}
	notes := []string{d.say("services.minutes", words.With{"Minutes": it.Minutes})}
	if it.Offline != catalog.OfflineNone {
		notes = append(notes, d.say("services.offline-ok"))
	}
	o.Note = strings.Join(notes, " · ")
	return o
}
