package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"yitiji/platform/store"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// A profile is made of what somebody has handed in lately: nothing of it is kept beside
// the applications, and it ends when they do.
const (
	profileFor  = 365 * 24 * time.Hour
	profileFrom = 8 // applications, the newest
)

// profile tells what somebody answered before to questions that ask for the same thing.
func (s *service) profile(ctx context.Context, q *centre.Profile) (centre.Answer, error) {
	facts := &centre.Facts{Of: q.Subject.Mark(), Values: map[catalog.Prefill]string{}}
	owner, err := s.vault.Owner(q.Subject)
	if err != nil {
		return nil, err
	}
	lately, err := s.store.Lately(ctx, owner, time.Now().Add(-profileFor), profileFrom)
	if err != nil {
		return nil, err
	}
	for _, d := range lately {
		if a, ok := s.application(ctx, d); ok {
			s.remember(facts, q.Wanted, a)
		}
	}
	return facts, nil
}

// application opens one that was kept. One that does not open any more tells nothing.
func (s *service) application(ctx context.Context, d store.Detail) (a catalog.Application, ok bool) {
	header, sealed, err := s.vault.Sealed(ctx, d.Entry)
	if err != nil {
		return a, false
	}
	body, err := s.authority.Opens.Open(header, sealed)
	return a, err == nil && json.Unmarshal(body, &a) == nil
}

// remember takes from an application what is wanted and not known yet.
func (s *service) remember(facts *centre.Facts, wanted []catalog.Prefill, a catalog.Application) {
	it, ok := s.itemOf(a.Item)
	if !ok {
		return
	}
	for _, f := range it.AllFields() {
		i := slices.IndexFunc(a.Answers, func(x catalog.Answer) bool { return x.Field == f.Key })
		if _, known := facts.Values[f.Prefill]; i >= 0 && !known && slices.Contains(wanted, f.Prefill) {
			facts.Values[f.Prefill] = a.Answers[i].Value
		}
	}
}

func (s *service) itemOf(code catalog.ItemCode) (*catalog.Item, bool) {
	if s.options.Catalog == nil {
		return nil, false
	}
	return s.options.Catalog.Item(code)
}
