package ipp

import (
	"fmt"
	"strconv"
	"strings"
)

// fields is one value of printer-input-tray, printer-supply and the like: name=value
// pairs with semicolons between them (PWG 5100.13).
type fields map[string]string

// mostFields bounds what a printer may tell of its trays and supplies.
const mostFields = 64

func fieldsOf(texts []string) []fields {
	var out []fields
	for _, text := range texts[:min(len(texts), mostFields)] {
		f := fields{}
		for pair := range strings.SplitSeq(text, ";") {
			name, v, ok := strings.Cut(pair, "=")
			if ok && len(f) < mostFields {
				f[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(v)
			}
		}
		out = append(out, f)
	}
	return out
}

// number gives a field that is a number; what is none is unknown, which is -2 as in
// the printer MIB (RFC 3805).
func (f fields) number(name string) int {
	n, err := strconv.ParseInt(f[name], 10, 32)
	if err != nil {
		return unknownLevel
	}
	return int(n)
}

// Levels that are no counts (RFC 3805, prtInputCurrentLevel).
const (
	unknownLevel = -2
	someLevel    = -3 // at least one sheet
)

// holds says that a tray of the wanted size has paper. A tray that does not tell
// its size does not count.
func holds(trays []fields, media string) bool {
	w, h, ok := sizeOf(media)
	for _, t := range trays {
		level := t.number("level")
		if ok && (level > 0 || level == someLevel) && fits(t.number("mediaxfeed"), t.number("mediafeed"), w, h) {
			return true
		}
	}
	return false
}

// fits compares a tray's size with one in millimetres. Trays tell it in hundredths of
// a millimetre (ippeveprinter) or in micrometres (RFC 3805), and lie either way.
func fits(x, y, w, h int) bool {
	for _, unit := range []int{100, 1000} {
		if x == w*unit && y == h*unit || x == h*unit && y == w*unit {
			return true
		}
	}
	return false
}

// sizeOf reads the millimetres of a self-describing name such as iso_a4_210x297mm
// (PWG 5101.1, section 5). Sizes in inches are not compared.
func sizeOf(media string) (w, h int, ok bool) {
	size, metric := strings.CutSuffix(media[strings.LastIndexByte(media, '_')+1:], "mm")
	n, err := fmt.Sscanf(size, "%dx%d", &w, &h)
	return w, h, metric && err == nil && n == 2 && fmt.Sprintf("%dx%d", w, h) == size
}
