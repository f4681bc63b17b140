package outbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// A file never shrinks by itself: what the centre has signed for leaves pages behind that are used
// again, and are not given back to the disk. After a long time without a network they may be nearly
// all of it, and then each backup is as large. Such a file is written anew.
const (
	compactFrom  = 64 << 20 // bytes of pages that hold nothing
	compactShare = 4        // and of all pages, all but one in so many
	compactStep  = 4 << 20  // bytes in one transaction of the copy
)

// spacious reports whether so much of the file holds nothing that it is worth writing anew.
func (o *Outbox) spacious(ctx context.Context) (spacious bool, err error) {
	err = o.read(ctx, func(tx *bolt.Tx) error {
		used := o.used(tx)
		spacious = tx.Size()-used >= compactFrom && used*compactShare <= tx.Size()
		return nil
	})
	return spacious, err
}

// used is how much of the file holds something, in bytes.
func (o *Outbox) used(tx *bolt.Tx) int64 {
	s := o.db.Stats()
	return tx.Size() - int64(s.FreePageN+s.PendingPageN)*int64(o.db.Info().PageSize)
}

// Compact writes the file anew with only what is in it, and gives the rest back to the disk. The old
// file stands until the new one is on the disk, was read back, and holds the same. Nothing can be kept
// meanwhile, for about a second for every hundred megabytes that are in it: have nobody at the
// terminal. The error is ErrFull where the disk has no room for both; the store goes on as it was
// after that one, and after any other.
func (o *Outbox) Compact(ctx context.Context) error {
	return o.alone(func() error {
		if err := errors.Join(ctx.Err(), o.ready()); err != nil {
			return err
		}
		if err := o.view(func(tx *bolt.Tx) error { return o.room(o.used(tx)) }); err != nil {
			return err
		}
		txid, err := o.copyCompact(o.compactFile())
		if err != nil {
			return errors.Join(diskError(err), remove(o.compactFile()))
		}
		return o.replace(o.compactFile(), txid)
	})
}

func (o *Outbox) compactFile() string { return o.path + ".compact" }

// copyCompact writes what is in the file to another one, durably, and proves that it is the same. It
// returns the number of the copy's last transaction.
func (o *Outbox) copyCompact(path string) (txid int, err error) {
	to, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true, NoGrowSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return 0, err
	}
	err = guarded(func() error { return bolt.Compact(to, o.db, compactStep) })
	if err == nil && !o.options.NoSync {
		err = to.Sync()
	}
	if err == nil {
		txid, err = o.same(path, to)
	}
	return txid, errors.Join(err, to.Close())
}

var errNotSame = errors.New("the compact copy of the store holds something else; the store goes on as it is")

// same proves that a copy holds what the store does: its state, and the sums over all that lies in
// each bucket.
func (o *Outbox) same(path string, to *bolt.DB) (txid int, err error) {
	err = guarded(func() error {
		return to.View(func(tx *bolt.Tx) error {
			if err := verifyPages(path, tx); err != nil {
				return err
			}
			s, err := readState(tx)
			if err == nil && s != o.state {
				err = errNotSame
			}
			txid = tx.ID()
			return errors.Join(err, verifySums(tx, s))
		})
	})
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errNotSame, err)
	}
	return txid, nil
}

// replace puts a copy in the place of the file. From the rename on the copy is the store: when the
// disk fails then, [Outbox.heal] makes the rename durable before anything else is kept.
func (o *Outbox) replace(fresh string, txid int) error {
	if err := o.detach(); err != nil {
		return err
	}
	if err := os.Rename(fresh, o.path); err != nil {
		return errors.Join(diskError(err), remove(fresh), o.attach())
	}
	o.txid, o.laid = txid, 0
	if err := syncDir(filepath.Dir(o.path)); err != nil {
		return diskError(err)
	}
	return o.attach()
}
