package view

import (
	"strings"

	"yitiji/terminal/catalog"
	"yitiji/terminal/words"
)

// hours are when an item may be had, as a person says it.
func (d *draft) hours(it *catalog.Item) words.With {
	var all []string
	for _, o := range it.Hours {
		var days []string
		for _, day := range o.Days {
			days = append(days, d.say("day."+day))
		}
		all = append(all, strings.Join(days, d.say("day.and"))+" "+o.From+"–"+o.To)
	}
	return words.With{"Hours": strings.Join(all, d.say("day.or"))}
}
