package uplink

import (
	"context"
	"fmt"

	"connectrpc.com/connect"

	"yitiji/sync/wire"
	"yitiji/terminal"
	"yitiji/terminal/centre"
)

// Ask implements terminal.Centre. It does not wait for what Run carries; how long it may
// take is the caller's to say, by ctx. An answer
// that does not fit its question is none.
func (u *Uplink) Ask(ctx context.Context, r centre.Request) (centre.Answer, error) {
	question, err := r.Encode()
	if err != nil {
		return nil, err
	}
	inquiry, err := u.identity.SealTo.Ask(u.identity.Terminal, question)
	if err != nil {
		return nil, err
	}
	response, err := u.counter.Ask(ctx, connect.NewRequest(&wire.AskRequest{Sealed: inquiry.Sealed}))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", unanswered(err), r.Question.Kind(), reason(err))
	}
	raw, err := inquiry.Open(response.Msg.GetSealed())
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", terminal.ErrNoCentre, r.Question.Kind(), err)
	}
	answer, err := centre.DecodeAnswer(r.Question, raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", terminal.ErrNoCentre, err)
	}
	if err := centre.Check(r.Question, answer); err != nil {
		return nil, fmt.Errorf("%w: %w", terminal.ErrNoCentre, err)
	}
	return answer, nil
}

// unanswered tells a centre that cannot be reached from one that waits for somebody else.
func unanswered(err error) error {
	if !connect.IsWireError(err) {
		return terminal.ErrNoCentre
	}
	switch connect.CodeOf(err) {
	case connect.CodeUnavailable, connect.CodeDeadlineExceeded:
		return terminal.ErrElsewhere
	}
	return terminal.ErrNoCentre
}
