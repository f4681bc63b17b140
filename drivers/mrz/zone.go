package mrz

import (
	"errors"
	"strings"
	"time"

	"yitiji/drivers"
)

// Causes of a zone that cannot be used.
var (
	errForm  = errors.New("not a machine-readable zone")
	errCheck = errors.New("a check digit does not hold")
	errDate  = errors.New("a date is none") // check digits take an S for an 8
)

// The widths of the three formats.
const (
	td1Width = 30
	td2Width = 36
	td3Width = 44
)

// Parse reads the lines of one zone, of which there are two or three of the same width.
// today is the day from which a birth cannot lie ahead.
func Parse(lines []string, today time.Time) (drivers.TravelDocument, error) {
	for _, l := range lines {
		if len(l) != len(lines[0]) || strings.Trim(l, alphabet) != "" {
			return drivers.TravelDocument{}, errForm
		}
	}
	switch {
	case len(lines) == 3 && len(lines[0]) == td1Width:
		return parseTD1(lines, today)
	case len(lines) == 2 && len(lines[0]) == td2Width:
		return parseTwoLines(lines, today, td2Width-1)
	case len(lines) == 2 && len(lines[0]) == td3Width:
		return parseTwoLines(lines, today, td3Width-2)
	}
	return drivers.TravelDocument{}, errForm
}

// alphabet is what a zone is made of.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"

// parseTwoLines reads TD2 and TD3, which differ in where the optional data end: at the
// composite digit, or at a check digit of their own before it.
func parseTwoLines(lines []string, today time.Time, optionalEnd int) (drivers.TravelDocument, error) {
	first, second := lines[0], lines[1]
	last := len(second) - 1
	checks := []error{
		check("number", second[0:9], second[9]),
		check("birth", second[13:19], second[19]),
		check("expiry", second[21:27], second[27]),
		check("whole", second[0:10]+second[13:20]+second[21:last], second[last]),
	}
	if optionalEnd < last {
		checks = append(checks, checkOptional(second[28:optionalEnd], second[optionalEnd]))
	}
	d := drivers.TravelDocument{
		Code: plain(first[0:2]), State: plain(first[2:5]), Number: plain(second[0:9]),
		Nationality: plain(second[10:13]), Sex: sex(second[20]), Optional: words(second[28:optionalEnd]),
	}
	d.Surname, d.GivenNames = names(first[5:])
	return finish(d, second[13:19], second[21:27], today, checks)
}

func parseTD1(lines []string, today time.Time) (drivers.TravelDocument, error) {
	first, second := lines[0], lines[1]
	number, digit, optional := first[5:14], first[14], first[15:30]
	if digit == '<' {
		if rest, more, ok := strings.Cut(optional, "<"); ok && len(rest) > 1 {
			number, digit, optional = number+rest[:len(rest)-1], rest[len(rest)-1], more
		}
	}
	checks := []error{
		check("number", number, digit),
		check("birth", second[0:6], second[6]),
		check("expiry", second[8:14], second[14]),
		check("whole", first[5:30]+second[0:7]+second[8:15]+second[18:29], second[29]),
	}
	d := drivers.TravelDocument{
		Code: plain(first[0:2]), State: plain(first[2:5]), Number: plain(number),
		Nationality: plain(second[15:18]), Sex: sex(second[7]),
		Optional: strings.TrimSpace(words(optional) + " " + words(second[18:29])),
	}
	d.Surname, d.GivenNames = names(lines[2])
	return finish(d, second[0:6], second[8:14], today, checks)
}
