package terminal

import (
	"context"
	"strconv"
	"time"

	"yitiji/drivers"
)

// Auditor records decisions that mattered, for whoever asks later. sync/outbox implements it.
type Auditor interface {
	// Record makes decisions durable, in their order, all of them in one transaction or none.
	// One with the Key of another that is recorded is that one. It is safe for concurrent use.
	Record(ctx context.Context, d ...Decision) error
}

// Decision is something that was decided at this terminal: that a person is who they say, that a
// service was refused, that a paper was given out, that a technician intervened. It names nobody:
// numbers are masked. docs/audit.md lists them all, for assessors.
type Decision struct {
	What   DecisionCode      `json:"what"`
	Who    Decider           `json:"who"`
	Slip   SlipNumber        `json:"slip,omitempty"`   // what it was about, if it has a number
	Item   ItemCode          `json:"item,omitempty"`   // of the service
	Detail map[string]string `json:"detail,omitempty"` // in words that a program reads

	At  time.Time `json:"-"` // when it was decided; zero: when it is recorded
	Key string    `json:"-"` // of the act that it is, as of an Entry; empty: every one is another
}

// Decider is whose decision it was.
type Decider string

// The deciders.
const (
	ByCitizen    Decider = "citizen"
	ByTerminal   Decider = "terminal"
	ByTechnician Decider = "technician" // by a command at the machine
	ByCentre     Decider = "centre"     // by a command of an administrator
)

// DecisionCode says what was decided. Codes never change: who asks, asks years later.
type DecisionCode string

// The decisions of a visit.
const (
	IdentityProved  DecisionCode = "identity.proved"  // the person showed a document, and said that it is theirs
	IdentityRefused DecisionCode = "identity.refused" // a document proved nothing here: its reason
	ItemRefused     DecisionCode = "item.refused"     // a service was not begun, or not for this person: its reason

	ConsentGiven       DecisionCode = "consent.given"       // the person agreed to what the item says
	PromiseGiven       DecisionCode = "promise.given"       // a material will be brought later (告知承诺)
	SignatureGiven     DecisionCode = "signature.given"     // by hand, under what is handed in
	SignatureWithdrawn DecisionCode = "signature.withdrawn" // before anything was handed in

	PaymentMade     DecisionCode = "payment.made"     // the centre says that an order is paid
	PaymentFailed   DecisionCode = "payment.failed"   // it says that it is not, and will not be
	PaymentGivenUp  DecisionCode = "payment.given-up" // nothing was handed in for an order: it is closed
	PaymentRefunded DecisionCode = "payment.refunded" // the centre says that it has paid back

	ApplicationKept       DecisionCode = "application.kept"        // it is on the disk, with its slip number
	ApplicationHandedOver DecisionCode = "application.handed-over" // it is, for a clerk to go on with: why
	ApplicationNotKept    DecisionCode = "application.not-kept"    // it is not: why

	VisitEnded   DecisionCode = "visit.ended"   // of somebody who had shown a document, or was given a paper
	VisitResumed DecisionCode = "visit.resumed" // after the program was ended in it
)

// The decisions about papers and cards.
const (
	PaperPrinted   DecisionCode = "paper.printed"   // the printer confirmed its end
	PaperUnknown   DecisionCode = "paper.unknown"   // whether it came out, and how far, nobody knows
	PaperFailed    DecisionCode = "paper.failed"    // nothing of it came out
	PaperReprinted DecisionCode = "paper.reprinted" // it is about to be printed once more: why
	PaperConfirmed DecisionCode = "paper.confirmed" // the person said that it came out
	PaperWaived    DecisionCode = "paper.waived"    // the person went on without it

	CardIssued   DecisionCode = "card.issued"   // it was taken at the gate
	CardRetained DecisionCode = "card.retained" // nobody took it: it is in the bin
	CardUnknown  DecisionCode = "card.unknown"  // where it is, nobody knows
	CardFailed   DecisionCode = "card.failed"   // none left the stack
)

// The decisions about the terminal.
const (
	GateClosed         DecisionCode = "gate.closed" // no new work is taken: why
	GateOpened         DecisionCode = "gate.opened"
	TerminalStarted    DecisionCode = "terminal.started"
	TerminalStopped    DecisionCode = "terminal.stopped"  // in order: none stands before a start that follows a crash
	TerminalEnrolled   DecisionCode = "terminal.enrolled" // a technician made this machine a terminal of the centre
	CommandEnded       DecisionCode = "command.ended"     // of the centre's: what came of it
	CertificateRenewed DecisionCode = "certificate.renewed"
	StoreRecovered     DecisionCode = "store.recovered"  // from damage
	OutboxRetried      DecisionCode = "outbox.retried"   // a technician sent entries again
	OutboxExported     DecisionCode = "outbox.exported"  // a technician had what waits written into a file
	OutboxBackedUp     DecisionCode = "outbox.backed-up" // a technician had a copy made
	DevicesTested      DecisionCode = "devices.tested"   // a technician moved devices: which tests
	DevicesRecorded    DecisionCode = "devices.recorded" // a technician recorded the traffic of a device: which
	AuditMissed        DecisionCode = "audit.missed"     // decisions are in the log alone: how many
)

// DecisionCodes lists every code, so that word lists can prove that they are complete.
func DecisionCodes() []DecisionCode {
	return []DecisionCode{
		IdentityProved, IdentityRefused, ItemRefused,
		ConsentGiven, PromiseGiven, SignatureGiven, SignatureWithdrawn,
		PaymentMade, PaymentFailed, PaymentGivenUp, PaymentRefunded,
		ApplicationKept, ApplicationHandedOver, ApplicationNotKept, VisitEnded, VisitResumed,
		PaperPrinted, PaperUnknown, PaperFailed, PaperReprinted, PaperConfirmed, PaperWaived,
		CardIssued, CardRetained, CardUnknown, CardFailed,
		GateClosed, GateOpened, TerminalStarted, TerminalStopped, TerminalEnrolled, CommandEnded, CertificateRenewed,
		StoreRecovered, OutboxRetried, OutboxExported, OutboxBackedUp, DevicesTested, DevicesRecorded, AuditMissed,
	}
}

// Begun is what is decided when copy of a print begins: nothing, for a first one.
func (p PrintJob) Begun(copy int) []Decision {
	if copy == 1 || p.Paper == LeafletPaper || p.Paper == CardIssue {
		return nil
	}
	d := p.decision(PaperReprinted, copy)
	d.Detail["reason"] = string(p.Again)
	if p.Again == PrintWanted {
		d.Who = ByCitizen
	}
	return []Decision{d}
}

// Ended is what is decided by how far copy of a print came. A card at the gate is not given yet.
func (p PrintJob) Ended(copy int, outcome PrintOutcome) []Decision {
	codes := map[PrintOutcome]DecisionCode{
		PrintOutcome(drivers.Printed): PaperPrinted, PrintOutcome(drivers.Uncertain): PaperUnknown,
		PrintOutcome(drivers.NotStarted): PaperFailed,
	}
	if p.Paper == CardIssue {
		codes = map[PrintOutcome]DecisionCode{
			PrintOutcome(drivers.Uncertain): CardUnknown, PrintOutcome(drivers.NotStarted): CardFailed,
		}
	}
	if what, ok := codes[outcome]; ok {
		return []Decision{p.decision(what, copy)}
	}
	return nil
}

// notBegun is that a print could not even begin, and why.
func (p PrintJob) notBegun(why string) Decision {
	what := PaperFailed
	if p.Paper == CardIssue {
		what = CardFailed
	}
	d := p.decision(what, 0)
	d.Detail["reason"] = why
	return d
}

// Taken is what is decided when copy of a print is taken: a card is given then.
func (p PrintJob) Taken(copy int) []Decision {
	if p.Paper == CardIssue {
		return []Decision{p.decision(CardIssued, copy)}
	}
	return nil
}

// decision is one about a print. The code of a draft is not said: it is the person's.
func (p PrintJob) decision(what DecisionCode, copy int) Decision {
	detail := map[string]string{"paper": string(p.Paper), "copy": strconv.Itoa(copy)}
	if p.Pages > 0 {
		detail["pages"] = strconv.Itoa(p.Pages)
	}
	if p.Paper == DocumentPaper {
		detail["paper-number"] = p.Number
	}
	if p.Paper == SlipPaper {
		p.Slip = SlipNumber(p.Number)
	}
	return Decision{What: what, Who: ByTerminal, Slip: p.Slip, Item: p.Item, Detail: detail}
}
