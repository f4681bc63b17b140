package mrz

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yitiji/drivers"
)

// finish adds the dates, and makes an error of checks that failed and of a zone that
// has no number or no name.
func finish(d drivers.TravelDocument, birth, expiry string, today time.Time, checks []error) (drivers.TravelDocument, error) {
	var bad [2]error
	d.Birth, bad[0] = date(birth)
	if d.Birth.Year += 2000; d.Birth.Year > today.Year() || after(d.Birth, today) {
		d.Birth.Year -= 100
	}
	if strings.Trim(expiry, "<") != "" {
		d.Expiry, bad[1] = date(expiry)
		d.Expiry.Year += 2000
	}
	if d.Number == "" || d.Surname == "" {
		checks = append(checks, errForm)
	}
	if err := errors.Join(append(checks, bad[:]...)...); err != nil {
		return drivers.TravelDocument{}, err
	}
	return d, nil
}

// after says whether a birth lies ahead of today; an unknown month or day does not.
func after(d drivers.Date, today time.Time) bool {
	return d.Year == today.Year() && (d.Month > today.Month() || d.Month == today.Month() && d.Day > today.Day())
}

// date reads YYMMDD, with the year in its century only. A month or a day of fillers is
// unknown.
func date(s string) (drivers.Date, error) {
	var n [3]int
	for i := range n {
		part := s[2*i : 2*i+2]
		if part == "<<" && i > 0 {
			continue
		}
		v, err := strconv.Atoi(part)
		if err != nil || v < 0 {
			return drivers.Date{}, errDate
		}
		n[i] = v
	}
	if n[1] > 12 || n[2] > 31 {
		return drivers.Date{}, errDate
	}
	return drivers.Date{Year: n[0], Month: time.Month(n[1]), Day: n[2]}, nil
}

// check compares a field with its check digit.
func check(name, field string, digit byte) error {
	if digit != '0'+byte(sum(field)) {
		return fmt.Errorf("%w: %s", errCheck, name)
	}
	return nil
}

// checkOptional also takes a filler for data that are not there.
func checkOptional(field string, digit byte) error {
	if digit == '<' && strings.Trim(field, "<") == "" {
		return nil
	}
	return check("optional data", field, digit)
}

// sum is the weighted sum of Part 3, 4.9, modulo 10.
func sum(field string) int {
	total := 0
	for i := range len(field) {
		value := 0
		switch c := field[i]; {
		case '0' <= c && c <= '9':
			value = int(c - '0')
		case 'A' <= c && c <= 'Z':
			value = int(c-'A') + 10
		}
		total += value * [...]int{7, 3, 1}[i%3]
	}
	return total % 10
}

// names splits the identifiers: two fillers between them, one for a space.
func names(field string) (primary, secondary string) {
	primary, secondary, _ = strings.Cut(strings.TrimRight(field, "<"), "<<")
	return words(primary), words(secondary)
}

// words are fields with one filler for a space.
func words(field string) string {
	return strings.Join(strings.FieldsFunc(field, func(r rune) bool { return r == '<' }), " ")
}

// plain is a field without its fillers.
func plain(field string) string { return strings.TrimRight(field, "<") }

// sex is GB/T 2261.1 for what the zone says.
func sex(c byte) string {
	switch c {
	case 'M':
		return "1"
	case 'F':
		return "2"
	}
	return "9"
}
