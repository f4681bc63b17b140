package view

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// perPage is how many services stand on a page of a shelf: what fits without scrolling, two
// beside one another upright and four across.
const perPage = 12

// shelves shows services by headings.
func (d *draft) shelves() {
	s := d.s.Visit.Shelf
	if s.Key == "" && s.By != "all" {
		d.headings(s)
	} else {
		d.shelf(s)
	}
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
	d.pages(s)
}

// headings are by what services are sorted, as far as some stand under them.
func (d *draft) headings(s flow.Shelf) {
	d.out.Heading = d.say("shelf." + s.By)
	c := Choice{Style: Tiles}
	for _, h := range d.listOf(s.By) {
		under := flow.Shelf{By: s.By, Key: h.Key}
		n := len(d.on(under))
		if n == 0 {
			continue
		}
		icon := h.Icon
		if icon == "" {
			icon = "grid"
		}
		c.Options = append(c.Options, Option{
			Act: Act{flow.Browse, under.String()}, Title: h.Name.In(d.w.Lang), Note: d.say("shelf.count", words.With{"Count": n}), Icon: icon,
		})
	}
	d.main(c)
}

func (d *draft) listOf(by string) []catalog.Heading {
	v := d.Catalog.Vocabulary()
	switch by {
	case "domain":
		return v.Domains
	case "theme":
		return v.Themes
	case "event":
		return v.Events
	case "zone":
		return v.Zones
	}
	var out []catalog.Heading
	for _, a := range catalog.Audiences() {
		out = append(out, catalog.Heading{Key: string(a), Name: catalog.Text{d.w.Lang: d.say("audience." + string(a))}})
	}
	return out
}

// on lists the services on a shelf.
func (d *draft) on(s flow.Shelf) []*catalog.Item {
	return slices.DeleteFunc(d.Catalog.Items(), func(it *catalog.Item) bool { return !s.Holds(it) })
}

func (d *draft) shelf(s flow.Shelf) {
	d.out.Heading = d.say("shelf.all")
	for _, h := range d.listOf(s.By) {
		if h.Key == s.Key {
			d.out.Heading = h.Name.In(d.w.Lang)
		}
	}
	c := Choice{Style: Tiles}
	all := d.on(s)
	for _, it := range all[min(s.Page*perPage, len(all)):min((s.Page+1)*perPage, len(all))] {
		c.Options = append(c.Options, d.tile(it))
	}
	d.main(c)
}

// pages are the ways to the neighbouring pages.
func (d *draft) pages(s flow.Shelf) {
	if s.Key == "" && s.By != "all" {
		return
	}
	last := max(0, (len(d.on(s))-1)/perPage)
	if s.Page > 0 {
		to := s
		to.Page--
		d.out.Bar = append(d.out.Bar, Button{Act: Act{flow.Browse, to.String()}, Text: d.say("shelf.before")})
	}
	if s.Page < last {
		to := s
		to.Page++
		text := d.say("shelf.next", words.With{"Page": s.Page + 2, "Pages": last + 1})
		d.out.Bar = append(d.out.Bar, Button{Act: Act{flow.Browse, to.String()}, Text: text, Primary: true})
	}
}

// hitsShown is how many services are shown for what was written: more than a person reads.
const hitsShown = 6

// find looks for services by words.
func (d *draft) find() {
	v := d.s.Visit
	d.title("find")
	d.main(Field{Value: v.Draft, Letters: v.Typing.Letters})
	hits := d.Finder.Find(v.Sought(), d.w.Lang, hitsShown)
	c := Choice{Style: Hits}
	for _, h := range hits {
		c.Options = append(c.Options, d.tile(h.Item))
	}
	switch {
	case v.Sought() == "":
		d.main(Text{d.say("find.hint")})
	case len(hits) == 0:
		d.main(Banner{Plain, d.say("find.nothing", d.hotline())})
	case hits[0].Nearest():
		d.main(Banner{Plain, d.say("find.nearest")}, c)
	default:
		d.main(c)
	}
	d.side(d.keyboard())
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.comforts()
}
