package catalog

import (
	"time"

	"yitiji/terminal/identity"
)

// Condition is what must hold for a person to go on, and what to say where it does not.
type Condition struct {
	If   Expression `yaml:"if"`
	Else Text       `yaml:"else"` // what to tell the person, with the way out
}

// Facts are what an item's rules turn on.
type Facts struct {
	Person  identity.Person
	Answers []Answer
	Today   Day
}

// Refuses gives what to tell a person who may not apply, from the first condition that
// does not hold, of those that can be told already: asked are the fields that were asked,
// answered or not. ok is false when all of them hold. A condition that cannot be computed
// refuses nobody: the centre looks again.
func (it *Item) Refuses(f Facts, asked []Field) (why Text, ok bool) {
	for _, c := range it.Conditions {
		if !c.If.turnsOn(asked) {
			continue
		}
		if holds, err := it.holds(c.If, f); err == nil && !holds {
			return c.Else, true
		}
	}
	return nil, false
}

// Wanted lists the materials that are wanted in a situation. One whose rule cannot be
// computed is wanted.
func (it *Item) Wanted(f Facts) []Material {
	var out []Material
	for _, m := range it.Materials {
		if m.When != "" {
			if holds, err := it.holds(m.When, f); err == nil && !holds {
				continue
			}
		}
		out = append(out, m)
	}
	return out
}

// Charge is what the item costs in a situation. ok is false when only the centre can
// tell.
func (it *Item) Charge(f Facts) (amount Fen, ok bool) {
	switch it.Fee.Kind {
	case Free, Fixed:
		return it.Fee.Amount, true
	case ByRule:
		n, err := it.amount(it.Fee.Rule, f)
		return n, err == nil
	}
	return 0, false
}

// values are the facts under the names that expressions know.
func (it *Item) values(f Facts) map[string]any {
	age, _ := identity.Age(f.Person.Birth, string(f.Today))
	born, _ := time.Parse(time.DateOnly, f.Person.Birth)
	today, _ := time.Parse(time.DateOnly, string(f.Today))
	answers := map[string]string{}
	for _, field := range it.fields() {
		answers[field.Key] = ""
	}
	for _, field := range it.Asked(f.Answers) {
		answers[field.Key] = valueOf(f.Answers, field.Key)
	}
	return map[string]any{
		"age": age, "sex": f.Person.Sex, "nation": f.Person.Nation, "document": string(f.Person.Document),
		"born": born, "today": today, "answers": answers,
	}
}
