package sdt

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"yitiji/drivers"
)

// chip is 256 bytes of spaces with fields written over them.
func chip(fields map[int]string) []byte {
	p := []byte(strings.Repeat(" \x00", textSize/2))
	for at, s := range fields {
		for i, u := range utf16.Encode([]rune(s)) {
			p[at+2*i], p[at+2*i+1] = byte(u), byte(u>>8)
		}
	}
	return p
}

func TestOddCards(t *testing.T) {
	const number = "999999193803120288"
	day := drivers.Date{Year: 2005, Month: time.October, Day: 10}
	for _, c := range []struct {
		why    string
		fields map[int]string
		want   drivers.Card
	}{
		{"long term", map[int]string{122: number, 204: "长期"}, drivers.Card{LongTerm: true}},
		{"empty dates", map[int]string{122: number}, drivers.Card{}},
		{"no day of the calendar", map[int]string{122: number, 36: "19380231", 188: "20051010", 204: "00000000"}, drivers.Card{From: day}},
		{"letters in a date", map[int]string{122: number, 36: "1938O312"}, drivers.Card{}},
		{"NUL instead of padding", map[int]string{122: number, 0: "王\x00\x00\x00"}, drivers.Card{Name: "王"}},
		{"surrogate pair", map[int]string{122: number, 0: "刘𠮷祥"}, drivers.Card{Name: "刘𠮷祥"}},
		{"fifteen characters fill the field", map[int]string{122: number, 0: "阿卜杜拉·买买提·吐尔逊江木"}, drivers.Card{Name: "阿卜杜拉·买买提·吐尔逊江木"}},
	} {
		got, err := parseText(chip(c.fields))
		c.want.Layout, c.want.Number = drivers.Resident, number
		if err != nil || !same(got, c.want) {
			t.Errorf("%s: parseText = %+v, %v, want %+v", c.why, got, err, c.want)
		}
	}
}

func same(a, b drivers.Card) bool {
	return a.Layout == b.Layout && a.Name == b.Name && a.Birth == b.Birth && a.Number == b.Number &&
		a.From == b.From && a.To == b.To && a.LongTerm == b.LongTerm
}

func TestLongEnglishName(t *testing.T) {
	part1, part2 := "FITZGERALD-MONTGOMERY, ALEXANDER MA", "XIMILIAN"
	got, err := parseText(chip(map[int]string{122: "9", 248: "Y", 52: part1, 220: part2, 242: "826"}))
	if err != nil || got.EnglishName != part1+part2 || got.Country != "826" {
		t.Errorf("parseText = %q, %v", got.EnglishName, err)
	}
}

func TestNoIdentityCard(t *testing.T) {
	for why, p := range map[string][]byte{
		"unknown flag":  chip(map[int]string{122: "9", 248: "Q"}),
		"no number":     chip(nil),
		"erased memory": []byte(strings.Repeat("\xFF", textSize)),
	} {
		if _, err := parseText(p); !errors.Is(err, errLayout) {
			t.Errorf("%s: parseText = %v, want errLayout", why, err)
		}
	}
	for why, p := range map[string][]byte{
		"empty":         nil,
		"short":         {1, 0, 4},
		"wrong lengths": append([]byte{1, 1, 4, 0}, make([]byte, 1281)...),
		"too little":    append([]byte{1, 0, 4, 0}, make([]byte, 1279)...),
	} {
		if _, err := parseBase(p); !errors.Is(err, errLayout) && !errors.Is(err, errGarbage) {
			t.Errorf("%s: parseBase = %v, want errLayout or errGarbage", why, err)
		}
	}
}

func TestFingerprintsPassThrough(t *testing.T) {
	text := chip(map[int]string{122: "999999193803120288"})
	answer := func(prints int) []byte {
		p := append([]byte{1, 0, 4, 0, byte(prints >> 8), byte(prints)}, text...)
		p = append(p, make([]byte, photoSize)...)
		return append(p, strings.Repeat("F", prints)...)
	}
	for _, c := range []struct{ prints, frame int }{{0, 1297}, {512, 1809}, {1024, 2321}} {
		p := answer(c.prints)
		card, err := parseWhole(p)
		if err != nil || len(card.Fingerprints) != c.prints || string(card.Fingerprints) != strings.Repeat("F", c.prints) {
			t.Errorf("%d bytes: got %s, %v", c.prints, card.Fingerprints, err)
		}
		if size := headerSize + 3 + len(p) + 1; size != c.frame {
			t.Errorf("%d bytes: frame of %d, want %d", c.prints, size, c.frame)
		}
		clear(p)
		if strings.Trim(string(card.Fingerprints), "F") != "" {
			t.Error("the card shares memory with the answer")
		}
	}
	for why, p := range map[string][]byte{
		"half a fingerprint": answer(256), "three": answer(1536), "torn": answer(512)[:1700],
		"the answer of 30 01": append([]byte{1, 0, 4, 0}, make([]byte, textSize+photoSize)...),
	} {
		if _, err := parseWhole(p); !errors.Is(err, errGarbage) {
			t.Errorf("%s: parseWhole = %v", why, err)
		}
	}
}

func FuzzParseWhole(f *testing.F) {
	text := chip(map[int]string{122: "999999193803120288"})
	f.Add([]byte{1, 0, 4, 0, 2, 0}, append(text, make([]byte, photoSize+printSize)...))
	f.Add([]byte{1, 0, 0, 0, 0, 0}, text)
	f.Fuzz(func(t *testing.T, lengths, blocks []byte) {
		card, err := parseWhole(append(lengths, blocks...))
		if err == nil && (card.Number == "" || len(card.Fingerprints) > 2*printSize || len(card.Photo) > photoSize) {
			t.Errorf("photo of %d bytes, fingerprints of %d", len(card.Photo), len(card.Fingerprints))
		}
	})
}

func TestNewestIsTheLast(t *testing.T) {
	entry := func(s string) []byte { return chip(map[int]string{0: s})[:70] }
	if got := parseNewest(append(entry("河东村7号"), entry("安和村21号")...)); got != "安和村21号" {
		t.Errorf("parseNewest = %q", got)
	}
	if got := parseNewest(entry("")); got != "" {
		t.Errorf("parseNewest of nothing = %q", got)
	}
}

func FuzzParseBase(f *testing.F) {
	for _, flag := range []string{" ", "J", "I", "Y", "Q"} {
		f.Add(chip(map[int]string{0: "刘𠮷祥", 122: "999999193803120288", 204: "长期", 248: flag}))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p := append([]byte{1, 0, 4, 0}, append(text, make([]byte, photoSize)...)...)
		card, err := parseBase(p)
		if err == nil && (card.Number == "" || card.Layout == "" || len(card.Photo) != photoSize) {
			t.Errorf("a card without the least: %+v", card)
		}
		for _, s := range []string{card.Name, card.Address, card.Number, card.EnglishName, parseNewest(text)} {
			if strings.ContainsAny(s, "\x00\n\x1B") {
				t.Errorf("control characters in %q", s)
			}
		}
	})
}
