package view

import (
	"slices"
	"strings"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/health"
	"yitiji/terminal/words"
)

// attract is the counter while nobody is at it: whatever is touched first begins the visit.
func (d *draft) attract() {
	d.main(Hero{Heading: d.say("services.heading"), Text: d.say("attract.lead"), Picture: Hand, Act: Act{Do: flow.Begin}})
	d.counter()
	d.allComforts()
}

// notices tells staff and citizens what is wrong, from a severity up, in one go. The line to
// the centre has its own place at the top.
func (d *draft) notices(severities ...health.Severity) {
	var wrong []string
	for _, c := range d.s.Conditions {
		if k, ok := health.Describe(c); ok && slices.Contains(severities, k.Severity) && c != health.CentreUnreachable {
			wrong = append(wrong, d.say("condition."+string(c)))
		}
	}
	if len(wrong) > 0 {
		d.main(Banner{Warn, strings.Join(wrong, d.say("condition.and"))})
	}
}

func (d *draft) services() {
	d.out.Heading = d.say("services.heading")
	d.counter()
	d.button(flow.Leave, "bar.leave")
	d.allComforts()
}

// counter is every way to a service.
func (d *draft) counter() {
	d.main(
		Choice{Style: Seek, Options: []Option{{
			Act: Act{Do: flow.Search}, Title: d.say("services.search"), Note: d.say("services.search-note"), Icon: "search",
		}}},
		Choice{Style: Doors, Options: append(d.doors(), d.myDoor(), d.lookUpDoor())},
		Heading{d.say("services.often")},
		Choice{Style: Tiles, Options: d.tiles()},
	)
	d.notices(health.Stop, health.Degrade)
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

// oftenShown is how many services are one touch away.
const oftenShown = 10

// tiles are what is often used here. Why one is closed is said in a word: the notices say
// the rest.
func (d *draft) tiles() []Option {
	var out []Option
	for _, it := range d.Finder.Often() {
		o := d.tile(it)
		if why := d.s.Closed(it); why != flow.NoObstacle {
			o.Note = d.say("closed." + why.Place())
		}
		out = append(out, o)
	}
	return out
}

// tile says what a service costs before it starts, or why it is closed.
func (d *draft) tile(it *catalog.Item) Option {
	o := Option{Act: Act{flow.Open, string(it.Code)}, Title: it.Name.In(d.w.Lang), Icon: it.Icon}
	if why := d.s.Closed(it); why != flow.NoObstacle {
		o.Closed, o.Note = true, d.say(string(why), words.With{"Hours": d.w.Hours(it.Hours)})
		return o
	}
	notes := []string{d.say("services.minutes", words.With{"Minutes": it.Minutes})}
	if it.Offline != catalog.OfflineNone {
		notes = append(notes, d.say("services.offline-ok"))
	}
	o.Note = strings.Join(notes, " · ")
	return o
}
