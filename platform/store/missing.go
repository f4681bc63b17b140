package store

import (
	"context"
	"fmt"
)

// Gap is a run of sequence numbers that never arrived.
type Gap struct {
	Terminal string `bun:"terminal" json:"terminal"`
	First    uint64 `bun:"first" json:"first"`
	Last     uint64 `bun:"last" json:"last"`
}

// Missing lists the gaps before the last entry of terminal, or of all when it is
// empty; at most limit.
func (s *Store) Missing(ctx context.Context, terminal string, limit int64) ([]Gap, error) {
	steps := s.db.NewSelect().Table("entries").
		ColumnExpr("terminal, sequence, LAG(sequence, 1, 0) OVER (PARTITION BY terminal ORDER BY sequence) AS before")
	if terminal != "" {
		steps = steps.Where("terminal = ?", terminal)
	}
	var gaps []Gap
	err := s.db.NewSelect().TableExpr("(?) AS step", steps).
		ColumnExpr("step.terminal, step.before + 1 AS first, step.sequence - 1 AS last").
		Where("step.sequence > step.before + 1").Order("terminal", "first").Limit(limit).Scan(ctx, &gaps)
	if err != nil {
		return nil, fmt.Errorf("store: missing: %w", err)
	}
	return gaps, nil
}
