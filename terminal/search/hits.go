package search

import (
	"cmp"
	"slices"

	"yitiji/terminal/catalog"
)

// Hit is an item that was found, and why.
type Hit struct {
	Item *catalog.Item
	How  How
	// Where the match is: bytes From to To of Text, which the item has as this field in
	// this language.
	Field    Field
	Lang     catalog.Lang
	Text     string
	From, To int
}

// hit is a Hit while a search goes on: a match of some units of a text.
type hit struct {
	item  int32
	text  uint32
	at, n int // units
	how   How
	score int
}

// ownLanguage is how much better a match is that the person can read.
const ownLanguage = 4

// How many steps a search may take. The limits are reached only where lists are long and next
// to nothing in them fits.
const (
	lookSteps    steps = 20000 // for one pattern
	looksSteps   steps = 50000 // for all patterns
	guessSteps   steps = 1000  // for a pattern that may be meant
	guessesSteps steps = 8000  // for all of these together
)

// look looks for a pattern. When it comes up too often for all to be taken, those texts of
// which it is the whole or the start are looked for on their own: they count more.
func (s *session) look(p pattern, how How) {
	left := min(lookSteps, s.looks)
	s.looks -= left
	seen := s.take(p, how, place{}, &left)
	s.looks += max(0, left)
	if seen < s.limit {
		return
	}
	for _, w := range []place{{start: true, end: true}, {start: true}} {
		left := lookSteps
		s.take(p, how, w, &left)
	}
}

// guess looks for a pattern that may be meant, unless enough was found.
func (s *session) guess(p pattern, how How) {
	if len(s.hits) >= s.limit || s.guesses <= 0 {
		return
	}
	left := min(guessSteps, s.guesses)
	s.guesses -= left
	s.take(p, how, place{}, &left)
	s.guesses += max(0, left)
}

// take takes the best texts that have a pattern at a place, until there are as many items
// as are wanted, and tells how many there are.
func (s *session) take(p pattern, how How, w place, left *steps) (seen int) {
	s.scan(p, w, left, func(id uint32, at int) bool {
		h := hit{text: id, at: at, n: len(p), how: how}
		if at == 0 {
			h.score = startScore
			if t := &s.texts[id]; int(t.to-t.from) == len(p) {
				h.score = wholeScore
			}
		}
		seen += s.add(h)
		return seen < s.limit
	})
	return seen
}

// What adds to the score of a match.
const (
	startScore = 25 // the text begins with it
	wholeScore = 60 // it is the whole text
)

// add adds a match for the items that have the text, and tells how many these are.
func (s *session) add(h hit) int {
	t := &s.texts[h.text]
	owners := s.ownersOf(t)
	owners = owners[:min(len(owners), s.limit)]
	h.score += int(fieldScores[t.field]) - int(min(t.to-t.from, mostLength))
	if t.lang == s.lang {
		h.score += ownLanguage
	}
	for _, item := range owners {
		own := h
		own.item, own.score = item, h.score+int(s.heat[item])
		s.keep(own)
	}
	return len(owners)
}

// keep keeps the best match of each item.
func (s *session) keep(h hit) {
	for i, old := range s.hits {
		if old.item == h.item {
			if h.how < old.how || h.how == old.how && h.score > old.score {
				s.hits[i] = h
			}
			return
		}
	}
	s.hits = append(s.hits, h)
}

// result is the hits in order.
func (s *session) result() []Hit {
	slices.SortFunc(s.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.how, b.how), cmp.Compare(b.score, a.score), cmp.Compare(a.item, b.item))
	})
	out := make([]Hit, 0, min(len(s.hits), s.limit))
	for _, h := range s.hits[:cap(out)] {
		out = append(out, s.shown(h))
	}
	return out
}

// shown is a hit as it is told: the units' bytes are found by cutting the text up again.
func (x *Index) shown(h hit) Hit {
	t := &x.texts[h.text]
	out := Hit{Item: x.items[h.item], How: h.how, Field: t.field, Lang: x.langs[t.lang], Text: t.s}
	if h.n > 0 {
		var buffer [32]token
		cut := tokens(buffer[:0], t.s, out.Lang)
		out.From, out.To = cut[h.at].from, cut[h.at+h.n-1].to
	}
	return out
}
