// Package health describes what is wrong with a terminal as data: a code, how
// bad it is, what it depends on, and how long it must last before it is shown.
// What a person can do about it is worded in the screen's language catalogue,
// under the same code.
package health

import (
	"slices"
	"time"
)

// Code names a condition. The codes are a closed list: see Codes.
type Code string

// The conditions of a terminal.
const (
	CentreUnreachable Code = "centre.unreachable" // no entry gets through: link, centre or answer
	StoreFull         Code = "store.full"         // no new entry can be kept
	StoreFailing      Code = "store.failing"      // the last write failed
	AuditFailing      Code = "audit.failing"      // what is decided cannot be recorded
	SyncStale         Code = "sync.stale"         // the centre has signed for nothing for too long
	ClockUnsure       Code = "clock.unsure"       // this machine's clock is not the centre's
	CertificateEnds   Code = "certificate.ends"   // soon, and it could not be renewed
	ReaderAbsent      Code = "idcard.absent"
	ReaderFaulty      Code = "idcard.faulty"
	ReceiptAbsent     Code = "receipt.absent"
	ReceiptFaulty     Code = "receipt.faulty"
	ReceiptNoPaper    Code = "receipt.no-paper"
	ReceiptLow        Code = "receipt.paper-low"
	ReceiptCover      Code = "receipt.cover-open"
	ReceiptJam        Code = "receipt.jam"
	ReceiptNotTaken   Code = "receipt.not-taken" // a slip hangs at its mouth
	ScannerAbsent     Code = "code.absent"
	OnBattery         Code = "power.battery" // the mains have failed
	PowerLow          Code = "power.low"     // and the battery ends soon
)

// Severity is how much of the service a condition takes away.
type Severity int

// The severities.
const (
	Notice  Severity = iota // nothing is lost yet
	Degrade                 // some service is closed or changed
	Stop                    // no new visit can be served to its end
)

// Kind is what is always true of a condition.
type Kind struct {
	Code       Code
	Severity   Severity
	DependsOn  Code          // not shown while that one holds
	ShownAfter time.Duration // no flicker on a short blip
}

// blip is how long a device or a link may be gone before anyone need know: a
// re-plugged cable or a lost packet is over by then.
const blip = 2 * time.Second

var kinds = append([]Kind{
	{CentreUnreachable, Degrade, "", blip},
	{StoreFull, Stop, "", 0},
	{StoreFailing, Degrade, StoreFull, 0},
	{AuditFailing, Stop, "", 0},
	{SyncStale, Stop, "", 0},
	{ClockUnsure, Stop, "", blip},
	{CertificateEnds, Stop, "", 0},
	{ReaderAbsent, Stop, "", blip},
	{ReaderFaulty, Stop, ReaderAbsent, blip},
	{ReceiptAbsent, Degrade, "", blip},
	{ReceiptFaulty, Degrade, ReceiptAbsent, blip},
	{ReceiptNoPaper, Degrade, ReceiptAbsent, blip},
	{ReceiptCover, Degrade, ReceiptAbsent, blip},
	{ReceiptJam, Degrade, ReceiptAbsent, blip},
	{ReceiptNotTaken, Degrade, ReceiptAbsent, 0},
	{ReceiptLow, Notice, ReceiptNoPaper, blip},
	{ScannerAbsent, Notice, "", blip},
	{PowerLow, Stop, "", 0},
	{OnBattery, Notice, PowerLow, blip},
}, optional()...)

// Codes lists every code, so that word lists can prove that they are complete.
func Codes() []Code {
	var out []Code
	for _, k := range kinds {
		out = append(out, k.Code)
	}
	return out
}

// Describe returns what is always true of code. ok is false for an unknown code.
func Describe(code Code) (k Kind, ok bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// Board holds what is wrong now. The zero Board is all well. A Board is a value
// of one goroutine; Visible shares nothing with it.
type Board struct {
	since map[Code]time.Time
}

// Set says that code began to hold at now, or has ended, and reports whether
// that is news. A condition that goes on keeps its beginning.
func (b *Board) Set(code Code, holds bool, now time.Time) bool {
	_, held := b.since[code]
	switch {
	case holds && !held:
		if b.since == nil {
			b.since = map[Code]time.Time{}
		}
		b.since[code] = now
	case !holds:
		delete(b.since, code)
	}
	return held != holds
}

// Holds reports whether code holds, shown or not.
func (b *Board) Holds(code Code) bool {
	_, held := b.since[code]
	return held
}

// Visible lists the conditions to show at now, worst first: those that have
// lasted long enough and are not explained by another one.
func (b *Board) Visible(now time.Time) []Code {
	var out []Code
	for _, sev := range []Severity{Stop, Degrade, Notice} {
		for _, k := range kinds {
			since, held := b.since[k.Code]
			if k.Severity == sev && held && now.Sub(since) >= k.ShownAfter && !b.Holds(k.DependsOn) {
				out = append(out, k.Code)
			}
		}
	}
	return out
}
