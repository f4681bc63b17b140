package outbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// A large body lies beside the queue: a file in the folder of blobs, named by its address. It is
// on the disk before the entry that names it, and is deleted after the centre has signed for
// both. A file that no entry names was being written when the power went; Open deletes it.

// blob is a sealed body beside the queue. The zero blob is none.
type blob struct {
	address seal.Address
	size    int64 // sealed, in bytes
}

// blobRecord is a blob that waits, under the number of its entry.
type blobRecord struct {
	Address digest `json:"address"`
	Size    int64  `json:"size"`
	Named   bool   `json:"named,omitempty"` // the centre has signed for its entry
	Lost    bool   `json:"lost,omitempty"`  // it cannot be read any more
}

func (o *Outbox) blobDir() string { return o.path + ".blobs" }

func (o *Outbox) blobFile(a seal.Address) string {
	return filepath.Join(o.blobDir(), hex.EncodeToString(a[:]))
}

// layBlob seals the body of e and makes it durable beside the queue.
func (o *Outbox) layBlob(e terminal.Entry) (blob, error) {
	header := seal.Header{Terminal: o.options.Terminal, Kind: string(e.Kind), At: e.At}.Blob()
	sealed, err := o.options.SealTo.Seal(header, e.Body)
	if err != nil {
		return blob{}, err
	}
	b := blob{seal.AddressOf(sealed), int64(len(sealed))}
	if err := o.writeBlob(b.address, sealed); err != nil {
		return blob{}, diskError(err)
	}
	return b, nil
}

func (o *Outbox) writeBlob(a seal.Address, sealed []byte) error {
	final := o.blobFile(a)
	file, err := os.OpenFile(final+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(sealed)
	if err == nil && !o.options.NoSync {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(final+".part", final)
	}
	if err != nil {
		return errors.Join(err, remove(final+".part"))
	}
	return o.syncBlobs()
}

// syncBlobs makes durable what the folder of blobs holds.
func (o *Outbox) syncBlobs() error {
	if o.options.NoSync {
		return nil
	}
	dir, err := os.Open(o.blobDir())
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// discard takes back the blob of an entry that was refused. After a failure of the disk the
// next Open knows better what is named.
func (o *Outbox) discard(p parcel, why error) error {
	if p.blob.size == 0 || errors.As(why, new(diskFailure)) {
		return nil
	}
	return diskError(remove(o.blobFile(p.blob.address)))
}

// remove deletes a file that need not be there.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// holdBlob puts a blob into the file under the number of its entry.
func (c *change) holdBlob(sequence uint64, b blob) error {
	c.state.Blobs++
	c.state.Bytes += b.size
	return c.put(blobBucket, string(sequenceKey(sequence)), blobRecord{Address: digest(b.address), Size: b.size})
}

// sweep deletes files that no entry names, and what a program left that ended in Compact.
func (o *Outbox) sweep() error {
	if err := errors.Join(os.MkdirAll(o.blobDir(), 0o700), remove(o.compactFile())); err != nil {
		return diskError(err)
	}
	named := map[string]bool{}
	err := o.view(func(tx *bolt.Tx) error {
		return eachBlob(tx, func(_ uint64, r blobRecord) error {
			named[hex.EncodeToString(r.Address[:])] = true
			return nil
		})
	})
	files, readErr := os.ReadDir(o.blobDir())
	for _, f := range files {
		if err == nil && !named[f.Name()] {
			err = remove(filepath.Join(o.blobDir(), f.Name()))
		}
	}
	return diskError(errors.Join(err, readErr))
}

// eachBlob goes through the blobs that wait, oldest entry first.
func eachBlob(tx *bolt.Tx, do func(sequence uint64, r blobRecord) error) error {
	return tx.Bucket([]byte(blobBucket)).ForEach(func(key, value []byte) error {
		var r blobRecord
		if err := read(blobBucket, key, value, &r); err != nil {
			return err
		}
		return do(sequenceOf(key), r)
	})
}

// Blob is a sealed body beside the queue, on its way to the centre.
type Blob struct {
	Sequence uint64 // of its entry
	Address  seal.Address
	Size     int64 // sealed, in bytes
}

// Blobs lists at most max bodies that are to go to the centre, in the order of their entries:
// those whose entry the centre has.
func (o *Outbox) Blobs(ctx context.Context, max int) (out []Blob, err error) {
	err = o.read(ctx, func(tx *bolt.Tx) error {
		return eachBlob(tx, func(sequence uint64, r blobRecord) error {
			if r.Named && !r.Lost && len(out) < max {
				out = append(out, Blob{sequence, seal.Address(r.Address), r.Size})
			}
			return nil
		})
	})
	return out, err
}

// ErrNoBlob tells that a body beside the queue is gone, or not what it was.
var ErrNoBlob = errors.New("outbox: a large body is not beside the queue any more; the disk lost it")

// OpenBlob opens a blob that is on the disk whole, byte for byte. It can be read to its end, also when
// the centre signs for it meanwhile and it is deleted. The error is ErrNoBlob when it is not there, or
// is not what it was.
func (o *Outbox) OpenBlob(b Blob) (*os.File, error) {
	file, err := os.Open(o.blobFile(b.Address))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoBlob
	}
	if err != nil {
		return nil, diskError(err)
	}
	sum := sha256.New()
	if _, err = io.Copy(sum, file); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	switch {
	case err != nil:
		return nil, errors.Join(diskError(err), file.Close())
	case !bytes.Equal(sum.Sum(nil), b.Address[:]):
		return nil, errors.Join(ErrNoBlob, file.Close())
	}
	return file, nil
}

// ReadBlob reads a piece of a blob: at most size bytes from offset. The error is ErrNoBlob when
// it is not there.
func (o *Outbox) ReadBlob(b Blob, offset int64, size int) ([]byte, error) {
	file, err := os.Open(o.blobFile(b.Address))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoBlob
	}
	if err != nil {
		return nil, diskError(err)
	}
	defer file.Close()
	piece := make([]byte, min(int64(size), b.Size-offset))
	switch _, err := file.ReadAt(piece, offset); {
	case errors.Is(err, io.EOF):
		return nil, ErrNoBlob
	case err != nil:
		return nil, diskError(err)
	}
	return piece, nil
}

// BlobDelivered deletes a blob for which the centre has signed. One that is not there any more
// is no error.
func (o *Outbox) BlobDelivered(ctx context.Context, b Blob) error {
	err := o.write(ctx, func(c *change) error {
		r, ok, err := c.blob(b)
		if err != nil || !ok {
			return err
		}
		c.state.Blobs--
		c.state.Bytes -= r.Size
		return c.remove(blobBucket, string(sequenceKey(b.Sequence)))
	})
	if err != nil {
		return err
	}
	return diskError(remove(o.blobFile(b.Address)))
}

// LoseBlob notes that a blob cannot be read any more, so that it is not tried for ever. It stays
// in the list.
func (o *Outbox) LoseBlob(ctx context.Context, b Blob) error {
	return o.write(ctx, func(c *change) error {
		r, ok, err := c.blob(b)
		if err != nil || !ok {
			return err
		}
		r.Lost = true
		return c.put(blobBucket, string(sequenceKey(b.Sequence)), r)
	})
}

func (c *change) blob(b Blob) (r blobRecord, ok bool, err error) {
	ok, err = get(c.Tx, blobBucket, string(sequenceKey(b.Sequence)), &r)
	return r, ok && seal.Address(r.Address) == b.Address, err
}
