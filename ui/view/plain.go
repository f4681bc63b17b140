package view

import (
	"fmt"
	"slices"
	"strings"
)

// String draws the Screen as plain text, for goldens and for people who debug.
func (s Screen) String() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s | %s %s | %s%s", s.Place, s.StepSay, s.Status.Text, s.Clock, marked(s.Hush.Text))
	say("# %s%s%s", s.Heading, marked(string(s.Mark)), marked(s.Aside.Text))
	if s.Lead != "" {
		say("%s", s.Lead)
	}
	for _, e := range s.Main {
		say("%s", plain(e))
	}
	for _, e := range s.Side {
		say("| %s", strings.ReplaceAll(plain(e), "\n", "\n| "))
	}
	say("_ %s", buttons(s.Bar))
	if q := s.Dialog; q != nil {
		say("?? %s / %s / %s", q.Heading, q.Lead, buttons(q.Buttons))
	}
	say("» %s", s.Speak)
	return b.String()
}

func plain(e Element) string {
	switch e := e.(type) {
	case Text:
		return e.Text
	case Heading:
		return "## " + e.Text
	case Banner:
		return "! " + string(e.Tone) + ": " + e.Text
	case Hero:
		return fmt.Sprintf("(%s) %s / %s", e.Picture, e.Heading, e.Text)
	case Choice:
		return plainChoice(e)
	case Field:
		return fmt.Sprintf("%s: %s%s▏%s%s", e.Label, e.Value, e.Letters, e.Unit, marked(e.Problem))
	case Keypad:
		return fmt.Sprintf("[1-9] [%s] [0] [%s]", e.Left.Text, e.Erase)
	case Keyboard:
		return plainKeyboard(e)
	case Facts:
		return plainFacts(e.Rows)
	case Ticket:
		return fmt.Sprintf("%s\n%s\n▦ %s", plainFacts(e.Rows), strings.Join(e.Lines, "\n"), e.Code)
	case Process:
		return strings.Join(e.Steps, " → ")
	case Busy:
		return "…"
	case Code:
		return strings.Join(slices.DeleteFunc(append([]string{e.Amount}, append(e.Lines, "▦ "+e.Content)...), func(s string) bool { return s == "" }), "\n")
	case Document:
		return fmt.Sprintf("▤ %d", len(e.Pages))
	case Signature:
		return fmt.Sprintf("✎ %s (%d)", e.Hint, len(e.Strokes))
	}
	return fmt.Sprintf("⟦%T⟧", e)
}

func plainChoice(c Choice) string {
	var lines []string
	for _, o := range c.Options {
		box := "( )"
		if o.Chosen {
			box = "(x)"
		}
		if o.Closed {
			box = "(-)"
		}
		lines = append(lines, strings.TrimSpace(box+" "+o.Title+"  "+o.Note))
	}
	return strings.Join(lines, "\n")
}

func plainKeyboard(k Keyboard) string {
	var lines []string
	if !k.Exact {
		lines = append(lines, strings.TrimSpace(buttons(k.Candidates)+marked(k.Further.Text)))
	}
	for _, row := range k.Rows {
		lines = append(lines, buttons(row))
	}
	return strings.Join(lines, "\n")
}

func plainFacts(rows []Fact) string {
	var lines []string
	for _, r := range rows {
		lines = append(lines, fmt.Sprintf("%s: %s%s%s", r.Label, r.Value, marked(r.From), marked(r.Do)))
	}
	return strings.Join(lines, "\n")
}

func marked(s string) string {
	if s == "" {
		return ""
	}
	return " [" + s + "]"
}

func buttons(all []Button) string {
	var out []string
	for _, b := range all {
		text := "[" + b.Text + "]"
		if b.Primary {
			text = "[[" + b.Text + "]]"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}
