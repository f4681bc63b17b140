package hanzi

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Readings lists every way in which a character is read, the usual one first; none for what
// is no Chinese character.
func Readings(r rune) []Syllable {
	t := data()
	place, ok := t.place(r)
	if !ok || t.usual.at(place) == 0 {
		return nil
	}
	out := []Syllable{Syllable(t.usual.at(place))}
	pairs := t.others.len() / 2
	i := sort.Search(pairs, func(i int) bool { return int(t.others.at(2*i)) >= place })
	for ; i < pairs && int(t.others.at(2*i)) == place; i++ {
		out = append(out, Syllable(t.others.at(2*i+1)))
	}
	return out
}

// Read says how a text is read: a syllable for each rune, zero for what is not Chinese. A
// character that is read in several ways is read as the phrase around it wants.
func Read(s string) []Syllable { return AppendRead(make([]Syllable, 0, len(s)/3+1), s) }

// AppendRead is Read into a slice that the caller has.
func AppendRead(out []Syllable, s string) []Syllable {
	t := data()
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		values := t.readings.match(s, r, size)
		if len(values) == 0 {
			out = append(out, t.read(r))
			s = s[size:]
			continue
		}
		for i := range values.len() {
			out = append(out, Syllable(values.at(i)))
			_, size := utf8.DecodeRuneInString(s)
			s = s[size:]
		}
	}
	return out
}

// read is the usual reading of a character.
func (t *tables) read(r rune) Syllable {
	if place, ok := t.place(r); ok {
		return Syllable(t.usual.at(place))
	}
	return 0
}

// Pinyin writes how a text is read: 银行 is "yin hang". What is not Chinese is left out.
func Pinyin(s string) string {
	return written(s, " ", func(y string) string { return y })
}

// Initials writes the first letters of how a text is read: 银行 is "yh". What is not Chinese
// is left out.
func Initials(s string) string {
	return written(s, "", func(y string) string { return y[:1] })
}

func written(s, between string, part func(string) string) string {
	var out []string
	for _, y := range Read(s) {
		if y != 0 {
			out = append(out, part(y.String()))
		}
	}
	return strings.Join(out, between)
}
