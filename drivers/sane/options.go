package sane

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"yitiji/drivers"
)

// A4, in millimetres. A back end that reaches less rounds by itself.
const (
	a4Wide = "210"
	a4Long = "297"
)

var errNoSource = errors.New("scanner has no such source")

// menu is what a back end offers, as scanimage --all-options lists it: the values
// of each active option by its name.
type menu map[string][]string

// parseMenu reads lines such as
//
//	--source Flatbed|Automatic Document Feeder [Flatbed]
//	--resolution 1..1200dpi (in steps of 1) [50]
//
// and passes over all others. An inactive option is none.
func parseMenu(text string) menu {
	m := menu{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		end := strings.LastIndex(line, " [")
		if !strings.HasPrefix(line, "-") || end < 0 || line[end:] == " [inactive]" {
			continue
		}
		name, values, _ := strings.Cut(line[:end], " ")
		name, _, _ = strings.Cut(name, "[=")
		if name = strings.TrimLeft(name, "-"); name != "" {
			m[name] = strings.Split(strings.TrimSpace(values), "|")
		}
	}
	return m
}

// The words that back ends use, in small letters.
var (
	feederWords = []string{"adf", "feeder"}
	platenWords = []string{"flatbed", "platen", "glass"}
	doubleWords = []string{"duplex", "back"}
	greyWords   = []string{"gray", "grey"}
	colourWords = []string{"color", "colour"}
)

// find is the first value of an option that has one of the words, and none of those
// to avoid.
func (m menu) find(name string, words []string, avoid ...string) string {
	has := func(value string, words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(value), w) })
	}
	for _, v := range m[name] {
		if has(v, words) && !has(v, avoid) {
			return v
		}
	}
	return ""
}

// source is what the back end calls a source. A back end that offers no choice has
// the glass.
func (m menu) source(s drivers.PageSource) (string, error) {
	var name string
	switch s {
	case drivers.Feeder:
		name = m.find("source", feederWords, doubleWords...)
	default:
		if _, choice := m["source"]; !choice {
			return "", nil
		}
		name = m.find("source", platenWords)
	}
	if name == "" {
		return "", errNoSource
	}
	return name, nil
}

// resolution is the least that is offered from want on, or the greatest. The back
// end's own unit follows the last value.
func (m menu) resolution(want int) int {
	best := 0
	for _, v := range m["resolution"] {
		v, _, _ = strings.Cut(v, " ")
		v = strings.TrimSuffix(v, "dpi")
		if least, most, ok := strings.Cut(v, ".."); ok {
			return min(max(want, whole(least)), max(whole(most), 1))
		}
		dpi := whole(v)
		if best == 0 || best < want && dpi > best || dpi >= want && dpi < best {
			best = dpi
		}
	}
	if best == 0 {
		return want
	}
	return best
}

// whole reads a number that may have a fraction. What is none is 0.
func whole(s string) int {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || f < 0 || f > 1e6 {
		return 0
	}
	return int(f)
}

// plan is a scan in the words of the back end.
type plan struct {
	args []string
	dpi  int
}

// plan fits a request to what the back end offers. Extra options replace those of
// the same name, and come in the order of their names.
func (m menu) plan(source drivers.PageSource, req drivers.PageRequest, extra map[string]string) (plan, error) {
	named, err := m.source(source)
	if err != nil {
		return plan{}, err
	}
	want := req.Resolution
	if want == 0 {
		want = 300
	}
	modes := colourWords
	if req.Grey {
		modes = greyWords
	}
	p := plan{dpi: m.resolution(want)}
	p.add(extra, "source", named) // first: it decides about the others
	p.add(extra, "mode", m.find("mode", modes))
	if m["resolution"] != nil {
		p.add(extra, "resolution", strconv.Itoa(p.dpi))
	}
	for _, side := range [][2]string{{"l", "0"}, {"t", "0"}, {"x", a4Wide}, {"y", a4Long}} {
		if m[side[0]] != nil {
			p.add(extra, side[0], side[1])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		p.args = append(p.args, argument(name, extra[name])...)
	}
	if dpi := whole(extra["resolution"]); dpi > 0 {
		p.dpi = dpi
	}
	return p, nil
}

func (p *plan) add(extra map[string]string, name, value string) {
	if _, replaced := extra[name]; !replaced && value != "" {
		p.args = append(p.args, argument(name, value)...)
	}
}

// argument is one option for scanimage: "--mode=Color", "-x 210".
func argument(name, value string) []string {
	if len(name) == 1 {
		return []string{"-" + name, value}
	}
	return []string{fmt.Sprintf("--%s=%s", name, value)}
}

// rounded is the resolution that the back end took instead of ours; scanimage says so.
func rounded(said string, dpi int) int {
	_, rest, ok := strings.Cut(said, "rounded value of resolution from ")
	if !ok {
		return dpi
	}
	line, _, _ := strings.Cut(rest, "\n")
	if _, to, ok := strings.Cut(line, " to "); ok && whole(to) > 0 {
		return whole(to)
	}
	return dpi
}
