package outbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
)

// guarded runs do on pages that may be damaged: bbolt trusts what it reads, and a pointer that
// leads nowhere ends in a panic, or a fault of the memory that the file is mapped to.
func guarded(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	return do()
}

// Verify reads everything that the outbox holds, and compares it with what was written: every
// record, every sum, both chains, every blob. A store of a day's work takes milliseconds. The
// error is ErrDamaged with the first thing that does not fit.
func (o *Outbox) Verify(ctx context.Context) error {
	return o.read(ctx, func(tx *bolt.Tx) error {
		if err := verifyPages(o.path, tx); err != nil {
			return err
		}
		return o.verify(tx)
	})
}

func (o *Outbox) verify(tx *bolt.Tx) error {
	s, err := readState(tx)
	if err != nil {
		return err
	}
	for _, step := range []func(*bolt.Tx, state) error{verifySums, o.verifyEntries, o.verifyBlobs} {
		if err := step(tx, s); err != nil {
			return err
		}
	}
	_, err = verifyAudit(tx)
	return err
}

// verifySums compares what lies in each bucket with its sum.
func verifySums(tx *bolt.Tx, s state) error {
	for i, bucket := range summed() {
		b := tx.Bucket([]byte(bucket))
		if b == nil {
			return fmt.Errorf("%w: %s is missing", ErrDamaged, bucket)
		}
		sum := uint64(0)
		_ = b.ForEach(func(key, value []byte) error {
			sum += weight(key, value)
			return nil
		})
		if sum != s.Sums[i] {
			return fmt.Errorf("%w: something in %s is not as it was, or is missing", ErrDamaged, bucket)
		}
	}
	return nil
}

// verifyEntries compares every entry with its hash, and the chain where it is whole.
func (o *Outbox) verifyEntries(tx *bolt.Tx, s state) error {
	p := opener{tx: tx, terminal: o.options.Terminal}
	links := map[uint64]Sealed{}
	for _, in := range append(lanes(), aside) {
		err := tx.Bucket([]byte(in)).ForEach(func(key, record []byte) error {
			e, err := p.put(sequenceOf(key), record)
			if err != nil {
				return errors.Join(ErrDamaged, err)
			}
			if !e.Whole() {
				return fmt.Errorf("%w: entry %d is not what its hash says", ErrDamaged, e.Sequence)
			}
			e.Body = nil
			links[e.Sequence] = e
			return nil
		})
		if err != nil {
			return err
		}
	}
	return verifyLinks(links, s)
}

func verifyLinks(links map[uint64]Sealed, s state) error {
	if len(links) != s.Waiting {
		return fmt.Errorf("%w: %d entries wait, and should be %d", ErrDamaged, len(links), s.Waiting)
	}
	for n, e := range links {
		before, has := links[n-1]
		switch {
		case has && e.Previous != before.Hash:
			return fmt.Errorf("%w: entry %d does not follow entry %d", ErrDamaged, n, n-1)
		case n == s.Sequence && e.Hash != seal.Hash(s.Head), n > s.Sequence:
			return fmt.Errorf("%w: the chain does not end with entry %d", ErrDamaged, s.Sequence)
		}
	}
	return nil
}

func (o *Outbox) verifyBlobs(tx *bolt.Tx, _ state) error {
	return eachBlob(tx, func(sequence uint64, r blobRecord) error {
		sealed, err := os.ReadFile(o.blobFile(seal.Address(r.Address)))
		if err != nil || seal.AddressOf(sealed) != seal.Address(r.Address) {
			return errors.Join(fmt.Errorf("%w: the blob of entry %d is not what its address says", ErrDamaged, sequence), err)
		}
		return nil
	})
}

// takeOver makes of a store of an earlier program one of this one.
func (o *Outbox) takeOver() error {
	if o.state.Format >= currentFormat {
		return nil
	}
	return o.write(context.Background(), func(c *change) error {
		for _, name := range buckets() {
			if _, err := c.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		c.state.Format, c.state.Readable = currentFormat, readableBy
		return nil
	})
}
