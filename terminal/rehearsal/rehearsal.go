package rehearsal

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
)

// Most is how many states a walk takes in. An item with more has more questions on which
// something turns than anyone could check, or answer.
const Most = 20_000

// Options say what is rehearsed, and before whose eyes.
type Options struct {
	Catalog *catalog.Catalog
	Item    *catalog.Item
	Start   time.Time // of the visit

	// Touches lists what a person can touch in a State.
	Touches func(flow.State) []flow.Tap

	// Look says what is wrong with the screen of a State, in each language in turn.
	Look func(flow.State) error

	// Paper says what is wrong with what an effect prints, in each language in turn; nil
	// where nobody looks.
	Paper func(flow.Effect) error
}

// Report is what came of a walk.
type Report struct {
	States int // that are different to a person or to the program
	Moves  int // that were tried
	Wrong  []error
}

// Err joins what is wrong; nil when nothing is.
func (r Report) Err() error { return errors.Join(r.Wrong...) }

// Walk rehearses an item.
func Walk(o Options) Report {
	o.Start = opening(o.Item, o.Start)
	w := &walk{
		Options: o, rules: flow.Rules{Catalog: o.Catalog, Phones: true}, turnsOn: o.Item.TurnsOn(),
		seen: map[string]int{}, said: map[string]bool{}, printed: map[string]bool{},
	}
	if !w.cast() {
		return Report{Wrong: w.wrong}
	}
	w.begin()
	for i := 0; i < len(w.states) && len(w.states) <= Most; i++ {
		w.from(i)
	}
	if len(w.states) > Most {
		w.complain("more than %d ways lead through it", Most)
	} else {
		w.judge()
	}
	return Report{States: len(w.states), Moves: w.moves, Wrong: w.wrong}
}

// opening is the first hour from start on at which the item may be had: an item that is
// closed at night may be rehearsed then.
func opening(it *catalog.Item, start time.Time) time.Time {
	for hour := range 7 * 24 {
		if at := start.Add(time.Duration(hour) * time.Hour); it.Open(at) {
			return at
		}
	}
	return start
}

// walk is a graph under way: states, and how a person's touches lead from one to another.
type walk struct {
	Options
	rules   flow.Rules
	turnsOn []string // fields on whose answers something turns
	cards   []card
	states  []flow.State
	ways    []way   // how each state was met first
	touch   [][]int // where a person's touches lead
	alone   []int   // where a state comes to by itself, while everything fails
	seen    map[string]int
	moves   int
	wrong   []error
	said    map[string]bool
	printed map[string]bool // what was looked at
}

// way is how a state was met: from which one, by which move.
type way struct {
	from int
	by   string
}

// complain takes down what is wrong, once.
func (w *walk) complain(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !w.said[text] {
		w.said[text] = true
		w.wrong = append(w.wrong, errors.New(text))
	}
}

// path says how a state is met from the beginning, for whoever has to mend it.
func (w *walk) path(i int) string {
	var text string
	for steps := 0; i > 0 && steps < 12; steps++ {
		text = " › " + w.ways[i].by + text
		i = w.ways[i].from
	}
	return "after" + text
}

// begin stands before the shelf on which the item is.
func (w *walk) begin() {
	s := w.rules.Start()
	for _, e := range []flow.Event{flow.Tick{Now: w.Start}, flow.Conditions{Online: true}, flow.Tap{On: s.Token(), Do: flow.Begin}} {
		s, _ = w.rules.Step(s, e)
	}
	for page := range w.Catalog.Items() {
		shelf := flow.Shelf{By: "domain", Key: w.Item.Domain, Page: page}
		s, _ = w.rules.Step(s, flow.Tap{On: s.Token(), Do: flow.Browse, Value: shelf.String()})
		if slices.ContainsFunc(w.Touches(s), func(t flow.Tap) bool { return t.Do == flow.Open && t.Value == string(w.Item.Code) }) {
			w.meet(s, way{})
			return
		}
	}
	w.complain("it stands on no shelf")
}

// meet takes a state in, and gives its number.
func (w *walk) meet(s flow.State, by way) int {
	k := w.key(s)
	if i, ok := w.seen[k]; ok {
		return i
	}
	i := len(w.states)
	w.seen[k] = i
	w.states, w.ways = append(w.states, s), append(w.ways, by)
	w.touch, w.alone = append(w.touch, nil), append(w.alone, i)
	w.look(i)
	return i
}

// look looks at a state in every language.
func (w *walk) look(i int) {
	for _, lang := range catalog.Offered() {
		s := w.states[i]
		s.Visit.Lang = lang
		if err := w.Look(s); err != nil {
			w.complain("%s, %s: %v", s.Stage, lang, err)
		}
	}
}

// from tries every move in a state.
func (w *walk) from(i int) {
	if w.leaves(w.states[i]) {
		return
	}
	for _, m := range w.movesIn(w.states[i]) {
		w.moves++
		j := w.meet(m.do(w.states[i]), way{i, m.name})
		if m.hand {
			w.touch[i] = append(w.touch[i], j)
		}
		if m.alone {
			w.alone[i] = j
		}
	}
}

// leaves says that a state belongs to the visit no more: nobody is there, or somebody who
// begins another service.
func (w *walk) leaves(s flow.State) bool {
	return s.Stage == flow.Attract || s.Stage == flow.Services || s.Stage == flow.Shelves && s.Visit.Personal()
}
