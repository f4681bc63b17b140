package view

import (
	"math"
	"slices"
	"strings"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// Clerk makes the screens of one terminal.
type Clerk struct {
	Site    terminal.Site
	Catalog *catalog.Catalog
	Finder  *Finder // of the catalogue
	Words   *words.Book
	Voice   bool // there is one, to read screens aloud
}

// NewClerk returns a Clerk who has read the catalogue.
func NewClerk(site terminal.Site, c *catalog.Catalog, book *words.Book) Clerk {
	return Clerk{Site: site, Catalog: c, Finder: NewFinder(c), Words: book}
}

// Screen words and composes what the State shows.
func (c Clerk) Screen(s flow.State) Screen {
	d := draft{Clerk: c, s: s, w: c.Words.In(s.Visit.Lang)}
	d.nouns = d.papers()
	d.frame()
	d.steps()
	d.compose()
	d.resumed()
	d.dialog()
	d.out.Speak = d.spoken()
	return d.out
}

// draft is one Screen under way.
type draft struct {
	Clerk
	s     flow.State
	w     words.Words
	nouns words.With // every sentence may name the document
	out   Screen
}

func (d *draft) say(name string, with ...words.With) string {
	return d.w.Say(name, append([]words.With{d.nouns}, with...)...)
}

// frame fills in what every screen has.
func (d *draft) frame() {
	d.out = Screen{
		Token: d.s.Token(), Stage: string(d.s.Stage), Lang: d.s.Visit.Lang, Large: d.s.Visit.Large,
		Place: d.Site.Name, Clock: d.s.Now.Format("15:04"),
		Status: Status{Good, d.say("status.online")}, More: d.say("bar.more"),
	}
	if !d.s.Online {
		d.out.Status = Status{Warn, d.say("status.offline")}
	}
	if d.s.Visit.Aloud {
		d.out.Hush = Button{Act: Act{Do: flow.Hear}, Text: d.say("bar.hush")}
	}
	if it := d.s.Visit.Item; it != nil {
		d.out.Place = it.Name.In(d.s.Visit.Lang)
	}
}

// resumed says, until the screen is touched, that the machine was started again in the visit, and
// what to do where it can be done. A screen that asks about it has said so, and at the goodbye there
// is nothing left to say.
func (d *draft) resumed() {
	if !d.s.Visit.Resumed || d.s.Stage == flow.PaperFault || d.s.Stage == flow.Goodbye {
		return
	}
	leaves := slices.ContainsFunc(d.out.Bar, func(b Button) bool { return b.Do == flow.Leave })
	say := "resumed.unharmed"
	switch {
	case leaves && d.s.Visit.Personal():
		say = "resumed.yours"
	case leaves:
		say = "resumed.goes-on"
	}
	banner := Banner{Plain, d.say(say)}
	switch {
	case d.out.Mark == "":
		d.out.Main = append([]Element{banner}, d.out.Main...)
	case len(d.out.Side) > 0: // what became of the matter comes first
		d.out.Side = append(d.out.Side, banner)
	default:
		d.out.Main = append(d.out.Main, banner)
	}
}

func (d *draft) compose() {
	switch d.s.Stage {
	case flow.Attract:
		d.attract()
	case flow.Services:
		d.services()
	case flow.Shelves:
		d.shelves()
	case flow.Find:
		d.find()
	case flow.Notice:
		d.notice()
	case flow.Guide:
		d.guide()
	case flow.Identify:
		d.identify()
	case flow.SignIn:
		d.signIn()
	case flow.Firm:
		d.firm()
	case flow.FirmCode:
		d.firmCode()
	case flow.FirmFound:
		d.firmFound()
	case flow.TextTo:
		d.textTo()
	case flow.TextCode:
		d.textCode()
	case flow.Confirm:
		d.confirm()
	case flow.Refused:
		d.refused()
	case flow.Form:
		d.form()
	case flow.Review:
		d.review()
	case flow.Submitting, flow.Printing:
		d.working()
	case flow.PaperFault:
		d.paperFault()
	case flow.Done:
		d.done()
	case flow.Goodbye:
		d.goodbye()
	case flow.Query:
		d.query()
	case flow.Progress:
		d.progress()
	default:
		d.composeMore()
	}
}

// composeMore are the stages that only some items have.
func (d *draft) composeMore() {
	switch d.s.Stage {
	case flow.Filling:
		d.filling()
	case flow.Materials:
		d.materials()
	case flow.Gather:
		d.gather()
	case flow.Scanning:
		d.scanning()
	case flow.Phone:
		d.phone()
	case flow.Promise:
		d.promise()
	case flow.Sign:
		d.sign()
	case flow.Pay:
		d.pay()
	case flow.Asking:
		d.asking()
	case flow.Deciding:
		d.working()
	case flow.Result:
		d.result()
	case flow.Sheets:
		d.sheets()
	case flow.LeafletPrinting:
		d.leafletPrinting()
	case flow.Dispensing:
		d.dispensing()
	case flow.Mine:
		d.mine()
	case flow.Saving:
		d.saving()
	case flow.Resuming:
		d.resuming()
	}
}

func (d *draft) title(name string, with ...words.With) {
	d.out.Heading, d.out.Lead = d.say(name+".heading", with...), d.say(name+".lead", with...)
}

func (d *draft) main(e ...Element) { d.out.Main = append(d.out.Main, e...) }
func (d *draft) side(e ...Element) { d.out.Side = append(d.out.Side, e...) }

func (d *draft) button(do flow.Verb, name string) {
	d.out.Bar = append(d.out.Bar, Button{Act: Act{Do: do}, Text: d.say(name)})
}

func (d *draft) primary(do flow.Verb, name string) {
	d.out.Bar = append(d.out.Bar, Button{Act: Act{Do: do}, Text: d.say(name), Primary: true})
}

// comforts are the buttons that change how everything is shown. Large type has no room for a
// language: there is one on the counter.
func (d *draft) comforts() {
	d.sizeButton()
	if !d.s.Visit.Large {
		d.langButton(d.otherLang())
	}
}

// allComforts are comforts with every language: where a visit begins.
func (d *draft) allComforts() {
	d.sizeButton()
	if d.Voice && !d.s.Visit.Aloud {
		d.button(flow.Hear, "bar.hear")
	}
	for _, lang := range catalog.Offered() {
		if lang != d.s.Visit.Lang {
			d.langButton(lang)
		}
	}
}

func (d *draft) sizeButton() {
	name := "bar.large"
	if d.s.Visit.Large {
		name = "bar.normal"
	}
	d.button(flow.Enlarge, name)
}

func (d *draft) langButton(lang catalog.Lang) {
	d.out.Bar = append(d.out.Bar, Button{Act: Act{flow.Speak, string(lang)}, Text: lang.Name()})
}

// otherLang is the language that one touch away is most likely wanted.
func (d *draft) otherLang() catalog.Lang {
	switch d.s.Visit.Lang {
	case catalog.Chinese:
		return catalog.English
	case catalog.English:
		return catalog.Traditional
	}
	return catalog.Chinese
}

func (d *draft) hotline() words.With { return words.With{"Hotline": d.Site.Hotline} }

func (d *draft) left() words.With {
	return words.With{"Left": int(math.Ceil(d.s.Left().Seconds()))}
}

func (d *draft) dialog() {
	if d.s.Asking == flow.NoQuestion {
		return
	}
	name := string(d.s.Asking)
	buttons := []Button{{Act: Act{Do: flow.Leave}, Text: d.say(name + ".leave")}}
	if d.s.Asking == flow.AskLeave && d.s.Savable() {
		buttons = append(buttons, Button{Act: Act{Do: flow.Save}, Text: d.say("leave.save")})
	}
	d.out.Dialog = &Dialog{
		Heading: d.say(name + ".heading"), Lead: d.say(name+".lead", d.left()),
		Buttons: append(buttons, Button{Act: Act{Do: flow.Stay}, Text: d.say(name + ".stay"), Primary: true}),
	}
}

// spoken is what a voice says when the screen comes up: the dialog alone where
// there is one, else the sentence, its reason and every notice; of those at the
// side, the warnings.
func (d *draft) spoken() string {
	if q := d.out.Dialog; q != nil {
		return q.Heading + " " + q.Lead
	}
	parts := []string{d.out.Heading, d.out.Lead}
	for _, e := range d.out.Main {
		switch e := e.(type) {
		case Banner:
			parts = append(parts, e.Text)
		case Hero:
			parts = append(parts, e.Heading, e.Text)
		case Field:
			parts = append(parts, e.Problem)
		case Choice:
			parts = append(parts, d.offered(e))
		}
	}
	for _, e := range d.out.Side {
		if b, ok := e.(Banner); ok && b.Tone == Warn {
			parts = append(parts, b.Text)
		}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// offered is what a question offers, as a voice says it.
func (d *draft) offered(c Choice) string {
	if d.s.Stage != flow.Form {
		return ""
	}
	var names []string
	for _, o := range c.Options {
		if !o.Closed {
			names = append(names, o.Title)
		}
	}
	return strings.Join(names, ", ")
}

// trouble words what stands in the way. Some troubles ask for something else
// where the visit stands: a misread code is not a misread card.
func (d *draft) trouble(t flow.Trouble) string { return d.troubleAt(string(d.s.Stage), t) }

// troubleAt is trouble for another place than the stage.
func (d *draft) troubleAt(place string, t flow.Trouble) string {
	name := "trouble." + string(t)
	if here := name + "-" + place; d.w.Knows(here) {
		name = here
	}
	return d.say(name, d.hotline())
}
