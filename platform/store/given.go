package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// Given is a material that somebody handed in with an application. Owner is a keyed hash
// of whose it is.
type Given struct {
	bun.BaseModel `bun:"table:given,alias:given"`

	Owner    []byte `bun:"owner"`
	Material string `bun:"material,pk"`
	Item     string `bun:"item"`
	At       Millis `bun:"at"`
	Digests  string `bun:"digests"` // one a line
	Terminal string `bun:"terminal,pk"`
	Sequence uint64 `bun:"sequence,pk"`
}

// Pages are the digests of its pages.
func (g Given) Pages() []string { return strings.Split(g.Digests, "\n") }

// GivenBefore lists, for each of some materials, what somebody handed in last, not before
// a moment.
func (s *Store) GivenBefore(ctx context.Context, owner []byte, materials []string, since time.Time) ([]Given, error) {
	if len(materials) == 0 {
		return nil, nil
	}
	var all []Given
	err := s.db.NewSelect().Model(&all).Where("owner = ? AND at >= ?", owner, MillisOf(since)).
		Where("material IN (?)", bun.List(materials)).Order("at DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: what was given: %w", err)
	}
	var out []Given
	seen := map[string]bool{}
	for _, g := range all {
		if !seen[g.Material] {
			seen[g.Material] = true
			out = append(out, g)
		}
	}
	return out, nil
}

// PageEntry finds the entry that holds a page.
func (s *Store) PageEntry(ctx context.Context, digest string) (e Entry, ok bool, err error) {
	err = s.db.NewSelect().Model(&e).Join("JOIN pages AS page ON page.terminal = entry.terminal AND page.sequence = entry.sequence").
		Where("page.digest = ?", digest).Limit(1).Scan(ctx)
	if ok, err = found(err); err != nil {
		return Entry{}, false, fmt.Errorf("store: a page: %w", err)
	}
	return e, ok, nil
}

// PageOfDoor finds a page that came through a phone.
func (s *Store) PageOfDoor(ctx context.Context, digest string) (p DoorPage, ok bool, err error) {
	err = s.db.NewSelect().Model(&p).Where("digest = ?", digest).Limit(1).Scan(ctx)
	if ok, err = found(err); err != nil {
		return DoorPage{}, false, fmt.Errorf("store: a page: %w", err)
	}
	return p, ok, nil
}
