// Package calendar counts working days, by which departments promise. Which days off there
// are beside Saturdays and Sundays, and on which of those people work all the same (调休),
// is data: a centre publishes the notice of each year.
package calendar

import (
	_ "embed" // the days off
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"yitiji/terminal/catalog"
)

//go:embed days.yaml
var builtin []byte

// Calendar is which days are worked.
type Calendar struct {
	Off  []catalog.Day `yaml:"off"`  // holidays that would be working days
	Work []catalog.Day `yaml:"work"` // Saturdays and Sundays that are worked
}

// Builtin is the calendar that the program carries.
var Builtin = sync.OnceValue(func() Calendar {
	c, err := Parse(builtin)
	if err != nil {
		panic(err) // it is compiled in
	}
	return c
})

// Parse reads a calendar. A day that is none, or that changes nothing, is an error.
func Parse(raw []byte) (Calendar, error) {
	var c Calendar
	if err := yaml.UnmarshalWithOptions(raw, &c, yaml.Strict()); err != nil {
		return Calendar{}, fmt.Errorf("calendar: %w", err)
	}
	for _, list := range []struct {
		days    []catalog.Day
		weekend bool
	}{{c.Off, false}, {c.Work, true}} {
		for _, d := range list.days {
			at, err := time.Parse(time.DateOnly, string(d))
			if err != nil {
				return Calendar{}, fmt.Errorf("calendar: %q is no day", d)
			}
			if weekend(at) != list.weekend {
				return Calendar{}, fmt.Errorf("calendar: %s is a %s: it need not be said", d, at.Weekday())
			}
		}
	}
	return c, nil
}

func weekend(at time.Time) bool { return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday }

// Working reports whether a day is worked.
func (c Calendar) Working(at time.Time) bool {
	day := catalog.Day(at.Format(time.DateOnly))
	if weekend(at) {
		return slices.Contains(c.Work, day)
	}
	return !slices.Contains(c.Off, day)
}

// Add is the day on which a term ends that begins at a moment: the day itself is not
// counted, and of a term in working days only those are.
func (c Calendar) Add(from time.Time, term catalog.Term) time.Time {
	if term.Calendar {
		return from.AddDate(0, 0, term.Days)
	}
	for left := term.Days; left > 0; {
		from = from.AddDate(0, 0, 1)
		if c.Working(from) {
			left--
		}
	}
	return from
}

// Between counts the working days after one moment up to another.
func (c Calendar) Between(from, to time.Time) int {
	days := 0
	for from = from.AddDate(0, 0, 1); !from.After(to); from = from.AddDate(0, 0, 1) {
		if c.Working(from) {
			days++
		}
	}
	return days
}

// Next lists the next working days after a moment.
func (c Calendar) Next(from time.Time, count int) []time.Time {
	var out []time.Time
	for len(out) < count {
		from = from.AddDate(0, 0, 1)
		if c.Working(from) {
			out = append(out, from)
		}
	}
	return out
}
