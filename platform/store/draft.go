package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Draft is what somebody filled in and did not hand in, sealed. Owner is a keyed hash of
// whose it is.
type Draft struct {
	bun.BaseModel `bun:"table:drafts,alias:draft"`

	Code   string `bun:"code,pk"`
	Owner  []byte `bun:"owner"`
	Item   string `bun:"item"`
	Sealed []byte `bun:"sealed"`
	Until  Millis `bun:"until"`
}

// KeepDraft stores a draft in place of the owner's earlier one for the same item, and
// forgets what is over.
func (s *Store) KeepDraft(ctx context.Context, d Draft) error {
	err := s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewDelete().Model((*Draft)(nil)).Where("until <= ?", MillisOf(time.Now())).
			WhereOr("owner = ? AND item = ?", d.Owner, d.Item).Exec(ctx)
		if err == nil {
			_, err = tx.NewInsert().Model(&d).Exec(ctx)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("store: keep a draft: %w", err)
	}
	return nil
}

// Draft finds a draft by its code, for its owner alone.
func (s *Store) Draft(ctx context.Context, code string, owner []byte) (d Draft, ok bool, err error) {
	err = s.db.NewSelect().Model(&d).Where("code = ? AND owner = ? AND until > ?", code, owner, MillisOf(time.Now())).Scan(ctx)
	if ok, err = found(err); err != nil {
		return Draft{}, false, fmt.Errorf("store: a draft: %w", err)
	}
	return d, ok, nil
}

// Drafts lists somebody's drafts, the last to be forgotten first.
func (s *Store) Drafts(ctx context.Context, owner []byte) (all []Draft, err error) {
	err = s.db.NewSelect().Model(&all).Column("code", "item", "until", "sealed").
		Where("owner = ? AND until > ?", owner, MillisOf(time.Now())).Order("until DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: drafts: %w", err)
	}
	return all, nil
}
