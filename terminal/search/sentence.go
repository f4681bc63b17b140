package search

import (
	"cmp"
	"math"
	"slices"
)

// concept is one thing that a sentence speaks of: the words for it, any of which will do.
type concept struct {
	words  []word
	weight float32 // the most that an item can get for it
}

// word is a word for a concept, and what an item gets that has it.
type word struct {
	pattern
	weight float32
}

// literally is how much more a word counts that was said than one that is meant by it.
const literally = 1.5

// later is how much less each further meaning of a saying counts: the closest comes first.
const later = 0.05

// Limits of the work for one sentence.
const (
	mostConcepts   = 16
	mostTexts      = 150 // of one word, the best ones
	mostOwners     = 8   // of one text, the most used ones
	mostCandidates = 24  // that are weighed exactly
)

// How sure a sentence must make an item, so that it was found and is not only nearest: the
// part of what the sentence tells that the item has.
const sure = 0.34

// asked looks for what a sentence asks for: items that have the most telling of its words.
func (s *session) asked(q query) {
	concepts, total := s.concepts(q)
	if len(concepts) == 0 {
		return
	}
	found := s.weigh(concepts)
	how := Asked
	if len(found) > 0 && found[0].weight < sure*total {
		if len(s.hits) > 0 {
			return
		}
		how, found = Nearest, found[:min(len(found), fewest)]
	}
	for _, f := range found {
		if f.weight >= found[0].weight/2 {
			f.best.how, f.best.score = how, int(100*f.weight)+int(s.heat[f.best.item])
			s.keep(f.best)
		}
	}
}

// said is asked for a query that is nothing but a saying: then it is no other word misspelt.
func (s *session) said(q query) {
	if n, means := s.speech.match(q); n == len(q) && means != nil {
		s.asked(q)
	}
}

// concepts are what the tokens speak of, and what they tell altogether: what nothing is known
// of tells too, namely that something else is meant.
func (x *Index) concepts(tokens []token) (out []concept, total float32) {
	rest := tokens[:0:0]
	flush := func() {
		more, unknown := x.rest(rest)
		out, total = append(out, more...), total+unknown
		rest = rest[:0]
	}
	for len(tokens) > 0 {
		n, means := x.speech.match(tokens)
		if n == 0 {
			rest, tokens = append(rest, tokens[0]), tokens[1:]
			continue
		}
		flush()
		if means != nil {
			if c, ok := x.concept(tokens[:n], means); ok {
				out = append(out, c)
			}
		}
		tokens = tokens[n:]
	}
	flush()
	out = out[:min(len(out), mostConcepts)]
	for _, c := range out {
		total += c.weight
	}
	return out, total
}

// rest is the concepts of a row of tokens that is no saying: each word, and each two characters.
func (x *Index) rest(row []token) (out []concept, unknown float32) {
	for i := range row {
		part := row[i : i+1]
		if row[i].han != 0 {
			if i+1 == len(row) || row[i+1].han == 0 {
				continue
			}
			part = row[i : i+2]
		}
		if c, ok := x.concept(part, nil); ok {
			out = append(out, c)
		} else {
			unknown += x.telling(0) / 2
		}
	}
	return out, unknown
}

// concept is one for which something was said that means some words of offices; there is none
// when no text has any of them.
func (x *Index) concept(said []token, means [][]token) (c concept, ok bool) {
	x.say(&c, said, literally)
	for i, m := range means {
		x.say(&c, m, 1-later*float32(i))
	}
	return c, len(c.words) > 0
}

// say adds a word to a concept if texts have it.
func (x *Index) say(c *concept, tokens []token, factor float32) {
	p, known := x.pattern(tokens, false)
	if !known {
		return
	}
	if n := x.count(p); n > 0 {
		w := word{p, factor * x.telling(n)}
		c.words = append(c.words, w)
		c.weight = max(c.weight, w.weight)
	}
}

// count is about how many texts have a pattern.
func (x *Index) count(p pattern) int {
	lists, possible := x.lists(p, place{})
	if !possible {
		return 0
	}
	if len(lists) == 0 {
		lists = x.alternatives(p)
		n := 0
		for _, l := range lists {
			n += len(l)
		}
		return n
	}
	n := len(lists[0])
	for _, l := range lists {
		n = min(n, len(l))
	}
	return n
}

// telling is how much a word tells that n texts have: the fewer, the more.
func (x *Index) telling(n int) float32 {
	return float32(math.Log(float64(len(x.texts)+2) / float64(n+1)))
}

// weighed is an item, how much of a sentence it has, and its best match.
type weighed struct {
	weight float32
	best   hit
}

// weigh finds the items that have most of the concepts.
func (s *session) weigh(concepts []concept) []weighed {
	all := s.sums()
	defer s.put(all)
	for _, c := range concepts {
		for _, w := range c.words {
			s.sum(all, w)
		}
	}
	var out []weighed
	for _, item := range all.top(mostCandidates) {
		out = append(out, s.exactly(item, concepts))
	}
	slices.SortStableFunc(out, func(a, b weighed) int { return cmp.Compare(b.weight, a.weight) })
	return out
}

// sum adds what a word counts to the items of the best texts that have it.
func (s *session) sum(all *sums, w word) {
	texts, left := mostTexts, steps(lookSteps)
	s.among(w.pattern, place{}, &left, func(id uint32) bool {
		t := &s.texts[id]
		owners := s.ownersOf(t)
		for _, item := range owners[:min(len(owners), mostOwners)] {
			all.add(item, w.weight*fieldWeights[t.field])
		}
		texts--
		return texts > 0
	})
}

// fieldWeights is how much a word of a sentence counts in a field.
var fieldWeights = [...]float32{Name: 1, Alias: 1, Keyword: 0.8, Summary: 0.5}

// exactly weighs an item: each concept counts once, where it counts most.
func (s *session) exactly(item int32, concepts []concept) weighed {
	out, top := weighed{best: hit{item: item, text: s.partsOf(item)[0]}}, float32(0)
	for _, c := range concepts {
		weight, best := s.best(item, c)
		out.weight += weight
		if weight > top {
			out.best, top = best, weight
		}
	}
	return out
}

// best is where an item has a concept, and what it gets for that. The more of a text the word
// is, the more the item is about it.
func (s *session) best(item int32, c concept) (most float32, best hit) {
	for _, id := range s.partsOf(item) {
		t := &s.texts[id]
		for _, w := range c.words {
			at := s.find(w.pattern, t, place{})
			if at < 0 {
				continue
			}
			weight := w.weight * fieldWeights[t.field] * (1 + aboutness*float32(len(w.pattern))/float32(t.to-t.from))
			if t.lang == s.lang {
				weight *= 1.01
			}
			if weight > most {
				most, best = weight, hit{item: item, text: id, at: at, n: len(w.pattern)}
			}
		}
	}
	return most, best
}

// aboutness is how much more a word counts that is the whole of a text.
const aboutness = 0.2
