package hanzi

import (
	"sort"
	"unicode/utf8"
)

// longest is how many characters the longest words have.
const longest = 7

// words are the words of one length. A record is the syllables, the characters, and the
// cost. They are in the order of their syllables' initials, then of their syllables, then of
// their cost.
type words struct {
	size      int
	records   string
	syllables []string
}

// cost is how unusual a word is, in eighths of a bit.
type cost int

func (w words) stride() int { return 4*w.size + 1 }
func (w words) len() int    { return len(w.records) / w.stride() }

// read is the syllable of record i at place k; character and cost are what they say.
func (w words) read(i, k int) Syllable {
	return Syllable(u16s(w.records[i*w.stride():]).at(k))
}

func (w words) cost(i int) cost { return cost(w.records[i*w.stride()+4*w.size]) }

// text is the word of record i.
func (w words) text(i int) string {
	characters := u16s(w.records[i*w.stride()+2*w.size:])
	out := make([]byte, 0, 3*w.size)
	for k := range w.size {
		out = utf8.AppendRune(out, rune(characters.at(k)))
	}
	return string(out)
}

// match gives the records, in order, that could be read as a path of segments: all that are
// read so are among them, and where every segment but the last is whole, no others.
func (w words) match(path []segment) (from, to int) {
	fixed := 0 // how many segments decide by order
	for fixed < len(path) && path[fixed].whole {
		fixed++
	}
	low, high := make([]Syllable, 0, longest), make([]Syllable, 0, longest)
	for _, s := range path[:fixed] {
		low, high = append(low, s.from), append(high, s.from)
	}
	if fixed < len(path) {
		low, high = append(low, path[fixed].from), append(high, path[fixed].to-1)
	}
	from = sort.Search(w.len(), func(i int) bool { return w.compare(i, path, low) >= 0 })
	to = from + sort.Search(w.len()-from, func(i int) bool { return w.compare(from+i, path, high) > 0 })
	return from, to
}

// compare tells whether record i is before, among or behind those with the initials of the
// path and the syllables that are given.
func (w words) compare(i int, path []segment, given []Syllable) int {
	for k, s := range path {
		if d := int(w.syllables[w.read(i, k)][0]) - int(w.syllables[s.from][0]); d != 0 {
			return d
		}
	}
	for k, s := range given {
		if d := int(w.read(i, k)) - int(s); d != 0 {
			return d
		}
	}
	return 0
}

// fits reports whether record i is read as the path.
func (w words) fits(i int, path []segment) bool {
	for k, s := range path {
		if r := w.read(i, k); r < s.from || r >= s.to {
			return false
		}
	}
	return true
}

// singles are the characters by syllable, each syllable's most usual first.
type singles struct {
	starts u32s   // by syllable
	places u16s   // of the character, in the tables
	costs  string // a byte each
}

// of gives the entries of a syllable.
func (s singles) of(y Syllable) (from, to int) {
	return int(s.starts.at(int(y))), int(s.starts.at(int(y) + 1))
}

// text is the character of entry i.
func (t *tables) single(i int) string {
	return string(rune(t.characters.at(int(t.singles.places.at(i)))))
}
