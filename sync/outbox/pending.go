package outbox

import (
	"context"
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// Sealed is an entry as it goes to the centre.
type Sealed struct {
	seal.Header
	Previous seal.Hash
	Hash     seal.Hash
	Body     []byte // sealed
}

// batchBytes bounds what Pending returns, so that a batch fits into one call.
const batchBytes = 2 << 20

// Pending returns the oldest entries that the centre has not signed for, at most
// max of them and about two megabytes, in the order of their sequence.
func (o *Outbox) Pending(ctx context.Context, max int) ([]Sealed, error) {
	var batch []Sealed
	err := o.read(ctx, func(tx *bolt.Tx) error {
		for size := 0; len(batch) < min(max, o.state.waiting()) && size < batchBytes; {
			next := o.state.Acknowledged + 1 + uint64(len(batch))
			e, err := o.sealed(tx, next)
			if err != nil {
				return err
			}
			batch, size = append(batch, e), size+len(e.Body)
		}
		return nil
	})
	return batch, err
}

func (o *Outbox) sealed(tx *bolt.Tx, sequence uint64) (Sealed, error) {
	r, err := getEntry(tx, sequence)
	if err != nil {
		return Sealed{}, err
	}
	return Sealed{
		Header:   seal.Header{Terminal: o.state.Terminal, Sequence: sequence, Kind: r.Kind, Slip: r.Slip, At: r.At},
		Previous: r.Previous, Hash: r.Hash, Body: r.Sealed,
	}, nil
}

// What Acknowledge refuses.
var (
	ErrBeyond = errors.New("outbox: an acknowledgement of entries that were never kept here")
	ErrHead   = errors.New("outbox: an acknowledgement of other entries than were kept here")
)

// Acknowledge deletes the entries up to through and remembers the answers. head
// must be the hash of entry through: the caller has verified the centre's
// signature over both. A repeated acknowledgement changes nothing.
func (o *Outbox) Acknowledge(ctx context.Context, through uint64, head seal.Hash, answers []terminal.Answer) error {
	return o.write(ctx, func(c *change) error {
		if through <= c.state.Acknowledged {
			return nil
		}
		if err := o.covered(c, through, head); err != nil {
			return err
		}
		if err := c.deliver(through, official(answers)); err != nil {
			return err
		}
		return c.forget(time.Now())
	})
}

func (o *Outbox) covered(c *change, through uint64, head seal.Hash) error {
	if through > c.state.Sequence {
		return ErrBeyond
	}
	last, err := o.sealed(c.Tx, through)
	if err == nil && last.Hash != head {
		return ErrHead
	}
	return err
}

func official(answers []terminal.Answer) map[terminal.SlipNumber]string {
	numbers := map[terminal.SlipNumber]string{}
	for _, a := range answers {
		numbers[a.Slip] = a.Official
	}
	return numbers
}

func (c *change) deliver(through uint64, numbers map[terminal.SlipNumber]string) error {
	for c.state.Acknowledged < through {
		next := c.state.Acknowledged + 1
		r, err := getEntry(c.Tx, next)
		if err != nil {
			return err
		}
		if err := errors.Join(c.answered(r, numbers), remove(c.Tx, entryBucket, sequenceKey(next))); err != nil {
			return err
		}
		c.state.Acknowledged, c.state.Bytes = next, c.state.Bytes-int64(len(r.Sealed))
	}
	return nil
}

// answered remembers what the centre said of an application.
func (c *change) answered(r entryRecord, numbers map[terminal.SlipNumber]string) error {
	if r.Kind != string(terminal.Application) {
		return nil
	}
	var slip slipRecord
	if _, err := get(c.Tx, slipBucket, r.Slip, &slip); err != nil {
		return err
	}
	slip.Delivered, slip.Official = true, numbers[terminal.SlipNumber(r.Slip)]
	return put(c.Tx, slipBucket, r.Slip, slip)
}
