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

// look looks for a pattern everywhere.
func (s *session) look(p pattern, how How) {
	for _, w := range places {
		seen := 0
		s.scan(p, w, func(id uint32, at int) bool {
			seen += s.add(hit{text: id, at: at, n: len(p), how: how, score: w.score})
			return seen < s.limit
		})
	}
}

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
