package terminal

import (
	"context"
	"errors"
	"time"

	"yitiji/terminal/catalog"
)

// SlipNumber is the local number of an application; see [catalog.SlipNumber].
type SlipNumber = catalog.SlipNumber

// ItemCode is the code of a service; see [catalog.ItemCode].
type ItemCode = catalog.ItemCode

// NewSlipNumber composes a slip number; see [catalog.NewSlipNumber].
func NewSlipNumber(terminal string, at time.Time, serial int) SlipNumber {
	return catalog.NewSlipNumber(terminal, at, serial)
}

// Journal keeps what must be kept. sync/outbox implements it; terminal thanks a
// citizen only after Keep has returned without an error.
//
// Every method is safe for concurrent use, and what it wrote is on the disk, not
// only in a cache, when it returns.
type Journal interface {
	// Keep gives an application its slip number, seals e to the centre's key and
	// makes it durable, all in one transaction. After an error nothing was kept
	// and no number was used up. The error is ErrFull when there is no room. An entry
	// with the Key of one that is kept already is that one: its Receipt comes back.
	Keep(ctx context.Context, e Entry) (Receipt, error)

	// Intend records that a paper is about to be printed, with what PrintJob.Begun decides. It
	// is called before the first byte goes to the printer. A print of what one person has been
	// given before needs a reason, and is an entry: the error is ErrNoReason without one.
	Intend(ctx context.Context, p PrintJob) (PrintID, error)

	// Settle records how far a print came, once, with what PrintJob.Ended decides. A print that
	// a restart finds open is settled by it, as uncertain.
	Settle(ctx context.Context, id PrintID, outcome PrintOutcome) error

	// Taken records that a print which is settled was taken out of the printer, with what
	// PrintJob.Taken decides, the first time.
	Taken(ctx context.Context, id PrintID) error

	// LastPrint tells of the last print of a number, and false when there is none. One that was
	// under way when the program ended is uncertain.
	LastPrint(ctx context.Context, number string) (Print, bool, error)

	// Lookup tells what this terminal knows of a slip. The error is ErrNoSlip
	// when it knows nothing.
	Lookup(ctx context.Context, slip SlipNumber) (Progress, error)
}

// What a Journal refuses.
var (
	ErrFull   = errors.New("journal: no room for another entry; the terminal must reach the centre, or get a larger disk")
	ErrNoSlip = errors.New("journal: this terminal knows no such slip")

	ErrNoReason = errors.New("journal: it was printed before; say why it is printed again")
)

// EntryKind says what an entry is.
type EntryKind string

// The kinds of entries.
const (
	Application EntryKind = "application" // a citizen's application; Body is a catalog.Application
	Material    EntryKind = "material"    // a page that an application names; Body is a catalog.MaterialPage
	Rating      EntryKind = "rating"      // 好差评 of an application; Body is a catalog.Rating
	Complaint   EntryKind = "complaint"   // 投诉 of somebody who wants to be called back
	PrintEvent  EntryKind = "print"       // a print whose outcome a restart left unknown, or one that was made again
	Audit       EntryKind = "audit"       // a decision that mattered; see Decision
	DeviceEvent EntryKind = "device"      // what a device did; the only kind that may be dropped
	CommandDone EntryKind = "command"     // what came of a command of the centre's
)

// Entry is one thing that happened and must reach the centre.
type Entry struct {
	Kind EntryKind
	Slip SlipNumber // what it belongs to; empty for an Application, which gets its own, and for what has none
	Body []byte     // JSON; personal, so it is sealed before it touches the disk
	At   time.Time  // when it happened, with the local zone

	// Key names the act of which this entry tells, so that an act that is done again after
	// the program was ended in it happens once. It is random, and remembered for a day at
	// least. Two Keeps of one Key never overlap. Empty: every Keep is a new entry.
	Key string

	// Decided is recorded in the audit chain in the transaction that keeps the entry, and so
	// exactly once: about its Slip, where a decision names none.
	Decided []Decision
}

// Receipt is the proof that an entry is kept.
type Receipt struct {
	Slip     SlipNumber
	Sequence uint64 // gap-free per terminal, from 1
}

// PrintJob is a print that is about to begin.
type PrintJob struct {
	Paper  PaperKind
	Number string      // of the slip, or that under which the paper is verified; no slash
	Again  PrintReason // why it is printed, should it have been printed before

	// For whoever reads the decisions about it.
	Slip  SlipNumber // of the application that it belongs to, if there is one; a slip belongs to its own
	Item  ItemCode   // of the service
	Pages int        // zero for one that is cut from a roll
}

// PaperKind says what is printed.
type PaperKind string

// The kinds of papers.
const (
	SlipPaper     PaperKind = "slip"     // of an entry that was kept
	DraftPaper    PaperKind = "draft"    // the code of what was saved for another day
	DocumentPaper PaperKind = "document" // that a department issued
	LeafletPaper  PaperKind = "leaflet"  // for anybody: each is a first one
	CardIssue     PaperKind = "card"     // a card that is let out
)

// PrintReason is why something is printed that was printed before: the flow.Trouble of the last
// print, or one of these.
type PrintReason string

// The reasons that are no troubles.
const (
	PrintWanted PrintReason = "wanted"      // the person wants it once more
	NothingCame PrintReason = "not-started" // nothing of the last one can have come out
)

// Print is one print in the ledger.
type Print struct {
	PrintID
	At      time.Time    // when it was begun
	Outcome PrintOutcome // empty while it is under way
	Taken   time.Time    // when it was taken out of the printer; zero for not, or not known
}

// PrintID names one print of one slip in the ledger.
type PrintID struct {
	Slip SlipNumber // or the number of a paper
	Copy int        // counts the prints that were begun of this slip, from 1
}

// PrintOutcome is how far a print came; the words are those of drivers.Outcome.
type PrintOutcome string

// Progress is what a terminal knows of an application.
type Progress struct {
	Slip      SlipNumber
	Item      string    // code of the service item
	At        time.Time // when it was kept
	Delivered bool      // the centre has signed for it
	Official  string    // the centre's number (申办流水号); empty until Delivered
	Prints    int       // how many times its slip was begun
	State     string    // what became of it since, as the centre told last; as centre.Stage
	StateAt   time.Time // when it came to that
}

// Answer is what the centre said of an application.
type Answer struct {
	Slip     SlipNumber
	Official string
}
