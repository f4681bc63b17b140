package outbox

import (
	"context"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// Exported is something that waits: an entry, the blob beside it, or both. Where the centre has signed
// for the entry already only its blob is left.
type Exported struct {
	Sequence uint64
	Entry    *Sealed
	Blob     *Blob
}

// Export gives what waits for the centre to take, in the order of the sequence: of all lanes, and what
// stands aside. With sequences it gives those only, and it is an error when one of them does not wait.
// Nothing is taken out of the outbox. Each is read by itself, so that a long export holds up nobody;
// what the centre signs for meanwhile is left out.
func (o *Outbox) Export(ctx context.Context, sequences []uint64, take func(Exported) error) error {
	all, err := o.List(ctx)
	if err != nil {
		return err
	}
	wanted, err := chosen(all, sequences)
	if err != nil {
		return err
	}
	for _, sequence := range wanted {
		e, err := o.exported(ctx, sequence)
		if err == nil && (e.Entry != nil || e.Blob != nil) {
			err = take(e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// chosen are the numbers of all that waits, or of some of it.
func chosen(all []Listed, only []uint64) (out []uint64, err error) {
	for _, e := range all {
		switch {
		case len(only) == 0:
		case !slices.Contains(only, e.Sequence):
			continue
		case e.Kind == terminal.Audit:
			return nil, fmt.Errorf("outbox: entry %d is a decision, and they reach the centre in their order; export all that waits", e.Sequence)
		}
		out = append(out, e.Sequence)
	}
	for _, n := range only {
		if !slices.Contains(out, n) {
			return nil, fmt.Errorf("outbox: no entry %d waits; see kiosk outbox list", n)
		}
	}
	return out, nil
}

func (o *Outbox) exported(ctx context.Context, sequence uint64) (e Exported, err error) {
	e.Sequence = sequence
	entry, ok, err := o.Show(ctx, sequence)
	if ok {
		e.Entry = &entry
	}
	if err != nil {
		return e, err
	}
	err = o.read(ctx, func(tx *bolt.Tx) error {
		var r blobRecord
		has, err := get(tx, blobBucket, string(sequenceKey(sequence)), &r)
		if has && !r.Lost {
			e.Blob = &Blob{sequence, seal.Address(r.Address), r.Size}
		}
		return err
	})
	return e, err
}
