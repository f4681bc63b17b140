package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"connectrpc.com/connect"

	systems "yitiji/platform/connect"
	"yitiji/platform/store"
	"yitiji/sync/wire"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// answerWithin is how long a department may take while a person waits for the answer.
const answerWithin = 8 * time.Second

// Ask implements wire.CounterHandler. The use is written down before anything is looked up.
func (s *service) Ask(ctx context.Context, r *connect.Request[wire.AskRequest]) (*connect.Response[wire.AskResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	asked, err := s.authority.Opens.Asked(terminal.Code, r.Msg.GetSealed())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	request, err := centre.DecodeRequest(asked.Question)
	if err != nil {
		return nil, connect.NewError(connect.CodeUnimplemented, err)
	}
	use := systems.Use{Use: request.Use, Terminal: terminal.Code, At: time.Now()}
	if err := s.record(ctx, use, request.Question); err != nil {
		return nil, s.internal(err)
	}
	within, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := s.answer(within, use, request.Question)
	if err != nil {
		return nil, s.unanswered(within, err)
	}
	raw, err := centre.EncodeAnswer(answer)
	if err != nil {
		return nil, s.internal(err)
	}
	return connect.NewResponse(&wire.AskResponse{Sealed: asked.Answer(raw)}), nil
}

// unanswered tells a department's failure from our own.
func (s *service) unanswered(ctx context.Context, err error) error {
	if errors.Is(err, systems.ErrDown) || ctx.Err() != nil {
		s.options.Log.Warn("a question was not answered", "error", err)
		return connect.NewError(connect.CodeUnavailable, systems.ErrDown)
	}
	return s.internal(err)
}

// record writes down who was asked about, masked.
func (s *service) record(ctx context.Context, use systems.Use, q centre.Question) error {
	return s.store.Record(ctx, store.Use{
		Terminal: use.Terminal, At: store.MillisOf(use.At), Kind: string(q.Kind()), Purpose: string(use.Purpose),
		Item: string(use.Item), Subject: identity.MaskNumber(subject(q).Number),
	})
}

// subject is whom a question is about; nobody where it names none.
func subject(q centre.Question) centre.Subject {
	switch q := q.(type) {
	case *centre.Materials:
		return q.Subject
	case *centre.Lookup:
		return q.Subject
	case *centre.Bill:
		return q.Subject
	case *centre.Matters:
		return q.Subject
	case *centre.Save:
		return q.Subject
	case *centre.Resume:
		return q.Subject
	}
	return centre.Subject{}
}

// answer asks whoever is responsible.
func (s *service) answer(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	switch q := q.(type) {
	case *centre.Materials:
		return s.materials(ctx, use, q)
	case *centre.Lookup, *centre.Slots, *centre.Track, *centre.Matters:
		return s.department(ctx, use, q)
	case *centre.Bill, *centre.Payment, *centre.GiveUp:
		return s.payment(ctx, use, q)
	}
	return nil, fmt.Errorf("questions of kind %q: %w", q.Kind(), systems.ErrDown)
}

func (s *service) materials(ctx context.Context, use systems.Use, q *centre.Materials) (centre.Answer, error) {
	if s.options.Systems.Certificates == nil {
		return nil, fmt.Errorf("no certificate system is connected: %w", systems.ErrDown)
	}
	held, err := s.options.Systems.Certificates.Held(ctx, use, q.Subject, q.Types)
	return &centre.Known{Certificates: held}, err
}

func (s *service) department(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	d := s.options.Systems.Department
	if d == nil {
		return nil, fmt.Errorf("no department is connected: %w", systems.ErrDown)
	}
	switch q := q.(type) {
	case *centre.Lookup:
		return d.Lookup(ctx, use, q)
	case *centre.Slots:
		return d.Free(ctx, use, q)
	case *centre.Track:
		return s.track(ctx, d, q)
	case *centre.Matters:
		return d.Matters(ctx, use, q.Subject)
	}
	return nil, fmt.Errorf("questions of kind %q are no department's: %w", q.Kind(), systems.ErrDown)
}

// track finds the matter by its slip. One that its department has not got yet is received,
// and no more than that.
func (s *service) track(ctx context.Context, d systems.Department, q *centre.Track) (centre.Answer, error) {
	a, ok, err := s.store.BySlip(ctx, string(q.Slip))
	if err != nil || !ok {
		return &centre.Standing{Unknown: true}, err
	}
	standing, err := d.Standing(ctx, a.Official)
	if err != nil {
		return nil, err
	}
	if standing.Unknown {
		standing = &centre.Standing{Stage: centre.Received}
	}
	standing.Item, standing.Official = catalog.ItemCode(a.Item), a.Official
	return standing, nil
}

func (s *service) payment(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	p := s.options.Systems.Payments
	if p == nil {
		return nil, fmt.Errorf("no payment system is connected: %w", systems.ErrDown)
	}
	switch q := q.(type) {
	case *centre.Bill:
		return p.Open(ctx, use, q)
	case *centre.Payment:
		return p.State(ctx, q.Order)
	case *centre.GiveUp:
		return p.GiveUp(ctx, q.Order)
	}
	return nil, fmt.Errorf("questions of kind %q are no payment: %w", q.Kind(), systems.ErrDown)
}
