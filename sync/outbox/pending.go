package outbox

import (
	"cmp"
	"context"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Pending returns what is to go to the centre next: the oldest of the first lane, then of the
// next ones, at most max entries and about size bytes, at least one when anything waits. They
// come in the order of their sequence.
func (o *Outbox) Pending(ctx context.Context, max, size int) ([]Sealed, error) {
	b := batch{max: max, size: size}
	err := o.read(ctx, func(tx *bolt.Tx) error {
		b.opener = opener{tx: tx, terminal: o.options.Terminal}
		for _, in := range lanes() {
			if err := b.fill(in); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(b.entries, func(x, y Sealed) int { return cmp.Compare(x.Sequence, y.Sequence) })
	return b.entries, err
}

// batch is what goes to the centre in one call.
type batch struct {
	opener
	max, size int
	entries   []Sealed
}

// fill takes from a lane as long as there is room.
func (b *batch) fill(in lane) error {
	cursor := b.tx.Bucket([]byte(in)).Cursor()
	for key, record := cursor.First(); key != nil && b.room(); key, record = cursor.Next() {
		e, err := b.put(sequenceOf(key), record)
		if err != nil {
			return err
		}
		b.entries, b.size = append(b.entries, e), b.size-len(e.Body)
	}
	return nil
}

func (b *batch) room() bool {
	return len(b.entries) == 0 || len(b.entries) < b.max && b.size > 0
}

// first is the oldest entry that waits in some lanes.
func first(tx *bolt.Tx, among ...lane) (sequence uint64, r entryRecord, err error) {
	for _, in := range among {
		key, record := tx.Bucket([]byte(in)).Cursor().First()
		if key == nil || sequence != 0 && sequenceOf(key) > sequence {
			continue
		}
		sequence = sequenceOf(key)
		if r, err = parseEntry(record); err != nil {
			return sequence, r, err
		}
	}
	return sequence, r, nil
}
