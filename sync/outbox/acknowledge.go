package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// Acknowledgement is the centre's word on entries. The caller has verified its signature.
type Acknowledgement struct {
	Kept    []Position // durable at the centre
	Refused []Refusal  // and what never will be, as it is
	Answers []terminal.Answer

	// How far the centre has the audit chain, and the hash of that decision.
	Audits    uint64
	AuditHead []byte
}

// Refusal is why the centre does not take an entry.
type Refusal struct {
	Position
	Reason Reason
}

// What Acknowledge refuses.
var (
	ErrBeyond = errors.New("outbox: an acknowledgement of entries that were never kept here")
	ErrHead   = errors.New("outbox: an acknowledgement of other entries than were kept here")
)

// Acknowledge deletes the entries that the centre has, remembers its answers, and sets aside
// what it refused. An entry that was acknowledged before, or set aside, is no error.
func (o *Outbox) Acknowledge(ctx context.Context, said Acknowledgement) error {
	return o.write(ctx, func(c *change) error {
		for _, p := range said.Kept {
			if err := c.deliver(p); err != nil {
				return err
			}
		}
		for _, r := range said.Refused {
			if err := c.setAside(r, time.Now()); err != nil {
				return err
			}
		}
		c.heldAudits(said.Audits, said.AuditHead)
		return errors.Join(c.answered(said.Answers), c.forget(time.Now()))
	})
}

// where finds an entry that waits. ok is false for one that does not wait any more.
func (c *change) where(p Position) (in lane, r entryRecord, ok bool, err error) {
	if p.Sequence > c.state.Sequence {
		return "", r, false, ErrBeyond
	}
	for _, in := range append(lanes(), aside) {
		record := c.Bucket([]byte(in)).Get(sequenceKey(p.Sequence))
		if record == nil {
			continue
		}
		if r, err = parseEntry(record); err != nil {
			return "", r, false, fmt.Errorf("outbox: entry %d cannot be read; see kiosk outbox check: %w", p.Sequence, err)
		}
		if r.Hash != p.Head {
			return "", r, false, ErrHead
		}
		return in, r, true, nil
	}
	return "", r, false, nil
}

// deliver deletes an entry that the centre has.
func (c *change) deliver(p Position) error {
	in, r, ok, err := c.where(p)
	if err != nil || !ok {
		return err
	}
	c.state.Waiting--
	c.state.Bytes -= r.sealedLen(c)
	if in == aside {
		c.state.Aside--
	}
	if key := sequenceKey(p.Sequence); c.Bucket([]byte(reasonBucket)).Get(key) != nil {
		if err := c.remove(reasonBucket, string(key)); err != nil {
			return err
		}
	}
	return errors.Join(
		c.remove(string(in), string(sequenceKey(p.Sequence))),
		c.nameBlob(p.Sequence, r),
		c.delivered(r),
		c.release(r.Slip),
	)
}

// sealedLen is how long the sealed body of an entry is, in bytes.
func (r entryRecord) sealedLen(c *change) int64 {
	prefix := 0
	if r.Envelope != 0 {
		prefix = len(c.Bucket([]byte(envelopeBucket)).Get(sequenceKey(r.Envelope)))
	}
	return int64(prefix + len(r.Rest))
}

// delivered remembers that the centre has an application.
func (c *change) delivered(r entryRecord) error {
	if r.Kind != string(terminal.Application) {
		return nil
	}
	return c.changeSlip(r.Slip, func(s *slipRecord) { s.Delivered = true })
}

// answered remembers what the centre said of applications.
func (c *change) answered(answers []terminal.Answer) error {
	for _, a := range answers {
		err := c.changeSlip(string(a.Slip), func(s *slipRecord) { s.Official = a.Official })
		if err != nil {
			return err
		}
	}
	return nil
}

// changeSlip changes what is known of a slip, if anything is.
func (c *change) changeSlip(slip string, how func(*slipRecord)) error {
	var record slipRecord
	ok, err := get(c.Tx, slipBucket, slip, &record)
	if err != nil || !ok {
		return err
	}
	before := record
	if how(&record); record == before {
		return nil
	}
	return c.put(slipBucket, slip, record)
}

// nameBlob notes that the centre has the entry of a blob, so that the blob may follow.
func (c *change) nameBlob(sequence uint64, r entryRecord) error {
	if _, _, is := seal.ParseReference(r.Rest); !is || r.Envelope != 0 {
		return nil
	}
	var b blobRecord
	ok, err := get(c.Tx, blobBucket, string(sequenceKey(sequence)), &b)
	if err != nil || !ok {
		return err
	}
	b.Named = true
	return c.put(blobBucket, string(sequenceKey(sequence)), b)
}
