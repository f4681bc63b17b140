package api

import (
	"context"
	"fmt"
	"time"

	systems "yitiji/platform/connect"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// elsewhere is the answer of somebody else's system. Whatever fails there is theirs: to the
// terminal their system is down.
func elsewhere[A any](answer A, err error) (A, error) {
	if err != nil {
		err = fmt.Errorf("%w: %w", systems.ErrDown, err)
	}
	return answer, err
}

// materials tells what somebody holds, and what they gave here before.
func (s *service) materials(ctx context.Context, use systems.Use, q *centre.Materials) (centre.Answer, error) {
	known := &centre.Known{Of: q.Subject.Mark()}
	if len(q.Types) > 0 {
		if s.options.Systems.Certificates == nil {
			return nil, fmt.Errorf("no certificate system is connected: %w", systems.ErrDown)
		}
		held, err := elsewhere(s.options.Systems.Certificates.Held(ctx, use, q.Subject, q.Types))
		if err != nil {
			return nil, err
		}
		known.Of, known.Certificates = held.Of, held.Certificates
	}
	var err error
	known.Given, err = s.given(ctx, q)
	return known, err
}

// givenFor is how long a material may be used again.
const givenFor = 365 * 24 * time.Hour

func (s *service) given(ctx context.Context, q *centre.Materials) ([]centre.Given, error) {
	owner, err := s.vault.Owner(q.Subject)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.GivenBefore(ctx, owner, q.Keys, time.Now().Add(-givenFor))
	var out []centre.Given
	for _, g := range rows {
		out = append(out, centre.Given{
			Material: g.Material, Name: s.materialName(catalog.ItemCode(g.Item), g.Material),
			At: catalog.Day(g.At.Time().Format(time.DateOnly)), Digests: g.Pages(),
		})
	}
	return out, err
}

// materialName is what an item calls a material; its key where the item is not known.
func (s *service) materialName(code catalog.ItemCode, key string) string {
	if it, ok := s.itemOf(code); ok {
		for _, m := range it.Materials {
			if m.Key == key {
				return m.Name.In(catalog.Chinese)
			}
		}
	}
	return key
}

func (s *service) department(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	d := s.options.Systems.Department
	if d == nil {
		return nil, fmt.Errorf("no department is connected: %w", systems.ErrDown)
	}
	switch q := q.(type) {
	case *centre.Lookup:
		return elsewhere(d.Lookup(ctx, use, q))
	case *centre.Slots:
		return elsewhere(d.Free(ctx, use, q))
	case *centre.Track:
		return s.track(ctx, d, q)
	case *centre.Matters:
		return s.matters(ctx, d, use, q)
	}
	return nil, fmt.Errorf("questions of kind %q are no department's: %w", q.Kind(), systems.ErrDown)
}

// track finds the matter by its slip. One that its department has not got yet is received,
// and no more than that.
func (s *service) track(ctx context.Context, d systems.Department, q *centre.Track) (centre.Answer, error) {
	a, ok, err := s.store.BySlip(ctx, string(q.Slip))
	if err != nil || !ok {
		return &centre.Standing{Slip: q.Slip, Unknown: true}, err
	}
	standing, err := elsewhere(d.Standing(ctx, a.Official))
	if err != nil {
		return nil, err
	}
	if standing == nil {
		return nil, centre.ErrAnswer
	}
	if standing.Unknown {
		standing = &centre.Standing{Stage: centre.Received, Official: a.Official}
	}
	if standing.Official != a.Official {
		return nil, fmt.Errorf("%w: how far another matter has come", centre.ErrAnswer)
	}
	standing.Slip, standing.Item = q.Slip, catalog.ItemCode(a.Item)
	return standing, nil
}

// matters is a person's page: what departments say, and the drafts that are kept here.
func (s *service) matters(ctx context.Context, d systems.Department, use systems.Use, q *centre.Matters) (centre.Answer, error) {
	page, err := elsewhere(d.Matters(ctx, use, q.Subject))
	if err != nil {
		return nil, err
	}
	if page == nil {
		return nil, centre.ErrAnswer
	}
	page.Drafts, err = s.drafts(ctx, q.Subject)
	return page, err
}

func (s *service) payment(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	p := s.options.Systems.Payments
	if p == nil {
		return nil, fmt.Errorf("no payment system is connected: %w", systems.ErrDown)
	}
	switch q := q.(type) {
	case *centre.Bill:
		return elsewhere(p.Open(ctx, use, q))
	case *centre.Payment:
		return elsewhere(p.State(ctx, q.Order))
	case *centre.GiveUp:
		return elsewhere(p.GiveUp(ctx, q.Order))
	}
	return nil, fmt.Errorf("questions of kind %q are no payment: %w", q.Kind(), systems.ErrDown)
}

// identity asks the identity platform who somebody is.
func (s *service) identity(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	i := s.options.Systems.Identities
	if i == nil {
		return nil, fmt.Errorf("no identity system is connected: %w", systems.ErrDown)
	}
	switch q := q.(type) {
	case *centre.SignIn:
		return elsewhere(i.Invite(ctx, use, q))
	case *centre.SignedIn:
		return elsewhere(i.Invited(ctx, use, q.Token))
	case *centre.Present:
		return elsewhere(i.Present(ctx, use, q.Code))
	}
	return nil, fmt.Errorf("questions of kind %q prove nobody: %w", q.Kind(), systems.ErrDown)
}

// text has a code sent, or checks one.
func (s *service) text(ctx context.Context, use systems.Use, q centre.Question) (centre.Answer, error) {
	t := s.options.Systems.Texts
	if t == nil {
		return nil, fmt.Errorf("nothing here sends codes: %w", systems.ErrDown)
	}
	switch q := q.(type) {
	case *centre.SendCode:
		return elsewhere(t.Send(ctx, use, q))
	case *centre.TypeCode:
		return elsewhere(t.Typed(ctx, use, q))
	}
	return nil, fmt.Errorf("questions of kind %q are no texts: %w", q.Kind(), systems.ErrDown)
}

func (s *service) represent(ctx context.Context, use systems.Use, q *centre.Represent) (centre.Answer, error) {
	f := s.options.Systems.Firms
	if f == nil {
		return nil, fmt.Errorf("no register of firms is connected: %w", systems.ErrDown)
	}
	return elsewhere(f.Represent(ctx, use, q))
}
