package search

import (
	"unicode"
	"unicode/utf8"

	"yitiji/terminal/catalog"
	"yitiji/terminal/hanzi"
)

// token is a piece of a text: a Chinese character, or a word of letters and digits.
type token struct {
	text     string         // folded: simplified, small letters, of usual width
	read     hanzi.Syllable // of a character
	from, to int            // its bytes in the text as it was
}

// han is the character of a token, or 0 for a word.
func (t token) han() rune {
	if r, _ := utf8.DecodeRuneInString(t.text); isHan(r) {
		return r
	}
	return 0
}

// tokens cuts a text up. What is neither a character nor a letter nor a digit separates words.
func tokens(out []token, s string, lang catalog.Lang) []token {
	folded := s
	if lang != catalog.Chinese {
		folded = hanzi.Simplified(s)
	}
	var buffer [64]hanzi.Syllable
	read := hanzi.AppendRead(buffer[:0], folded)
	word, start, nth, at := []byte(nil), 0, 0, 0
	for _, r := range folded {
		_, size := utf8.DecodeRuneInString(s[at:])
		r = foldRune(r)
		switch {
		case isHan(r):
			if len(word) > 0 {
				out, word = append(out, token{wordOf(word, s[start:at]), 0, start, at}), word[:0]
			}
			out = append(out, token{character(folded, s, r, at, size), read[nth], at, at + size})
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if len(word) == 0 {
				start = at
			}
			word = utf8.AppendRune(word, r)
		case len(word) > 0 && r != '\'':
			out, word = append(out, token{wordOf(word, s[start:at]), 0, start, at}), word[:0]
		}
		nth++
		at += size
	}
	if len(word) > 0 {
		out = append(out, token{wordOf(word, s[start:]), 0, start, len(s)})
	}
	return out
}

// wordOf is the text of a word's token; so is character of a character's. Both are a part of
// the text where that is the same, so that what needs no folding is not copied.
func wordOf(folded []byte, was string) string {
	if string(folded) == was {
		return was
	}
	return string(folded)
}

func character(folded, s string, r rune, at, size int) string {
	if len(folded) == len(s) && folded == s {
		return s[at : at+size]
	}
	return string(r)
}

// foldRune makes a full-width sign a usual one, and a letter small.
func foldRune(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	if isHan(r) {
		return r
	}
	return unicode.ToLower(r)
}

// isHan reports whether a rune is a Chinese character.
func isHan(r rune) bool {
	return r >= 0x3400 && r < 0xA000 || r == 0x3007 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 && r < 0x32400
}
