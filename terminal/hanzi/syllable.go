package hanzi

import "sort"

// Syllable is a syllable of Mandarin without its tone, such as gao or lv. They are numbered
// in the order of their spelling, so that those that begin with the same letters have
// numbers without a gap. The zero Syllable is none.
type Syllable uint16

// String is how the syllable is spelled, ü as v.
func (s Syllable) String() string {
	all := data().syllables
	if int(s) >= len(all) {
		return ""
	}
	return all[s]
}

// Syllables is how many there are: they are numbered from 1 to this.
func Syllables() int { return len(data().syllables) - 1 }

// Spelled finds the syllable that is spelled so.
func Spelled(letters string) (Syllable, bool) {
	from, to := SpelledFrom(letters)
	return from, from < to && data().syllables[from] == letters
}

// SpelledFrom finds the syllables whose spelling begins with letters: those from the first
// one up to, and without, the second one.
func SpelledFrom(letters string) (from, to Syllable) {
	all := data().syllables[1:]
	i := sort.SearchStrings(all, letters)
	j := i + sort.Search(len(all)-i, func(k int) bool {
		s := all[i+k]
		return len(s) < len(letters) || s[:len(letters)] > letters
	})
	return Syllable(i + 1), Syllable(j + 1)
}
