package store

import (
	"time"

	"github.com/uptrace/bun"

	"yitiji/sync/seal"
)

// State is what the centre made of an entry.
type State string

// The states of an entry.
const (
	Received State = "received" // an application that has its official number (已收件); accepting it (受理) is the department's act
	Recorded State = "recorded" // anything else that opened
	Unknown  State = "unknown"  // a kind that a newer terminal has
	Awaited  State = "awaited"  // its body is a blob that has not come yet
	Unopened State = "unopened" // its seal does not open, or what is inside is not what its kind says
)

// Entry is one entry as it arrived.
type Entry struct {
	bun.BaseModel `bun:"table:entries,alias:entry"`

	Terminal   string `bun:"terminal,pk"`
	Sequence   uint64 `bun:"sequence,pk"`
	Previous   []byte `bun:"previous"`
	Hash       []byte `bun:"hash"`
	Kind       string `bun:"kind"`
	Slip       string `bun:"slip"`
	At         Millis `bun:"at"`
	Zone       int    `bun:"zone"`
	Sealed     []byte `bun:"sealed"`
	State      State  `bun:"state"`
	ReceivedAt Millis `bun:"received_at"`
}

// When returns the time at which the entry happened, in its terminal's zone.
func (e Entry) When() time.Time {
	return e.At.Time().In(time.FixedZone("", e.Zone))
}

// Header is the clear outside of the entry, to which its body is bound.
func (e Entry) Header() seal.Header {
	return seal.Header{Terminal: e.Terminal, Sequence: e.Sequence, Kind: e.Kind, Slip: e.Slip, At: e.When()}
}

// Application is what people may see of an application: names and numbers are
// masked before they come here.
type Application struct {
	bun.BaseModel `bun:"table:applications,alias:application"`

	Terminal  string `bun:"terminal,pk"`
	Sequence  uint64 `bun:"sequence,pk"`
	Official  string `bun:"official"` // 申办流水号; Commit gives it
	Slip      string `bun:"slip"`
	Item      string `bun:"item"`
	Version   int    `bun:"version"`
	Applicant string `bun:"applicant"` // masked
	Number    string `bun:"number"`    // masked
	Document  string `bun:"document"`
	Assurance string `bun:"assurance"`
	Way       string `bun:"way"`          // of proving; empty for one of before
	Agent     string `bun:"agent"`        // who acted for the applicant, masked; empty for nobody
	AgentNo   string `bun:"agent_number"` // masked
	Role      string `bun:"role"`         // as what
	Firm      string `bun:"firm"`         // for which the applicant acted, by its credit code; empty for none
	FirmName  string `bun:"firm_name"`
	FirmRight string `bun:"firm_right"` // by what right
	Language  string `bun:"language"`
	Answers   int    `bun:"answers"` // how many
	Owner     []byte `bun:"owner"`   // a keyed hash of whose it is; empty for one of before

	// What the centre has to do with it: see Unfiled and Watched.
	FiledAt Millis `bun:"filed_at"` // since when its department has it; 0 for not yet
	LookAt  Millis `bun:"look_at"`  // when it is looked at again; 0 for never
}

// Rating is 好差评 of one application.
type Rating struct {
	bun.BaseModel `bun:"table:ratings,alias:rating"`

	Terminal string `bun:"terminal,pk"`
	Sequence uint64 `bun:"sequence,pk"`
	Slip     string `bun:"slip"`
	Level    int    `bun:"level"` // 5 is best, 1 is worst
}

// Arrival is an entry with what was found under its seal. State must be set;
// a Received one has an Application.
type Arrival struct {
	Entry       Entry
	Application *Application
	Given       []Given // with the Application: the materials that have pages
	Rating      *Rating
	Page        string   // of a material: its digest
	Blob        *BlobRef // where the body lies; then nothing else is known of it
	Decision    *Decision
	Report      *Report
}

// BlobRef names a large body.
type BlobRef struct {
	Address []byte // SHA-256 of it, sealed
	Size    int64  // sealed, in bytes
}

// Decision is the place of a recorded decision in its terminal's audit chain.
type Decision struct {
	Number   uint64
	Previous []byte
	Hash     []byte
}

// Report is what came of a command.
type Report struct {
	ID      string
	Outcome string
	Text    string
}
