package flow

import (
	"slices"
	"strings"

	"yitiji/terminal/catalog"
	"yitiji/terminal/health"
)

// Obstacle is why an item cannot be finished here and now: the name of the sentence that
// says it. The empty Obstacle means that it can.
type Obstacle string

// The obstacles that are no conditions.
const (
	NoObstacle  Obstacle = ""
	OutsideTime Obstacle = "hours.closed"
)

// Place is what the obstacle is of: a device's place, the power, the store, the centre, or
// the hours.
func (o Obstacle) Place() string {
	place, _, _ := strings.Cut(strings.TrimPrefix(string(o), "condition."), ".")
	return place
}

// Gate are the conditions under which no new work is taken: what would be kept could be lost, or
// could not reach the centre, or would carry a wrong time, or nobody could prove it. They begin before it is too late, so
// that a visit that has begun comes to its end.
func Gate() []health.Code {
	return []health.Code{health.PowerLow, health.StoreFull, health.AuditFailing, health.SyncStale, health.ClockUnsure, health.CertificateEnds}
}

// Closed tells, before the first touch, why an item cannot be finished.
func (s State) Closed(it *catalog.Item) Obstacle {
	codes := Gate()
	for _, d := range it.Needs {
		codes = append(codes, closing(d)...)
	}
	readers := it.Identity.Readers()
	if !s.PhoneServes(it) && !slices.ContainsFunc(readers, func(d catalog.Device) bool { return !s.Shut(d) }) {
		for _, d := range readers {
			codes = append(codes, closing(d)...)
		}
	}
	for _, c := range codes {
		if s.Has(c) {
			return Obstacle("condition." + c)
		}
	}
	switch {
	case it.Offline == catalog.OfflineNone && !s.Online:
		return Obstacle("condition." + health.CentreUnreachable)
	case !it.Open(s.Now):
		return OutsideTime
	}
	return NoObstacle
}

// PhoneServes reports whether a phone may prove here and now who applies for an item.
func (s State) PhoneServes(it *catalog.Item) bool {
	return it.Identity.ByPhone() && s.Phones && s.Online
}

// ScansPhones reports whether a phone may show its code to the scanner.
func (s State) ScansPhones() bool {
	return s.PhoneServes(s.Visit.Item) && !s.Shut(catalog.CodeScanner)
}

// Readers are the devices on which the item's documents are waited for: those that are in order, or
// all where nothing else would serve, for one may have come back just now.
func (s State) Readers() []catalog.Device {
	accepted := s.Visit.Item.Identity.Readers()
	inOrder := slices.DeleteFunc(slices.Clone(accepted), s.Shut)
	if len(inOrder) == 0 && !s.PhoneServes(s.Visit.Item) {
		return accepted
	}
	return inOrder
}

// Shut reports whether a device is of no use just now.
func (s State) Shut(d catalog.Device) bool { return s.hasAny(closing(d)) }

// closing are the conditions of a device with which it is of no use.
func closing(d catalog.Device) []health.Code {
	switch d {
	case catalog.CardReader:
		return []health.Code{health.ReaderAbsent, health.ReaderFaulty}
	case catalog.CodeScanner:
		return []health.Code{health.ScannerAbsent}
	case catalog.ReceiptPrinter:
		return []health.Code{
			health.ReceiptAbsent, health.ReceiptFaulty, health.ReceiptNoPaper, health.ReceiptCover, health.ReceiptJam,
		}
	}
	var out []health.Code
	for _, what := range []string{health.Absent, health.Faulty, health.NotReady} {
		out = append(out, health.At(string(d), what))
	}
	return out
}
