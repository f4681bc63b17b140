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
	han      rune           // the character; 0 for a word
	read     hanzi.Syllable // of the character
	from, to int            // its bytes in the text as it was
}

// tokens cuts a text up. What is neither a character nor a letter nor a digit separates words.
func tokens(out []token, s string, lang catalog.Lang) []token {
	c := cutter{out: out, s: s, start: noWord}
	if isASCII(s) {
		c.plain()
	} else {
		c.mixed(lang)
	}
	c.sign(separator, len(s))
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
	out   []token
	s     string // the text
	start int    // where the word begins that goes on; or noWord
}

const noWord = -1

// plain cuts up a text in which each byte is a sign.
func (c *cutter) plain() {
	for at := range len(c.s) {
		c.sign(plainRoles[c.s[at]], at)
	}
}

// mixed cuts up a text in which there are other signs, and maybe characters.
func (c *cutter) mixed(lang catalog.Lang) {
	simplified := c.s
	if lang != catalog.Chinese {
		simplified = hanzi.Simplified(c.s)
	}
	var buffer [64]hanzi.Syllable
	read := hanzi.AppendRead(buffer[:0], simplified)
	same, nth := simplified == c.s, 0
	for at, r := range c.s {
		was := r
		if !same {
			var size int
			r, size = utf8.DecodeRuneInString(simplified)
			simplified = simplified[size:]
		}
		if isHan(r) {
			c.character(was, r, read[nth], at)
		} else {
			c.sign(roleOf(r), at)
		}
		nth++
	}
}

// character adds a character, which was another one before it was simplified.
func (c *cutter) character(was, r rune, read hanzi.Syllable, at int) {
	c.sign(separator, at)
	to := at + utf8.RuneLen(was)
	text := c.s[at:to]
	if r != was {
		text = string(r)
	}
	c.out = append(c.out, token{text, r, read, at, to})
}

func (c *cutter) sign(as role, at int) {
	switch {
	case as == inWord && c.start == noWord:
		c.start = at
	case as == separator && c.start != noWord:
		c.word(at)
	}
}

// word adds the word that ends before a byte.
func (c *cutter) word(to int) {
	c.out = append(c.out, token{text: folded(c.s[c.start:to]), from: c.start, to: to})
	c.start = noWord
}

// role is what a sign that is no character does.
type role uint8

const (
	separator  role = iota
	inWord          // a letter or a digit
	apostrophe      // nothing: don't is one word
)

func roleOf(r rune) role {
	switch r = foldRune(r); {
	case r == '\'':
		return apostrophe
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return inWord
	}
	return separator
}

// plainRoles are the roles of bytes that are signs.
var plainRoles = func() (roles [utf8.RuneSelf]role) {
	for r := range roles {
		roles[r] = roleOf(rune(r))
	}
	return roles
}()

// folded is a word in small letters of usual width, without apostrophes. Where the word is so
// already, it is not copied.
func folded(word string) string {
	if isFolded(word) {
		return word
	}
	var buffer [32]byte
	out := buffer[:0]
	for _, r := range word {
		if roleOf(r) == inWord {
			out = utf8.AppendRune(out, foldRune(r))
		}
	}
	return string(out)
}

func isFolded(word string) bool {
	for _, r := range word {
		if r < utf8.RuneSelf && !isLetter(byte(r)) && (r < '0' || r > '9') || r >= utf8.RuneSelf && foldRune(r) != r {
			return false
		}
	}
	return true
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
