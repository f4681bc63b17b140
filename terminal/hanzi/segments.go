package hanzi

import "strings"

// segment is a run of typed letters that stands for one syllable: for exactly one when they
// spell it, else for any that begins with them.
type segment struct {
	end      int      // where in the letters it ends
	from, to Syllable // the syllables: from, up to and without to
	whole    bool     // the letters spell it
}

// mostLetters is how long a syllable can be: zhuang.
const mostLetters = 6

// typed is what somebody typed: small letters, with marks where a syllable must end.
type typed struct {
	letters  string
	segments [][]segment // by the place where they begin
}

// mark is the sign that separates syllables: xi'an.
const mark = '\''

// mostTyped is as many letters as a sentence needs; what follows is not looked at.
const mostTyped = 80

// typedOf takes the letters with which s begins.
func typedOf(s string) typed {
	s = strings.ToLower(s[:min(len(s), mostTyped)])
	s = strings.TrimLeft(s, string(mark))
	end := strings.IndexFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && r != mark })
	if end >= 0 {
		s = s[:end]
	}
	l := typed{s, make([][]segment, len(s))}
	for at := range s {
		l.segments[at] = l.begin(at)
	}
	return l
}

// end is the place behind all letters.
func (l typed) end() int { return len(l.letters) }

// begin lists how a syllable may begin at a place: whole ones first, the longest first; then
// what is left of a syllable that was shortened to its initial, or is not finished.
func (l typed) begin(at int) (out []segment) {
	part := []segment{}
	for n := min(mostLetters, l.end()-at); n > 0; n-- {
		letters, end := l.letters[at:at+n], l.skip(at+n)
		if s, ok := spelled(letters); ok {
			out = append(out, segment{end: end, from: s, to: s + 1, whole: true})
		}
		if l.mayEnd(letters, end) {
			if from, to := SpelledFrom(letters); from < to {
				part = append(part, segment{end: end, from: from, to: to})
			}
		}
	}
	return append(out, part...)
}

// skip is the first place from i on that is no mark.
func (l typed) skip(i int) int {
	for i < l.end() && l.letters[i] == mark {
		i++
	}
	return i
}

// spelled is Spelled, and takes lue and nue for lve and nve, as most people type them.
func spelled(letters string) (Syllable, bool) {
	if letters == "lue" || letters == "nue" {
		letters = letters[:1] + "ve"
	}
	return Spelled(letters)
}

// mayEnd reports whether a syllable may have been left unfinished behind these letters: at
// the end of all, or behind its initial where no vowel follows.
func (l typed) mayEnd(letters string, end int) bool {
	if end == l.end() {
		return true
	}
	if strings.IndexByte("aeiouv", l.letters[end]) >= 0 {
		return false
	}
	return len(letters) == 1 || letters == "zh" || letters == "ch" || letters == "sh"
}

// paths goes through the ways in which up to longest segments follow each other from a
// place, the likeliest first, until yield has seen most of them. The slice is only lent.
func (l typed) paths(at int, whole bool, most int, yield func([]segment)) {
	path := make([]segment, 0, longest)
	var walk func(at int)
	walk = func(at int) {
		if at == l.end() || len(path) == longest {
			return
		}
		for _, s := range l.segments[at] {
			if whole && !s.whole && s.end < l.end() || most == 0 {
				continue
			}
			most--
			path = append(path, s)
			yield(path)
			walk(s.end)
			path = path[:len(path)-1]
		}
	}
	walk(at)
}
