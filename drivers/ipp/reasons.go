package ipp

import (
	"slices"
	"strings"

	"yitiji/drivers"
)

// reason is a keyword of printer-state-reasons, without its suffix.
type reason struct {
	word   string // such as media-empty
	suffix string // report, warning, error or none
}

// reasonOf takes the suffix off (RFC 8011, section 5.4.12).
func reasonOf(s string) reason {
	s = keyword(s)
	for _, suffix := range []string{"report", "warning", "error"} {
		if word, ok := strings.CutSuffix(s, "-"+suffix); ok {
			return reason{word, suffix}
		}
	}
	return reason{s, ""}
}

// String is the keyword as the printer sent it.
func (r reason) String() string {
	if r.suffix == "" {
		return r.word
	}
	return r.word + "-" + r.suffix
}

// meaning is what a reason asks of people; an empty kind asks for nothing.
type meaning struct {
	kind drivers.Kind
	word string
}

// meanings are the reasons of RFC 8011 (section 5.4.12), PWG 5100.9 and CUPS that are
// known, worst first. They hold whatever the suffix is: see the package comment.
func meanings() []meaning {
	return []meaning{
		{drivers.NeedsTechnician, "toner-empty"},
		{drivers.NeedsTechnician, "marker-supply-empty"},
		{drivers.NeedsTechnician, "marker-waste-full"},
		{drivers.NeedsTechnician, "developer-empty"},
		{drivers.NeedsTechnician, "opc-life-over"},
		{drivers.NeedsTechnician, "fuser-under-temp"},
		{drivers.NeedsTechnician, "interpreter-resource-unavailable"},
		{drivers.NeedsTechnician, "output-tray-missing"},
		{drivers.NeedsTechnician, "deactivated"},
		{drivers.NeedsTechnician, "paused"},
		{drivers.NeedsTechnician, "moving-to-paused"},
		{drivers.NeedsTechnician, "hold-new-jobs"},
		{drivers.Jam, "media-jam"},
		{drivers.CoverOpen, "cover-open"},
		{drivers.CoverOpen, "door-open"},
		{drivers.CoverOpen, "interlock-open"},
		{drivers.CoverOpen, "input-tray-missing"}, // pushing it in is what the person can do
		{drivers.NoPaper, "media-empty"},
		{drivers.NoPaper, "media-needed"},
		{drivers.PaperNotTaken, "output-area-full"},
		{drivers.Overheated, "fuser-over-temp"},
		{drivers.Disconnected, "offline"},              // CUPS: the printer behind the queue
		{drivers.Disconnected, "connecting-to-device"}, // CUPS
		{drivers.Disconnected, "shutdown"},
		{drivers.Disconnected, "timed-out"},
		{drivers.Busy, "spool-area-full"},
		{drivers.PaperLow, "media-low"},
		{"", "none"},
		{"", "toner-low"}, // these are gauges
		{"", "marker-supply-low"},
		{"", "marker-waste-almost-full"},
		{"", "developer-low"},
		{"", "opc-near-eol"},
		{"", "output-area-almost-full"},
		{"", "resuming"},
	}
}

// kind is what a reason asks of people. One that nobody knows is believed by its
// suffix: an error needs a technician. CUPS's own are about its filters.
func (r reason) kind() drivers.Kind {
	for _, m := range meanings() {
		if m.word == r.word {
			return m.kind
		}
	}
	known := strings.HasPrefix(r.word, "cups-") || r.word == ""
	if known || r.suffix == "report" || r.suffix == "warning" {
		return ""
	}
	return drivers.NeedsTechnician
}

// kindsOf gives the kinds of some reasons, worst first and each once.
func kindsOf(reasons []reason) []drivers.Kind {
	var all, out []drivers.Kind
	for _, r := range reasons {
		all = append(all, r.kind())
	}
	for _, m := range meanings() {
		if m.kind != "" && slices.Contains(all, m.kind) && !slices.Contains(out, m.kind) {
			out = append(out, m.kind)
		}
	}
	return out
}

// cause explains a reason whose kind says too little; most have none.
func (r reason) cause() drivers.Cause {
	switch r.word {
	case "toner-empty", "marker-supply-empty", "developer-empty":
		return drivers.InkEmpty
	case "marker-waste-full":
		return drivers.WasteFull
	case "paused", "moving-to-paused", "hold-new-jobs", "deactivated":
		return drivers.Paused
	case "offline", "connecting-to-device", "shutdown", "timed-out":
		return drivers.Unreachable
	}
	return ""
}

// causesOf gives the causes of some reasons, each once.
func causesOf(reasons []reason) []drivers.Cause {
	var out []drivers.Cause
	for _, r := range reasons {
		if c := r.cause(); c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// words lists reasons for the technician.
func words(reasons []reason) string {
	var all []string
	for _, r := range reasons {
		all = append(all, r.String())
	}
	return strings.Join(all, " ")
}
