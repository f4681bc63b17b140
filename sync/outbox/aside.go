package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/terminal"
)

// An entry that the centre refuses, or at which delivery fails again and again while others get
// through, steps aside: it waits for a person, and blocks nobody. It is still an entry that was
// kept: it counts, is never dropped, and is tried again when somebody says so, and by itself, ever
// more rarely: see retryAfter.

const reasonBucket = "reasons"

// Reason is why an entry stands aside.
type Reason string

// The reasons.
const (
	Conflict      Reason = "conflict"      // the centre has another entry under its number
	Damaged       Reason = "damaged"       // its hash is not that of its content
	Failing       Reason = "failing"       // the centre failed over it, and over no other
	Undeliverable Reason = "undeliverable" // no answer came to it alone, again and again
	Behind        Reason = "behind"        // one before it with the same slip stands aside
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
	in, entry, ok, err := c.where(r.Position)
	if err != nil || !ok {
		return err
	}
	key := sequenceKey(r.Sequence)
	why := reasonRecord{Since: now} // or that of before: it stays until the centre has the entry
	if _, err := get(c.Tx, reasonBucket, string(key), &why); err != nil {
		return err
	}
	if in == aside && why.Reason == Behind {
		return nil // what was refused of it will be said again when its turn comes
	}
	if in != aside {
		if err := errors.Join(c.move(r.Sequence, in, aside), c.setBehind(r.Sequence, in, entry.Slip, now)); err != nil {
			return err
		}
	}
	why.Reason, why.Tried = r.Reason, now
	why.Times++
	return c.put(reasonBucket, string(key), why)
}

// setBehind has wait what was kept later with the same slip, in its lane or aside: what one person
// did arrives in its order, or not yet. So of one slip only the first that stands aside has a reason
// of its own.
func (c *change) setBehind(first uint64, in lane, slip string, now time.Time) error {
	if slip == "" {
		return nil
	}
	travelling, err := c.later(first, in, slip)
	if err != nil {
		return err
	}
	standing, err := c.later(first, aside, slip)
	for _, sequence := range travelling {
		err = errors.Join(err, c.move(sequence, in, aside))
	}
	for _, sequence := range append(travelling, standing...) {
		why := reasonRecord{Reason: Behind, Since: now, Tried: now, Times: 1}
		err = errors.Join(err, c.put(reasonBucket, string(sequenceKey(sequence)), why))
	}
	return err
}

// later are the entries of a lane with a slip that were kept after one of them.
func (c *change) later(first uint64, in lane, slip string) (out []uint64, err error) {
	cursor := c.Bucket([]byte(in)).Cursor()
	for key, record := cursor.Seek(sequenceKey(first + 1)); key != nil; key, record = cursor.Next() {
		r, err := parseEntry(record)
		if err != nil {
			return nil, err
		}
		if r.Slip == slip {
			out = append(out, sequenceOf(key))
		}
	}
	return out, nil
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
			again, err = c.reasons(func(_ uint64, why reasonRecord) bool { return why.Reason != Behind })
		}
		if err != nil {
			return err
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

// Patience with an entry that stands aside: it is tried again by itself a minute later, then after
// twice as long each time, and at least once a day.
const (
	firstRetry = time.Minute
	lastRetry  = 24 * time.Hour
)

// RetryDue puts those entries back into their lanes that have stood aside long enough, and returns
// how many.
func (o *Outbox) RetryDue(ctx context.Context, now time.Time) (n int, err error) {
	err = o.write(ctx, func(c *change) error {
		due, err := c.reasons(func(_ uint64, why reasonRecord) bool {
			return why.Reason != Behind && now.Sub(why.Tried) >= retryAfter(why.Times)
		})
		for _, sequence := range due {
			err = errors.Join(err, c.retry(sequence))
		}
		n = len(due)
		return err
	})
	return n, err
}

// reasons lists the entries that stand aside for a reason that is wanted.
func (c *change) reasons(want func(sequence uint64, why reasonRecord) bool) (out []uint64, err error) {
	for _, sequence := range keys(c.Tx, aside) {
		var why reasonRecord
		if _, err := get(c.Tx, reasonBucket, string(sequenceKey(sequence)), &why); err != nil {
			return nil, err
		}
		if want(sequence, why) {
			out = append(out, sequence)
		}
	}
	return out, nil
}

// release lets those follow that stand aside behind an entry with a slip, which the centre has now,
// as far as no other one with the slip is in their way.
func (c *change) release(slip string) error {
	if slip == "" || c.state.Aside == 0 {
		return nil
	}
	blocked := false
	behind, err := c.reasons(func(sequence uint64, why reasonRecord) bool {
		if c.slipOf(sequence) != slip {
			return false
		}
		blocked = blocked || why.Reason != Behind
		return !blocked
	})
	for _, sequence := range behind {
		err = errors.Join(err, c.retry(sequence))
	}
	return err
}

// slipOf is the slip of an entry that stands aside.
func (c *change) slipOf(sequence uint64) string {
	r, _ := parseEntry(c.Bucket([]byte(aside)).Get(sequenceKey(sequence))) // who moves it will see the damage
	return r.Slip
}

// held reports whether an entry with a slip stands aside.
func (c *change) held(slip string) bool {
	return slip != "" && c.state.Aside > 0 && slices.ContainsFunc(keys(c.Tx, aside), func(n uint64) bool { return c.slipOf(n) == slip })
}

func retryAfter(times int) time.Duration {
	return min(lastRetry, firstRetry<<min(max(times-1, 0), 11))
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
