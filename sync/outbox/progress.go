package outbox

import (
	"bytes"
	"context"
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"

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
	}, nil
}

// Stats is how full an outbox is.
type Stats struct {
	Pending int       // entries that the centre has not signed for
	Bytes   int64     // of them, sealed
	Oldest  time.Time // when the oldest of them happened; zero for none
	Last    uint64    // the last sequence that was given
	Full    bool      // Keep would return terminal.ErrFull
}

// Stats tells how full the outbox is.
func (o *Outbox) Stats(ctx context.Context) (Stats, error) {
	var s Stats
	err := o.read(ctx, func(tx *bolt.Tx) error {
		s.Pending, s.Bytes, s.Last = o.state.waiting(), o.state.Bytes, o.state.Sequence
		s.Full = errors.Is(errors.Join(o.full(o.state, 0), o.room(0)), terminal.ErrFull)
		if s.Pending == 0 {
			return nil
		}
		first, err := getEntry(tx, o.state.Acknowledged+1)
		s.Oldest = first.At
		return err
	})
	return s, err
}

// forgetAtOnce bounds the work of forgetting in one transaction.
const forgetAtOnce = 64

// forget drops delivered slips that are older than Remembered, with their
// prints, and the serials of those days. Slips of one terminal lie in the order
// of their days, so it stops at the first that is young.
func (c *change) forget(now time.Time) error {
	before := now.Add(-Remembered)
	return errors.Join(c.forgetSlips(before), c.forgetSerials(before), c.forgetPapers(before))
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
		if err := errors.Join(remove(c.Tx, slipBucket, slip), c.forgetPrints(slip)); err != nil {
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
		if err := errors.Join(remove(c.Tx, printBucket, key), remove(c.Tx, intentBucket, key)); err != nil {
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
	return remove(c.Tx, serialBucket, string(key))
}
