package search

import "yitiji/terminal/hanzi"

// element is what one unit of a text must be.
type element struct {
	kind      kind
	low, high unit           // from low up to and without high
	from, to  hanzi.Syllable // read as one of these
	class     uint16         // how it sounds; 0 when that is not certain
	initial   int            // with what it begins; 0 when that is not certain
}

// kind is what of an element counts.
type kind uint8

const (
	byUnit  kind = iota // it is one of the units
	byRead              // it is read as one of the syllables
	bySound             // it sounds so, or is the unit
	gap                 // it may be anything
)

// pattern is a row of elements that units must follow without a gap.
type pattern []element

// character is the element of a character that somebody typed.
func (x *Index) character(r rune, read hanzi.Syllable) element {
	e := element{kind: byUnit, low: unit(r), high: unit(r) + 1}
	e.class, e.initial = x.sounds.class[read], int(x.sounds.initial[read])
	return e
}

// exact reports whether an element is one unit.
func (e element) exact() bool { return e.kind == byUnit && e.high == e.low+1 }

// heard is the element with the kind changed to how it sounds.
func (e element) heard() element {
	if e.class != 0 {
		e.kind = bySound
	}
	return e
}

func (x *Index) fits(e element, at uint32) bool {
	switch e.kind {
	case byUnit:
		return x.units[at] >= e.low && x.units[at] < e.high
	case byRead:
		return x.read[at] >= e.from && x.read[at] < e.to
	case bySound:
		return x.sounds.class[x.read[at]] == e.class || x.units[at] >= e.low && x.units[at] < e.high
	}
	return true
}

// place is where in a text a pattern is looked for; the zero place is anywhere.
type place struct {
	start, end bool // it must begin at the start; it must end at the end
}

// find is where in a text a pattern comes first, in units; -1 when it does not.
func (x *Index) find(p pattern, t *text, w place) int {
	last := int(t.to-t.from) - len(p)
	if last < 0 || w.start && w.end && last != 0 {
		return -1
	}
	if w.start {
		last = 0
	}
	exact, first := p[0].exact(), p[0].low
	for at, u := range x.units[t.from : t.from+uint32(last)+1] {
		if (!exact || u == first) && x.here(p, t.from+uint32(at)) {
			return at
		}
	}
	return -1
}

func (x *Index) here(p pattern, at uint32) bool {
	for i, e := range p {
		if !x.fits(e, at+uint32(i)) {
			return false
		}
	}
	return true
}

// scan goes through the texts that have a pattern at a place, the best first, until yield
// says no or no steps are left. What it yields is the text and where in it the pattern is.
func (x *Index) scan(p pattern, w place, left *steps, yield func(text uint32, at int) bool) {
	x.among(p, w, left, func(id uint32) bool {
		at := x.find(p, &x.texts[id], w)
		if at < 0 {
			*left -= missSteps
			return true
		}
		return yield(id, at)
	})
}

// missSteps is how many steps it is worth to look at a text.
const missSteps = 20

// among goes through the texts that may have a pattern at a place, the best first: all that
// have it are among them.
func (x *Index) among(p pattern, w place, left *steps, yield func(text uint32) bool) {
	lists, possible := x.lists(p, w)
	switch {
	case !possible:
	case len(lists) > 0:
		common(lists, left, yield)
	default:
		merged(x.alternatives(p), left, yield)
	}
}

// lists are some in all of which every text that has the pattern must be. There may be none;
// when one is empty, the pattern is not possible.
func (x *Index) lists(p pattern, w place) (out [][]uint32, possible bool) {
	for i := range len(p) - 1 {
		a, b := p[i], p[i+1]
		switch {
		case a.exact() && b.exact():
			out = append(out, x.pairs.of(a.low, b.low))
		case a.kind != gap && b.kind != gap && a.class != 0 && b.class != 0:
			out = append(out, x.heard.list(x.sounds.term(a.class, b.class)))
		}
	}
	out = append(out, x.byInitials(p)...)
	if w.start {
		out = x.edge(out, p[0], func(u unit) []uint32 { return x.pairs.of(0, u) }, func(c uint16) int { return x.sounds.term(0, c) })
	}
	if w.end {
		out = x.edge(out, p[len(p)-1], func(u unit) []uint32 { return x.pairs.of(u, 0) }, func(c uint16) int { return x.sounds.term(c, 0) })
	}
	for _, l := range out {
		if len(l) == 0 {
			return nil, false
		}
	}
	return out, true
}

// edge adds the list of an element that must be at an edge of a text.
func (x *Index) edge(out [][]uint32, e element, ofUnit func(unit) []uint32, ofClass func(uint16) int) [][]uint32 {
	switch {
	case e.exact():
		return append(out, ofUnit(e.low))
	case e.kind != gap && e.kind != byUnit && e.class != 0:
		return append(out, x.heard.list(ofClass(e.class)))
	}
	return out
}

// byInitials are the lists of three elements that are syllables with certain initials.
func (x *Index) byInitials(p pattern) (out [][]uint32) {
	for i := range len(p) - 2 {
		a, b, c := p[i], p[i+1], p[i+2]
		if (a.kind == byRead || b.kind == byRead || c.kind == byRead) && a.starts() && b.starts() && c.starts() {
			out = append(out, x.initials.list(initialTerm(a.initial, b.initial, c.initial)))
		}
	}
	return out
}

// starts reports whether it is certain with which letter an element begins.
func (e element) starts() bool { return e.initial != 0 && (e.kind == byUnit || e.kind == byRead) }

// alternatives are lists in one of which every text that has the pattern must be, of a
// pattern that is too short or too vague for lists.
func (x *Index) alternatives(p pattern) [][]uint32 {
	a, b := p[0], element{kind: gap}
	if len(p) > 1 {
		b = p[1]
	}
	switch {
	case a.exact() && b.kind == byUnit && b.high > 0:
		return x.pairs.behind(a.low, b.low, b.high)
	case a.kind == byUnit && a.high > 0:
		return x.pairs.first(a.low, a.high)
	case a.kind != gap && a.class != 0:
		return x.heard.between(x.sounds.term(a.class, 0), x.sounds.term(a.class+1, 0))
	case a.initial != 0 && b.initial != 0:
		return x.initials.between(initialTerm(a.initial, b.initial, 0), initialTerm(a.initial, b.initial+1, 0))
	case a.initial != 0:
		return x.initials.between(initialTerm(a.initial, 0, 0), initialTerm(a.initial+1, 0, 0))
	}
	return nil
}
