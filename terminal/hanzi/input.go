package hanzi

import (
	"cmp"
	"slices"
	"strings"
)

// Candidate is what somebody may mean by the letters that they typed.
type Candidate struct {
	Text    string
	Letters int // how many of the letters it stands for; what is left is typed on
}

// Candidates lists what the letters a to z, typed so far, may mean: whole sentences, words
// and single characters, likeliest first. Letters may be pinyin (v is ü, an apostrophe ends
// a syllable), initials alone (bjs is 北京市), or both; the last syllable need not be
// finished. Every character that is read as the first syllable is there. What follows the
// first other sign in letters is not looked at.
func Candidates(letters string) []Candidate {
	l := typedOf(letters)
	if l.end() == 0 {
		return nil
	}
	t, marks := data(), len(letters)-len(strings.TrimLeft(letters, string(mark)))
	found := append(t.words0(l), t.singles0(l)...)
	slices.SortFunc(found, func(a, b guess) int { return cmp.Or(b.end-a.end, a.compare(b)) })
	out := make([]Candidate, 0, len(found)+1)
	if whole, ok := t.sentence(l); ok {
		out = append(out, Candidate{whole, marks + l.end()})
	}
	for _, g := range found {
		out = append(out, Candidate{g.text(t), marks + g.end})
	}
	return once(out)
}

// once keeps the first of those with the same text.
func once(all []Candidate) []Candidate {
	seen := make(map[string]bool, len(all))
	return slices.DeleteFunc(all, func(c Candidate) bool {
		twice := seen[c.Text]
		seen[c.Text] = true
		return twice
	})
}

// guess is a word or a character that some of the letters stand for.
type guess struct {
	size int // characters
	at   int // record or entry
	cost cost
	end  int // where in the letters it ends
}

// compare puts the cheaper one first, then the one that comes first in the tables.
func (g guess) compare(h guess) int {
	return cmp.Or(int(g.cost-h.cost), g.size-h.size, g.at-h.at)
}

func (g guess) text(t *tables) string {
	if g.size == 1 {
		return t.single(g.at)
	}
	return t.words[g.size].text(g.at)
}

// What is added to the cost of a guess, in eighths of a bit.
const (
	shortened  cost = 20  // a syllable of which only the beginning was typed
	joined     cost = -24 // a word, where a character is read as the same letters: xian is 西安 too
	perWord    cost = 8   // each word of a sentence: few long words are likelier than many short ones
	unfinished cost = 48  // a sentence's last syllable may still become another
)

// Limits that keep a call short. They are reached by letters that are no pinyin.
const (
	mostPaths   = 200
	mostWhole   = 60 // paths of a sentence, from one place
	mostGuesses = 60 // for one path
	mostSingles = 200
	mostOfEach  = 30 // of one syllable, of those that were only begun
)

// words0 lists the words of two and more characters with which the letters may begin.
func (t *tables) words0(l typed) []guess {
	var out []guess
	l.paths(0, false, mostPaths, func(path []segment) {
		if len(path) > 1 {
			out = t.guess(out, path)
		}
	})
	return out
}

// guess adds the cheapest words that are read as a path.
func (t *tables) guess(out []guess, path []segment) []guess {
	w, extra, own := t.words[len(path)], penalty(path)+joined, len(out)
	from, to := w.match(path)
	for i := from; i < to; i++ {
		if w.fits(i, path) {
			out = append(out, guess{len(path), i, w.cost(i) + extra, path[len(path)-1].end})
		}
	}
	return cheapest(out, own, mostGuesses)
}

// cheapest keeps, of those from a place on, the n that cost least.
func cheapest(all []guess, from, n int) []guess {
	if len(all)-from <= n {
		return all
	}
	slices.SortFunc(all[from:], guess.compare)
	return all[:from+n]
}

func penalty(path []segment) (p cost) {
	for _, s := range path {
		if !s.whole {
			p += shortened
		}
	}
	return p
}

// singles0 lists the characters with which the letters may begin: all that are read as a
// syllable that is spelled out, and the usual ones of the others.
func (t *tables) singles0(l typed) []guess {
	var out []guess
	for _, s := range l.segments[0] {
		own, extra := len(out), penalty([]segment{s})
		for y := s.from; y < s.to; y++ {
			from, to := t.singles.of(y)
			if !s.whole {
				to = min(to, from+mostOfEach)
			}
			for i := from; i < to; i++ {
				out = append(out, guess{1, i, cost(t.singles.costs[i]) + extra, s.end})
			}
		}
		if !s.whole {
			out = cheapest(out, own, mostSingles)
		}
	}
	return out
}
