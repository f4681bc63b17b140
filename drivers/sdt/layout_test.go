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
		if _, err := parseBase(p); !errors.Is(err, errLayout) {
			t.Errorf("%s: parseBase = %v, want errLayout", why, err)
		}
	}
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
