package search

import (
	"slices"

	"yitiji/terminal/catalog"
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
