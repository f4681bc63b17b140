package hanzi

import (
	"sort"
	"unicode/utf8"
)

// phrases are the strings of characters that become something else than their characters
// would: a reading, or another form. They are found by their first character and, among
// those, by their second; of several the longest counts.
type phrases struct {
	starts  u16s // by first character in the block: where its second ones begin
	seconds u16s // second characters
	offsets u32s // by second character: where in the pool
	pool    u16s // entries, the longest first, each: size, the characters from the third on, a value for each character; then 0
}

func phrasesOf(parts map[string]string, name string) phrases {
	return phrases{
		starts:  u16s(parts[name+".starts"]),
		seconds: u16s(parts[name+".seconds"]),
		offsets: u32s(parts[name+".offsets"]),
		pool:    u16s(parts[name+".pool"]),
	}
}

// match finds the longest phrase with which s, whose first character and its size are
// given, begins. It returns a value for each character of it; none when there is no phrase.
func (p phrases) match(s string, first rune, size int) u16s {
	if first < blockFirst || first > blockLast {
		return ""
	}
	i, end := int(p.starts.at(int(first-blockFirst))), int(p.starts.at(int(first-blockFirst)+1))
	if i == end {
		return ""
	}
	second, size2 := utf8.DecodeRuneInString(s[size:])
	i += sort.Search(end-i, func(k int) bool { return rune(p.seconds.at(i+k)) >= second })
	if i == end || rune(p.seconds.at(i)) != second {
		return ""
	}
	return p.longest(int(p.offsets.at(i)), s[size+size2:])
}

// longest finds the entry, of those at an offset, whose characters from the third on come first in rest.
func (p phrases) longest(at int, rest string) u16s {
	for {
		n := int(p.pool.at(at))
		if n == 0 {
			return ""
		}
		tail, values := at+1, at+1+n-2
		if p.begins(rest, tail, n-2) {
			return p.pool[2*values : 2*(values+n)]
		}
		at = values + n
	}
}

// begins reports whether s begins with the n characters at an offset of the pool.
func (p phrases) begins(s string, at, n int) bool {
	for i := range n {
		r, size := utf8.DecodeRuneInString(s)
		if rune(p.pool.at(at+i)) != r {
			return false
		}
		s = s[size:]
	}
	return true
}
