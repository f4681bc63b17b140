package outbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
)

// entryRecord is an entry as it lies in the file: both hashes, the length of its
// clear part in two bytes, the clear part as JSON, the sealed body. The body is
// most of it, and in JSON it would be a third longer.
type entryRecord struct {
	Previous seal.Hash `json:"-"`
	Hash     seal.Hash `json:"-"`
	Kind     string    `json:"kind"`
	Slip     string    `json:"slip"`
	At       time.Time `json:"at"`
	Sealed   []byte    `json:"-"`
}

const hashes = 2 * len(seal.Hash{})

func (r entryRecord) bytes() ([]byte, error) {
	clear, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, hashes+2+len(clear)+len(r.Sealed))
	b = append(append(b, r.Previous[:]...), r.Hash[:]...)
	b = append(b, byte(len(clear)>>8), byte(len(clear)))
	return append(append(b, clear...), r.Sealed...), nil
}

var errEntry = errors.New("the record is damaged")

// parseEntry reads what bytes wrote. The result does not share b.
func parseEntry(b []byte) (r entryRecord, err error) {
	if len(b) < hashes+2 {
		return r, errEntry
	}
	copy(r.Hash[:], b[copy(r.Previous[:], b):])
	size, rest := int(b[hashes])<<8|int(b[hashes+1]), b[hashes+2:]
	if len(rest) < size {
		return r, errEntry
	}
	if err := json.Unmarshal(rest[:size], &r); err != nil {
		return r, errors.Join(errEntry, err)
	}
	r.Sealed = append(r.Sealed, rest[size:]...)
	return r, nil
}

func (c *change) putEntry(sequence uint64, r entryRecord) error {
	b, err := r.bytes()
	if err != nil {
		return err
	}
	entries := c.Bucket([]byte(entryBucket))
	entries.FillPercent = 1 // they only ever come at the end
	return entries.Put([]byte(sequenceKey(sequence)), b)
}

// getEntry reads an entry that must be there.
func getEntry(tx *bolt.Tx, sequence uint64) (entryRecord, error) {
	b := tx.Bucket([]byte(entryBucket)).Get([]byte(sequenceKey(sequence)))
	r, err := parseEntry(b)
	if err != nil {
		return r, fmt.Errorf("outbox: entry %d cannot be read; save the file and call for help: %w", sequence, err)
	}
	return r, nil
}
