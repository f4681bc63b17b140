package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"connectrpc.com/connect"

	"yitiji/platform/store"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

// Bounds of a blob.
const (
	maxBlob  = 64 << 20
	maxPiece = 1 << 20
)

var (
	errPiece = fmt.Errorf("a piece of a blob has 1 to %d bytes", maxPiece)
	errSize  = errors.New("the size of a blob is not the one that its entry says")
)

// Offer implements wire.IntakeHandler.
func (s *service) Offer(ctx context.Context, r *connect.Request[wire.OfferRequest]) (*connect.Response[wire.OfferResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	b, err := s.store.Blob(ctx, terminal.Code, r.Msg.GetAddress())
	if err != nil {
		return nil, s.blobError(err)
	}
	if uint64(b.Size) != r.Msg.GetSize() {
		return nil, connect.NewError(connect.CodeInvalidArgument, errSize)
	}
	return s.place(ctx, b)
}

// Put implements wire.IntakeHandler.
func (s *service) Put(ctx context.Context, r *connect.Request[wire.PutRequest]) (*connect.Response[wire.OfferResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	if n := len(r.Msg.GetData()); n == 0 || n > maxPiece {
		return nil, connect.NewError(connect.CodeInvalidArgument, errPiece)
	}
	b, err := s.store.PutPiece(ctx, terminal.Code, r.Msg.GetAddress(), int64(r.Msg.GetOffset()), r.Msg.GetData())
	if err != nil {
		return nil, s.blobError(err)
	}
	return s.place(ctx, b)
}

func (s *service) blobError(err error) error {
	if errors.Is(err, store.ErrNoBlob) {
		return connect.NewError(connect.CodeFailedPrecondition, err)
	}
	return s.internal(err)
}

// place says how far a blob is. One that is here whole is opened first, and signed for.
func (s *service) place(ctx context.Context, b store.Blob) (*connect.Response[wire.OfferResponse], error) {
	answer := &wire.OfferResponse{Have: uint64(b.Have)}
	if b.Have < b.Size {
		return connect.NewResponse(answer), nil
	}
	if !b.Complete() {
		whole, err := s.complete(ctx, b)
		if err != nil {
			return nil, s.internal(err)
		}
		if !whole {
			return connect.NewResponse(&wire.OfferResponse{}), nil
		}
	}
	var err error
	ack := &wire.BlobAcknowledgement{Terminal: b.Terminal, Address: b.Address, At: time.Now().UnixMilli()}
	answer.Acknowledgement, answer.Signature, err = s.sign(seal.ForBlob, ack)
	return connect.NewResponse(answer), err
}

// complete records what is in a blob that is here to its end. whole is false for one that is not
// what its address says: it is thrown away.
func (s *service) complete(ctx context.Context, b store.Blob) (whole bool, err error) {
	data, err := s.store.BlobData(ctx, b.Terminal, b.Address)
	if err != nil {
		return false, err
	}
	if sum := seal.AddressOf(data); string(sum[:]) != string(b.Address) {
		return false, s.store.DropPieces(ctx, b)
	}
	entry, err := s.store.BlobEntry(ctx, b)
	if err != nil {
		return false, err
	}
	a := store.Arrival{Entry: entry}
	s.unseal(&a, entry.Header().Blob(), data)
	if err := s.store.Complete(ctx, s.options.Region, b, a); err != nil {
		return false, err
	}
	s.options.Arrived()
	return true, nil
}
