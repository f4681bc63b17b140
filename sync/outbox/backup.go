package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Backups lie beside the file. They hold no blobs: those never change, and stay where they are.
const (
	BackupEvery = 6 * time.Hour
	backupsKept = 3
	backupMark  = ".backup-"
	damagedMark = ".damaged-"
	stampLayout = "20060102T150405.000"
)

// Backup writes a copy of the store beside it, durable and whole or not at all, and deletes the
// oldest but three. It returns the path of the copy.
func (o *Outbox) Backup(ctx context.Context) (string, error) {
	path := o.path + backupMark + time.Now().UTC().Format(stampLayout)
	err := o.read(ctx, func(tx *bolt.Tx) error { return diskError(copyTo(path, tx)) })
	if err != nil {
		return "", err
	}
	old := o.backups()
	for _, name := range old[:max(0, len(old)-backupsKept)] {
		err = errors.Join(err, remove(name))
	}
	return path, diskError(err)
}

func copyTo(path string, from io.WriterTo) error {
	file, err := os.OpenFile(path+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = from.WriteTo(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(path+".part", path)
	}
	if err != nil {
		return errors.Join(err, remove(path+".part"))
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// backups lists the copies, oldest first.
func (o *Outbox) backups() []string {
	all, _ := filepath.Glob(o.path + backupMark + "*")
	all = slices.DeleteFunc(all, func(name string) bool { return strings.HasSuffix(name, ".part") })
	slices.Sort(all)
	return all
}

// Tend cares for the store until ctx ends: it verifies it now and once a day, makes a backup every
// six hours, and writes the file anew when nearly all of it holds nothing and quiet has returned:
// nobody is at the terminal. tell hears of every failure; it must return soon.
func (o *Outbox) Tend(ctx context.Context, quiet func(context.Context) error, tell func(error)) error {
	var verified time.Time
	for ctx.Err() == nil {
		if time.Since(verified) >= 24*time.Hour {
			verified = time.Now()
			tellOf(ctx, tell, "verify", o.verifyOrRenew(ctx))
		}
		if o.sinceBackup() >= BackupEvery {
			tellOf(ctx, tell, "compact", o.shrink(ctx, quiet))
			_, err := o.Backup(ctx)
			tellOf(ctx, tell, "back up", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(time.Minute, BackupEvery-o.sinceBackup())):
		}
	}
	return nil
}

// quietWithin is how long is waited for a moment in which nobody is at the terminal.
const quietWithin = 10 * time.Minute

// shrink compacts the store where that is worth it. Where somebody is at the terminal all the time it
// is left for the next time.
func (o *Outbox) shrink(ctx context.Context, quiet func(context.Context) error) error {
	worth, err := o.spacious(ctx)
	if err != nil || !worth {
		return err
	}
	within, cancel := context.WithTimeout(ctx, quietWithin)
	defer cancel()
	if quiet(within) != nil {
		return nil
	}
	return o.Compact(ctx)
}

// verifyOrRenew verifies, and makes a new store of what can be read of a damaged one. It tells the
// damage either way.
func (o *Outbox) verifyOrRenew(ctx context.Context) error {
	damage := o.Verify(ctx)
	if !isDamage(damage) {
		return damage
	}
	return errors.Join(damage, o.alone(func() error {
		if o.shut {
			return errClosed
		}
		return errors.Join(o.detach(), o.renew(damage))
	}))
}

func tellOf(ctx context.Context, tell func(error), what string, err error) {
	if err != nil && ctx.Err() == nil {
		tell(fmt.Errorf("outbox: %s: %w", what, err))
	}
}

// sinceBackup is how long ago the last backup was made, by its name.
func (o *Outbox) sinceBackup() time.Duration {
	all := o.backups()
	if len(all) == 0 {
		return BackupEvery
	}
	_, stamp, _ := strings.Cut(all[len(all)-1], backupMark)
	at, err := time.Parse(stampLayout, stamp)
	if err != nil || at.After(time.Now()) {
		return BackupEvery
	}
	return time.Since(at)
}
