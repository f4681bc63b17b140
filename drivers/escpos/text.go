package escpos

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/width"
)

// missing stands for a character that can neither be encoded nor drawn.
const missing = '〓'

// clean drops what must not reach the printer: control characters, invisible
// marks, broken UTF-8. Tabs and line ends become spaces.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r == unicode.ReplacementChar, unicode.Is(unicode.Co, r): // private use: nobody knows what it was
			return missing
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, s)
}

// paragraphs splits s at its line ends and cleans each part.
func paragraphs(s string) []string {
	parts := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range parts {
		parts[i] = clean(parts[i])
	}
	return parts
}

// columns is the width of s in columns.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

// columnsOf is 2 for what GBK encodes in two bytes or East Asians write wide, 0 for
// combining marks, and 1 otherwise. The printer's own fonts go by bytes: Greek,
// say, is as wide as Chinese there.
func columnsOf(r rune) int {
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	if r < 0x80 {
		return 1
	}
	if _, ok := encode(r); ok {
		return 2
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return 2
	}
	return 1
}

// encode is r in GBK. The euro sign is not: its single byte 80 is Microsoft's.
func encode(r rune) ([]byte, bool) {
	if r < 0x80 {
		return []byte{byte(r)}, r >= 0x20 && r < 0x7F
	}
	var b [4]byte
	n, _, err := simplifiedchinese.GBK.NewEncoder().Transform(b[:], []byte(string(r)), true)
	return b[:n], err == nil && n == 2
}

// encodable says whether the printer's fonts hold all of s.
func encodable(s string) bool {
	for _, r := range s {
		if _, ok := encode(r); !ok {
			return false
		}
	}
	return true
}

// gbk encodes s, with 〓 for what GBK lacks.
func gbk(s string) []byte {
	var out []byte
	for _, r := range s {
		b, ok := encode(r)
		if !ok {
			b, _ = encode(missing)
		}
		out = append(out, b...)
	}
	return out
}
