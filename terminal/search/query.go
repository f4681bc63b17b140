package search

import (
	"slices"
	"strings"

	"yitiji/terminal/hanzi"
)

// query is what somebody asks.
type query struct {
	text   string
	tokens []token
}

// longestQuery is how many units of a query are looked at: nobody asks longer questions, and
// a scanner that types a barcode into the search must not cost more.
const longestQuery = 48

// longestText is how many bytes of a query are looked at.
const longestText = 400

func (x *Index) query(text string) query {
	text = strings.ToValidUTF8(text[:min(len(text), longestText)], "")
	cut := tokens(nil, text, "") // in whatever language
	return query{text, cut[:min(len(cut), longestQuery)]}
}

// written looks for the query as it is: characters and words in a row, of which the last
// word need not be finished.
func (s *session) written(q query) {
	if p, ok := s.pattern(q.tokens, true); ok {
		s.look(p, Written)
	}
}

// pattern is tokens as they are written; there is none when no text has one of the words. It
// is open when the last word need not be finished.
func (x *Index) pattern(tokens []token, open bool) (pattern, bool) {
	var p pattern
	for i, t := range tokens {
		if r := t.han(); r != 0 {
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

// sound looks for what sounds like the query.
func (s *session) sound(q query) {
	for _, p := range s.soundsOf(q) {
		s.guess(p, Sound)
	}
}

// soundsOf is the query as it sounds; letters that are pinyin are heard as syllables.
func (x *Index) soundsOf(q query) []pattern {
	return x.spellings(q, x.heardSyllable, false)
}

// heardSyllable is the element of a syllable as it sounds, however it is spelled.
func (x *Index) heardSyllable(letters string) (element, bool) {
	class, ok := x.sounds.classes[letters]
	return element{kind: bySound, class: class, initial: initialOf(letters[0])}, ok
}

// readSyllable is the element of a syllable as it is spelled.
func (x *Index) readSyllable(letters string) (element, bool) {
	if letters == "lue" || letters == "nue" {
		letters = letters[:1] + "ve"
	}
	read, ok := hanzi.Spelled(letters)
	if !ok {
		return element{}, false
	}
	return element{kind: byRead, from: read, to: read + 1, class: x.sounds.class[read], initial: initialOf(letters[0])}, true
}
