package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"yitiji/platform/store"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

var errBatch = fmt.Errorf("a delivery has 1 to %d entries, numbered from 1 and consecutive", batchEntries)

// Deliver implements wire.IntakeHandler. It answers after the commit.
func (s *service) Deliver(ctx context.Context, r *connect.Request[wire.DeliverRequest]) (*connect.Response[wire.DeliverResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	if !consecutive(r.Msg.GetEntries()) {
		return nil, connect.NewError(connect.CodeInvalidArgument, errBatch)
	}
	arrivals, err := s.open(ctx, terminal.Code, r.Msg.GetEntries())
	if err != nil {
		return nil, err
	}
	outcome, err := s.store.Commit(ctx, terminal.Code, s.options.Region, arrivals)
	if err != nil {
		return nil, s.internal(err)
	}
	if len(outcome.Answers) > 0 {
		s.options.Arrived()
	}
	if outcome.Through == 0 {
		return nil, connect.NewError(connect.CodeAlreadyExists, conflict(outcome.Conflict))
	}
	return s.acknowledge(terminal.Code, outcome)
}

func consecutive(entries []*wire.Entry) bool {
	for i, e := range entries {
		if e.GetSequence() == 0 || e.GetSequence() != entries[0].GetSequence()+uint64(i) {
			return false
		}
	}
	return len(entries) >= 1 && len(entries) <= batchEntries
}

func conflict(sequence uint64) error {
	return fmt.Errorf("the centre holds another entry under number %d of this terminal; its store was replaced or copied: call the centre's administrator", sequence)
}

// acknowledge signs for what is durable.
func (s *service) acknowledge(terminal string, o store.Outcome) (*connect.Response[wire.DeliverResponse], error) {
	ack := &wire.Acknowledgement{Terminal: terminal, Through: o.Through, Head: o.Head, At: time.Now().UnixMilli()}
	for _, a := range o.Answers {
		ack.Answers = append(ack.Answers, &wire.Answer{Sequence: a.Sequence, Slip: a.Slip, Official: a.Official})
	}
	message, marshalErr := proto.Marshal(ack)
	signature, signErr := s.authority.Signs.Sign(seal.ForAcknowledgement, message)
	if err := errors.Join(marshalErr, signErr); err != nil {
		return nil, s.internal(err)
	}
	return connect.NewResponse(&wire.DeliverResponse{Acknowledgement: message, Signature: signature}), nil
}

// missingAtOnce bounds the gaps in one answer.
const missingAtOnce = 100

// Hello implements wire.IntakeHandler.
func (s *service) Hello(ctx context.Context, r *connect.Request[wire.HelloRequest]) (*connect.Response[wire.HelloResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	if r.Msg.GetLastSequence() < terminal.LastSequence {
		if err := s.alarm(ctx, terminal.Code, 0, store.AlarmBehind); err != nil {
			return nil, err
		}
	}
	answer := &wire.HelloResponse{LastSequence: terminal.LastSequence, At: time.Now().UnixMilli()}
	if terminal.Missing() == 0 {
		return connect.NewResponse(answer), nil
	}
	gaps, err := s.store.Missing(ctx, terminal.Code, missingAtOnce)
	if err != nil {
		return nil, s.internal(err)
	}
	for _, g := range gaps {
		answer.Missing = append(answer.Missing, &wire.Range{First: g.First, Last: g.Last})
	}
	return connect.NewResponse(answer), nil
}
