package hanzi

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// forms is how characters and phrases are written in the other form.
type forms struct {
	characters u32s // pairs of a character and its other form, in order
	phrases    phrases
	marks      map[rune]rune // punctuation that has another form
}

// corners are the quotation marks of traditional text. Single ones stay: ’ may be an
// apostrophe.
var corners = map[rune]rune{'“': '「', '”': '」'}

// Traditional is a text in traditional characters, as they are used in Hong Kong, with the
// quotation marks that belong to them. It has as many runes as s. What is not Chinese, or traditional already, stays as it is.
func Traditional(s string) string { return data().traditional.write(s) }

// Simplified is a text in simplified characters. It has as many runes as s. What is not
// Chinese, or simplified already, stays as it is.
func Simplified(s string) string { return data().simplified.write(s) }

// write gives s itself when nothing in it is Chinese.
func (f forms) write(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= firstForm }) < 0 {
		return s
	}
	out := make([]byte, 0, len(s)+8) // a few characters are longer in the other form
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		values := f.phrases.match(s, r, size)
		if len(values) == 0 {
			out = f.append(out, r, s[:size])
			s = s[size:]
		}
		for i := range values.len() {
			_, size := utf8.DecodeRuneInString(s)
			out = utf8.AppendRune(out, rune(values.at(i)))
			s = s[size:]
		}
	}
	return string(out)
}

// firstForm is before the first character that has another form, and behind the marks.
const firstForm = 0x3400

// append adds the other form of a character, or, when it has none, what stands in the text.
func (f forms) append(out []byte, r rune, text string) []byte {
	if other, ok := f.other(r); ok {
		return utf8.AppendRune(out, other)
	}
	return append(out, text...)
}

// other is the other form of a character or a mark, if it has one.
func (f forms) other(r rune) (rune, bool) {
	if r < firstForm {
		other, ok := f.marks[r]
		return other, ok
	}
	pairs := f.characters.len() / 2
	i := sort.Search(pairs, func(i int) bool { return rune(f.characters.at(2*i)) >= r })
	if i == pairs || rune(f.characters.at(2*i)) != r {
		return 0, false
	}
	return rune(f.characters.at(2*i + 1)), true
}
