package search

import (
	"slices"
	"sort"
	"strings"

	"yitiji/terminal/hanzi"
)

// sounds puts the syllables into classes: those of one class sound alike where people do not
// tell zh from z, ch from c, sh from s, n from l, or ang, eng, ing from an, en, in. Class 0 is
// no syllable. Classes are numbered in the order of how they are spelled.
type sounds struct {
	spelled []string          // by class
	classes map[string]uint16 // by every way to spell it
	class   []uint16          // by syllable
	initial []uint8           // by syllable
}

func newSounds() *sounds {
	n := hanzi.Syllables()
	k := &sounds{classes: map[string]uint16{}, class: make([]uint16, n+1), initial: make([]uint8, n+1)}
	for s := 1; s <= n; s++ {
		k.spelled = append(k.spelled, blurred(hanzi.Syllable(s).String()))
	}
	slices.Sort(k.spelled)
	k.spelled = append([]string{""}, slices.Compact(k.spelled)...)
	for s := 1; s <= n; s++ {
		k.initial[s] = uint8(initialOf(hanzi.Syllable(s).String()[0]))
		k.class[s] = uint16(sort.SearchStrings(k.spelled, blurred(hanzi.Syllable(s).String())))
	}
	for class, s := range k.spelled[1:] {
		for _, way := range ways(s) {
			k.classes[way] = uint16(class + 1)
		}
	}
	return k
}

// ways are the ways to spell what sounds like a blurred syllable.
func ways(s string) []string {
	out := []string{s}
	switch s[0] {
	case 'z', 'c', 's':
		out = append(out, s[:1]+"h"+s[1:])
	case 'l':
		out = append(out, "n"+s[1:])
	}
	if strings.HasSuffix(s, "an") || strings.HasSuffix(s, "en") || strings.HasSuffix(s, "in") {
		for _, way := range out {
			out = append(out, way+"g")
		}
	}
	return out
}

// blurred is how a syllable is spelled by those who do not tell the sounds apart.
func blurred(s string) string {
	for _, initial := range []string{"zh", "ch", "sh"} {
		if rest, ok := strings.CutPrefix(s, initial); ok {
			s = initial[:1] + rest
		}
	}
	if rest, ok := strings.CutPrefix(s, "n"); ok {
		s = "l" + rest
	}
	if strings.HasSuffix(s, "ang") || strings.HasSuffix(s, "eng") || strings.HasSuffix(s, "ing") {
		s = s[:len(s)-1]
	}
	return s
}

// terms is how many pairs of classes there are.
func (k *sounds) terms() int { return len(k.spelled) * len(k.spelled) }

// term is the number of a pair of classes.
func (k *sounds) term(a, b uint16) int { return int(a)*len(k.spelled) + int(b) }

// Initials are numbered from 1 for a; a digit has one number, an edge of a text 0.
const (
	digitInitial = 27
	initialCount = 28
	initialTerms = initialCount * initialCount * initialCount
)

func initialOf(b byte) int {
	switch {
	case 'a' <= b && b <= 'z':
		return int(b-'a') + 1
	case '0' <= b && b <= '9':
		return digitInitial
	}
	return 0
}

// initialTerm is the number of three initials.
func initialTerm(a, b, c int) int { return (a*initialCount+b)*initialCount + c }
