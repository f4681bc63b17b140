package search

import (
	"math"
	"slices"
	"sync"

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
	x.own()
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
		texts:   make([]text, 0, 3*len(items)),
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
	for _, item := range bestFirst(len(x.items), func(i int) int16 { return x.heat[i] }) {
		for _, id := range x.partsOf(int32(item)) {
			x.owners[x.texts[id].after] = int32(item)
			x.texts[id].after++
		}
	}
}

// partsOf is the texts of an item; ownersOf is the items of a text.
func (x *Index) partsOf(item int32) []uint32 { return x.parts[x.partsAt[item]:x.partsAt[item+1]] }
func (x *Index) ownersOf(t *text) []int32    { return x.owners[t.owner:t.after] }

// cut cuts the texts into units, one half of them beside the other, and gives them scores.
func (x *Index) cut() {
	half := len(x.texts) / 2
	var first, second cutting
	var both sync.WaitGroup
	both.Go(func() { first = x.cutSome(x.texts[:half]) })
	both.Go(func() { second = x.cutSome(x.texts[half:]) })
	both.Wait()
	x.words = slices.Sorted(slices.Values(slices.Concat(first.words, second.words)))
	x.words = slices.Compact(x.words)
	for i := range x.texts[half:] {
		x.texts[half+i].from += uint32(len(first.units))
		x.texts[half+i].to += uint32(len(first.units))
	}
	x.units = slices.Concat(x.numbered(first), x.numbered(second))
	x.read = slices.Concat(first.read, second.read)
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
		t.score = fieldScores[t.field] - int16(min(len(cut), mostLength)) + x.heat[x.owners[t.owner]]
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

// numbered is the units of a cutting with the words numbered in their order.
func (x *Index) numbered(c cutting) []unit {
	number := make([]unit, len(c.words))
	for i, w := range c.words {
		number[i], _ = x.word(w)
	}
	for i, u := range c.units {
		if u >= firstWord {
			c.units[i] = number[u-firstWord]
		}
	}
	return c.units
}

// rank numbers the texts by their score.
func (x *Index) rank() {
	order := bestFirst(len(x.texts), func(i int) int16 { return x.texts[i].score })
	texts, renumbered := make([]text, len(order)), make([]uint32, len(order))
	for i, old := range order {
		texts[i], renumbered[old] = x.texts[old], uint32(i)
	}
	for i, id := range x.parts {
		x.parts[i] = renumbered[id]
	}
	x.texts = texts
}

// bestFirst puts n things in the order of their scores, and those that have the same in the
// order in which they are. It counts, since there are few scores.
func bestFirst(n int, score func(int) int16) []uint32 {
	var starts [1 << 16]uint32 // by how much less the score is than the highest that there may be
	place := func(i int) int { return math.MaxInt16 - int(score(i)) }
	for i := range n {
		starts[place(i)]++
	}
	at := uint32(0)
	for i, n := range starts {
		starts[i] = at
		at += n
	}
	order := make([]uint32, n)
	for i := range n {
		order[starts[place(i)]] = uint32(i)
		starts[place(i)]++
	}
	return order
}
