package search

import (
	"math"
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/hanzi"
)

// gather collects the texts of all items; equal ones become one that has several owners.
func (x *Index) gather() {
	var some [2]gatherer
	halves(len(x.items), func(half, from, to int) { some[half] = x.gatherSome(x.items[from:to]) })
	first, second := &some[0], &some[1]
	first.add(second)
	x.texts, x.parts, x.partsAt = first.texts, slices.Concat(first.parts, second.parts), first.partsAt
}

// gatherer collects the texts of some items.
type gatherer struct {
	*Index
	known   []map[string]uint32 // by field and language: the numbers of texts
	texts   []text
	parts   []uint32 // the text of each part of each item
	partsAt []uint32 // by item: where its parts begin
}

func (x *Index) gatherSome(items []*catalog.Item) gatherer {
	g := gatherer{
		Index:   x,
		known:   make([]map[string]uint32, len(fieldScores)*len(x.langs)),
		texts:   make([]text, 0, 3*len(x.items)),
		parts:   make([]uint32, 0, 12*len(items)),
		partsAt: make([]uint32, 0, len(x.items)+1),
	}
	for i := range g.known {
		g.known[i] = map[string]uint32{}
	}
	for _, it := range items {
		g.partsAt = append(g.partsAt, uint32(len(g.parts)))
		for lang := range x.langs {
			g.item(it, uint8(lang))
		}
	}
	return g
}

func (g *gatherer) item(it *catalog.Item, lang uint8) {
	key := g.langs[lang]
	g.part(Name, lang, it.Name[key])
	for _, s := range it.Aliases[key] {
		g.part(Alias, lang, s)
	}
	for _, s := range it.Keywords[key] {
		g.part(Keyword, lang, s)
	}
	g.part(Summary, lang, it.Summary[key])
}

func (g *gatherer) part(f Field, lang uint8, s string) {
	if s != "" {
		g.parts = append(g.parts, g.text(f, lang, s))
	}
}

// text is the number of a text, which may be a new one.
func (g *gatherer) text(f Field, lang uint8, s string) uint32 {
	id := uint32(len(g.texts))
	if f != Name { // hardly ever the same
		known := g.known[int(f)*len(g.langs)+int(lang)]
		if old, twice := known[s]; twice {
			return old
		}
		known[s] = id
	}
	g.texts = append(g.texts, text{s: s, field: f, lang: lang})
	return id
}

// add adds what another one has gathered of the items behind; its parts are numbered anew.
func (g *gatherer) add(behind *gatherer) {
	renumbered := make([]uint32, len(behind.texts))
	for i, t := range behind.texts {
		renumbered[i] = g.text(t.field, t.lang, t.s)
	}
	for i, id := range behind.parts {
		behind.parts[i] = renumbered[id]
	}
	for _, at := range behind.partsAt {
		g.partsAt = append(g.partsAt, uint32(len(g.parts))+at)
	}
	g.partsAt = append(g.partsAt, uint32(len(g.parts)+len(behind.parts)))
}

// own gives every text its owners, the most used first.
func (x *Index) own() {
	for _, id := range x.parts {
		x.texts[id].after++
	}
	at := uint32(0)
	for i := range x.texts {
		n := x.texts[i].after
		x.texts[i].owner, x.texts[i].after = at, at
		at += n
	}
	x.owners = make([]int32, at)
	for _, item := range bestFirst(x.heat) {
		for _, id := range x.partsOf(int32(item)) {
			x.owners[x.texts[id].after] = int32(item)
			x.texts[id].after++
		}
	}
}

// partsOf is the texts of an item; ownersOf is the items of a text.
func (x *Index) partsOf(item int32) []uint32 { return x.parts[x.partsAt[item]:x.partsAt[item+1]] }
func (x *Index) ownersOf(t *text) []int32    { return x.owners[t.owner:t.after] }

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

func (x *Index) cutSome(texts []text) (c cutting) {
	bytes := 0
	for i := range texts {
		bytes += len(texts[i].s)
	}
	c.units, c.read = make([]unit, 0, bytes/3), make([]hanzi.Syllable, 0, bytes/3)
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

// rank numbers the texts by their score, and puts their units in that order too: lists are
// made in it, and a search looks at the best.
func (x *Index) rank(cut [2]cutting) {
	order := bestFirst(x.scores())
	ranked, renumbered := make([]text, len(order)), make([]uint32, len(order))
	for i, old := range order {
		ranked[i], renumbered[old] = x.texts[old], uint32(i)
	}
	x.texts = ranked
	beside(
		func() { x.units = inOrder(x.texts, order, cut[0].units, cut[1].units) },
		func() {
			x.read = inOrder(x.texts, order, cut[0].read, cut[1].read)
			for i, id := range x.parts {
				x.parts[i] = renumbered[id]
			}
		},
	)
	at := uint32(0)
	for i := range x.texts {
		t := &x.texts[i]
		t.from, t.to = at, at+t.to-t.from
		at = t.to
	}
}

// inOrder is what two cuttings have of the texts, in the order of the texts. The order has
// their numbers from before, of which the second cutting has the higher half.
func inOrder[T any](texts []text, order []uint32, first, second []T) []T {
	out := make([]T, 0, len(first)+len(second))
	for i, old := range order {
		of := first
		if int(old) >= len(order)/2 {
			of = second
		}
		out = append(out, of[texts[i].from:texts[i].to]...)
	}
	return out
}

// scores are what the texts count before anything is asked.
func (x *Index) scores() []int16 {
	out := make([]int16, len(x.texts))
	for i := range x.texts {
		t := &x.texts[i]
		out[i] = fieldScores[t.field] - int16(min(t.to-t.from, mostLength)) + x.heat[x.owners[t.owner]]
	}
	return out
}

// bestFirst puts things in the order of their scores, and those that have the same in the
// order in which they are. It counts, since there are few scores.
func bestFirst(scores []int16) []uint32 {
	var starts [1 << 16]uint32 // by how much less than the highest possible the score is
	for _, score := range scores {
		starts[math.MaxInt16-int(score)]++
	}
	at := uint32(0)
	for i, n := range starts {
		starts[i] = at
		at += n
	}
	order := make([]uint32, len(scores))
	for i, score := range scores {
		start := &starts[math.MaxInt16-int(score)]
		order[*start] = uint32(i)
		*start++
	}
	return order
}
