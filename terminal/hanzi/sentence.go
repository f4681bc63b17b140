package hanzi

import (
	"slices"
	"strings"
)

// sentence is the likeliest text for all the letters: of all ways to cut them into words,
// the one whose words together are the most usual. There is none when a syllable before the
// last was not finished: what initials mean, only a word can tell.
func (t *tables) sentence(l typed) (string, bool) {
	best := make([]step, l.end()+1) // by where a text ends
	best[0] = step{reached: true}
	for at := range l.end() {
		if best[at].reached {
			t.steps(l, at, best)
		}
	}
	if !best[l.end()].reached {
		return "", false
	}
	var parts []string
	for at := l.end(); at > 0; at = best[at].from {
		parts = append(parts, best[at].word.text(t))
	}
	slices.Reverse(parts)
	return strings.Join(parts, ""), true
}

// step is the last word of the cheapest text that ends at a place.
type step struct {
	reached bool
	from    int
	cost    cost
	word    guess
}

// steps goes on from a place by every word that may stand there.
func (t *tables) steps(l typed, at int, best []step) {
	try := func(g guess) {
		total := best[at].cost + g.cost + perWord
		if b := &best[g.end]; !b.reached || total < b.cost {
			*b = step{true, at, total, g}
		}
	}
	for _, s := range l.segments[at] {
		if s.whole || s.end == l.end() {
			try(t.usualSingle(s))
		}
	}
	l.paths(at, true, mostWhole, func(path []segment) {
		if len(path) > 1 {
			if g, ok := t.usualWord(path); ok {
				try(g)
			}
		}
	})
}

// usualSingle is the cheapest character of a segment: every syllable has one.
func (t *tables) usualSingle(s segment) guess {
	best := guess{cost: 1 << 20}
	for y := s.from; y < s.to; y++ {
		if from, _ := t.singles.of(y); cost(t.singles.costs[from]) < best.cost {
			best = guess{1, from, cost(t.singles.costs[from]), s.end}
		}
	}
	if !s.whole {
		best.cost += unfinished
	}
	return best
}

// usualWord is the cheapest word that is read as a path.
func (t *tables) usualWord(path []segment) (guess, bool) {
	w, best := t.words[len(path)], guess{cost: 1 << 20}
	from, to := w.match(path)
	for i := from; i < to; i++ {
		if c := w.cost(i); c < best.cost && w.fits(i, path) {
			best = guess{len(path), i, c, path[len(path)-1].end}
		}
	}
	best.cost += penalty(path)
	return best, best.size > 0
}
