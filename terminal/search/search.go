package search

import "yitiji/terminal/catalog"

// Options are what an index knows besides the items. The zero Options will do.
type Options struct {
	Local   map[catalog.ItemCode]int // how often an item was used at this terminal
	Central map[catalog.ItemCode]int // how often it was used everywhere
	Speech  *Speech                  // how people ask; nil for BuiltinSpeech
}

// How is in which way a query fits an item, the surest way first.
type How int

// The ways.
const (
	Written  How = iota // as it is written there
	Pinyin              // by pinyin or initials
	Sound               // as it sounds: other characters, or the pinyin of the south
	Spelling            // with one character or letter wrong, missing, too many or swapped
	Asked               // by what a sentence asks for
	Nearest             // not at all: nothing was found, and this is nearest
)

// Field is the part of an item that was found.
type Field uint8

// The fields.
const (
	Name Field = iota
	Alias
	Keyword
	Summary
)

// Find lists the items that a text may mean, the likeliest first, at most limit of them. Of
// equal matches, one in lang is taken. When nothing is found, it lists what is nearest, marked
// as such, or nothing.
func (x *Index) Find(text string, lang catalog.Lang, limit int) []Hit {
	q := x.query(text)
	if limit <= 0 || len(q) == 0 {
		return nil
	}
	s := session{Index: x, lang: x.language(lang), limit: limit, looks: looksSteps, guesses: guessesSteps}
	for _, attempt := range []func(*session, query){
		(*session).written, (*session).pinyin, (*session).said, (*session).sound, (*session).misspelt,
	} {
		attempt(&s, q)
		if s.enough() {
			return s.result()
		}
	}
	s.asked(q)
	return s.result()
}

// session is one search.
type session struct {
	*Index
	lang  uint8
	limit int
	hits  []hit

	looks, guesses steps // what is left for patterns, and for those that may be meant
}

// enough reports whether looser searches would only add noise.
func (s *session) enough() bool { return len(s.hits) >= min(s.limit, fewest) }

// fewest is after how many hits a search stops before its looser kinds.
const fewest = 3

// Nearest reports whether the item does not fit, and is only the nearest there is.
func (h Hit) Nearest() bool { return h.How == Nearest }
