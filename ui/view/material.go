package view

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// materials lists what has to be handed in. What need not be says why (免提交).
func (d *draft) materials() {
	v := d.s.Visit
	d.title("materials")
	d.leaflet()
	d.main(d.unprinted()...)
	switch {
	case v.Inquiring:
		d.main(Banner{Plain, d.say("materials.asking")})
	case v.Unanswered != flow.NoTrouble || v.Known == nil && !d.s.Online:
		d.main(Banner{Warn, d.say("materials.unknown")})
	case v.Problem == catalog.Missing:
		d.main(Banner{Warn, d.say("materials.missing", words.With{"Material": d.s.Lacking()[0].Name.In(d.w.Lang)})})
	}
	c := Choice{Style: List}
	for _, m := range v.Wanted(d.today()) {
		c.Options = append(c.Options, d.material(m))
	}
	d.main(c)
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	if len(d.s.Lacking()) > 0 {
		d.button(flow.HandOver, "bar.hand-over")
	}
	d.primary(flow.Next, "bar.next")
}

func (d *draft) today() catalog.Day { return catalog.Day(d.s.Now.Format("2006-01-02")) }

// material is one row of the list.
func (d *draft) material(m catalog.Material) Option {
	o := Option{Act: Act{flow.Pick, m.Key}, Title: m.Name.In(d.w.Lang)}
	h, done := d.s.Visit.HandedIn(m.Key)
	switch {
	case done:
		o.Chosen, o.Note = true, d.handed(m, h)
	case len(d.s.Ways(m)) == 0 && m.Optional:
		o.Note = d.say("materials.optional-here")
	case len(d.s.Ways(m)) == 0:
		o.Note = d.say("materials.not-here")
	case m.Optional:
		o.Note = d.say("materials.optional")
	default:
		o.Note = d.say("materials.todo")
	}
	return o
}

// handed says how a material was handed in.
func (d *draft) handed(m catalog.Material, h catalog.Handed) string {
	if h.Way == catalog.ByCertificate {
		c, _ := d.s.Visit.Certificate(m)
		return d.say("materials.by-certificate", words.With{"Issuer": c.Issuer})
	}
	with := words.With{"Pages": len(h.Pages)}
	if m.Later != nil {
		with["Days"] = m.Later.Days
	}
	return d.say("materials.by-"+string(h.Way), with)
}

// gather offers the ways in which a material can be handed in here and now.
func (d *draft) gather() {
	m, ok := d.s.Gathered()
	if !ok {
		return
	}
	d.out.Heading, d.out.Lead = d.say("gather.heading", words.With{"Material": m.Name.In(d.w.Lang)}), m.Note.In(d.w.Lang)
	ways := d.s.Ways(m)
	if len(ways) == 0 {
		d.main(Banner{Warn, d.say("gather.none", d.hotline())})
	}
	c := Choice{Style: List}
	for _, way := range ways {
		c.Options = append(c.Options, Option{
			Act: Act{flow.Pick, string(way)}, Title: d.say("gather." + string(way)), Note: d.gatherNote(way, m), Icon: wayIcon(way),
		})
	}
	d.main(c)
	if closed := closedWays(m, ways); len(closed) > 0 {
		d.main(Banner{Plain, d.say("gather.closed-" + string(closed[0]))})
	}
	d.button(flow.Leave, "bar.leave")
	d.primary(flow.Back, "gather.back")
}

func (d *draft) gatherNote(way catalog.Gathering, m catalog.Material) string {
	with := words.With{}
	switch way {
	case catalog.ByReuse:
		g, _ := d.s.Visit.Given(m)
		with["Day"] = string(g.At)
	case catalog.ByPromise:
		with["Days"] = m.Later.Days
	}
	return d.say("gather."+string(way)+"-note", with)
}

// closedWays are those of a person's own hands that are shut just now.
func closedWays(m catalog.Material, open []catalog.Gathering) []catalog.Gathering {
	return slices.DeleteFunc(slices.Clone(m.From), func(way catalog.Gathering) bool {
		return slices.Contains(open, way) || way == catalog.ByCertificate || way == catalog.ByReuse
	})
}

func wayIcon(way catalog.Gathering) string {
	switch way {
	case catalog.ByScan:
		return "scan"
	case catalog.ByPhone:
		return "phone"
	case catalog.ByPromise:
		return "pen"
	}
	return "badge"
}

// scanning is at the paper scanner.
func (d *draft) scanning() {
	v := d.s.Visit
	m, _ := d.s.Gathered()
	with := words.With{"Material": m.Name.In(d.w.Lang), "Pages": len(v.Sheets)}
	switch {
	case v.Working:
		d.out.Heading, d.out.Lead = d.say("scanning.working"), d.say("scanning.working-lead")
		d.main(Busy{})
	case len(v.Sheets) == 0:
		d.main(Hero{Heading: d.say("scanning.heading", with), Text: d.say("scanning.lead"), Picture: PaperOnGlass})
	default:
		d.out.Heading, d.out.Lead = d.say("scanning.look", with), d.say("scanning.look-lead")
	}
	if v.Trouble != flow.NoTrouble {
		d.main(Banner{Warn, d.trouble(v.Trouble)})
	}
	if len(v.Sheets) > 0 {
		d.main(Document{Pages: v.Sheets})
	}
	if v.Working {
		d.button(flow.Leave, "bar.leave")
		return
	}
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	if len(v.Sheets) == 0 {
		d.primary(flow.Scan, "scanning.scan")
		return
	}
	d.button(flow.Clear, "scanning.again")
	d.button(flow.Scan, "scanning.more")
	d.primary(flow.Next, "scanning.use")
}

// phone shows the code by which a phone hands in.
func (d *draft) phone() {
	v := d.s.Visit
	m, _ := d.s.Gathered()
	d.title("phone", words.With{"Material": m.Name.In(d.w.Lang)})
	switch {
	case v.Door != nil:
		d.main(Code{Content: v.Door.Address, Lines: []string{d.say("phone.step-1"), d.say("phone.step-2"), d.say("phone.step-3")}})
	case v.Unanswered != flow.NoTrouble:
		d.main(Banner{Warn, d.trouble(v.Unanswered)})
	default:
		d.main(Busy{})
	}
	if n := len(v.Sheets); n > 0 {
		d.main(Banner{Good, d.say("phone.came", words.With{"Pages": n})})
	}
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	switch {
	case len(v.Sheets) > 0:
		d.primary(flow.Next, "phone.use")
	case v.Unanswered != flow.NoTrouble:
		d.primary(flow.Retry, "bar.retry")
	}
}

// promise is what a person promises to hand in later (容缺).
func (d *draft) promise() {
	m, ok := d.s.Gathered()
	if !ok || m.Later == nil {
		return
	}
	with := words.With{"Days": m.Later.Days, "Material": m.Name.In(d.w.Lang)}
	d.title("promise", with)
	d.main(Heading{d.say("promise.text")}, Text{m.Later.Promise.In(d.w.Lang)})
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.primary(flow.Next, "promise.agree")
}
