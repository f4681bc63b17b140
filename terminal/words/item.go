package words

import (
	"strings"

	"yitiji/terminal/catalog"
)

// What an item costs, takes and when it may be had is said alike on screen and paper.

// Fee is what something costs.
func (w Words) Fee(f catalog.Fee) string {
	if f.Kind == catalog.Fixed {
		return w.Say("guide.fee-fixed", With{"Yuan": f.Amount.Yuan()})
	}
	return w.Say("guide.fee-" + string(f.Kind))
}

// Takes is how long a department may take; nothing promised is done at once (即办件).
func (w Words) Takes(t catalog.Term) string {
	if t.Days == 0 {
		return w.Say("guide.at-once")
	}
	return w.Say("guide."+kind(t), With{"Days": t.Days})
}

// Law is how long the law gives; nothing where it names no term.
func (w Words) Law(t catalog.Term) string {
	if t.Days == 0 {
		return ""
	}
	return w.Say("guide.law-"+kind(t), With{"Days": t.Days})
}

// kind is by which days a term is counted.
func kind(t catalog.Term) string {
	if t.Calendar {
		return "calendar-days"
	}
	return "working-days"
}

// Hours are when something may be had; nothing where that is always.
func (w Words) Hours(hours []catalog.Opening) string {
	var all []string
	for _, o := range hours {
		var days []string
		for _, day := range o.Days {
			days = append(days, w.Say("day."+day))
		}
		all = append(all, strings.Join(days, w.Say("day.and"))+" "+o.From+"–"+o.To)
	}
	return strings.Join(all, w.Say("day.or"))
}
