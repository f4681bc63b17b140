package search

import (
	"cmp"
	"slices"
)

// postings are, for each term, the texts in which it occurs, in the order of their numbers:
// the best first.
type postings struct {
	starts []uint32 // by term
	texts  []uint32
}

func (p postings) list(term int) []uint32 { return p.texts[p.starts[term]:p.starts[term+1]] }

// stream is a row of terms as they come up in texts, from which postings are made.
type stream struct {
	terms []uint32
	ends  []uint32 // by text: where its terms end
}

func newStream(terms, texts int) *stream {
	return &stream{make([]uint32, 0, terms), make([]uint32, 0, texts)}
}

// end is the end of a text.
func (s *stream) end() { s.ends = append(s.ends, uint32(len(s.terms))) }

// postings sorts a stream by counting, and leaves it empty.
func (s *stream) postings(terms int) postings {
	starts := make([]uint32, terms+1)
	for _, term := range s.terms {
		starts[term+1]++
	}
	for i := range terms {
		starts[i+1] += starts[i]
	}
	p, at := postings{starts, make([]uint32, len(s.terms))}, slices.Clone(starts[:terms])
	from := uint32(0)
	for text, end := range s.ends {
		for _, term := range s.terms[from:end] {
			p.texts[at[term]] = uint32(text)
			at[term]++
		}
		from = end
	}
	s.terms, s.ends = s.terms[:0], s.ends[:0]
	return p.squeezed(at)
}

// squeezed takes out what a term that comes up twice in a text left twice.
func (p postings) squeezed(ends []uint32) postings {
	to := uint32(0)
	for term, end := range ends {
		from := p.starts[term]
		p.starts[term] = to
		for i := from; i < end; i++ {
			if i == from || p.texts[i] != p.texts[i-1] {
				p.texts[to] = p.texts[i]
				to++
			}
		}
	}
	p.starts[len(ends)] = to
	p.texts = slices.Clip(p.texts[:to])
	return p
}

// pairs are the postings of two units that follow each other. Unit 0 is the edge of a text.
type pairs struct {
	keys []uint64 // in order: the first unit, then the second
	postings
}

func pair(a, b unit) uint64 { return uint64(a)<<32 | uint64(b) }

// of is the texts that have b behind a.
func (p pairs) of(a, b unit) []uint32 {
	if i, ok := slices.BinarySearch(p.keys, pair(a, b)); ok {
		return p.list(i)
	}
	return nil
}

// behind is a list for each unit from low up to and without high that comes behind a.
func (p pairs) behind(a, low, high unit) [][]uint32 { return p.between(pair(a, low), pair(a, high)) }

// first is a list for each pair that begins with a unit from low up to and without high.
func (p pairs) first(low, high unit) [][]uint32 { return p.between(pair(low, 0), pair(high, 0)) }

func (p pairs) between(low, high uint64) (out [][]uint32) {
	from, _ := slices.BinarySearch(p.keys, low)
	to, _ := slices.BinarySearch(p.keys, high)
	for i := from; i < to; i++ {
		out = append(out, p.list(i))
	}
	return out
}

// numbering gives keys numbers in the order in which they come up. It is a hash table with
// open addressing: a map would be half of the time that an index takes.
type numbering struct {
	keys  []uint64
	slots []uint32 // number + 1; 0 is free
}

func (n *numbering) of(key uint64) uint32 {
	if len(n.keys)*2 >= len(n.slots) {
		n.grow()
	}
	slot := n.slot(key)
	if n.slots[slot] == 0 {
		n.keys = append(n.keys, key)
		n.slots[slot] = uint32(len(n.keys))
	}
	return n.slots[slot] - 1
}

func (n *numbering) slot(key uint64) int {
	mask := len(n.slots) - 1
	slot := int(key*0x9E3779B97F4A7C15>>32) & mask
	for n.slots[slot] != 0 && n.keys[n.slots[slot]-1] != key {
		slot = (slot + 1) & mask
	}
	return slot
}

func (n *numbering) grow() {
	n.slots = make([]uint32, max(1024, 4*len(n.slots)))
	for i, key := range n.keys {
		n.slots[n.slot(key)] = uint32(i + 1)
	}
}

// sorted gives the keys in order, and the new number of each.
func (n *numbering) sorted() (keys []uint64, renumbered []uint32) {
	order := make([]uint32, len(n.keys))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(n.keys[a], n.keys[b]) })
	keys, renumbered = make([]uint64, len(order)), make([]uint32, len(order))
	for i, old := range order {
		keys[i], renumbered[old] = n.keys[old], uint32(i)
	}
	return keys, renumbered
}
