package api

import (
	"context"
	"time"

	"connectrpc.com/connect"

	"yitiji/platform/store"
	"yitiji/sync/wire"
)

// missingAtOnce bounds the gaps in one answer.
const missingAtOnce = 100

// maxSkew is how far a terminal's clock may be from ours; it is the terminal's own limit.
const maxSkew = 5 * time.Minute

// Hello implements wire.IntakeHandler.
func (s *service) Hello(ctx context.Context, r *connect.Request[wire.HelloRequest]) (*connect.Response[wire.HelloResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.examine(ctx, terminal, r.Msg); err != nil {
		return nil, err
	}
	answer := &wire.HelloResponse{LastSequence: terminal.LastSequence, At: time.Now().UnixMilli()}
	if err := s.missing(ctx, terminal, answer); err != nil {
		return nil, err
	}
	return connect.NewResponse(answer), s.downlink(ctx, terminal, r.Msg.GetNotice(), answer)
}

// missing says what the centre lacks.
func (s *service) missing(ctx context.Context, t store.Terminal, answer *wire.HelloResponse) error {
	if t.Missing() == 0 {
		return nil
	}
	gaps, err := s.store.Missing(ctx, t.Code, missingAtOnce)
	if err != nil {
		return s.internal(err)
	}
	for _, g := range gaps {
		answer.Missing = append(answer.Missing, &wire.Range{First: g.First, Last: g.Last})
	}
	return nil
}

// examine notes how a terminal fares, and raises an alarm for what cannot be: it knows less than
// we hold of it, or its last entry is another one than ours, or its clock is off.
func (s *service) examine(ctx context.Context, t store.Terminal, said *wire.HelloRequest) error {
	skew := time.Duration(0)
	if said.GetAt() != 0 {
		skew = time.Until(time.UnixMilli(said.GetAt()))
	}
	now := store.Fares{
		Waiting: said.GetWaiting(), Aside: said.GetAside(), Oldest: store.Millis(said.GetOldest()),
		Skew: skew.Milliseconds(), Program: said.GetProgram(),
	}
	if err := s.store.Note(ctx, t, now); err != nil {
		return s.internal(err)
	}
	if skew.Abs() > maxSkew && time.Duration(t.Skew).Abs()*time.Millisecond <= maxSkew {
		if err := s.alarm(ctx, t.Code, 0, store.AlarmClock); err != nil {
			return err
		}
	}
	if said.GetLastSequence() < t.LastSequence {
		if err := s.alarm(ctx, t.Code, 0, store.AlarmBehind); err != nil {
			return err
		}
	}
	return s.fork(ctx, t, said)
}

// fork raises an alarm when a terminal's last entry is another one than we hold under its number.
func (s *service) fork(ctx context.Context, t store.Terminal, said *wire.HelloRequest) error {
	if len(said.GetHead()) == 0 || said.GetLastSequence() > t.LastSequence {
		return nil
	}
	hash, ok, err := s.store.HashOf(ctx, t.Code, said.GetLastSequence())
	if err != nil {
		return s.internal(err)
	}
	if !ok || string(hash) == string(said.GetHead()) {
		return nil
	}
	return s.alarm(ctx, t.Code, said.GetLastSequence(), store.AlarmFork)
}
