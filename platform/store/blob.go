package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"yitiji/terminal/centre"
)

// Blob is a large body that an entry names: it comes in pieces, after its entry.
type Blob struct {
	bun.BaseModel `bun:"table:blobs,alias:blob"`

	Terminal   string `bun:"terminal,pk"`
	Address    []byte `bun:"address,pk"`
	Sequence   uint64 `bun:"sequence"`
	Size       int64  `bun:"size"`
	Have       int64  `bun:"have"` // bytes that have come, from its beginning
	CompleteAt Millis `bun:"complete_at"`
}

// Complete tells that all of it is here, and was what its address says.
func (b Blob) Complete() bool { return b.CompleteAt != 0 }

type blobPiece struct {
	bun.BaseModel `bun:"table:blob_pieces,alias:piece"`

	Terminal string `bun:"terminal,pk"`
	Address  []byte `bun:"address,pk"`
	Place    int64  `bun:"place,pk"`
	Data     []byte `bun:"data"`
}

// ErrNoBlob tells that no entry of a terminal names a blob.
var ErrNoBlob = errors.New("no entry of this terminal names this blob; deliver the entry first")

// Blob returns what is known of a blob. The error is ErrNoBlob when no entry names it.
func (s *Store) Blob(ctx context.Context, terminal string, address []byte) (Blob, error) {
	return blobOf(ctx, s.db, terminal, address)
}

func blobOf(ctx context.Context, db bun.IDB, terminal string, address []byte) (Blob, error) {
	b := Blob{Terminal: terminal, Address: address}
	ok, err := found(db.NewSelect().Model(&b).WherePK().Scan(ctx))
	if err != nil {
		return Blob{}, fmt.Errorf("store: blob: %w", err)
	}
	if !ok {
		return Blob{}, ErrNoBlob
	}
	return b, nil
}

// PutPiece stores a piece of a blob that begins at place, when that is where the next one belongs,
// and returns how far the blob is. A piece that lies elsewhere, or reaches beyond the end, changes
// nothing.
func (s *Store) PutPiece(ctx context.Context, terminal string, address []byte, place int64, data []byte) (b Blob, err error) {
	err = s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		if b, err = blobOf(ctx, tx, terminal, address); err != nil {
			return err
		}
		if b.Complete() || place != b.Have || len(data) == 0 || b.Have+int64(len(data)) > b.Size {
			return nil
		}
		moved, err := tx.NewUpdate().Model(&b).Set("have = have + ?", len(data)).WherePK().Where("have = ?", place).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := moved.RowsAffected(); err != nil || n == 0 {
			return err // another one put the same piece just now
		}
		b.Have += int64(len(data))
		_, err = tx.NewInsert().Model(&blobPiece{Terminal: terminal, Address: address, Place: place, Data: data}).Exec(ctx)
		return err
	})
	return b, err
}

// BlobData returns all that has come of a blob.
func (s *Store) BlobData(ctx context.Context, terminal string, address []byte) ([]byte, error) {
	var pieces []blobPiece
	err := s.db.NewSelect().Model(&pieces).Where("terminal = ? AND address = ?", terminal, address).Order("place").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: blob: %w", err)
	}
	var all bytes.Buffer
	for _, p := range pieces {
		all.Write(p.Data)
	}
	return all.Bytes(), nil
}

// DropPieces forgets all that has come of a blob that is not complete: it was not what its address
// says.
func (s *Store) DropPieces(ctx context.Context, b Blob) error {
	err := s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewDelete().Model((*blobPiece)(nil)).Where("terminal = ? AND address = ?", b.Terminal, b.Address).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewUpdate().Model(&b).Set("have = 0").WherePK().Exec(ctx); err != nil {
			return err
		}
		return raise(ctx, tx, Alarm{Terminal: b.Terminal, Sequence: b.Sequence, Kind: AlarmBlob, FirstAt: MillisOf(time.Now())})
	})
	if err != nil {
		return fmt.Errorf("store: drop a blob: %w", err)
	}
	return nil
}

// BlobEntry returns the entry that names a blob.
func (s *Store) BlobEntry(ctx context.Context, b Blob) (Entry, error) {
	e := Entry{Terminal: b.Terminal, Sequence: b.Sequence}
	if err := s.db.NewSelect().Model(&e).WherePK().Scan(ctx); err != nil {
		return Entry{}, fmt.Errorf("store: the entry of a blob: %w", err)
	}
	return e, nil
}

// Complete records what was in a blob that is here whole, in one durable transaction: a's Entry is
// the one that names it, with the state that it now has. Once more changes nothing.
func (s *Store) Complete(ctx context.Context, region string, b Blob, a Arrival) error {
	c := commit{terminal: Terminal{Code: b.Terminal}, region: region, now: time.Now()}
	err := s.changeInBulk(ctx, func(ctx context.Context, tx bulk) error {
		c.tx, c.fresh, c.alarms = tx, []Arrival{a}, nil
		if err := c.lock(ctx, nil); err != nil {
			return err
		}
		if now, err := blobOf(ctx, tx, b.Terminal, b.Address); err != nil || now.Complete() {
			return err
		}
		c.held = map[uint64]heldEntry{a.Entry.Sequence: a.Entry.held()}
		_, stateErr := tx.NewUpdate().Model(&a.Entry).Column("state").WherePK().Exec(ctx)
		_, doneErr := tx.NewUpdate().Model(&b).Set("complete_at = ?", MillisOf(c.now)).WherePK().Exec(ctx)
		if a.Entry.State == Unopened {
			c.alarm(a.Entry.Sequence, AlarmUnopened)
		}
		return errors.Join(stateErr, doneErr, c.number(ctx, nil), c.contents(ctx, c.fresh), c.tell(ctx), c.raise(ctx))
	})
	if err != nil {
		return fmt.Errorf("store: complete a blob of %s: %w", b.Terminal, err)
	}
	return nil
}

// tell has the terminal told the official numbers that it was given: its delivery was answered
// before there were any.
func (c *commit) tell(ctx context.Context) error {
	for _, a := range c.fresh {
		if row := a.Application; row != nil {
			n := Notice{Terminal: c.terminal.Code, Slip: row.Slip, Official: row.Official, State: string(centre.Received), At: MillisOf(c.now)}
			if _, err := notify(ctx, c.tx.Tx, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// BlobOf finds the blob of an entry. ok is false when it has none.
func (s *Store) BlobOf(ctx context.Context, terminal string, sequence uint64) (b Blob, ok bool, err error) {
	err = s.db.NewSelect().Model(&b).Where("terminal = ? AND sequence = ?", terminal, sequence).Limit(1).Scan(ctx)
	if ok, err = found(err); err != nil {
		return Blob{}, false, fmt.Errorf("store: blob: %w", err)
	}
	return b, ok, nil
}
