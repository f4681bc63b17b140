package search

import (
	"math"
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/hanzi"
)

// Index finds items. It does not change, and may be asked from several goroutines.
type Index struct {
	items []*catalog.Item
	langs []catalog.Lang
	heat  []int16 // by item: what its use adds to its score

	texts   []text
	units   []unit           // of all texts
	read    []hanzi.Syllable // of all texts
	owners  []int32          // the items of all texts, each text's most used first
	parts   []uint32         // the texts of all items
	partsAt []uint32         // by item: where its texts begin among them

	words  []string // every word, in order
	sounds *sounds
	speech *phrasebook

	pairs    pairs    // of units
	heard    postings // of classes of syllables
	initials postings // of three initials

	free chan *sums // kept from one search to the next: they are large
}

// text is a name, an alias, a keyword or a summary of one or more items.
type text struct {
	s            string
	from, to     uint32 // its units
	owner, after uint32 // its items among the owners
	field        Field
	lang         uint8
}

// unit is a Chinese character, or from firstWord on a word, in the order of words. Zero is
// the edge of a text.
type unit uint32

const firstWord unit = 0x110000

// What adds to the score of a text.
var fieldScores = [...]int16{Name: 40, Alias: 36, Keyword: 22, Summary: 0}

const (
	mostLocal   = 30 // the item that is used most at this terminal
	mostCentral = 20 // the item that is used most everywhere
	mostLength  = 40 // how much a long text can lose: one for each unit
)

// New makes an index of items. It keeps the items, and they must not change.
func New(items []*catalog.Item, o Options) *Index {
	x := &Index{items: items, sounds: newSounds(), free: make(chan *sums, 1)}
	beside(func() { x.langs = languages(items) }, func() { x.heat = heat(items, o) })
	x.gather()
	var cut [2]cutting
	beside(x.own, func() { cut = x.cut() })
	x.rank(cut)
	x.link()
	if o.Speech == nil {
		o.Speech = BuiltinSpeech()
	}
	x.speech = o.Speech.phrasebook()
	return x
}

// languages lists those in which the items have names, the catalogue's first one first.
func languages(items []*catalog.Item) []catalog.Lang {
	out := catalog.Languages()
	for _, it := range items {
		if namesIn(out, it) == len(it.Name) {
			continue // most items: to go through a map takes longer than to look things up in it
		}
		for lang := range it.Name {
			if !slices.Contains(out, lang) {
				out = append(out, lang)
			}
		}
	}
	slices.Sort(out[len(catalog.Languages()):])
	return out
}

// namesIn counts the names that an item has in some languages.
func namesIn(langs []catalog.Lang, it *catalog.Item) (n int) {
	for _, lang := range langs {
		if _, ok := it.Name[lang]; ok {
			n++
		}
	}
	return n
}

func (x *Index) language(lang catalog.Lang) uint8 {
	return uint8(max(0, slices.Index(x.langs, lang)))
}

// heat is what each item's use adds to its score.
func heat(items []*catalog.Item, o Options) []int16 {
	var local, central []int16
	beside(
		func() { local = heatOf(items, o.Local, mostLocal) },
		func() { central = heatOf(items, o.Central, mostCentral) },
	)
	for i, more := range central {
		local[i] += more
	}
	return local
}

// enough is how often the most used item must have been used before the counts are believed
// in full: one person's one visit says little.
const enough = 100

// heatOf is what each item's use at one place adds: as much again each time it is used a
// certain number of times more, so that the most used do not drown the others.
func heatOf(items []*catalog.Item, counts map[catalog.ItemCode]int, most float64) []int16 {
	out := make([]int16, len(items))
	top := enough
	for _, n := range counts {
		top = max(top, n)
	}
	whole := math.Log1p(float64(top))
	for i, it := range items {
		if n := counts[it.Code]; n > 0 {
			out[i] = int16(most * math.Log1p(float64(n)) / whole)
		}
	}
	return out
}
