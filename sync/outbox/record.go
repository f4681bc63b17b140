package outbox

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// The buckets of the file, besides the lanes.
const (
	stateBucket    = "state"
	envelopeBucket = "envelopes"
	blobBucket     = "blobs"
	slipBucket     = "slips"
	printBucket    = "prints"
	intentBucket   = "intents"
	serialBucket   = "serials"
	paperBucket    = "papers"
	tallyBucket    = "tally"
	stateKey       = "state"
)

// currentFormat is what this program writes. A store of an earlier one, down to oldestFormat, is
// taken over when it is opened. readableBy is the oldest program that can go on with what this one
// writes, for a release that is taken back: that program leaves alone what it does not know, so that
// what is new in a format lies in buckets of its own, and never in the state.
//
// Format 3 has the keys of acts.
const (
	currentFormat = 3
	oldestFormat  = 2
	readableBy    = 2
)

// summed are the buckets that have a sum, in the order of their sums. New ones come at the end.
func summed() []string { return summedBuckets[:] }

var summedBuckets = [...]string{
	string(people), string(records), string(devices), string(aside), reasonBucket, commandBucket, envelopeBucket,
	blobBucket, slipBucket, printBucket, intentBucket, serialBucket, paperBucket, auditBucket, keyBucket,
}

func buckets() []string { return append([]string{stateBucket, tallyBucket}, summed()...) }

// state is where the outbox stands. It is compared with ==, and kept short: as long as its bucket
// has less than a quarter of a page, it is written with the root.
type state struct {
	Format   int    `json:"format"`
	Readable int    `json:"readable"` // by programs of this format and newer ones
	Terminal string `json:"terminal"`

	Sequence uint64 `json:"sequence,omitzero"` // of the last entry
	Head     digest `json:"head,omitzero"`     // its hash
	Waiting  int    `json:"waiting,omitzero"`  // entries that the centre has not signed for
	Aside    int    `json:"aside,omitzero"`    // of them, those that wait for a person
	Bytes    int64  `json:"bytes,omitzero"`    // sealed, waiting, with blobs
	Blobs    int    `json:"blobs,omitzero"`    // waiting
	Notice   uint64 `json:"notice,omitzero"`   // the last that was taken

	Audits    uint64 `json:"audits,omitzero"`     // the last decision that was recorded
	AuditHead digest `json:"audit_head,omitzero"` // its hash

	// The last decision that the centre said it has, and its hash.
	HeldAudits    uint64 `json:"held_audits,omitzero"`
	HeldAuditHead digest `json:"held_audit_head,omitzero"`

	Sums sums `json:"sums"`

	// The applications of the last local day that had any; earlier days are in their bucket.
	Day    string `json:"day,omitempty"` // YYYY-MM-DD
	Serial int    `json:"serial,omitempty"`

	// A store that goes on where another one of this terminal was lost does not
	// know which slip numbers that one gave. A day's serials never outrun the
	// sequence, so up to FloorDay they begin above Floor.
	Floor    uint64 `json:"floor,omitempty"`
	FloorDay string `json:"floor_day,omitempty"` // YYYY-MM-DD, local
}

// digest is a hash that is short in JSON.
type digest seal.Hash

func (d digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

func (d *digest) UnmarshalText(b []byte) error {
	if len(b) != hex.EncodedLen(len(d)) {
		return errors.New("a hash of another length")
	}
	_, err := hex.Decode(d[:], b)
	return err
}

// goOn makes start the place from which s goes on.
func (s state) goOn(start Position, now time.Time) state {
	s.Sequence, s.Head = start.Sequence, digest(start.Head)
	s.Floor, s.FloorDay = start.Sequence, now.Format(time.DateOnly)
	return s
}

// slipRecord is what the terminal knows of one application.
type slipRecord struct {
	Item      string    `json:"item"`
	At        time.Time `json:"at"`
	Delivered bool      `json:"delivered"`
	Official  string    `json:"official,omitempty"`
	State     string    `json:"state,omitempty"` // what became of it, as the centre told; see Notice
	StateAt   time.Time `json:"state_at,omitzero"`
	Prints    int       `json:"prints"`
}

// printRecord is one print in the ledger.
type printRecord struct {
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome,omitempty"` // empty until settled
	Taken   time.Time `json:"taken,omitzero"`    // when it was taken out of the printer, where that is known

	// Of the job, for the decisions about it. A print of an earlier program has none of it.
	Paper terminal.PaperKind  `json:"paper,omitempty"`
	Slip  terminal.SlipNumber `json:"slip,omitempty"`
	Item  terminal.ItemCode   `json:"item,omitempty"`
	Pages int                 `json:"pages,omitempty"`
}

// job is the print that a record of the ledger is of.
func (r printRecord) job(id terminal.PrintID) terminal.PrintJob {
	return terminal.PrintJob{Paper: r.Paper, Number: string(id.Slip), Slip: r.Slip, Item: r.Item, Pages: r.Pages}
}

// lay makes what a new file needs.
func (o *Outbox) lay(tx *bolt.Tx) error {
	for _, name := range buckets() {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	c := change{Tx: tx}
	s := state{Format: currentFormat, Readable: readableBy, Terminal: o.options.Terminal}
	return c.put(stateBucket, stateKey, s.goOn(o.options.Start, time.Now()))
}

var errNoOutbox = errors.New("the file holds no outbox")

func readState(tx *bolt.Tx) (s state, err error) {
	if ok, err := get(tx, stateBucket, stateKey, &s); err != nil || !ok {
		return s, errors.Join(errNoOutbox, err)
	}
	switch {
	case s.Format < oldestFormat:
		return s, fmt.Errorf("the file has format %d, this program reads %d and newer ones; install the release before this one first", s.Format, oldestFormat)
	case s.Readable > currentFormat:
		return s, fmt.Errorf("the file has format %d, this program knows %d; install the newer program again", s.Format, currentFormat)
	}
	return s, nil
}

// sequenceKey orders entries by their sequence.
func sequenceKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
