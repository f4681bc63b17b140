package store

import (
	"context"
	"fmt"
	"time"
)

// Demand counts how often each item was used since a time: applications that arrived, and
// look-ups.
func (s *Store) Demand(ctx context.Context, since time.Time) (map[string]int, error) {
	applied := s.db.NewSelect().TableExpr("applications AS application").Column("application.item").
		Join("JOIN entries AS entry ON entry.terminal = application.terminal AND entry.sequence = application.sequence").
		Where("entry.received_at >= ?", MillisOf(since))
	lookedUp := s.db.NewSelect().TableExpr("uses AS use").Column("use.item").
		Where("use.kind = 'lookup' AND use.item <> '' AND use.at >= ?", MillisOf(since))
	var rows []struct {
		Item  string `bun:"item"`
		Count int    `bun:"count"`
	}
	err := s.db.NewSelect().TableExpr("(?) AS used", applied.UnionAll(lookedUp)).
		ColumnExpr("used.item, COUNT(*) AS count").GroupExpr("used.item").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("store: demand: %w", err)
	}
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.Item] = r.Count
	}
	return counts, nil
}
