package outbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"yitiji/terminal"
)

var errClosed = errors.New("outbox: closed")

// lockWait is how long Open waits for another process to let go of the file: a
// service manager's restart overlaps by less.
const lockWait = 2 * time.Second

// read runs look in a read transaction. It waits for no writer.
func (o *Outbox) read(ctx context.Context, look func(*bolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o.gate.RLock()
	defer o.gate.RUnlock()
	if o.db != nil {
		return o.view(look)
	}
	return o.readAgain(ctx, look)
}

// readAgain is read after the disk failed: a writer opens the file first.
func (o *Outbox) readAgain(ctx context.Context, look func(*bolt.Tx) error) error {
	o.gate.RUnlock()
	err := o.write(ctx, func(*change) error { return nil })
	o.gate.RLock()
	switch {
	case err != nil:
		return err
	case o.db == nil:
		return errClosed
	}
	return o.view(look)
}

func (o *Outbox) view(look func(*bolt.Tx) error) error {
	return guarded(func() error { return o.db.View(look) })
}

// ready has the file open. Only who writes may call it.
func (o *Outbox) ready() error {
	switch {
	case o.shut:
		return errClosed
	case o.db == nil:
		return o.heal()
	}
	return nil
}

// broken lets go of the file after the disk failed, and says why it did.
func (o *Outbox) broken(err error) error {
	// bbolt does not always pass on what the disk said: ask it.
	return errors.Join(diskError(errors.Join(err, probe(o.path))), o.detach())
}

// heal opens the file again after the disk failed, and takes back the
// transaction that was reported as failed if it is there all the same.
func (o *Outbox) heal() error {
	durable := o.txid
	o.sealing.drop() // its prefix may have gone with the transaction
	if err := errors.Join(probe(o.path), syncDir(filepath.Dir(o.path))); err != nil {
		return diskError(err)
	}
	if err := o.attach(); err != nil {
		return err
	}
	switch found := o.txid; found {
	case durable:
		return nil
	case durable + 1:
		o.txid = durable
		pageSize := o.db.Info().PageSize
		if err := errors.Join(o.detach(), takeBack(o.path, found, pageSize)); err != nil {
			return err
		}
		return o.attach()
	}
	o.txid = durable
	return errors.Join(errOther, o.detach())
}

var errOther = errors.New("outbox: the disk came back with another file; restart the program only when you know why")

// probe proves that the disk of path works and that the file is there: nothing
// may begin a new file where another disk should be.
func probe(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// takeBack returns the file at path to the transaction before txid. bbolt writes
// the root of transaction n into page n mod 2 and leaves every page of n-1 as it
// is, so that the older root over the newer one undoes exactly one transaction
// (as `bbolt surgery revert-meta-page` does).
func takeBack(path string, txid, pageSize int) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return diskError(err)
	}
	root := make([]byte, pageSize)
	_, err = file.ReadAt(root, int64((txid+1)%2)*int64(pageSize))
	if err == nil {
		_, err = file.WriteAt(root, int64(txid%2)*int64(pageSize))
	}
	if err == nil {
		err = file.Sync()
	}
	return diskError(errors.Join(err, file.Close()))
}

// attach opens the file, makes it when there is none, and reads where it stands.
func (o *Outbox) attach() error {
	if _, err := os.Stat(o.path); errors.Is(err, fs.ErrNotExist) {
		if err := o.create(); err != nil {
			return diskError(err)
		}
	}
	db, err := o.openFile(o.path)
	if errors.Is(err, berrors.ErrTimeout) {
		return fmt.Errorf("outbox: another process has %s open; stop it first", o.path)
	}
	if err != nil {
		return diskError(err)
	}
	o.gate.Lock()
	o.db = db
	o.gate.Unlock()
	if err := guarded(func() error { return o.db.View(o.look) }); err != nil {
		return errors.Join(diskError(err), o.detach())
	}
	return nil
}

func (o *Outbox) openFile(path string) (db *bolt.DB, err error) {
	err = guarded(func() (err error) {
		db, err = bolt.Open(path, 0o600, &bolt.Options{
			Timeout: lockWait, NoSync: o.options.NoSync, NoGrowSync: o.options.NoSync, FreelistType: bolt.FreelistMapType,
		})
		return err
	})
	return db, err
}

// create makes a new file, whole or not at all.
func (o *Outbox) create() error {
	fresh := o.path + ".new"
	if err := remove(fresh); err != nil { // left by a program that ended in here
		return err
	}
	db, err := o.openFile(fresh)
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(o.lay), db.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, o.path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(o.path))
}

func (o *Outbox) look(tx *bolt.Tx) (err error) {
	o.txid = tx.ID()
	o.state, err = readState(tx)
	return err
}

func (o *Outbox) detach() error {
	if o.db == nil {
		return nil
	}
	o.gate.Lock()
	defer o.gate.Unlock()
	err := o.db.Close()
	o.db = nil
	return diskError(err)
}

// diskError says what the disk did, so that a technician knows what to do. A
// full disk is terminal.ErrFull too.
func diskError(err error) error {
	if err == nil {
		return nil
	}
	return diskFailure{worded(err)}
}

// diskFailure is an error after which nobody knows what is on the disk before it is opened again.
type diskFailure struct{ error }

func (f diskFailure) Unwrap() error { return f.error }

func worded(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("outbox: the disk is full, nothing was kept: %w (%w)", err, terminal.ErrFull)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("outbox: the disk fails, nothing was kept; check the disk and its cable, then the file system: %w", err)
	}
	return fmt.Errorf("outbox: %w", err)
}

// free returns how many bytes the disk of path has left for us.
func free(path string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return 0, diskError(err)
	}
	return int64(s.Bavail) * s.Bsize, nil
}

// leftFresh is for how long what the disk has left is believed: it fills no faster than a few
// megabytes in that time, and Reserve is much more.
const leftFresh = 100 * time.Millisecond

// measured is how many bytes a disk had left, and when.
type measured struct {
	bytes int64
	at    time.Time
}

// left returns how many bytes the disk has left for us, a moment ago.
func (o *Outbox) left() (int64, error) {
	if m := o.disk.Load(); m != nil && time.Since(m.at) < leftFresh {
		return m.bytes, nil
	}
	bytes, err := free(o.path)
	if err == nil {
		o.disk.Store(&measured{bytes, time.Now()})
	}
	return bytes, err
}
