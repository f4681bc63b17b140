package sdt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"yitiji/drivers"
)

// Sizes of the blocks of one card, in bytes.
const (
	textSize  = 256
	photoSize = 1024
	printSize = 512 // of one fingerprint; a card has up to two
	// newestSize is the most that 30 03 answers: four entries of 35 characters.
	newestSize = 280
	// flagAt is where all four layouts say which of them they are.
	flagAt = 248
)

// errLayout says that the module answered, but not with the chip text of a card.
var errLayout = errors.New("not the layout of an identity card")

// parseBase reads the data of 30 01: the lengths of text and photo, 256 bytes of text,
// the photo.
func parseBase(p []byte) (drivers.Card, error) {
	card, _, err := parseBlocks(p, 2)
	return card, err
}

// parseWhole reads the data of 30 10: the same, with a third length and the
// fingerprints behind the photo. They are handed on unopened.
func parseWhole(p []byte) (drivers.Card, error) {
	card, rest, err := parseBlocks(p, 3)
	if err != nil {
		return drivers.Card{}, err
	}
	if len(rest)%printSize != 0 || len(rest) > 2*printSize {
		return drivers.Card{}, fmt.Errorf("%w: %d bytes of fingerprints", errGarbage, len(rest))
	}
	if len(rest) > 0 {
		card.Fingerprints = bytes.Clone(rest)
	}
	return card, nil
}

// parseBlocks reads what begins with n lengths, and returns what follows the photo. Lengths
// that make no sense are the answer to another question, said twice or late: not a wrong
// card, which the person would have to lift first.
func parseBlocks(p []byte, n int) (card drivers.Card, rest []byte, err error) {
	if len(p) < 2*n {
		return card, nil, fmt.Errorf("%w: %d bytes", errGarbage, len(p))
	}
	sum, lengths := 0, make([]int, n)
	for i := range lengths {
		lengths[i] = int(binary.BigEndian.Uint16(p[2*i:]))
		sum += lengths[i]
	}
	if p = p[2*n:]; lengths[0] != textSize || lengths[1] > photoSize || len(p) != sum {
		return card, nil, fmt.Errorf("%w: lengths %d of %d", errGarbage, lengths, len(p))
	}
	card, err = parseText(p[:textSize])
	rest = p[textSize:]
	card.Photo = append([]byte(nil), rest[:lengths[1]]...)
	return card, rest[lengths[1]:], err
}

// parseText reads 256 bytes of chip text by the flag that they carry.
func parseText(p []byte) (drivers.Card, error) {
	var card drivers.Card
	switch flag := binary.LittleEndian.Uint16(p[flagAt:]); flag {
	case ' ', 0:
		card = parseResident(p)
	case 'J':
		card = parsePermit(p)
	case 'I':
		card = parseForeigner2017(p)
	case 'Y':
		card = parseForeigner2023(p)
	default:
		return card, fmt.Errorf("%w: flag %04X", errLayout, flag)
	}
	if card.Number == "" {
		return drivers.Card{}, fmt.Errorf("%w: no number", errLayout)
	}
	return card, nil
}

// parseResident reads 居民身份证.
func parseResident(p []byte) drivers.Card {
	c := parseCommon(p)
	c.Layout = drivers.Resident
	c.Nation = field(p[32:36])
	c.Address = field(p[52:122])
	c.Issuer = field(p[158:188])
	return c
}

// parsePermit reads 港澳台居民居住证: a resident card without a nation, and with
// the number of the pass in the reserved bytes.
func parsePermit(p []byte) drivers.Card {
	c := parseResident(p)
	c.Layout = drivers.Permit
	c.Nation = ""
	c.Pass = field(p[220:238])
	return c
}

// parseForeigner2023 reads 外国人永久居留身份证 of 2023. A long English name
// goes on behind the dates. The card names no issuer.
func parseForeigner2023(p []byte) drivers.Card {
	c := parseCommon(p)
	c.Layout = drivers.Foreigner2023
	c.EnglishName = strings.TrimSpace(rawField(p[52:122]) + rawField(p[220:242]))
	c.Country = field(p[242:248])
	return c
}

// parseCommon reads what three of the layouts keep in the same place.
func parseCommon(p []byte) drivers.Card {
	return withExpiry(drivers.Card{
		Name:   field(p[0:30]),
		Sex:    field(p[30:32]),
		Birth:  dateField(p[36:52]),
		Number: field(p[122:158]),
		From:   dateField(p[188:204]),
	}, p[204:220])
}

// parseForeigner2017 reads 外国人永久居留身份证 of 2017, a layout of its own.
func parseForeigner2017(p []byte) drivers.Card {
	return withExpiry(drivers.Card{
		Layout:      drivers.Foreigner2017,
		EnglishName: field(p[0:120]),
		Sex:         field(p[120:122]),
		Number:      field(p[122:152]),
		Country:     field(p[152:158]),
		Name:        field(p[158:188]),
		From:        dateField(p[188:204]),
		Birth:       dateField(p[220:236]),
	}, p[204:220])
}

// withExpiry sets To or LongTerm from the field that holds either.
func withExpiry(c drivers.Card, p []byte) drivers.Card {
	c.LongTerm = field(p) == longTerm
	c.To = dateField(p)
	return c
}

// parseNewest reads the newest address: entries of 35 characters that follow each
// other, of which the last one written counts.
func parseNewest(p []byte) string {
	const entry = 70
	newest := ""
	for p = p[:min(len(p), newestSize)]; len(p) > 0; p = p[min(entry, len(p)):] {
		if s := field(p[:min(entry, len(p))]); s != "" {
			newest = s
		}
	}
	return newest
}
