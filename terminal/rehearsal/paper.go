package rehearsal

import (
	"fmt"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
)

// step takes an event, and looks at what it has printed.
func (w *walk) step(s flow.State, e flow.Event) flow.State {
	next, effects := w.rules.Step(s, e)
	for _, effect := range effects {
		switch effect := effect.(type) {
		case flow.PrintSlip:
			w.print(func(lang catalog.Lang) flow.Effect {
				effect.Ticket, effect.Slip.At, effect.Slip.Lang = 0, time.Time{}, lang
				return effect
			})
		case flow.PrintLeaflet:
			w.print(func(lang catalog.Lang) flow.Effect {
				effect.Ticket, effect.Leaflet.At, effect.Leaflet.Lang = 0, time.Time{}, lang
				return effect
			})
		}
	}
	return next
}

// print looks at a paper in every language, once.
func (w *walk) print(in func(catalog.Lang) flow.Effect) {
	if w.Paper == nil {
		return
	}
	for _, lang := range catalog.Offered() {
		effect := in(lang)
		key := fmt.Sprintf("%T %+v", effect, effect)
		if w.printed[key] {
			continue
		}
		w.printed[key] = true
		if err := w.Paper(effect); err != nil {
			w.complain("%v, %s", err, lang)
		}
	}
}
