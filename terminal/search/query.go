package search

import (
	"slices"
	"strings"
)

// query is what somebody asks.
type query []token

// longestQuery is how many units of a query are looked at: nobody asks longer questions, and
// a scanner that types a barcode into the search must not cost more.
const longestQuery = 48

// longestText is how many bytes of a query are looked at.
const longestText = 400

func (x *Index) query(text string) query {
	text = strings.ToValidUTF8(text[:min(len(text), longestText)], "")
	cut := tokens(nil, text, "") // in whatever language
	return cut[:min(len(cut), longestQuery)]
}

// written looks for the query as it is: characters and words in a row, of which the last
// word need not be finished.
func (s *session) written(q query) {
	if p, ok := s.pattern(q, true); ok {
		s.look(p, Written)
	}
}

// pattern is tokens as they are written; there is none when no text has one of the words. It
// is open when the last word need not be finished.
func (x *Index) pattern(tokens []token, open bool) (pattern, bool) {
	var p pattern
	for i, t := range tokens {
		if r := t.han; r != 0 {
			p = append(p, x.character(r, t.read))
			continue
		}
		low, high := x.wordsFrom(t.text)
		if (!open || i < len(tokens)-1) && low < high {
			high = low
			if x.words[low-firstWord] == t.text {
				high = low + 1
			}
		}
		if low == high {
			return nil, false
		}
		p = append(p, element{kind: byUnit, low: low, high: high, initial: initialOf(t.text[0])})
	}
	return p, true
}

// wordsFrom is the words that begin with some letters: the first, and the first behind them.
func (x *Index) wordsFrom(letters string) (low, high unit) {
	i, _ := slices.BinarySearch(x.words, letters)
	j := i
	for j < len(x.words) && strings.HasPrefix(x.words[j], letters) {
		j++
	}
	return firstWord + unit(i), firstWord + unit(j)
}
