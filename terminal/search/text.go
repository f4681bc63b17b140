package search

import (
	"cmp"
	"maps"
	"slices"

	"yitiji/terminal/catalog"
)

// gather collects the texts of all items; equal ones become one that has several owners.
func (x *Index) gather() {
	type kind struct {
		field Field
		lang  uint8
	}
	known := map[kind]map[string]uint32{}
	var parts []uint32 // the text of each part of each item
	add := func(f Field, lang int, s string) {
		if s == "" {
			return
		}
		if f == Name { // hardly ever the same
			parts = append(parts, uint32(len(x.texts)))
			x.texts = append(x.texts, text{s: s, field: f, lang: uint8(lang)})
			return
		}
		at := kind{f, uint8(lang)}
		if known[at] == nil {
			known[at] = map[string]uint32{}
		}
		id, ok := known[at][s]
		if !ok {
			id = uint32(len(x.texts))
			known[at][s] = id
			x.texts = append(x.texts, text{s: s, field: f, lang: uint8(lang)})
		}
		parts = append(parts, id)
	}
	x.partsAt = append(x.partsAt, 0)
	for _, it := range x.items {
		for lang, key := range x.langs {
			x.gatherItem(it, key, func(f Field, s string) { add(f, lang, s) })
		}
		x.partsAt = append(x.partsAt, uint32(len(parts)))
	}
	x.parts = parts
	x.own()
}

func (x *Index) gatherItem(it *catalog.Item, lang catalog.Lang, add func(Field, string)) {
	add(Name, it.Name[lang])
	for _, s := range it.Aliases[lang] {
		add(Alias, s)
	}
	for _, s := range it.Keywords[lang] {
		add(Keyword, s)
	}
	add(Summary, it.Summary[lang])
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

// cut cuts the texts into units, and gives the words, which are numbered as they come up.
func (x *Index) cut() []string {
	var words []string
	numbers := map[string]unit{}
	var cut []token
	for i := range x.texts {
		t := &x.texts[i]
		cut = tokens(cut[:0], t.s, x.langs[t.lang])
		t.from = uint32(len(x.units))
		for _, c := range cut {
			u := unit(c.han())
			if u == 0 {
				n, ok := numbers[c.text]
				if !ok {
					n = firstWord + unit(len(words))
					numbers[c.text] = n
					words = append(words, c.text)
				}
				u = n
			}
			x.units = append(x.units, u)
			x.read = append(x.read, c.read)
		}
		t.to = uint32(len(x.units))
		t.score = fieldScores[t.field] - int16(min(len(cut), mostLength))
		if owners := x.ownersOf(t); len(owners) > 0 {
			t.score += x.heat[owners[0]]
		}
	}
	return words
}

// rank numbers the words in their order, and the texts by their score.
func (x *Index) rank(words []string) {
	x.words = slices.Sorted(slices.Values(words))
	number := make([]unit, len(words))
	for i, w := range words {
		at, _ := slices.BinarySearch(x.words, w)
		number[i] = firstWord + unit(at)
	}
	for i, u := range x.units {
		if u >= firstWord {
			x.units[i] = number[u-firstWord]
		}
	}
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
