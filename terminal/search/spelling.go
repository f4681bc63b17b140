package search

import "strings"

// misspelt looks for the query with one character, syllable or letter wrong, missing, too
// many or swapped with the next.
func (s *session) misspelt(q query) {
	if p, ok := s.corrected(q); ok {
		s.guess(p, Spelling)
		return
	}
	for _, p := range s.spellings(q, true, false) {
		for _, near := range neighbours(p) {
			s.guess(near, Spelling)
		}
	}
	if len(q) == 1 && isLetter(q[0].text[0]) {
		s.mistyped(q[0].text)
	}
}

// Patterns shorter than these say too little once something is taken from them.
const (
	leastGapped  = 3
	leastShorter = 4
)

// neighbours are the patterns that differ from one by an element.
func neighbours(p pattern) (out []pattern) {
	n := len(p)
	if n < leastGapped || n > longestQuery/2 {
		return nil
	}
	hole := element{kind: gap}
	for i := range n {
		if i > 0 {
			out = append(out, swapped(p, i-1), spliced(p, i, i, hole)) // one is missing
		}
		if i > 0 && i < n-1 || n >= leastShorter {
			out = append(out, trimmed(spliced(p, i, i+1, hole))) // one is wrong
		}
		if n >= leastShorter && i > 0 && i < n-1 {
			out = append(out, spliced(p, i, i+1)) // one is too many
		}
	}
	return out
}

// spliced is p with the elements from i up to j replaced.
func spliced(p pattern, i, j int, by ...element) pattern {
	out := append(make(pattern, 0, len(p)+1), p[:i]...)
	return append(append(out, by...), p[j:]...)
}

// swapped is p with the element at i and the next one swapped.
func swapped(p pattern, i int) pattern {
	out := append(pattern(nil), p...)
	out[i], out[i+1] = out[i+1], out[i]
	return out
}

// trimmed takes gaps off the ends: there, anything fits.
func trimmed(p pattern) pattern {
	for len(p) > 0 && p[0].kind == gap {
		p = p[1:]
	}
	for len(p) > 0 && p[len(p)-1].kind == gap {
		p = p[:len(p)-1]
	}
	return p
}

// mistyped looks for letters of pinyin of which one is wrong, missing, too many or swapped.
func (s *session) mistyped(letters string) {
	if len(letters) < leastLetters || len(letters) > mostLetters {
		return
	}
	for i := range letters {
		s.spelled(letters[:i] + letters[i+1:])
		if i > 0 {
			s.spelled(letters[:i-1] + letters[i:i+1] + letters[i-1:i] + letters[i+1:])
		}
		if s.enough() {
			return
		}
	}
	s.unread(letters)
}

// Of fewer letters every other could be meant; more are not typed at one go.
const (
	leastLetters = 5
	mostLetters  = 32
)

// spelled looks for letters that are pinyin throughout.
func (s *session) spelled(letters string) {
	for _, p := range s.syllables(letters) {
		s.guess(p, Spelling)
	}
}

// unread looks for syllables with one between them that could not be read.
func (s *session) unread(letters string) {
	n := len(letters)
	before, after := make([][]pattern, n+1), make([][]pattern, n+1)
	for i := range n + 1 {
		before[i], after[i] = s.syllables(letters[:i]), s.syllables(letters[i:])
	}
	for i := range n {
		for j := i + 1; j <= min(n, i+mostSyllable); j++ {
			for _, p := range before[i] {
				for _, rest := range after[j] {
					if q := trimmed(spliced(append(p, rest...), len(p), len(p), element{kind: gap})); q.certain() >= leastCertain {
						s.guess(q, Spelling)
					}
				}
			}
		}
	}
}

// leastCertain is how many syllables must have been read, for another to be guessed.
const leastCertain = 2

// certain is how many elements sound in one way only.
func (p pattern) certain() (n int) {
	for _, e := range p {
		if e.class != 0 {
			n++
		}
	}
	return n
}

// syllables are the patterns of letters that are whole syllables.
func (x *Index) syllables(letters string) []pattern {
	if letters == "" {
		return []pattern{nil}
	}
	s := speller{x: x, sound: true}
	s.letters(letters, nil)
	return s.out
}

// corrected is tokens with the words that no text has replaced by the nearest word; there is
// none when every word is known, or one has no near word.
func (x *Index) corrected(tokens []token) (pattern, bool) {
	var p pattern
	changed := false
	for _, t := range tokens {
		if r := t.han; r != 0 {
			p = append(p, x.character(r, t.read))
			continue
		}
		u, ok := x.word(t.text)
		if !ok {
			if u, ok = x.nearWord(t.text); !ok {
				return nil, false
			}
			changed = true
		}
		p = append(p, element{kind: byUnit, low: u, high: u + 1})
	}
	return p, changed
}

// word finds a word that texts have.
func (x *Index) word(text string) (unit, bool) {
	low, high := x.wordsFrom(text)
	return low, low < high && x.words[low-firstWord] == text
}

// leastWord is how long a word must be for another to be near it.
const leastWord = 4

// nearWord finds the word that differs from one by a letter, and comes up in most texts.
func (x *Index) nearWord(text string) (best unit, ok bool) {
	if len(text) < leastWord || strings.ContainsAny(text, "0123456789") {
		return 0, false
	}
	most := 0
	for i, w := range x.words {
		if len(w) < leastWord || len(w)-len(text) > 1 || len(text)-len(w) > 1 || !oneOff(w, text) {
			continue
		}
		u := firstWord + unit(i)
		n := 0
		for _, l := range x.pairs.first(u, u+1) {
			n += len(l)
		}
		if n > most {
			best, most = u, n
		}
	}
	return best, most > 0
}

// oneOff reports whether one letter makes the difference of two words: another, one more, one
// less, or two swapped.
func oneOff(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	if len(a) > len(b) {
		return a[i+1:] == b[i:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
