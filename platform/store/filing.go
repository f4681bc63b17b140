package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// BySlip finds the application that has a slip.
func (s *Store) BySlip(ctx context.Context, slip string) (a Application, ok bool, err error) {
	err = s.db.NewSelect().Model(&a).Where("slip = ?", slip).Limit(1).Scan(ctx)
	if ok, err = found(err); err != nil {
		return a, false, fmt.Errorf("store: slip: %w", err)
	}
	return a, ok, nil
}

// Unfiled lists applications that their department has not got yet, with their entries,
// the oldest first.
func (s *Store) Unfiled(ctx context.Context, limit int) ([]Detail, error) {
	var rows []Application
	err := s.db.NewSelect().Model(&rows).Where("filed_at = 0").Order("official").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: unfiled: %w", err)
	}
	return s.details(ctx, rows)
}

// Lately lists what somebody handed in, not before a moment, the newest first.
func (s *Store) Lately(ctx context.Context, owner []byte, since time.Time, limit int) ([]Detail, error) {
	var rows []Application
	err := s.db.NewSelect().Model(&rows).
		Join("JOIN entries AS entry ON entry.terminal = application.terminal AND entry.sequence = application.sequence").
		Where("application.owner = ? AND entry.received_at >= ?", owner, MillisOf(since)).
		Order("application.official DESC").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: handed in lately: %w", err)
	}
	return s.details(ctx, rows)
}

// details adds their entries to applications.
func (s *Store) details(ctx context.Context, rows []Application) ([]Detail, error) {
	out := make([]Detail, len(rows))
	for i := range rows {
		out[i].Application = &rows[i]
		entry := Entry{Terminal: rows[i].Terminal, Sequence: rows[i].Sequence}
		if err := s.db.NewSelect().Model(&entry).WherePK().Scan(ctx); err != nil {
			return nil, fmt.Errorf("store: the entry of an application: %w", err)
		}
		out[i].Entry = entry
	}
	return out, nil
}

// Filed says that a department has an application.
func (s *Store) Filed(ctx context.Context, official string, at time.Time) error {
	err := s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Table("applications").Set("filed_at = ?", MillisOf(at)).
			Where("official = ? AND filed_at = 0", official).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: filed: %w", err)
	}
	return nil
}
