package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// Remembered is how long an outbox knows a slip after the centre has signed for
// it: longer than any application takes.
const Remembered = 400 * 24 * time.Hour

// Defaults of Options.
const (
	DefaultMaxEntries = 200_000 // more than a busy terminal's month, decisions and all: see stale_after
	DefaultMaxBytes   = 1 << 30
	DefaultReserve    = 64 << 20
)

// Options say whose outbox it is and how much it may hold. A limit of zero is
// its default.
type Options struct {
	Terminal string          // the code of this terminal, as in YX07
	SealTo   *seal.PublicKey // the centre's

	MaxEntries int   // waiting for the centre; then Keep returns terminal.ErrFull
	MaxBytes   int64 // sealed, waiting for the centre; then the same
	Reserve    int64 // bytes that must stay free on the disk; below them the same

	// Start is where the centre stood at enrolment. A new file begins there, and so
	// does one in which nothing waits and which is behind: its numbers are taken.
	// Any other file goes on where it ends.
	Start Position

	// NoSync leaves out every fsync. It is the negative control of the power-cut
	// test, which must then find losses. No configuration may ever reach it.
	NoSync bool
}

// Position is a place in a terminal's chain: a sequence and the hash of the entry
// that has it. The zero Position stands before the first entry.
type Position struct {
	Sequence uint64
	Head     seal.Hash
}

func (o Options) withDefaults() Options {
	if o.MaxEntries == 0 {
		o.MaxEntries = DefaultMaxEntries
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Reserve == 0 {
		o.Reserve = DefaultReserve
	}
	return o
}

// Outbox is a terminal's store. It is safe for concurrent use by one process.
type Outbox struct {
	path    string
	options Options
	changed chan struct{}
	sealing *sealing
	queue   queue
	disk    atomic.Pointer[measured]

	recovery atomic.Pointer[Recovery]

	gate sync.RWMutex // held to use db, and locked to open and close it
	db   *bolt.DB     // nil after the disk failed, until heal

	// These are the writer's.
	txid  int   // of the last transaction that is known to be durable
	state state // as of that transaction
	laid  int64 // how long the file is known to be, in bytes
	shut  bool
}

var _ terminal.Journal = (*Outbox)(nil)

// Open opens the outbox at path, and makes it when there is none. Beside it lies the folder of
// blobs. Prints that were never settled are recorded as uncertain, and the centre is told of
// each. The folder of path must exist. It is an error when the file is another terminal's, or
// when another process has it open.
func Open(path string, options Options) (*Outbox, error) {
	if options.Terminal == "" || options.SealTo == nil {
		return nil, errors.New("outbox: needs the terminal's code and the centre's key; enrol the terminal first")
	}
	o := &Outbox{
		path: path, options: options.withDefaults(),
		changed: make(chan struct{}, 1), sealing: newSealing(options.SealTo), queue: newQueue(),
	}
	if err := o.begin(); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// begin makes the file ready, or a new one of what can be read of a damaged one.
func (o *Outbox) begin() error {
	err := o.whole()
	if err == nil {
		err = guarded(o.start)
	}
	if !isDamage(err) {
		return err
	}
	if err := errors.Join(o.detach(), o.renew(err)); err != nil {
		return err
	}
	return o.start()
}

func (o *Outbox) start() error {
	if o.db == nil {
		if err := o.attach(); err != nil {
			return err
		}
	}
	if o.state.Terminal != o.options.Terminal {
		return fmt.Errorf("outbox: %s belongs to terminal %s, not to %s; keep it, and give this terminal a data folder of its own",
			o.path, o.state.Terminal, o.options.Terminal)
	}
	for _, step := range []func() error{o.takeOver, o.verifySmall, o.catchUp, o.sweep, o.settleUnknown, o.endCommands} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// verifyAtOnce is up to which size a store is verified whole when it is opened: that takes
// milliseconds. A larger one is verified soon after, by Tend.
const verifyAtOnce = 8 << 20

func (o *Outbox) verifySmall() error {
	return o.view(func(tx *bolt.Tx) error {
		if tx.Size() > verifyAtOnce {
			return nil
		}
		if err := verifyPages(o.path, tx); err != nil {
			return err
		}
		return o.verify(tx)
	})
}

// whole looks at a file before bbolt does. There need be none, unless there are backups of it.
func (o *Outbox) whole() error {
	info, err := os.Stat(o.path)
	switch {
	case err == nil && info.Size() > 0:
		return verifyRoots(o.path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return diskError(err)
	case len(o.backups()) > 0:
		return fmt.Errorf("%w: the file is gone, and its backups are there", ErrDamaged)
	}
	return nil
}

// isDamage tells a file that is not what it should be from a disk that fails, and from a file that
// is somebody else's.
func isDamage(err error) bool {
	for _, damage := range []error{
		ErrDamaged, berrors.ErrInvalid, berrors.ErrChecksum, berrors.ErrVersionMismatch, errEntry, errNoOutbox, io.ErrUnexpectedEOF,
	} {
		if errors.Is(err, damage) {
			return true
		}
	}
	return false
}

// catchUp moves an idle file that is behind to where the centre stands.
func (o *Outbox) catchUp() error {
	start := o.options.Start
	if o.state.Waiting > 0 || o.state.Sequence >= start.Sequence {
		return nil
	}
	return o.write(context.Background(), func(c *change) error {
		c.state = c.state.goOn(start, time.Now())
		return nil
	})
}

// Close waits for what is being written and lets go of the file. Calls after
// Close return an error.
func (o *Outbox) Close() error {
	return o.alone(func() error {
		if o.shut {
			return nil
		}
		o.shut = true
		o.sealing.close()
		return o.detach()
	})
}

// Changed returns a channel that receives, soon after entries were kept, one
// value for any number of them. It has one reader: uplink.
func (o *Outbox) Changed() <-chan struct{} {
	return o.changed
}

func (o *Outbox) announce() {
	select {
	case o.changed <- struct{}{}:
	default:
	}
}
