package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Line is one entry with what belongs to it, as lists show it. Official, Item,
// Applicant and Number are empty but for an accepted application; Level is 0
// without a rating.
type Line struct {
	Terminal   string `bun:"terminal"`
	Sequence   uint64 `bun:"sequence"`
	Kind       string `bun:"kind"`
	Slip       string `bun:"slip"`
	At         Millis `bun:"at"`
	ReceivedAt Millis `bun:"received_at"`
	State      State  `bun:"state"`
	Official   string `bun:"official"`
	Item       string `bun:"item"`
	Applicant  string `bun:"applicant"`
	Number     string `bun:"number"`
	Level      int    `bun:"level"` // of the latest rating of the application, or of this one
}

// Filter says which entries are wanted. What is empty leaves all.
type Filter struct {
	Kind     string
	But      string // not of this kind
	Terminal string
}

func (f Filter) apply(q *bun.SelectQuery) *bun.SelectQuery {
	if f.Kind != "" {
		q = q.Where("entry.kind = ?", f.Kind)
	}
	if f.But != "" {
		q = q.Where("entry.kind <> ?", f.But)
	}
	if f.Terminal != "" {
		q = q.Where("entry.terminal = ?", f.Terminal)
	}
	return q
}

// Lines lists entries, latest arrival first, at most limit.
func (s *Store) Lines(ctx context.Context, f Filter, limit int64) ([]Line, error) {
	q := f.apply(s.lines()).OrderExpr("entry.received_at DESC, entry.terminal, entry.sequence DESC").Limit(limit)
	var out []Line
	if err := q.Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("store: entries: %w", err)
	}
	return out, nil
}

func (s *Store) lines() *bun.SelectQuery {
	latest := s.db.NewSelect().TableExpr("ratings AS rating").Column("rating.level").
		Where("rating.slip = entry.slip AND (entry.kind = 'application' OR (rating.terminal = entry.terminal AND rating.sequence = entry.sequence))").
		OrderExpr("rating.sequence DESC").Limit(1)
	return s.db.NewSelect().TableExpr("entries AS entry").
		ColumnExpr("entry.terminal, entry.sequence, entry.kind, entry.slip, entry.at, entry.received_at, entry.state").
		ColumnExpr("COALESCE(application.official, '') AS official, COALESCE(application.item, '') AS item").
		ColumnExpr("COALESCE(application.applicant, '') AS applicant, COALESCE(application.number, '') AS number").
		ColumnExpr("COALESCE((?), 0) AS level", latest).
		Join("LEFT JOIN applications AS application ON application.terminal = entry.terminal AND application.sequence = entry.sequence")
}

// Detail is one entry with its seal, its place in the chain and its application.
type Detail struct {
	Entry       Entry
	Application *Application // nil but for an accepted application
	Level       int          // of its latest rating; 0 for none
	Joined      bool         // the entry before is here, and its hash is Previous
	Alarms      []Alarm
}

// Detail returns one entry. ok is false when there is none.
func (s *Store) Detail(ctx context.Context, terminal string, sequence uint64) (d Detail, ok bool, err error) {
	d.Entry = Entry{Terminal: terminal, Sequence: sequence}
	if ok, err = found(s.db.NewSelect().Model(&d.Entry).WherePK().Scan(ctx)); !ok || err != nil {
		return Detail{}, false, err
	}
	application := Application{Terminal: terminal, Sequence: sequence}
	has, err := found(s.db.NewSelect().Model(&application).WherePK().Scan(ctx))
	if has {
		d.Application = &application
	}
	if err == nil {
		err = s.surroundings(ctx, &d)
	}
	if err != nil {
		return Detail{}, false, fmt.Errorf("store: entry %s/%d: %w", terminal, sequence, err)
	}
	return d, true, nil
}

func (s *Store) surroundings(ctx context.Context, d *Detail) error {
	e := d.Entry
	err := s.db.NewSelect().Model(&d.Alarms).Where("terminal = ? AND sequence = ?", e.Terminal, e.Sequence).Scan(ctx)
	if err != nil {
		return err
	}
	var levels []int
	err = s.db.NewSelect().Table("ratings").Column("level").Where("slip = ?", e.Slip).Order("sequence DESC").Limit(1).Scan(ctx, &levels)
	if err != nil {
		return err
	}
	if len(levels) > 0 {
		d.Level = levels[0]
	}
	joined, err := s.db.NewSelect().Table("entries").
		Where("terminal = ? AND sequence = ? AND hash = ?", e.Terminal, e.Sequence-1, e.Previous).Exists(ctx)
	d.Joined = joined || e.Sequence == 1
	return err
}

// Latest is Lines with what is under the seal, and nothing beside it.
func (s *Store) Latest(ctx context.Context, f Filter, limit int64) (all []Entry, err error) {
	q := f.apply(s.db.NewSelect().Model(&all)).OrderExpr("entry.received_at DESC, entry.terminal, entry.sequence DESC").Limit(limit)
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("store: entries: %w", err)
	}
	return all, nil
}

// EntriesAfter lists the entries of a terminal after a sequence, ascending, at most limit.
func (s *Store) EntriesAfter(ctx context.Context, terminal string, after uint64, limit int) (all []Entry, err error) {
	err = s.db.NewSelect().Model(&all).Where("terminal = ? AND sequence > ?", terminal, after).Order("sequence").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: entries: %w", err)
	}
	return all, nil
}
