package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"yitiji/platform/store"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

var errBatch = fmt.Errorf("a delivery has 1 to %d entries, numbered from 1 and ascending", batchEntries)

// Deliver implements wire.IntakeHandler. It answers after the commit, or at once with a turn when the
// centre is busy.
func (s *service) Deliver(ctx context.Context, r *connect.Request[wire.DeliverRequest]) (*connect.Response[wire.DeliverResponse], error) {
	p, err := peerOf(ctx)
	if err != nil {
		return nil, err
	}
	leave, turn := s.admission.enter(p.terminal, len(r.Msg.GetEntries()), time.Now())
	if leave == nil {
		return nil, busy(turn)
	}
	defer leave()
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	taken, err := s.take(ctx, terminal.Code, r.Msg.GetEntries())
	if err != nil {
		return nil, err
	}
	return s.acknowledge(terminal.Code, taken)
}

// taken is what became of a batch.
type taken struct {
	store.Outcome
	damaged []store.Mark // their hash is not that of their content
}

// take commits a batch of entries of a terminal, however it came here.
func (s *service) take(ctx context.Context, terminal string, entries []*wire.Entry) (taken, error) {
	if !ascending(entries) {
		return taken{}, connect.NewError(connect.CodeInvalidArgument, errBatch)
	}
	arrivals, damaged, err := s.open(ctx, terminal, entries)
	if err != nil {
		return taken{}, err
	}
	outcome, err := s.store.Commit(ctx, terminal, s.options.Region, arrivals)
	if err != nil {
		return taken{}, s.internal(err)
	}
	if len(outcome.Answers) > 0 {
		s.options.Arrived()
	}
	return taken{outcome, damaged}, nil
}

func ascending(entries []*wire.Entry) bool {
	for i, e := range entries {
		if e.GetSequence() == 0 || i > 0 && e.GetSequence() <= entries[i-1].GetSequence() {
			return false
		}
	}
	return len(entries) >= 1 && len(entries) <= batchEntries
}

// acknowledge signs for what is durable, and for what is refused.
func (s *service) acknowledge(terminal string, t taken) (*connect.Response[wire.DeliverResponse], error) {
	digest := digestOf(t.Kept)
	ack := &wire.Acknowledgement{
		Terminal: terminal, Through: t.Through.Sequence, Head: t.Through.Hash, At: time.Now().UnixMilli(),
		Kept: ranges(t.Kept), Digest: digest[:], Audits: t.Audits.Sequence, AuditHead: t.Audits.Hash,
	}
	for _, a := range t.Answers {
		ack.Answers = append(ack.Answers, &wire.Answer{Sequence: a.Sequence, Slip: a.Slip, Official: a.Official})
	}
	ack.Refused = slices.Concat(
		refused(t.Conflicts, wire.Refusal_REASON_CONFLICT), refused(t.damaged, wire.Refusal_REASON_DAMAGED), refused(t.Failed, wire.Refusal_REASON_FAILING),
	)
	message, signature, err := s.sign(seal.ForAcknowledgement, ack)
	if err != nil {
		return nil, err
	}
	return connect.NewResponse(&wire.DeliverResponse{Acknowledgement: message, Signature: signature}), nil
}

// sign serialises a message and signs it for one use.
func (s *service) sign(use seal.Use, m proto.Message) (message, signature []byte, err error) {
	message, marshalErr := proto.Marshal(m)
	signature, signErr := s.authority.Signs.Sign(use, message)
	if err := errors.Join(marshalErr, signErr); err != nil {
		return nil, nil, s.internal(err)
	}
	return message, signature, nil
}

// ranges are the runs of consecutive numbers among marks.
func ranges(marks []store.Mark) (out []*wire.Range) {
	for _, m := range marks {
		if last := len(out) - 1; last >= 0 && out[last].GetLast()+1 == m.Sequence {
			out[last].Last = m.Sequence
			continue
		}
		out = append(out, &wire.Range{First: m.Sequence, Last: m.Sequence})
	}
	return out
}

func digestOf(marks []store.Mark) seal.Hash {
	sequences, hashes := make([]uint64, len(marks)), make([]seal.Hash, len(marks))
	for i, m := range marks {
		sequences[i] = m.Sequence
		copy(hashes[i][:], m.Hash)
	}
	return seal.Digest(sequences, hashes)
}

func refused(marks []store.Mark, why wire.Refusal_Reason) (out []*wire.Refusal) {
	for _, m := range marks {
		out = append(out, &wire.Refusal{Sequence: m.Sequence, Hash: m.Hash, Reason: why})
	}
	return out
}
