package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// BySlip finds the application that has a slip.
func (s *Store) BySlip(ctx context.Context, slip string) (a Application, ok bool, err error) {
	err = s.db.NewSelect().Model(&a).Where("slip = ?", slip).Limit(1).Scan(ctx)
	if ok, err = found(err); err != nil {
		return a, false, fmt.Errorf("store: slip: %w", err)
	}
	return a, ok, nil
}

// Unfiled lists applications that their department has not got yet and that are to be looked at by
// now, with their entries; at most limit, those first that have waited the longest for it. What
// [Store.Later] has put off holds up no other.
func (s *Store) Unfiled(ctx context.Context, now time.Time, limit int) ([]Detail, error) {
	var rows []Application
	err := s.db.NewSelect().Model(&rows).Where("filed_at = 0 AND look_at <= ?", MillisOf(now)).
		Order("look_at", "official").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: unfiled: %w", err)
	}
	return s.details(ctx, rows)
}

// Later has an application looked at again at a moment; at the zero time, never. a is what was read
// of it: when it has become due by itself since then, as by a page that came, it stays due.
func (s *Store) Later(ctx context.Context, a Application, at time.Time) error {
	to := Millis(0)
	if !at.IsZero() {
		to = MillisOf(at)
	}
	_, err := s.db.NewUpdate().Table("applications").Set("look_at = ?", to).
		Where("official = ? AND look_at = ?", a.Official, a.LookAt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store: put off an application: %w", err)
	}
	return nil
}

// due makes the applications due that wait at a terminal from which a page has come.
func (c *commit) due(ctx context.Context) error {
	now := MillisOf(c.now)
	_, err := c.tx.NewUpdate().Table("applications").Set("look_at = ?", now).
		Where("terminal = ? AND filed_at = 0 AND look_at > ?", c.terminal.Code, now).Exec(ctx)
	return err
}

// Watched lists applications of which their department is to be asked by now how far they have
// come; at most limit, those first that have waited the longest for it. They are the caller's alone
// for as long as hold, also where several copies of the centre ask, and due again after it.
func (s *Store) Watched(ctx context.Context, now time.Time, hold time.Duration, limit int) (rows []Application, err error) {
	until := MillisOf(now.Add(hold))
	err = s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		q := tx.NewSelect().Model(&rows).Where("filed_at > 0 AND look_at > 0 AND look_at <= ?", MillisOf(now)).Order("look_at").Limit(int64(limit))
		if tx.Dialect().Name() == dialect.PG {
			q = q.For("UPDATE SKIP LOCKED")
		}
		if err := q.Scan(ctx); err != nil || len(rows) == 0 {
			return err
		}
		officials := make([]string, len(rows))
		for i := range rows {
			officials[i], rows[i].LookAt = rows[i].Official, until
		}
		_, err := tx.NewUpdate().Table("applications").Set("look_at = ?", until).Where("official IN (?)", bun.List(officials)).Exec(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: watched: %w", err)
	}
	return rows, nil
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

// Filed says that a department has an application, since at. From then on it is watched.
func (s *Store) Filed(ctx context.Context, official string, at time.Time) error {
	_, err := s.db.NewUpdate().Table("applications").Set("filed_at = ?, look_at = ?", MillisOf(at), MillisOf(at)).
		Where("official = ? AND filed_at = 0", official).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store: filed: %w", err)
	}
	return nil
}
