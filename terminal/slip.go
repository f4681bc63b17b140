package terminal

import (
	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// Scribe words and lays out what is printed on the roll.
type Scribe struct {
	Site  Site
	Words *words.Book
}

// Slip words and lays out the slip of a visit: title, the number large, what it is
// not, the code, what to do next, the phone number, the time. It stays under
// 20 cm on either width of paper.
func (c Scribe) Slip(s flow.Slip) drivers.Slip {
	w := c.Words.In(s.Lang)
	if s.Draft != "" {
		return c.draftSlip(w, s)
	}
	var b []drivers.Block
	b = append(b, c.slipHead(w, s)...)
	b = append(b,
		line(w.Say("slip.number"), 1, false),
		line(string(s.Number), 2, true),
		drivers.Block{Form: drivers.Rule},
	)
	b = append(b, standing(w, s)...)
	b = append(b, appointment(w, s)...)
	b = append(b, paid(w, s)...)
	b = append(b,
		drivers.Block{Form: drivers.Rule},
		pair(w.Say("slip.item"), s.Item.In(s.Lang)),
	)
	b = append(b, whose(w, s)...)
	b = append(b,
		pair(w.Say("slip.at"), s.At.Format("2006-01-02 15:04")),
		drivers.Block{Form: drivers.Feed, Lines: 1},
		drivers.Block{Form: drivers.Code, Text: string(s.Number), Align: drivers.Centre},
		line(w.Say("slip.next"), 1, false),
		line(w.Say("slip.hotline", words.With{"Hotline": c.Site.Hotline}), 1, false),
		drivers.Block{Form: drivers.Feed, Lines: 2},
	)
	return drivers.Slip{Blocks: b}
}

// whose says whose it is, and who acted for them.
func whose(w words.Words, s flow.Slip) []drivers.Block {
	b := []drivers.Block{pair(w.Say("slip.holder"), s.Holder)}
	if s.Agent != "" {
		b = append(b, pair(w.Say("slip.agent"), s.Agent))
	}
	return b
}

// draftSlip is what a person takes home who has saved what they filled in.
func (c Scribe) draftSlip(w words.Words, s flow.Slip) drivers.Slip {
	return drivers.Slip{Blocks: []drivers.Block{
		line(c.Site.Name, 1, false),
		line(w.Say("slip.draft-title"), 2, false),
		{Form: drivers.Feed, Lines: 1},
		line(w.Say("slip.draft"), 1, true),
		line(w.Say("slip.draft-note"), 1, false),
		{Form: drivers.Rule},
		pair(w.Say("slip.item"), s.Item.In(s.Lang)),
		pair(w.Say("slip.holder"), s.Holder),
		pair(w.Say("slip.at"), s.At.Format("2006-01-02 15:04")),
		{Form: drivers.Feed, Lines: 1},
		{Form: drivers.Code, Text: string(s.Draft), Align: drivers.Centre},
		line(w.Say("slip.draft-next"), 1, false),
		line(w.Say("slip.hotline", words.With{"Hotline": c.Site.Hotline}), 1, false),
		{Form: drivers.Feed, Lines: 2},
	}}
}

func (c Scribe) slipHead(w words.Words, s flow.Slip) []drivers.Block {
	title := "slip.title"
	if s.Appointment != nil {
		title = "slip.booked-title"
	}
	if s.HandOver != catalog.NoHandOver {
		title = "slip.over-title"
	}
	head := []drivers.Block{line(c.Site.Name, 1, false), line(w.Say(title), 2, false)}
	if s.Copy > 1 {
		head = append(head, line(w.Say("slip.copy", words.With{"Copy": s.Copy}), 1, true))
	}
	return append(head, drivers.Block{Form: drivers.Feed, Lines: 1})
}

// standing says how far the application has come, and what the number is not.
func standing(w words.Words, s flow.Slip) []drivers.Block {
	if s.HandOver != catalog.NoHandOver {
		return []drivers.Block{line(w.Say("slip.over"), 1, true), line(w.Say("slip.over-note"), 1, false)}
	}
	if s.Official == "" {
		return []drivers.Block{
			line(w.Say("slip.offline"), 1, true),
			line(w.Say("slip.offline-note"), 1, false),
			line(w.Say("slip.offline-next"), 1, false),
		}
	}
	received, note := "slip.received", "slip.received-note"
	if s.Appointment != nil {
		received, note = "slip.booked", "slip.booked-note"
	}
	return []drivers.Block{
		line(w.Say(received), 1, true),
		pair(w.Say("slip.official"), s.Official),
		line(w.Say(note), 1, false),
	}
}

// appointment says when and where to come, and what to bring.
func appointment(w words.Words, s flow.Slip) []drivers.Block {
	a := s.Appointment
	if a == nil || s.HandOver != catalog.NoHandOver {
		return nil
	}
	when := pair(w.Say("slip.when"), a.When.In(s.Lang))
	when.Bold = true
	b := []drivers.Block{{Form: drivers.Rule}, when}
	if len(a.Place) > 0 {
		b = append(b, pair(w.Say("slip.where"), a.Place.In(s.Lang)))
	}
	return append(b, pair(w.Say("slip.bring"), s.Bring.In(s.Lang)))
}

// paid is what was paid, and under which number.
func paid(w words.Words, s flow.Slip) []drivers.Block {
	if s.Receipt == "" {
		return nil
	}
	return []drivers.Block{
		{Form: drivers.Rule},
		pair(w.Say("slip.paid"), w.Say("slip.yuan", words.With{"Yuan": s.Amount.Yuan()})),
		pair(w.Say("slip.receipt"), s.Receipt),
	}
}

func line(text string, size int, bold bool) drivers.Block {
	return drivers.Block{Form: drivers.Line, Text: text, Size: size, Bold: bold, Align: drivers.Centre}
}

func pair(label, value string) drivers.Block {
	return drivers.Block{Form: drivers.Pair, Text: label, Value: value}
}
