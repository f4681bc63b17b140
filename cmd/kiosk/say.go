package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"yitiji/drivers"
	"yitiji/drivers/doctor"
	"yitiji/terminal/words"
)

// write writes the reports: to programs as they are, to people in their words.
func (d doctorCommand) write(to io.Writer, w words.Words, reports []report) error {
	if d.JSON {
		e := json.NewEncoder(to)
		e.SetIndent("", "  ")
		return e.Encode(reports)
	}
	for _, r := range reports {
		fmt.Fprintf(to, "%s %-11s %s: %s\n", sign(r.Verdict), r.Place, w.Say("doctor.place."+r.Place), w.Say("doctor.verdict."+string(r.Verdict)))
		for _, detail := range r.details(w) {
			fmt.Fprintf(to, "  %-11s %s\n", "", strings.TrimSpace(detail))
		}
	}
	return nil
}

// sign is a mark that is seen from afar, and differs in shape.
func sign(v doctor.Verdict) string {
	switch v {
	case doctor.Fine, doctor.Mute:
		return "✓"
	case doctor.Hands:
		return "!"
	}
	return "✗"
}

// details are the lines below a verdict: what to do first, and last what the device
// said in its own words.
func (r report) details(w words.Words) []string {
	lines := r.remedies(w)
	for _, c := range r.Checks {
		lines = append(lines, checked(w, r.Place, c)...)
	}
	if r.Paper != nil && r.Verdict != doctor.Absent {
		lines = append(lines, r.roll(w))
	}
	lines = append(lines, r.told(w)...)
	for _, g := range r.Gauges {
		lines = append(lines, gauge(w, g))
	}
	return append(lines, raw(w, r.Note)...)
}

// remedies are why a device is as it is, and what to do about it.
func (r report) remedies(w words.Words) []string {
	mark := "→ "
	if r.Verdict == doctor.Fine || r.Verdict == doctor.Mute {
		mark = "· " // good to know
	}
	var lines []string
	for _, c := range r.Causes {
		lines = append(lines, mark+w.Say("doctor.cause."+string(c)))
	}
	for _, k := range r.Kinds {
		if !general(k) || len(r.Causes) == 0 {
			lines = append(lines, "→ "+advice(w, r.Place, k))
		}
	}
	switch {
	case len(lines) > 0:
	case r.Verdict == doctor.Absent:
		lines = append(lines, "→ "+advice(w, r.Place, drivers.Disconnected))
	case r.Verdict == doctor.Broken && len(r.Checks) == 0:
		lines = append(lines, "→ "+advice(w, r.Place, drivers.NeedsTechnician))
	}
	return lines
}

// general says that a kind only says that something is wrong, which a cause says better.
func general(k drivers.Kind) bool {
	return k == drivers.NeedsTechnician || k == drivers.Busy || k == drivers.Disconnected
}

// advice is what to do about a kind of fault; at some places it means another thing.
func advice(w words.Words, place string, k drivers.Kind) string {
	if at := "doctor.do-at." + place + "." + string(k); w.Knows(at) {
		return w.Say(at)
	}
	return w.Say("doctor.do." + string(k))
}

// checked says how a test ended.
func checked(w words.Words, place string, c doctor.Check) []string {
	end := "doctor.failed"
	if c.Passed {
		end = "doctor.passed"
	}
	lines := []string{fmt.Sprintf("%s: %s", w.Say("doctor.check."+string(c.Name)), w.Say(end))}
	if name := "doctor.came." + string(c.Name); len(c.Facts) > 0 && w.Knows(name) {
		lines[0] += w.Say("doctor.comma") + w.Say(name, inWords(w, c.Facts))
	}
	if c.Cause != "" {
		lines = append(lines, "→ "+w.Say("doctor.cause."+string(c.Cause)))
	}
	if c.Kind != "" && (!general(c.Kind) || c.Cause == "") {
		lines = append(lines, "→ "+advice(w, place, c.Kind))
	}
	return append(lines, raw(w, c.Note)...)
}

// roll says how much paper is left, and for how long.
func (r report) roll(w words.Words) string {
	line := w.Say("doctor.paper-left", words.With{"Metres": (r.Paper.Left + 500) / 1000})
	if !r.Paper.Ends.IsZero() {
		line += " · " + w.Say("doctor.paper-ends", words.With{"At": r.Paper.Ends.Format("01-02 15:04")})
	}
	return line
}

// told is what a contract tells besides how its device is. Where there is no sentence
// for it, its facts have names that the site gave.
func (r report) told(w words.Words) []string {
	switch name := "doctor.told." + r.Place; {
	case len(r.Facts) == 0:
		return nil
	case w.Knows(name):
		return []string{w.Say(name, inWords(w, r.Facts))}
	}
	var facts []string
	for _, name := range slices.Sorted(maps.Keys(r.Facts)) {
		facts = append(facts, fmt.Sprintf("%s: %s", name, word(w, r.Facts[name])))
	}
	return []string{strings.Join(facts, " · ")}
}

// inWords are facts as a sentence wants them.
func inWords(w words.Words, facts map[string]any) words.With {
	out := words.With{}
	for name, value := range facts {
		out[name] = word(w, value)
	}
	return out
}

// word is the word for a fact that is one of a closed list; others are said as they are.
func word(w words.Words, value any) string {
	said := fmt.Sprint(value)
	if name := "doctor.word." + said; w.Knows(name) {
		return w.Say(name)
	}
	return said
}

// gauge says how much of a supply is left: as a number where the device knows one.
func gauge(w words.Words, g drivers.Gauge) string {
	level := w.Say("doctor.enough")
	switch {
	case g.Low && g.Fills:
		level = w.Say("doctor.empty-soon")
	case g.Low:
		level = w.Say("doctor.replace-soon")
	}
	name := gaugeName(w, g.Name)
	if g.Level < 0 || g.Capacity == 0 {
		return fmt.Sprintf("%s: %s", name, level)
	}
	return fmt.Sprintf("%s: %s (%d/%d)", name, level, g.Level, g.Capacity)
}

// gaugeName is what people call a gauge: tray-1 is the tray that the device calls 1.
func gaugeName(w words.Words, name string) string {
	what, which, _ := strings.Cut(name, "-")
	switch whole, part := "doctor.gauge."+name, "doctor.gauge."+what; {
	case w.Knows(whole):
		return w.Say(whole)
	case w.Knows(part):
		return w.Say(part) + " " + which
	}
	return name
}

// raw is what a device said itself, and marked as that.
func raw(w words.Words, note string) []string {
	if note == "" {
		return nil
	}
	return []string{w.Say("doctor.raw", words.With{"Note": note})}
}
