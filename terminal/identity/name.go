package identity

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

// SameName reports whether two spellings are of one name. Systems, cards and hands write a name in
// ways that are all its own: with full-width letters, with one of eight middle dots (间隔号) or none,
// with spaces between the characters of a short name, in capitals, the family name first or last, and
// with characters that an old font had in its private use area. A name in other characters, simplified
// ones for traditional ones among them, is another name: who compares has the number too.
func SameName(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	return len(x) > 0 && slices.Equal(x, y)
}

// ZoneNameFits reports whether name may be what a machine-readable zone says, which has only capital
// letters without marks, and breaks off where the line ends (ICAO Doc 9303-3, 4.6).
func ZoneNameFits(zone, name string) bool {
	z, n := letters(zone), letters(name)
	return z != "" && strings.HasPrefix(n, z)
}

// nameWords are the words of a name, each in one spelling. Those of a name in letters are in an order
// of their own; one in Chinese characters is one word.
func nameWords(name string) []string {
	name = oneSpelling(name)
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return []string{strings.Join(strings.FieldsFunc(name, parts), "")}
	}
	words := strings.FieldsFunc(name, parts)
	slices.Sort(words)
	return words
}

// oneSpelling takes away what makes no difference to a character: its width, its case, the way that
// its marks are put, and its place in an old font.
func oneSpelling(name string) string {
	name = strings.Map(published, name)
	return strings.ToUpper(norm.NFKC.String(name))
}

// letters are the capital letters of a name without marks.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, norm.NFD.String(oneSpelling(name)))
}

// parts reports what stands between the parts of a name. The dots are those that are seen for the
// 间隔号 (U+00B7), the full stop among them.
func parts(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("·•․‧∙⋅・.,-'’", r)
}

// The characters FE50 to FEA0 of GBK had no place in Unicode when code page 936 was made, and are in
// its private use area. They have places now: those of GB 18030, and for fourteen of them later ones.
const (
	firstPrivate = 0xE815
	lastPrivate  = 0xE864
)

// later are the places that GB 18030 gives since its edition of 2022: six in Extension B, and eight
// that Unicode 4.1 made for them.
func later(r rune) rune {
	switch r {
	case 0xE816:
		return 0x20087
	case 0xE817:
		return 0x20089
	case 0xE818:
		return 0x200CC
	case 0xE831:
		return 0x215D7
	case 0xE83B:
		return 0x2298F
	case 0xE855:
		return 0x241FE
	}
	if i := strings.IndexRune("\uE81E\uE826\uE82B\uE82C\uE832\uE843\uE854\uE864", r); i >= 0 {
		return 0x9FB4 + rune(i/len("\uE81E"))
	}
	return r
}

// published is the place that a character has now.
func published(r rune) rune {
	if r < firstPrivate || r > lastPrivate {
		return r
	}
	trail := byte(0x50 + r - firstPrivate)
	if trail >= 0x7F { // which is no second byte
		trail++
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes([]byte{0xFE, trail})
	if now, size := utf8.DecodeRune(out); err == nil && size == len(out) && now != utf8.RuneError {
		return now
	}
	return later(r)
}
