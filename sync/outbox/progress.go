package outbox

import (
	"bytes"
	"context"
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// Lookup implements terminal.Journal.
func (o *Outbox) Lookup(ctx context.Context, slip terminal.SlipNumber) (terminal.Progress, error) {
	var record slipRecord
	err := o.read(ctx, func(tx *bolt.Tx) error {
		ok, err := get(tx, slipBucket, string(slip), &record)
		return errors.Join(err, missing(ok, slip))
	})
	if err != nil {
		return terminal.Progress{}, err
	}
	return terminal.Progress{
		Slip: slip, Item: record.Item, At: record.At,
		Delivered: record.Delivered, Official: record.Official, Prints: record.Prints,
		State: record.State, StateAt: record.StateAt,
	}, nil
}

// Stats is how full an outbox is.
type Stats struct {
	Pending int       // entries that the centre has not signed for
	Aside   int       // of them, those that wait for a person
	Blobs   int       // bodies beside the queue that the centre has not signed for
	Bytes   int64     // of all that, sealed
	Oldest  time.Time // when the oldest entry happened that is on its way; zero for none
	Last    uint64    // the last sequence that was given
	Head    seal.Hash // and its hash
	Notice  uint64    // the last notice that was taken
	Closing bool      // so nearly full that no visit should begin
	Full    bool      // Keep would return terminal.ErrFull
}

// Stats tells how full the outbox is.
func (o *Outbox) Stats(ctx context.Context) (Stats, error) {
	var s Stats
	err := o.read(ctx, func(tx *bolt.Tx) error {
		now, err := readState(tx)
		if err != nil {
			return err
		}
		_, oldest, err := first(tx, lanes()...)
		s = Stats{
			Pending: now.Waiting, Aside: now.Aside, Blobs: now.Blobs, Bytes: now.Bytes, Oldest: oldest.At,
			Last: now.Sequence, Head: seal.Hash(now.Head), Notice: now.Notice, Closing: o.closing(now),
		}
		s.Full = errors.Is(errors.Join(o.full(now, terminal.Application, overhead), o.room(overhead)), terminal.ErrFull)
		return err
	})
	s.Closing = s.Closing || s.Full
	return s, err
}

// forgetAtOnce bounds the work of forgetting in one transaction.
const forgetAtOnce = 64

// forget drops delivered slips that are older than Remembered, with their
// prints, and the serials of those days. Slips of one terminal lie in the order
// of their days, so it stops at the first that is young.
func (c *change) forget(now time.Time) error {
	before := now.Add(-Remembered)
	return errors.Join(c.forgetSlips(before), c.forgetSerials(before), c.forgetPapers(before), c.forgetActs(now), c.forgetCommands(before), c.forgetAudits(now.Add(-AuditKept)), c.forgetEnvelopes())
}

func (c *change) forgetSlips(before time.Time) error {
	var old []string
	cursor := c.Bucket([]byte(slipBucket)).Cursor()
	for key, _ := cursor.First(); key != nil && len(old) < forgetAtOnce; key, _ = cursor.Next() {
		var record slipRecord
		if _, err := get(c.Tx, slipBucket, string(key), &record); err != nil {
			return err
		}
		if record.At.After(before) {
			break
		}
		if record.Delivered {
			old = append(old, string(key))
		}
	}
	for _, slip := range old {
		if err := errors.Join(c.remove(slipBucket, slip), c.forgetPrints(slip)); err != nil {
			return err
		}
	}
	return nil
}

func (c *change) forgetPrints(slip string) error {
	first := slip + "/"
	var keys []string
	cursor := c.Bucket([]byte(printBucket)).Cursor()
	for key, _ := cursor.Seek([]byte(first)); bytes.HasPrefix(key, []byte(first)); key, _ = cursor.Next() {
		keys = append(keys, string(key))
	}
	for _, key := range keys {
		if err := errors.Join(c.remove(printBucket, key), c.remove(intentBucket, key)); err != nil {
			return err
		}
	}
	return nil
}

func (c *change) forgetSerials(before time.Time) error {
	key, _ := c.Bucket([]byte(serialBucket)).Cursor().First()
	if key == nil || string(key) >= before.Format(time.DateOnly) {
		return nil
	}
	return c.remove(serialBucket, string(key))
}

// forgetEnvelopes drops the envelopes before that of the oldest entry that waits.
func (c *change) forgetEnvelopes() error {
	_, oldest, err := first(c.Tx, append(lanes(), aside)...)
	if err != nil {
		return err
	}
	needed := oldest.Envelope
	if c.state.Waiting == 0 {
		needed = c.state.Sequence + 1
	}
	var old []string
	cursor := c.Bucket([]byte(envelopeBucket)).Cursor()
	for key, _ := cursor.First(); key != nil && sequenceOf(key) < needed; key, _ = cursor.Next() {
		if sequenceOf(key) != c.sealing.inUse() {
			old = append(old, string(key))
		}
	}
	for _, key := range old {
		if err := c.remove(envelopeBucket, key); err != nil {
			return err
		}
	}
	return nil
}
