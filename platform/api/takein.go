package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"yitiji/platform/store"
	"yitiji/sync/wire"
)

// TakenIn is what became of an export.
type TakenIn struct {
	Terminal string
	At       time.Time // when it was written, by the terminal's clock
	New      int       // entries that were not here before
	Known    int       // entries that were
	Refused  int       // entries that were refused; an alarm says why
	Blobs    int       // large bodies that are here whole now
	Lost     int       // large bodies that are not: no entry here names them, or they are damaged
}

// ErrForeign tells that an export was not signed by a terminal of this centre.
var ErrForeign = errors.New("this export is not from a terminal of this centre, or the terminal has been enrolled anew since with another key")

// TakeIn takes in an export that somebody carried here. Before anything is kept all of the file is read:
// it must be whole, and signed with the key that its terminal is enrolled with. When its certificate
// has ended meanwhile that counts for nothing: the key is the same.
//
// What is in it goes the way of a delivery, so that it is here once, however often it is taken in and
// whether the network brings it too. After an error, part of it may be here: take it in again.
func (a *API) TakeIn(ctx context.Context, file io.ReadSeeker) (TakenIn, error) {
	head, err := a.service.proveExport(ctx, file)
	if err != nil {
		return TakenIn{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return TakenIn{}, err
	}
	r, err := wire.NewExportReader(file)
	if err != nil {
		return TakenIn{}, err
	}
	in := intake{service: a.service, TakenIn: TakenIn{Terminal: head.GetTerminal(), At: time.UnixMilli(head.GetAt())}}
	err = in.all(ctx, r)
	return in.TakenIn, err
}

// proveExport reads all of an export, and says whose it is.
func (s *service) proveExport(ctx context.Context, file io.Reader) (*wire.ExportHead, error) {
	r, err := wire.NewExportReader(file)
	for err == nil {
		_, _, err = r.Next()
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	t, ok, err := s.store.Terminal(ctx, r.Head().GetTerminal())
	if err != nil {
		return nil, err
	}
	if !ok || string(t.KeyHash) != string(keyHash(r.Head().GetKey())) {
		return nil, ErrForeign
	}
	return r.Head(), nil
}

// intake takes in one export.
type intake struct {
	*service
	TakenIn
	batch []*wire.Entry
	bytes int // of the batch
}

// Bounds of a batch: those of a delivery.
const exportBytes = 2 << 20

func (in *intake) all(ctx context.Context, r *wire.ExportReader) error {
	for {
		e, p, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return in.commit(ctx)
		case e != nil:
			err = in.entry(ctx, e)
		case p != nil:
			err = in.piece(ctx, p)
		}
		if err != nil {
			return err
		}
	}
}

func (in *intake) entry(ctx context.Context, e *wire.Entry) error {
	in.batch, in.bytes = append(in.batch, e), in.bytes+len(e.GetSealed())
	if len(in.batch) < batchEntries && in.bytes < exportBytes {
		return nil
	}
	return in.commit(ctx)
}

func (in *intake) commit(ctx context.Context) error {
	if len(in.batch) == 0 {
		return nil
	}
	t, err := in.take(ctx, in.Terminal, in.batch)
	if err != nil {
		return err
	}
	in.New += t.New
	in.Known += len(t.Kept) - t.New
	in.Refused += len(t.Conflicts) + len(t.Failed) + len(t.damaged)
	in.batch, in.bytes = nil, 0
	return nil
}

// piece puts what is missing of a piece behind what is here of its blob.
func (in *intake) piece(ctx context.Context, p *wire.ExportPiece) error {
	if err := in.commit(ctx); err != nil { // the entry that names it
		return err
	}
	end := p.GetOffset() + uint64(len(p.GetData()))
	b, err := in.store.Blob(ctx, in.Terminal, p.GetAddress())
	if have := uint64(b.Have); err == nil && uint64(b.Size) == p.GetSize() && have >= p.GetOffset() && have < end {
		b, err = in.store.PutPiece(ctx, in.Terminal, p.GetAddress(), b.Have, p.GetData()[have-p.GetOffset():])
	}
	if err != nil && !errors.Is(err, store.ErrNoBlob) {
		return fmt.Errorf("take in a large body: %w", err)
	}
	if end < p.GetSize() {
		return nil
	}
	return in.blobEnds(ctx, b)
}

// blobEnds counts a blob whose last piece was put.
func (in *intake) blobEnds(ctx context.Context, b store.Blob) error {
	whole := b.Size > 0 && b.Complete()
	if b.Size > 0 && b.Have == b.Size && !whole {
		var err error
		if whole, err = in.complete(ctx, b); err != nil {
			return fmt.Errorf("take in a large body: %w", err)
		}
	}
	if whole {
		in.Blobs++
	} else {
		in.Lost++
	}
	return nil
}
