package ipp

import (
	"fmt"
	"slices"
	"strings"

	"yitiji/drivers"
)

// States of a printer (RFC 8011, section 5.4.11).
const (
	printerIdle       = 3
	printerProcessing = 4
	printerStopped    = 5
)

// reading is what a printer said of itself.
type reading struct {
	model   string
	state   int // 0 when it was not told
	shut    bool
	queue   bool // it is a queue of CUPS, with a printer behind it
	reasons []reason
	trays   []fields
	takes   capabilities
}

// capabilities are what a printer takes. What it does not tell is empty.
type capabilities struct {
	operations                     []int
	formats, media, sides, colours []string
	copies                         int
}

// conditionNames are the attributes of a printer's condition, and capabilityNames
// those of its capabilities.
func conditionNames() []string {
	return []string{
		"printer-state", "printer-state-reasons", "printer-is-accepting-jobs",
		"printer-make-and-model", "printer-input-tray", "cups-version",
	}
}

func capabilityNames() []string {
	return []string{
		"operations-supported", "document-format-supported", "media-supported",
		"sides-supported", "print-color-mode-supported", "copies-supported",
	}
}

// readingOf understands the attributes of a printer.
func readingOf(g group) reading {
	r := reading{
		model: plain(g.text("printer-make-and-model")),
		queue: g.text("cups-version") != "",
		trays: fieldsOf(g.texts("printer-input-tray")),
	}
	r.state, _ = g.integer("printer-state")
	for _, v := range g.values("printer-is-accepting-jobs") {
		r.shut = v.tag == tagBoolean && string(v.data) == "\x00"
	}
	for _, s := range g.texts("printer-state-reasons") {
		r.reasons = append(r.reasons, reasonOf(s))
	}
	r.takes = capabilities{
		operations: g.integers("operations-supported"),
		formats:    g.texts("document-format-supported"), media: g.texts("media-supported"),
		sides: g.texts("sides-supported"), colours: g.texts("print-color-mode-supported"),
	}
	for _, v := range g.values("copies-supported") {
		r.takes.copies, _ = v.upper()
	}
	return r
}

// plain keeps the printable ASCII of a maker's name, and not too much of it.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
	return s[:min(len(s), 64)]
}

// kinds is what people should do, worst first, where sheets of a size are wanted.
func (r reading) kinds(media string) []drivers.Kind {
	kinds := kindsOf(slices.DeleteFunc(slices.Clone(r.reasons), func(x reason) bool {
		return x.kind() == drivers.NoPaper && holds(r.trays, media)
	}))
	unexplained := r.state == printerStopped && !slices.ContainsFunc(kinds, blocking)
	if (r.shut || unexplained) && !slices.Contains(kinds, drivers.NeedsTechnician) {
		kinds = append([]drivers.Kind{drivers.NeedsTechnician}, kinds...)
	}
	return kinds
}

// blocking says that nothing can be printed while k is not done.
func blocking(k drivers.Kind) bool { return k != drivers.PaperLow }

// blocked gives the worst reason for which nothing can be printed now.
func (r reading) blocked(media string) (drivers.Kind, bool) {
	for _, k := range r.kinds(media) {
		if blocking(k) {
			return k, true
		}
	}
	return "", false
}

// halted gives the worst reason for which a job does not go on. Here the trays do not
// count: a printer that waits for paper and tells of a full tray waits all the same.
func (r reading) halted() (drivers.Kind, bool) {
	r.trays = nil
	return r.blocked("")
}

// status puts the reading into the terminal's words.
func (r reading) status(media string) drivers.Status {
	s := drivers.Status{State: drivers.Online, Kinds: r.kinds(media), Causes: causesOf(r.reasons), Note: r.String()}
	_, blocked := r.blocked(media)
	switch {
	case r.state == 0:
		s.State = drivers.Unknown
	case s.Has(drivers.NeedsTechnician):
		s.State = drivers.HardwareError
	case blocked:
		s.State = drivers.Offline
	}
	return s
}

// String is the reading for the technician.
func (r reading) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s state=%d reasons=%s", r.model, r.state, words(r.reasons)))
}

// offers says that a printer takes what is wanted, or does not tell what it takes.
func offers(list []string, want string) bool { return len(list) == 0 || slices.Contains(list, want) }

// can says that a printer has all of the operations.
func (c capabilities) can(ops ...operation) bool {
	for _, op := range ops {
		if !slices.Contains(c.operations, int(op)) {
			return false
		}
	}
	return true
}
