package uplink

import (
	"context"
	"errors"
	"time"

	"connectrpc.com/connect"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

// Pieces of a blob. A piece shrinks by half with every failure, and doubles as long as they
// arrive soon.
const (
	firstPiece = 256 << 10
	leastPiece = 16 << 10
	maxPiece   = 1 << 20
)

// blobsAtOnce bounds how many blobs are looked up together.
const blobsAtOnce = 16

// carryBlobs sends the large bodies whose entries the centre has. It stops as soon as an entry
// waits, for entries go first.
func (u *Uplink) carryBlobs(ctx context.Context) error {
	for {
		waiting, err := u.outbox.Blobs(ctx, blobsAtOnce)
		if err != nil || len(waiting) == 0 {
			return err
		}
		for _, b := range waiting {
			if err := u.carryBlob(ctx, b); err != nil {
				if !isBusy(err) {
					u.piece = max(leastPiece, u.piece/2)
				}
				return err
			}
			if u.entriesWait(ctx) {
				return nil
			}
		}
	}
}

func (u *Uplink) entriesWait(ctx context.Context) bool {
	next, err := u.outbox.Pending(ctx, 1, 1)
	if len(next) > 0 {
		u.Kick()
	}
	return err != nil || len(next) > 0
}

// carryBlob sends one blob from where it was cut.
func (u *Uplink) carryBlob(ctx context.Context, b outbox.Blob) error {
	offer := &wire.OfferRequest{Address: b.Address[:], Size: uint64(b.Size)}
	answer, err := call(ctx, helloWithin, offer, u.intake.Offer)
	for err == nil && len(answer.GetAcknowledgement()) == 0 {
		if u.entriesWait(ctx) {
			return nil
		}
		answer, err = u.put(ctx, b, int64(answer.GetHave()))
	}
	switch {
	case errors.Is(err, outbox.ErrNoBlob):
		u.options.Log.Error("a large body cannot be read any more", "sequence", b.Sequence)
		return u.outbox.LoseBlob(ctx, b)
	case err != nil:
		return err
	}
	return u.blobDelivered(ctx, b, answer)
}

var errPlace = errors.New("uplink: the centre wants a piece of a blob that there is not")

// put sends the piece of b that begins at offset.
func (u *Uplink) put(ctx context.Context, b outbox.Blob, offset int64) (*wire.OfferResponse, error) {
	if offset < 0 || offset >= b.Size {
		return nil, errPlace
	}
	data, err := u.outbox.ReadBlob(b, offset, u.piece)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	answer, err := call(ctx, deliverWithin, &wire.PutRequest{Address: b.Address[:], Offset: uint64(offset), Data: data}, u.intake.Put)
	if err == nil && time.Since(start) < soon {
		u.piece = min(maxPiece, u.piece*2)
	}
	return answer, err
}

// blobDelivered deletes a blob for which the centre has signed.
func (u *Uplink) blobDelivered(ctx context.Context, b outbox.Blob, answer *wire.OfferResponse) error {
	var said wire.BlobAcknowledgement
	if err := u.signed(seal.ForBlob, answer.GetAcknowledgement(), answer.GetSignature(), &said); err != nil {
		return err
	}
	switch {
	case said.GetTerminal() != u.identity.Terminal:
		return errOther
	case string(said.GetAddress()) != string(b.Address[:]):
		return errContent
	}
	return u.outbox.BlobDelivered(ctx, b)
}

// call makes one call within a time, and words its failure.
func call[Q, A any](
	ctx context.Context, within time.Duration, question *Q,
	do func(context.Context, *connect.Request[Q]) (*connect.Response[A], error),
) (*A, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	answer, err := do(ctx, connect.NewRequest(question))
	if err != nil {
		return nil, reason(err)
	}
	return answer.Msg, nil
}
