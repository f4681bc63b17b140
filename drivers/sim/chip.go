package sim

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"yitiji/drivers"
)

// chipText writes what a card's chip holds: 256 bytes of UTF-16LE padded with
// spaces, in the layout of its kind.
func chipText(c drivers.Card) []byte {
	t := blank(256)
	switch c.Layout {
	case drivers.Foreigner2017:
		write2017(t, c)
	case drivers.Foreigner2023:
		write2023(t, c)
	case drivers.Permit:
		writeResident(t, c)
		put(t, 220, 18, c.Pass)
		put(t, 238, 4, "01")
		put(t, 248, 2, "J")
	default:
		writeResident(t, c)
	}
	return t
}

func writeResident(t []byte, c drivers.Card) {
	put(t, 0, 30, c.Name)
	put(t, 30, 2, c.Sex)
	put(t, 32, 4, c.Nation)
	put(t, 36, 16, digits(c.Birth))
	put(t, 52, 70, c.Address)
	put(t, 122, 36, c.Number)
	put(t, 158, 30, c.Issuer)
	writeTerm(t, c)
}

func write2017(t []byte, c drivers.Card) {
	put(t, 0, 120, c.EnglishName)
	put(t, 120, 2, c.Sex)
	put(t, 122, 30, c.Number)
	put(t, 152, 6, c.Country)
	put(t, 158, 30, c.Name)
	writeTerm(t, c)
	put(t, 220, 16, digits(c.Birth))
	put(t, 236, 4, "01")
	put(t, 240, 8, "1500")
	put(t, 248, 2, "I")
}

func write2023(t []byte, c drivers.Card) {
	put(t, 0, 30, c.Name)
	put(t, 30, 2, c.Sex)
	put(t, 32, 4, "00")
	put(t, 36, 16, digits(c.Birth))
	put(t, 52, 70, c.EnglishName)
	if len(c.EnglishName) > 35 {
		put(t, 220, 22, c.EnglishName[35:])
	}
	put(t, 122, 36, c.Number)
	writeTerm(t, c)
	put(t, 242, 6, c.Country)
	put(t, 248, 2, "Y")
}

// writeTerm writes from when to when the card is valid.
func writeTerm(t []byte, c drivers.Card) {
	put(t, 188, 16, digits(c.From))
	put(t, 204, 16, digits(c.To))
	if c.LongTerm {
		put(t, 204, 16, "长期")
	}
}

// digits is YYYYMMDD.
func digits(d drivers.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// blank is n bytes of UTF-16LE spaces.
func blank(n int) []byte {
	p := make([]byte, n)
	for i := 0; i < n; i += 2 {
		p[i] = ' '
	}
	return p
}

// put writes s into the n bytes at at; what does not fit is cut off.
func put(t []byte, at, n int, s string) {
	for i, u := range utf16.Encode([]rune(s)) {
		if 2*i+2 > n {
			return
		}
		binary.LittleEndian.PutUint16(t[at+2*i:], u)
	}
}
