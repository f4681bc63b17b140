package outbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// The audit chain: every decision that mattered, numbered without a gap, each with the hash of
// the one before. A decision is kept here as long as the law wants, and an entry of it goes to
// the centre, which says with every acknowledgement how far it has the chain. Who cuts its tail
// off is found out by that.

const auditBucket = "audits"

// AuditKept is how long decisions are kept at the terminal: six months (等保 level 3) and some.
const AuditKept = 200 * 24 * time.Hour

var _ terminal.Auditor = (*Outbox)(nil)

// AuditRecord is a decision in the chain, and the body of its entry.
type AuditRecord struct {
	Number   uint64    `json:"number"` // without a gap, from 1
	At       time.Time `json:"at"`
	Previous digest    `json:"previous"` // of the one before; zero before the first
	Hash     digest    `json:"hash"`
	terminal.Decision
}

// hash is SHA-256 over the number as eight big-endian bytes, the hash before, the time in
// milliseconds since 1970 UTC as eight big-endian bytes, and the decision as JSON.
func (r AuditRecord) hash() (digest, error) {
	said, err := json.Marshal(r.Decision)
	b := binary.BigEndian.AppendUint64(nil, r.Number)
	b = binary.BigEndian.AppendUint64(append(b, r.Previous[:]...), uint64(r.At.UnixMilli()))
	return sha256.Sum256(append(b, said...)), err
}

// Record implements terminal.Auditor.
func (o *Outbox) Record(ctx context.Context, all ...terminal.Decision) error {
	err := o.write(ctx, func(c *change) error {
		for _, d := range all {
			if err := c.recordOnce(d, time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		o.announce()
	}
	return err
}

// recordOnce records a decision, unless it is one that is recorded under its key.
func (c *change) recordOnce(d terminal.Decision, now time.Time) error {
	if d.Key == "" {
		return c.record(d, now)
	}
	if _, done, err := actDone(c.Tx, d.Key, now); done || err != nil {
		return err
	}
	if err := c.record(d, now); err != nil {
		return err
	}
	return c.noteAct(terminal.Entry{Key: d.Key, At: now}, terminal.Receipt{Sequence: c.state.Sequence})
}

// record adds a decision to the chain, and keeps an entry of it. Limits do not bind it: none may
// be missing, and so few come of a visit that the limits of what a visit keeps are far before. What
// is recorded of an act stands in its transaction.
func (c *change) record(d terminal.Decision, now time.Time) error {
	if !d.At.IsZero() {
		now = d.At
	}
	r := AuditRecord{Number: c.state.Audits + 1, At: now.Truncate(time.Millisecond), Previous: c.state.AuditHead, Decision: d}
	var err error
	if r.Hash, err = r.hash(); err != nil {
		return err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	key := sequenceKey(r.Number)
	if err := c.append(auditBucket, key, guard(auditBucket, key, body)); err != nil {
		return err
	}
	c.state.Audits, c.state.AuditHead = r.Number, r.Hash
	return c.link(parcel{Entry: terminal.Entry{Kind: terminal.Audit, Body: body, At: r.At}, body: seal.Pack(body)})
}

// recordAll records decisions of a transaction that is about something else.
func (c *change) recordAll(all []terminal.Decision, now time.Time) error {
	for _, d := range all {
		if err := c.record(d, now); err != nil {
			return err
		}
	}
	return nil
}

// LastAudits are the last decisions that are kept here, oldest first: at most n, or all where n is 0.
func (o *Outbox) LastAudits(ctx context.Context, n int) (all []AuditRecord, err error) {
	err = o.read(ctx, func(tx *bolt.Tx) error {
		cursor := tx.Bucket([]byte(auditBucket)).Cursor()
		for key, value := cursor.Last(); key != nil && (n == 0 || len(all) < n); key, value = cursor.Prev() {
			var r AuditRecord
			if err := read(auditBucket, key, value, &r); err != nil {
				return err
			}
			all = append(all, r)
		}
		return nil
	})
	slices.Reverse(all)
	return all, err
}

// Audits goes through the decisions that are kept here, oldest first, and stops at an error of
// do.
func (o *Outbox) Audits(ctx context.Context, do func(AuditRecord) error) error {
	return o.read(ctx, func(tx *bolt.Tx) error { return eachAudit(tx, do) })
}

func eachAudit(tx *bolt.Tx, do func(AuditRecord) error) error {
	return tx.Bucket([]byte(auditBucket)).ForEach(func(key, value []byte) error {
		var r AuditRecord
		if err := read(auditBucket, key, value, &r); err != nil {
			return err
		}
		return do(r)
	})
}

// AuditReport is what VerifyAudit found.
type AuditReport struct {
	First, Last uint64    // of the decisions that are kept here; 0 for none
	Since       time.Time // of the first
	Held        uint64    // up to which the centre said that it has them; 0 when it never did
}

// VerifyAudit goes through the audit chain: every number is there, every hash fits, and the
// chain reaches as far as the centre said last that it does. The error says where it does not.
func (o *Outbox) VerifyAudit(ctx context.Context) (AuditReport, error) {
	var report AuditReport
	err := o.read(ctx, func(tx *bolt.Tx) (err error) {
		report, err = verifyAudit(tx)
		return err
	})
	return report, err
}

func verifyAudit(tx *bolt.Tx) (report AuditReport, err error) {
	s, err := readState(tx)
	if err != nil {
		return report, err
	}
	var before AuditRecord
	report.Held = s.HeldAudits
	err = eachAudit(tx, func(r AuditRecord) error {
		if report.First == 0 {
			report.First, report.Since = r.Number, r.At
		} else if err := r.follows(before); err != nil {
			return err
		}
		if r.Number == s.HeldAudits && r.Hash != s.HeldAuditHead {
			return fmt.Errorf("%w: decision %d is not the one that the centre has", ErrDamaged, r.Number)
		}
		report.Last, before = r.Number, r
		return r.fits()
	})
	switch {
	case err != nil:
	case report.Last != s.Audits || before.Hash != s.AuditHead && s.Audits > 0:
		err = fmt.Errorf("%w: the audit chain ends with decision %d, and should with %d: its tail is missing", ErrDamaged, report.Last, s.Audits)
	case report.Last < s.HeldAudits:
		err = fmt.Errorf("%w: the audit chain ends with decision %d, and the centre has %d: its tail was cut off", ErrDamaged, report.Last, s.HeldAudits)
	}
	return report, err
}

func (r AuditRecord) fits() error {
	if want, err := r.hash(); err != nil || want != r.Hash {
		return fmt.Errorf("%w: decision %d was changed", ErrDamaged, r.Number)
	}
	return nil
}

func (r AuditRecord) follows(before AuditRecord) error {
	if r.Number != before.Number+1 || r.Previous != before.Hash {
		return fmt.Errorf("%w: decision %d does not follow decision %d", ErrDamaged, r.Number, before.Number)
	}
	return nil
}

// heldAudits remembers how far the centre has the audit chain.
func (c *change) heldAudits(number uint64, head []byte) {
	if number > c.state.HeldAudits && len(head) == len(c.state.HeldAuditHead) {
		c.state.HeldAudits, c.state.HeldAuditHead = number, digest(head)
	}
}

// forgetAudits drops decisions of before that the centre has.
func (c *change) forgetAudits(before time.Time) error {
	var old [][]byte
	cursor := c.Bucket([]byte(auditBucket)).Cursor()
	for key, value := cursor.First(); key != nil && len(old) < forgetAtOnce; key, value = cursor.Next() {
		var r AuditRecord
		if err := read(auditBucket, key, value, &r); err != nil {
			return err
		}
		if !r.At.Before(before) || r.Number >= c.state.HeldAudits {
			break
		}
		old = append(old, bytes.Clone(key))
	}
	for _, key := range old {
		if err := c.remove(auditBucket, string(key)); err != nil {
			return err
		}
	}
	return nil
}
