package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"yitiji/drivers/all"
)

// placed is the line of a place.
type placed struct{ place, port string }

// lines are the lines that the configuration names. What is found by asking has none of
// its own yet.
func (d devices) lines() []placed {
	var out []placed
	for _, l := range []struct {
		place, kind string
		line        all.Line
	}{
		{"idcard", d.IDCard.Kind, d.IDCard.Line},
		{"receipt", d.Receipt.Kind, d.Receipt.Line},
		{"code", d.Code.Kind, d.Code.Line},
		{"travel", d.Travel.Kind, d.Travel.Line},
		{"dispenser", d.Dispenser.Kind, d.Dispenser.Line},
		{"ups", d.UPS.Kind, d.UPS.Line},
		{"signals", d.Signals.Kind, d.Signals.Line},
	} {
		found := l.line.Port == all.Auto || strings.HasPrefix(l.line.Port, all.Auto+":")
		if l.kind != "" && l.line.Port != "" && !found {
			out = append(out, placed{l.place, l.line.Port})
		}
	}
	return out
}

// checkLines refuses a line that has two places: the second would find it held by the
// first for ever. Two names are the same line when they lead to the same node, where it
// is plugged in.
func (c config) checkLines() error {
	seen := map[string]placed{}
	for _, l := range c.Devices.lines() {
		node := l.port
		if to, err := filepath.EvalSymlinks(l.port); err == nil {
			node = to
		}
		first, twice := seen[node]
		if !twice {
			seen[node] = l
			continue
		}
		what := fmt.Sprintf("%s and %s have the same line, %s", first.place, l.place, l.port)
		if first.port != l.port {
			what = fmt.Sprintf("%s and %s have the same line: %s and %s lead to %s", first.place, l.place, first.port, l.port, node)
		}
		return fmt.Errorf("configuration %s:\n%s", c.file, c.at(what, l.place, first.place))
	}
	return nil
}

// at is what is wrong with the port of a place, and its line: of the first place whose
// port stands in the file. A default has no line.
func (c config) at(what string, places ...string) string {
	file, err := parser.ParseBytes(c.text, 0)
	if err != nil {
		return what
	}
	for _, place := range places {
		path, err := yaml.PathString("$.devices." + place + ".port")
		if err != nil {
			continue
		}
		if node, err := path.FilterFile(file); err == nil && node != nil {
			return yaml.FormatError(&yaml.SyntaxError{Message: what, Token: node.GetToken()}, false, true)
		}
	}
	return what
}
