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
	c := cutter{out: out, s: s, folded: s}
	var buffer [64]hanzi.Syllable
	read := buffer[:0]
	if !isASCII(s) {
		if lang != catalog.Chinese {
			c.folded = hanzi.Simplified(s)
		}
		read = hanzi.AppendRead(read, c.folded)
	}
	at, nth := 0, 0
	for _, r := range c.folded {
		_, size := utf8.DecodeRuneInString(s[at:])
		if isHan(r) {
			c.character(r, read[nth], at, size)
		} else {
			c.sign(foldRune(r), at)
		}
		nth++
		at += size
	}
	c.end(at)
	return c.out
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cutter cuts a text up, sign by sign.
type cutter struct {
	out    []token
	s      string // the text
	folded string // the text in simplified characters
	word   []byte // what is there of a word
	start  int    // where it begins
}

// end ends a word, if there is one.
func (c *cutter) end(at int) {
	if len(c.word) > 0 {
		c.out = append(c.out, token{wordOf(c.word, c.s[c.start:at]), 0, c.start, at})
		c.word = c.word[:0]
	}
}

func (c *cutter) character(r rune, read hanzi.Syllable, at, size int) {
	c.end(at)
	text := c.s[at : at+size]
	if c.folded != c.s {
		text = string(r)
	}
	c.out = append(c.out, token{text, read, at, at + size})
}

func (c *cutter) sign(r rune, at int) {
	switch {
	case r < utf8.RuneSelf && isLetter(byte(r)) || '0' <= r && r <= '9' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		if len(c.word) == 0 {
			c.start = at
		}
		c.word = utf8.AppendRune(c.word, r)
	case r != '\'': // don't is one word
		c.end(at)
	}
}

// wordOf is the text of a word's token: a part of the text where that is the same, so that
// what needs no folding is not copied.
func wordOf(folded []byte, was string) string {
	if string(folded) == was {
		return was
	}
	return string(folded)
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
	return unicode.ToLower(r)
}

// isHan reports whether a rune is a Chinese character.
func isHan(r rune) bool {
	return r >= 0x3400 && r < 0xA000 || r == 0x3007 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 && r < 0x32400
}
