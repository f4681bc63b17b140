package search

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"yitiji/terminal/catalog"
	"yitiji/terminal/hanzi"
)

// gather collects the texts of all items; equal ones become one that has several owners.
func (x *Index) gather() {
	g := gatherer{
		Index: x,
		known: make([]map[string]uint32, len(fieldScores)*len(x.langs)),
		texts: make([]text, 0, 3*len(x.items)),
		parts: make([]uint32, 0, 10*len(x.items)),
	}
	for i := range g.known {
		g.known[i] = map[string]uint32{}
	}
	x.partsAt = append(make([]uint32, 0, len(x.items)+1), 0)
	for _, it := range x.items {
		for lang := range x.langs {
			g.item(it, lang)
		}
		x.partsAt = append(x.partsAt, uint32(len(g.parts)))
	}
	x.texts, x.parts = g.texts, g.parts
	x.own()
}

// gatherer collects texts.
type gatherer struct {
	*Index
	known []map[string]uint32 // by field and language: the numbers of texts
	texts []text
	parts []uint32 // the text of each part of each item
}

func (g *gatherer) item(it *catalog.Item, lang int) {
	key := g.langs[lang]
	g.text(Name, lang, it.Name[key])
	for _, s := range it.Aliases[key] {
		g.text(Alias, lang, s)
	}
	for _, s := range it.Keywords[key] {
		g.text(Keyword, lang, s)
	}
	g.text(Summary, lang, it.Summary[key])
}

func (g *gatherer) text(f Field, lang int, s string) {
	if s == "" {
		return
	}
	known := g.known[int(f)*len(g.langs)+lang]
	id, twice := known[s]
	if !twice {
		id = uint32(len(g.texts))
		g.texts = append(g.texts, text{s: s, field: f, lang: uint8(lang)})
		if f != Name { // hardly ever the same
			known[s] = id
		}
	}
	g.parts = append(g.parts, id)
}

// own gives every text its owners, the most used first.
func (x *Index) own() {
	byHeat := make([]int32, len(x.items))
	for i := range byHeat {
		byHeat[i] = int32(i)
	}
	slices.SortStableFunc(byHeat, func(a, b int32) int { return cmp.Compare(x.heat[b], x.heat[a]) })
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
	for _, item := range byHeat {
		for _, id := range x.partsOf(item) {
			x.owners[x.texts[id].after] = item
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
	order := x.byScore()
	texts, renumbered := make([]text, len(order)), make([]uint32, len(order))
	for i, old := range order {
		texts[i], renumbered[old] = x.texts[old], uint32(i)
	}
	for i, id := range x.parts {
		x.parts[i] = renumbered[id]
	}
	x.texts = texts
}

// byScore is the texts in the order of their scores, the best first.
func (x *Index) byScore() []uint32 {
	lists := map[int16][]uint32{} // there are few scores
	for i := range x.texts {
		score := x.texts[i].score
		lists[score] = append(lists[score], uint32(i))
	}
	out := make([]uint32, 0, len(x.texts))
	for _, score := range slices.Backward(slices.Sorted(maps.Keys(lists))) {
		out = append(out, lists[score]...)
	}
	return out
}
