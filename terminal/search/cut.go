package search

import (
	"slices"

	"yitiji/terminal/hanzi"
)

// cut cuts the texts into units, the first half of them and the second, and numbers the words.
func (x *Index) cut() (cut [2]cutting) {
	halves(len(x.texts), func(half, from, to int) { cut[half] = x.cutSome(x.texts[from:to]) })
	x.words = slices.Sorted(slices.Values(slices.Concat(cut[0].words, cut[1].words)))
	x.words = slices.Compact(x.words)
	beside(func() { x.number(cut[0]) }, func() { x.number(cut[1]) })
	return cut
}

// cutting is texts cut up. Words are numbered as they come up.
type cutting struct {
	units []unit
	read  []hanzi.Syllable
	words []string
}

// newCutting has room for the texts: a character has three bytes, and words seldom have less.
func newCutting(texts []text) cutting {
	bytes := 0
	for i := range texts {
		bytes += len(texts[i].s)
	}
	return cutting{units: make([]unit, 0, bytes/3), read: make([]hanzi.Syllable, 0, bytes/3)}
}

func (x *Index) cutSome(texts []text) cutting {
	c := newCutting(texts)
	numbers := map[string]unit{}
	var cut []token
	for i := range texts {
		t := &texts[i]
		cut = tokens(cut[:0], t.s, x.langs[t.lang])
		t.from = uint32(len(c.units))
		for _, piece := range cut {
			u := unit(piece.han)
			if u == 0 {
				u = c.word(numbers, piece.text)
			}
			c.units = append(c.units, u)
			c.read = append(c.read, piece.read)
		}
		t.to = uint32(len(c.units))
	}
	return c
}

func (c *cutting) word(numbers map[string]unit, text string) unit {
	n, known := numbers[text]
	if !known {
		n = firstWord + unit(len(c.words))
		numbers[text] = n
		c.words = append(c.words, text)
	}
	return n
}

// number numbers the words of a cutting in the order of all words.
func (x *Index) number(c cutting) {
	number := make([]unit, len(c.words))
	for i, w := range c.words {
		number[i], _ = x.word(w)
	}
	for i, u := range c.units {
		if u >= firstWord {
			c.units[i] = number[u-firstWord]
		}
	}
}
