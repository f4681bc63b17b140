package sdt

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"yitiji/drivers"
)

// longTerm stands in place of the expiry date of a card without one.
const longTerm = "长期"

// field decodes UTF-16LE: surrogate pairs are joined, padding (spaces and NUL) and
// control characters go. A lone surrogate becomes U+FFFD.
func field(p []byte) string {
	return strings.TrimSpace(rawField(p))
}

// rawField is field without the trimming, for names that continue elsewhere.
func rawField(p []byte) string {
	units := make([]uint16, 0, len(p)/2)
	for ; len(p) >= 2; p = p[2:] {
		units = append(units, binary.LittleEndian.Uint16(p))
	}
	return strings.Map(printable, string(utf16.Decode(units)))
}

// printable drops what no card prints.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// dateField reads YYYYMMDD. What is no day of the calendar is the zero Date: cards
// with empty or odd dates are in use, and their holders must be served.
func dateField(p []byte) drivers.Date {
	t, err := time.Parse("20060102", field(p))
	if err != nil {
		return drivers.Date{}
	}
	return drivers.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}
