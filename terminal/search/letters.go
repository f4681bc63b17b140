package search

import "yitiji/terminal/hanzi"

// pinyin looks for letters as syllables and, when they are not, as initials.
func (s *session) pinyin(q query) {
	if !q.hasLetters() {
		return
	}
	for _, part := range []bool{false, true} {
		for _, p := range s.spellings(q, false, part) {
			if p.finished() || !s.enough() {
				s.look(p, Pinyin)
			}
		}
		if s.enough() {
			return
		}
	}
}

// finished reports whether the last syllable is whole, and not only the beginning of one.
func (p pattern) finished() bool { return p[len(p)-1].kind != byRead || p[len(p)-1].class != 0 }

// hasLetters reports whether some of the query could be pinyin.
func (q query) hasLetters() bool {
	for _, t := range q {
		if isLetter(t.text[0]) {
			return true
		}
	}
	return false
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' }

// Limits of what letters may stand for.
const (
	mostSpellings = 8
	mostSteps     = 400 // on the way to them: letters that are no pinyin can be cut in many ways
	mostSyllable  = 6   // letters: zhuang
)

// speller finds the patterns for which the letters of a query may stand.
type speller struct {
	x     *Index
	sound bool // syllables are heard, not read
	part  bool // syllables may be left unfinished anywhere; else only the last one
	out   []pattern
	now   pattern
	steps int
}

// spellings are those patterns; there are none when the query has words that are no pinyin.
func (x *Index) spellings(tokens []token, sound, part bool) []pattern {
	s := speller{x: x, sound: sound, part: part}
	s.tokens(tokens)
	return s.out
}

// syllable is the element of letters that are a whole syllable.
func (s *speller) syllable(letters string) (element, bool) {
	if s.sound {
		return s.x.heardSyllable(letters)
	}
	return s.x.readSyllable(letters)
}

// tokens goes on with the tokens that are left.
func (s *speller) tokens(left []token) {
	switch {
	case len(s.out) == mostSpellings || s.steps > mostSteps:
	case len(left) == 0:
		s.out = append(s.out, append(pattern(nil), s.now...))
	case left[0].han != 0:
		e := s.x.character(left[0].han, left[0].read)
		if s.sound {
			e = e.heard()
		}
		s.with(e, func() { s.tokens(left[1:]) })
	default:
		s.letters(left[0].text, left[1:])
	}
}

// letters goes on with the letters of a token that are left: whole syllables first, the
// longest first.
func (s *speller) letters(letters string, left []token) {
	if letters == "" {
		s.tokens(left)
		return
	}
	for n := min(mostSyllable, len(letters)); n > 0; n-- {
		if e, ok := s.syllable(letters[:n]); ok {
			s.with(e, func() { s.letters(letters[n:], left) })
		}
	}
	for n := min(mostSyllable, len(letters)); n > 0; n-- {
		if n == len(letters) && len(left) == 0 || s.part && isInitial(letters[:n], letters[n:]) {
			if e, ok := s.x.begun(letters[:n]); ok {
				s.with(e, func() { s.letters(letters[n:], left) })
			}
		}
	}
}

func (s *speller) with(e element, then func()) {
	if s.steps++; s.steps > mostSteps {
		return
	}
	s.now = append(s.now, e)
	then()
	s.now = s.now[:len(s.now)-1]
}

// begun is the element of a syllable of which only the beginning is there.
func (x *Index) begun(letters string) (element, bool) {
	from, to := hanzi.SpelledFrom(letters)
	return element{kind: byRead, from: from, to: to, initial: initialOf(letters[0])}, from < to
}

// isInitial reports whether letters may be all that was typed of a syllable, before the rest.
func isInitial(letters, rest string) bool {
	if rest != "" {
		switch rest[0] {
		case 'a', 'e', 'i', 'o', 'u', 'v':
			return false
		}
	}
	return len(letters) == 1 || letters == "zh" || letters == "ch" || letters == "sh"
}

// sound looks for what sounds like the query.
func (s *session) sound(q query) {
	for _, p := range s.spellings(q, true, false) {
		s.guess(p, Sound)
	}
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
