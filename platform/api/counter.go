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
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// answerWithin is how long a department may take while a person waits for the answer.
const answerWithin = 8 * time.Second

var errPace = errors.New("this terminal asks more than its share; wait a moment")

// Ask implements wire.CounterHandler. The use is written down before anything is looked up.
func (s *service) Ask(ctx context.Context, r *connect.Request[wire.AskRequest]) (*connect.Response[wire.AskResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	if !s.pace.take(terminal.Code, time.Now()) {
		return nil, connect.NewError(connect.CodeResourceExhausted, errPace)
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
	answer, err := s.checked(ctx, use, request.Question)
	if err != nil {
		return nil, err
	}
	raw, err := centre.EncodeAnswer(answer)
	if err != nil {
		return nil, s.internal(err)
	}
	return connect.NewResponse(&wire.AskResponse{Sealed: asked.Answer(raw)}), nil
}

// checked answers, and lets nothing through that cannot be an answer: a system that mixes
// two people up is down, and an administrator hears of it.
func (s *service) checked(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	within, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := s.answer(within, use, q)
	if err == nil {
		err = centre.Check(q, answer)
	}
	if p, ok := answer.(*centre.Proved); ok && err == nil && p.Person != nil && subject(q).Number == "" {
		err = s.recordAbout(ctx, use, q, p.Person.Number) // whom a phone named, nobody knew before
	}
	if errors.Is(err, centre.ErrAnswer) {
		if err := s.alarm(ctx, use.Terminal, 0, store.AlarmLie); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, s.unanswered(within, err)
	}
	return answer, nil
}

// unanswered tells a department's failure from our own.
func (s *service) unanswered(ctx context.Context, err error) error {
	if errors.Is(err, systems.ErrDown) || errors.Is(err, centre.ErrAnswer) || ctx.Err() != nil {
		s.options.Log.Warn("a question was not answered", "error", err)
		return connect.NewError(connect.CodeUnavailable, systems.ErrDown)
	}
	return s.internal(err)
}

// record writes down who was asked about, masked. What a terminal asks again every two
// seconds is about an order or a door that a recorded question opened, and about nobody; so
// is how often services are used.
func (s *service) record(ctx context.Context, use systems.Use, q centre.Question) error {
	switch q.(type) {
	case *centre.Payment, *centre.Uploaded, *centre.Demand, *centre.SignedIn:
		return nil
	}
	return s.recordAbout(ctx, use, q, subject(q).Number)
}

func (s *service) recordAbout(ctx context.Context, use systems.Use, q centre.Question, number string) error {
	return s.store.Record(ctx, store.Use{
		Terminal: use.Terminal, At: store.MillisOf(use.At), Kind: string(q.Kind()), Purpose: string(use.Purpose),
		Item: string(use.Item), Subject: identity.MaskNumber(number),
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
	case *centre.Profile:
		return q.Subject
	case *centre.Save:
		return q.Subject
	case *centre.Resume:
		return q.Subject
	case *centre.Represent:
		return q.Subject
	case *centre.SendCode: // nothing of it is proved
		return centre.Subject{Number: q.Number}
	case *centre.TypeCode:
		return centre.Subject{Number: q.Number}
	}
	return centre.Subject{}
}

// answer asks whoever is responsible.
func (s *service) answer(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	switch q := q.(type) {
	case *centre.Materials:
		return s.materials(ctx, use, q)
	case *centre.Profile:
		return s.profile(ctx, q)
	case *centre.Demand:
		return s.demand(ctx)
	case *centre.Lookup, *centre.Slots, *centre.Track, *centre.Matters:
		return s.department(ctx, use, q)
	case *centre.Bill, *centre.Payment, *centre.GiveUp:
		return s.payment(ctx, use, q)
	case *centre.SignIn, *centre.SignedIn, *centre.Present:
		return s.identity(ctx, use, q)
	case *centre.SendCode, *centre.TypeCode:
		return s.text(ctx, use, q)
	case *centre.Represent:
		return s.represent(ctx, use, q)
	case *centre.Upload:
		return s.openDoor(ctx, use, q)
	case *centre.Uploaded:
		return s.uploaded(ctx, use, q)
	case *centre.Save:
		return s.save(ctx, q)
	case *centre.Resume:
		return s.resume(ctx, q)
	}
	return nil, fmt.Errorf("questions of kind %q: %w", q.Kind(), systems.ErrDown)
}
