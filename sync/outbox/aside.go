package outbox

import (
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/terminal"
)

// An entry that the centre refuses, or at which delivery fails again and again while others get
// through, steps aside: it waits for a person, and blocks nobody. It is still an entry that was
// kept: it counts, is never dropped, and is tried again when somebody says so, and by itself
// once a day.

const reasonBucket = "reasons"

// Reason is why an entry stands aside.
type Reason string

// The reasons.
const (
	Conflict      Reason = "conflict"      // the centre has another entry under its number
	Damaged       Reason = "damaged"       // its hash is not that of its content
	Failing       Reason = "failing"       // the centre failed over it, and over no other
	Undeliverable Reason = "undeliverable" // no answer came to it alone, again and again
	NoBlob        Reason = "no-blob"       // what lay beside the queue is gone or damaged
)

// reasonRecord is why an entry stands aside.
type reasonRecord struct {
	Reason Reason    `json:"reason"`
	Since  time.Time `json:"since"`
	Tried  time.Time `json:"tried"` // last
	Times  int       `json:"times"`
}

// setAside moves an entry out of its lane.
func (c *change) setAside(r Refusal, now time.Time) error {
	in, _, ok, err := c.where(r.Position)
	if err != nil || !ok {
		return err
	}
	key := sequenceKey(r.Sequence)
	why := reasonRecord{Since: now}
	if in == aside {
		if _, err := get(c.Tx, reasonBucket, string(key), &why); err != nil {
			return err
		}
	} else if err := c.move(r.Sequence, in, aside); err != nil {
		return err
	}
	why.Reason, why.Tried = r.Reason, now
	why.Times++
	return c.put(reasonBucket, string(key), why)
}

// move moves an entry from one lane to another.
func (c *change) move(sequence uint64, from, to lane) error {
	key := sequenceKey(sequence)
	record := append([]byte(nil), c.Bucket([]byte(from)).Get(key)...)
	if err := c.remove(string(from), string(key)); err != nil {
		return err
	}
	switch aside {
	case to:
		c.state.Aside++
	case from:
		c.state.Aside--
	}
	return c.set(string(to), key, record)
}

// SetAside sets an entry aside at which delivery fails while others get through.
func (o *Outbox) SetAside(ctx context.Context, r Refusal) error {
	return o.write(ctx, func(c *change) error { return c.setAside(r, time.Now()) })
}

// Retry puts entries that stand aside back into their lanes, all of them when none is named,
// and returns how many. It is an error when one that is named does not stand aside.
func (o *Outbox) Retry(ctx context.Context, sequences ...uint64) (n int, err error) {
	err = o.write(ctx, func(c *change) (err error) {
		again := sequences
		if len(again) == 0 {
			again = keys(c.Tx, aside)
		}
		for _, sequence := range again {
			if err := c.retry(sequence); err != nil {
				return err
			}
		}
		n = len(again)
		return nil
	})
	if err == nil && n > 0 {
		o.announce()
	}
	return n, err
}

func (c *change) retry(sequence uint64) error {
	record := c.Bucket([]byte(aside)).Get(sequenceKey(sequence))
	if record == nil {
		return fmt.Errorf("outbox: entry %d does not stand aside", sequence)
	}
	r, err := parseEntry(record)
	if err != nil {
		return err
	}
	return c.move(sequence, aside, laneOf(terminal.EntryKind(r.Kind)))
}

func keys(tx *bolt.Tx, in lane) (out []uint64) {
	cursor := tx.Bucket([]byte(in)).Cursor()
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		out = append(out, sequenceOf(key))
	}
	return out
}
