package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// prefills lists what the centre may know of what the form asks.
func (v Visit) prefills() []catalog.Prefill {
	var out []catalog.Prefill
	for _, f := range v.Item.Form {
		if f.Prefill != "" && !slices.Contains(out, f.Prefill) {
			out = append(out, f.Prefill)
		}
	}
	return out
}

// form asks the questions, after what the centre knows of the answers has been fetched. It
// is fetched once in a visit; without a network everything is asked.
func (t *turn) form() {
	wanted := t.Visit.prefills()
	if len(wanted) == 0 || t.Visit.Prefilled || !t.Online || !t.Visit.Personal() {
		t.firstField()
		return
	}
	t.Visit.Prefilled = true
	t.enter(Filling)
	t.inquire(centre.ForApplying, &centre.Profile{Subject: t.subject(), Wanted: wanted})
}

// prefill takes over what is known and would pass as an answer. What the person has
// answered themselves stays.
func (t *turn) prefill(known *centre.Facts) {
	for _, f := range t.Visit.Item.Form {
		value := known.Values[f.Prefill]
		if _, answered := t.Visit.Answer(f.Key); f.Prefill == "" || answered || value == "" || f.Validate(value, t.today()) != catalog.Fine {
			continue
		}
		t.Visit.Answers = append(slices.Clone(t.Visit.Answers), catalog.Answer{Field: f.Key, Value: value, From: catalog.FromRecord})
	}
	t.firstField()
}

// FromRecord reports whether the centre knew the answer to a field.
func (v Visit) FromRecord(field string) bool {
	return slices.ContainsFunc(v.Answers, func(a catalog.Answer) bool { return a.Field == field && a.From == catalog.FromRecord })
}
