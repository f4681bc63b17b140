package outbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// entryRecord is an entry as it lies in the file: both hashes; the number of its envelope, its
// time in milliseconds since 1970 UTC and its zone in seconds east, each as eight big-endian
// bytes; kind and slip, each behind its length in one byte; the rest of the sealed body. What all
// bodies of an envelope begin with lies in the file once.
type entryRecord struct {
	Previous seal.Hash
	Hash     seal.Hash
	Envelope uint64 // 0: Rest is all of it
	At       time.Time
	Kind     string
	Slip     string
	Rest     []byte
}

const fixed = 2*len(seal.Hash{}) + 3*8

func (r entryRecord) bytes() []byte {
	_, zone := r.At.Zone()
	b := make([]byte, 0, fixed+2+len(r.Kind)+len(r.Slip)+len(r.Rest))
	b = append(append(b, r.Previous[:]...), r.Hash[:]...)
	for _, n := range []uint64{r.Envelope, uint64(r.At.UnixMilli()), uint64(int64(zone))} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	for _, text := range []string{r.Kind, r.Slip} {
		b = append(append(b, byte(len(text))), text...)
	}
	return append(b, r.Rest...)
}

var errEntry = errors.New("the record is damaged")

// parseEntry reads what bytes wrote. Rest shares b.
func parseEntry(b []byte) (r entryRecord, err error) {
	if len(b) < fixed {
		return r, errEntry
	}
	copy(r.Hash[:], b[copy(r.Previous[:], b):])
	b = b[2*len(seal.Hash{}):]
	r.Envelope = binary.BigEndian.Uint64(b)
	r.At = timeOf(binary.BigEndian.Uint64(b[8:]), binary.BigEndian.Uint64(b[16:]))
	b = b[24:]
	for _, text := range []*string{&r.Kind, &r.Slip} {
		if len(b) == 0 || len(b) < 1+int(b[0]) {
			return r, errEntry
		}
		*text, b = string(b[1:1+b[0]]), b[1+b[0]:]
	}
	r.Rest = b
	return r, nil
}

func timeOf(millis, zone uint64) time.Time {
	return time.UnixMilli(int64(millis)).In(time.FixedZone("", int(int64(zone))))
}

func (c *change) putEntry(sequence uint64, r entryRecord) error {
	return c.append(string(laneOf(terminal.EntryKind(r.Kind))), sequenceKey(sequence), r.bytes())
}

// Sealed is an entry as it goes to the centre.
type Sealed struct {
	seal.Header
	Previous seal.Hash
	Hash     seal.Hash
	Body     []byte // sealed, or a seal.Reference to a blob
}

// opener puts entries together again as they were sealed. It serves one transaction.
type opener struct {
	tx       *bolt.Tx
	terminal string
	id       uint64 // of prefix
	prefix   []byte
}

// put puts a record together. The result does not share the file.
func (p *opener) put(sequence uint64, record []byte) (Sealed, error) {
	r, err := parseEntry(record)
	if err == nil {
		err = p.find(r.Envelope)
	}
	if err != nil {
		return Sealed{}, fmt.Errorf("outbox: entry %d cannot be read; see kiosk outbox check: %w", sequence, err)
	}
	body := make([]byte, 0, len(p.prefix)+len(r.Rest))
	return Sealed{
		Header:   seal.Header{Terminal: p.terminal, Sequence: sequence, Kind: r.Kind, Slip: r.Slip, At: r.At},
		Previous: r.Previous, Hash: r.Hash, Body: append(append(body, p.prefix...), r.Rest...),
	}, nil
}

// find makes prefix that of an envelope.
func (p *opener) find(envelope uint64) error {
	if envelope == p.id {
		return nil
	}
	prefix := p.tx.Bucket([]byte(envelopeBucket)).Get(sequenceKey(envelope))
	if prefix == nil && envelope != 0 {
		return fmt.Errorf("its envelope %d is not there", envelope)
	}
	p.id, p.prefix = envelope, prefix
	return nil
}
