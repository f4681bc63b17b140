package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Use is one time that something personal was asked for: by which terminal, when, what
// for, about whom. The person is masked; what was answered is not kept.
type Use struct {
	bun.BaseModel `bun:"table:uses,alias:use"`

	ID       int64  `bun:"id,pk,autoincrement"`
	Terminal string `bun:"terminal"`
	At       Millis `bun:"at"`
	Kind     string `bun:"kind"`
	Purpose  string `bun:"purpose"`
	Item     string `bun:"item"`
	Subject  string `bun:"subject"` // masked number; empty where nobody is named
}

// Record writes a use down, before it is answered.
func (s *Store) Record(ctx context.Context, u Use) error {
	if _, err := s.db.NewInsert().Model(&u).Exec(ctx); err != nil {
		return fmt.Errorf("store: record a use: %w", err)
	}
	return nil
}

// Uses lists the latest uses, the newest first.
func (s *Store) Uses(ctx context.Context, limit int) (uses []Use, err error) {
	if err := s.db.NewSelect().Model(&uses).Order("id DESC").Limit(int64(limit)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("store: uses: %w", err)
	}
	return uses, nil
}
