package search

import "math"

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
		func() { x.units = inOrder(ranked, order, cut[0].units, cut[1].units) },
		func() {
			x.read = inOrder(ranked, order, cut[0].read, cut[1].read)
			for i, id := range x.parts {
				x.parts[i] = renumbered[id]
			}
		},
	)
	x.moved()
}

// moved makes the texts find their units where inOrder has put them.
func (x *Index) moved() {
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
