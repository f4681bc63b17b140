package search

import (
	"cmp"
	"slices"
	"sort"

	"yitiji/terminal/catalog"
)

// gather collects the texts of all items; equal ones become one that has several owners.
func (x *Index) gather() {
	type place struct {
		field Field
		lang  uint8
	}
	known := map[place]map[string]uint32{}
	var parts []uint32 // the text of each part of each item
	add := func(f Field, lang int, s string) {
		if s == "" {
			return
		}
		at := place{f, uint8(lang)}
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
	x.words = slices.Clone(words)
	sort.Strings(x.words)
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
	order := make([]uint32, len(x.texts))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(x.texts[b].score, x.texts[a].score) })
	texts, renumbered := make([]text, len(order)), make([]uint32, len(order))
	for i, old := range order {
		texts[i], renumbered[old] = x.texts[old], uint32(i)
	}
	for i, id := range x.parts {
		x.parts[i] = renumbered[id]
	}
	x.texts = texts
}

// unitsOf is the units of a text; readOf is how they are read.
func (x *Index) unitsOf(t *text) []unit { return x.units[t.from:t.to] }

// link makes the lists of texts.
func (x *Index) link() {
	var numbers numbering
	var s stream
	for i := range x.texts {
		last := unit(0)
		for _, u := range x.unitsOf(&x.texts[i]) {
			s.terms = append(s.terms, numbers.of(pair(last, u)))
			last = u
		}
		s.terms = append(s.terms, numbers.of(pair(last, 0)))
		s.ends = append(s.ends, uint32(len(s.terms)))
	}
	keys, renumbered := numbers.sorted()
	for i, term := range s.terms {
		s.terms[i] = renumbered[term]
	}
	x.pairs = pairs{keys, s.postings(len(keys))}
	x.linkSounds(&s)
	x.linkInitials(&s)
}

// linkSounds makes the lists by pairs of classes. A word has class 0.
func (x *Index) linkSounds(s *stream) {
	s.terms, s.ends = s.terms[:0], s.ends[:0]
	for i := range x.texts {
		last := uint16(0)
		for k := x.texts[i].from; k < x.texts[i].to; k++ {
			class := x.sounds.class[x.read[k]]
			if last != 0 || class != 0 {
				s.terms = append(s.terms, uint32(x.sounds.term(last, class)))
			}
			last = class
		}
		if last != 0 {
			s.terms = append(s.terms, uint32(x.sounds.term(last, 0)))
		}
		s.ends = append(s.ends, uint32(len(s.terms)))
	}
	x.heard = s.postings(x.sounds.terms())
}

// linkInitials makes the lists by three initials.
func (x *Index) linkInitials(s *stream) {
	s.terms, s.ends = s.terms[:0], s.ends[:0]
	for i := range x.texts {
		t := &x.texts[i]
		a, b := 0, 0
		for k := t.from; k <= t.to+1; k++ {
			c := 0
			if k < t.to {
				c = x.initial(k)
			}
			if k >= t.from+2 && a != 0 {
				s.terms = append(s.terms, uint32(initialTerm(a, b, c)))
			}
			a, b = b, c
		}
		s.ends = append(s.ends, uint32(len(s.terms)))
	}
	x.initials = s.postings(initialTerms)
}

// initial is the initial of the unit at a place.
func (x *Index) initial(at uint32) int {
	if u := x.units[at]; u >= firstWord {
		return initialOf(x.words[u-firstWord][0])
	}
	if s := x.read[at].String(); s != "" {
		return initialOf(s[0])
	}
	return 0
}
