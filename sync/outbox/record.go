package outbox

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
)

// The buckets of the file.
const (
	stateBucket   = "state"
	entryBucket   = "entries"
	slipBucket    = "slips"
	printBucket   = "prints"
	intentBucket  = "intents"
	serialBucket  = "serials"
	paperBucket   = "papers"
	stateKey      = "state"
	currentFormat = 1
)

func buckets() []string {
	return []string{stateBucket, entryBucket, slipBucket, printBucket, intentBucket, serialBucket, paperBucket}
}

// state is where the outbox stands.
type state struct {
	Format       int       `json:"format"`
	Terminal     string    `json:"terminal"`
	Sequence     uint64    `json:"sequence"` // of the last entry
	Head         seal.Hash `json:"head"`     // its hash
	Acknowledged uint64    `json:"acknowledged"`
	Bytes        int64     `json:"bytes"` // sealed, waiting

	// A store that goes on where another one of this terminal was lost does not
	// know which slip numbers that one gave. A day's serials never outrun the
	// sequence, so up to FloorDay they begin above Floor.
	Floor    uint64 `json:"floor,omitempty"`
	FloorDay string `json:"floor_day,omitempty"` // YYYY-MM-DD, local
}

// goOn makes start the place from which s goes on.
func (s state) goOn(start Position, now time.Time) state {
	s.Sequence, s.Head, s.Acknowledged = start.Sequence, start.Head, start.Sequence
	s.Floor, s.FloorDay = start.Sequence, now.Format(time.DateOnly)
	return s
}

func (s state) waiting() int {
	return int(s.Sequence - s.Acknowledged)
}

// slipRecord is what the terminal knows of one application.
type slipRecord struct {
	Item      string    `json:"item"`
	At        time.Time `json:"at"`
	Delivered bool      `json:"delivered"`
	Official  string    `json:"official,omitempty"`
	Prints    int       `json:"prints"`
}

// printRecord is one print in the ledger.
type printRecord struct {
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome,omitempty"` // empty until settled
}

// lay makes what a new file needs.
func (o *Outbox) lay(tx *bolt.Tx) error {
	for _, name := range buckets() {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	s := state{Format: currentFormat, Terminal: o.options.Terminal}
	return put(tx, stateBucket, stateKey, s.goOn(o.options.Start, time.Now()))
}

func readState(tx *bolt.Tx) (s state, err error) {
	if ok, err := get(tx, stateBucket, stateKey, &s); err != nil || !ok {
		return s, errors.Join(errors.New("the file holds no outbox"), err)
	}
	if s.Format != currentFormat {
		return s, fmt.Errorf("the file has format %d, this program knows %d; install the newer program again", s.Format, currentFormat)
	}
	return s, nil
}

// change is a transaction that is being made: the state moves with it.
type change struct {
	*bolt.Tx
	txid    int
	state   state
	refused error
}

func (c *change) run(do func(*change) error) func(*bolt.Tx) error {
	return func(tx *bolt.Tx) error {
		c.Tx, c.txid = tx, tx.ID()
		if c.refused = do(c); c.refused != nil {
			return c.refused
		}
		return put(tx, stateBucket, stateKey, c.state)
	}
}

func put(tx *bolt.Tx, bucket, key string, record any) error {
	b, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(bucket)).Put([]byte(key), b)
}

// get reads a record. ok is false when there is none.
func get(tx *bolt.Tx, bucket, key string, record any) (ok bool, err error) {
	b := tx.Bucket([]byte(bucket)).Get([]byte(key))
	if b == nil {
		return false, nil
	}
	if err := json.Unmarshal(b, record); err != nil {
		return false, fmt.Errorf("outbox: a record of %s is damaged: %w", bucket, err)
	}
	return true, nil
}

func remove(tx *bolt.Tx, bucket, key string) error {
	return tx.Bucket([]byte(bucket)).Delete([]byte(key))
}

// sequenceKey orders entries by their sequence.
func sequenceKey(n uint64) string {
	return string(binary.BigEndian.AppendUint64(nil, n))
}
