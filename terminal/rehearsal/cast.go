package rehearsal

import (
	"fmt"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// card is somebody's card, laid on the reader.
type card struct {
	name   string
	person identity.Person
}

// cast finds who may apply, and for each condition somebody who may not. It says false
// when nobody may.
func (w *walk) cast() bool {
	if w.Item.Identity.Level == identity.NoProof {
		return true
	}
	fit := false
	refused := map[string]bool{}
	for _, p := range w.crowd() {
		facts := catalog.Facts{Person: p, Today: catalog.Day(w.Start.Format(time.DateOnly))}
		why, no := w.Item.Refuses(facts, nil)
		if no && !refused[why.In(catalog.Chinese)] {
			refused[why.In(catalog.Chinese)] = true
			w.cards = append(w.cards, card{"a card of somebody who may not", p})
		}
		if !no && !fit {
			fit = true
			w.cards = append(w.cards, card{"a fitting card", p})
		}
	}
	if !fit {
		w.complain("nobody may apply: no age, sex, nation and document fits its conditions")
	}
	w.refusedLater(refused)
	w.strangers()
	return fit
}

// refusedLater finds somebody for each condition that turns on answers as well as on the
// person: one who may begin, and whom some answer ends.
func (w *walk) refusedLater(refused map[string]bool) {
	for _, answers := range w.answerSets() {
		for _, p := range w.crowd() {
			facts := catalog.Facts{Person: p, Today: catalog.Day(w.Start.Format(time.DateOnly))}
			if _, no := w.Item.Refuses(facts, nil); no {
				continue
			}
			facts.Answers = answers
			why, no := w.Item.Refuses(facts, w.Item.AllFields())
			if no && !refused[why.In(catalog.Chinese)] {
				refused[why.In(catalog.Chinese)] = true
				w.cards = append(w.cards, card{"a card of somebody whom an answer ends", p})
			}
		}
	}
}

// answerSets are the ways to answer the choices on which something turns, one choice at a
// time.
func (w *walk) answerSets() [][]catalog.Answer {
	var sets [][]catalog.Answer
	for _, f := range w.Item.AllFields() {
		if f.Kind != catalog.Choice || !w.matters(f.Key) {
			continue
		}
		for _, o := range f.Options {
			sets = append(sets, []catalog.Answer{{Field: f.Key, Value: o.Key}})
		}
	}
	return sets
}

// strangers are cards that no item takes, and one that this item may not take.
func (w *walk) strangers() {
	expired := w.someone(identity.ResidentCard, 85, "2", "01")
	expired.ValidTo = w.Start.AddDate(0, 0, -1).Format(time.DateOnly)
	wrong := w.someone(identity.ResidentCard, 85, "2", "01")
	wrong.Number = wrong.Number[:17] + "?"
	w.cards = append(w.cards, card{"an expired card", expired}, card{"a card with a wrong number", wrong})
	for _, d := range identity.Documents() {
		if !w.Item.Identity.Accepts(d) {
			w.cards = append(w.cards, card{"another document", w.someone(d, 85, "2", "01")})
			return
		}
	}
}

// crowd is of every age, both sexes, two nations, with every document.
func (w *walk) crowd() []identity.Person {
	var all []identity.Person
	for _, d := range identity.Documents() {
		if !w.Item.Identity.Accepts(d) {
			continue
		}
		for age := 0; age <= 105; age++ {
			for _, sex := range []string{"1", "2"} {
				all = append(all, w.someone(d, age, sex, "01"), w.someone(d, age, sex, "03"))
			}
		}
	}
	return all
}

// someone is nobody: region 999999, with a number whose check character is right.
func (w *walk) someone(d identity.Document, age int, sex, nation string) identity.Person {
	born := w.Start.AddDate(-age, 0, -1)
	order := "001"
	if sex == "2" {
		order = "002"
	}
	body := fmt.Sprintf("999999%s%s", born.Format("20060102"), order)
	check, _ := identity.CheckDigit(body)
	p := identity.Person{
		Document: d, Name: "试演人", Sex: sex, Nation: nation, Birth: born.Format(time.DateOnly),
		Number: body + string(check), Address: "云溪镇安和村1号",
	}
	switch d { // what a zone says: no nation, no address, and a number of its own
	case identity.Passport:
		p.Number, p.Nation, p.Address = "U99912345", "", ""
	case identity.HomeReturnPermit:
		p.Number, p.Nation, p.Address = "H99912345", "", ""
	case identity.TaiwanPermit:
		p.Number, p.Nation, p.Address = "99912345", "", ""
	case identity.SocialCard:
		p.Address = ""
	}
	return p
}
