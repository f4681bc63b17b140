package api

import (
	"context"
	"crypto/rand"
	"time"

	"yitiji/platform/store"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// draftLasts is how long a draft is kept.
const draftLasts = 7 * 24 * time.Hour

// save keeps a draft, sealed, in place of the person's earlier one for the same item.
func (s *service) save(ctx context.Context, q *centre.Save) (centre.Answer, error) {
	owner, err := s.vault.Owner(q.Subject)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(draftLasts)
	d := q.Draft
	random := make([]byte, 16)
	rand.Read(random)
	d.Code, d.Until = centre.NewDraftCode(random), catalog.Day(until.Format(time.DateOnly))
	sealed, err := s.vault.SealDraft(d)
	if err != nil {
		return nil, err
	}
	err = s.store.KeepDraft(ctx, store.Draft{Code: string(d.Code), Owner: owner, Item: string(d.Item), Sealed: sealed, Until: store.MillisOf(until)})
	d.Answers = nil // whoever saved it has them
	return &centre.Saved{Of: q.Subject.Mark(), Draft: d}, err
}

// resume opens a draft for its owner. To everybody else there is none.
func (s *service) resume(ctx context.Context, q *centre.Resume) (centre.Answer, error) {
	unknown := &centre.Saved{Of: q.Subject.Mark(), Unknown: true}
	code, err := centre.ParseDraftCode(string(q.Code))
	if err != nil {
		return unknown, nil
	}
	owner, err := s.vault.Owner(q.Subject)
	if err != nil {
		return nil, err
	}
	kept, ok, err := s.store.Draft(ctx, string(code), owner)
	if err != nil || !ok {
		return unknown, err
	}
	draft, err := s.vault.OpenDraft(string(code), kept.Sealed)
	return &centre.Saved{Of: q.Subject.Mark(), Draft: draft}, err
}

// drafts lists what somebody saved, without what was filled in.
func (s *service) drafts(ctx context.Context, whose centre.Subject) ([]centre.Draft, error) {
	owner, err := s.vault.Owner(whose)
	if err != nil {
		return nil, err
	}
	kept, err := s.store.Drafts(ctx, owner)
	if err != nil {
		return nil, err
	}
	var out []centre.Draft
	for _, k := range kept {
		d, err := s.vault.OpenDraft(k.Code, k.Sealed)
		if err != nil {
			return nil, err
		}
		d.Answers = nil
		out = append(out, d)
	}
	return out, nil
}
