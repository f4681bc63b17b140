package hanzi

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
	"sync"
)

//go:embed hanzi.bin
var bin string

// tables are the sections of hanzi.bin, each used in place.
type tables struct {
	syllables []string // by number; the empty one is number 0

	characters u32s // every character that has a reading, and all of the block, in order
	block      int  // where the block begins among them
	usual      u16s // by place: the usual reading
	others     u16s // pairs of place and further reading, in order

	traditional, simplified forms
	readings                phrases

	singles singles
	words   [longest + 1]words // by how many characters they have, from 2 on
}

// The block of characters of which none is missing in the tables, so that they are found
// without a search.
const (
	blockFirst = 0x4E00
	blockLast  = 0x9FFF
)

// data opens hanzi.bin, once.
var data = sync.OnceValue(func() *tables {
	parts := sections(bin)
	t := &tables{
		syllables:   append([]string{""}, strings.Fields(parts["syllables"])...),
		characters:  u32s(parts["characters"]),
		usual:       u16s(parts["usual"]),
		others:      u16s(parts["others"]),
		traditional: forms{characters: u32s(parts["traditional.characters"]), phrases: phrasesOf(parts, "traditional"), marks: corners},
		simplified:  forms{characters: u32s(parts["simplified.characters"]), phrases: phrasesOf(parts, "simplified")},
		readings:    phrasesOf(parts, "readings"),
		singles:     singles{u32s(parts["singles.starts"]), u16s(parts["singles.places"]), parts["singles.costs"]},
	}
	t.block = t.characters.search(blockFirst)
	for n := 2; n <= longest; n++ {
		t.words[n] = words{size: n, records: parts[fmt.Sprint("words", n)], syllables: t.syllables}
	}
	return t
})

// sections cuts the file up. It begins with a line for each section, its name and its size,
// and an empty line.
func sections(file string) map[string]string {
	head, body, _ := strings.Cut(file, "\n\n")
	parts := map[string]string{}
	for line := range strings.SplitSeq(head, "\n") {
		var name string
		var size int
		if _, err := fmt.Sscan(line, &name, &size); err != nil || size > len(body) {
			panic(fmt.Sprintf("hanzi.bin: %q: %v", line, err)) // the file is compiled in
		}
		parts[name], body = body[:size], body[size:]
	}
	return parts
}

// place finds a character in the tables.
func (t *tables) place(r rune) (int, bool) {
	if r >= blockFirst && r <= blockLast {
		return t.block + int(r-blockFirst), true
	}
	if r < 0x3000 {
		return 0, false
	}
	i := t.characters.search(uint32(r))
	return i, i < t.characters.len() && t.characters.at(i) == uint32(r)
}

// u16s and u32s are numbers as they lie in the file, little-endian.
type (
	u16s string
	u32s string
)

func (s u16s) len() int { return len(s) / 2 }
func (s u32s) len() int { return len(s) / 4 }

func (s u16s) at(i int) uint16 { return uint16(s[2*i]) | uint16(s[2*i+1])<<8 }

func (s u32s) at(i int) uint32 {
	part := s[4*i : 4*i+4]
	return uint32(part[0]) | uint32(part[1])<<8 | uint32(part[2])<<16 | uint32(part[3])<<24
}

// search finds the first that is not less than v, of numbers in order.
func (s u32s) search(v uint32) int {
	return sort.Search(s.len(), func(i int) bool { return s.at(i) >= v })
}
