package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Door is a page on which a person hands in a material from a phone. It is open until it
// is done, or its time is over.
type Door struct {
	bun.BaseModel `bun:"table:doors,alias:door"`

	Token    string `bun:"token,pk"`
	Terminal string `bun:"terminal"`
	Item     string `bun:"item"`
	Material string `bun:"material"`
	Name     string `bun:"name"` // of the material, as the page calls it
	Lang     string `bun:"lang"`
	Until    Millis `bun:"until"`
	Done     bool   `bun:"done"`
}

// Closed reports whether nothing more can come through it.
func (d Door) Closed(now time.Time) bool { return d.Done || !now.Before(d.Until.Time()) }

// DoorPage is one page that came through a Door.
type DoorPage struct {
	bun.BaseModel `bun:"table:door_pages,alias:page"`

	Token  string `bun:"token,pk"`
	Nth    int    `bun:"nth,pk"` // from 1; it stays when another page is taken away
	Digest string `bun:"digest"`
	Sealed []byte `bun:"sealed"`
}

// What a page is refused for.
var (
	ErrDoorClosed = errors.New("the door is closed, or was never there")
	ErrDoorFull   = errors.New("the door has as many pages as it takes")
)

// OpenDoor remembers a door.
func (s *Store) OpenDoor(ctx context.Context, d Door) error {
	if _, err := s.db.NewInsert().Model(&d).Exec(ctx); err != nil {
		return fmt.Errorf("store: open a door: %w", err)
	}
	return nil
}

// Door finds a door and its pages, in their order, without what is in them.
func (s *Store) Door(ctx context.Context, token string) (d Door, pages []DoorPage, ok bool, err error) {
	d.Token = token
	if ok, err = found(s.db.NewSelect().Model(&d).WherePK().Scan(ctx)); err == nil && ok {
		err = s.db.NewSelect().Model(&pages).Column("token", "nth", "digest").Where("token = ?", token).Order("nth").Scan(ctx)
	}
	if err != nil {
		return Door{}, nil, false, fmt.Errorf("store: a door: %w", err)
	}
	return d, pages, ok, nil
}

// PutPage takes a page through a door, at most so many. seal seals the page under the
// number that it gets. The same page again is taken once.
func (s *Store) PutPage(ctx context.Context, token, digest string, most int, seal func(nth int) ([]byte, error)) error {
	return s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		d := Door{Token: token}
		if ok, err := found(locked(tx, tx.NewSelect().Model(&d).WherePK()).Scan(ctx)); err != nil || !ok || d.Closed(time.Now()) {
			return errors.Join(ErrDoorClosed, err)
		}
		var pages []DoorPage
		if err := tx.NewSelect().Model(&pages).Column("nth", "digest").Where("token = ?", token).Order("nth").Scan(ctx); err != nil {
			return err
		}
		nth := 1
		for _, p := range pages {
			if p.Digest == digest {
				return nil
			}
			nth = p.Nth + 1
		}
		if len(pages) >= most {
			return ErrDoorFull
		}
		sealed, err := seal(nth)
		if err != nil {
			return err
		}
		_, err = tx.NewInsert().Model(&DoorPage{Token: token, Nth: nth, Digest: digest, Sealed: sealed}).Exec(ctx)
		return err
	})
}

// TakePageAway forgets a page of an open door.
func (s *Store) TakePageAway(ctx context.Context, token string, nth int) error {
	_, err := s.db.NewDelete().Model((*DoorPage)(nil)).Where("token = ? AND nth = ?", token, nth).
		Where("EXISTS (SELECT 1 FROM doors WHERE token = ? AND done = ? AND until > ?)", token, false, MillisOf(time.Now())).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store: take a page away: %w", err)
	}
	return nil
}

// FinishDoor closes a door through which something came. ok is false when nothing did, or
// when it was closed.
func (s *Store) FinishDoor(ctx context.Context, token string) (ok bool, err error) {
	done, err := s.db.NewUpdate().Table("doors").Set("done = ?", true).Where("token = ? AND done = ? AND until > ?", token, false, MillisOf(time.Now())).
		Where("EXISTS (SELECT 1 FROM door_pages WHERE token = ?)", token).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("store: finish a door: %w", err)
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// SweepDoors forgets doors that closed before a moment, with pages that no application
// names.
func (s *Store) SweepDoors(ctx context.Context, before time.Time) error {
	return s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM door_pages WHERE token IN (SELECT token FROM doors WHERE until < ?)
			AND NOT EXISTS (SELECT 1 FROM given WHERE given.digests LIKE '%' || door_pages.digest || '%')`, MillisOf(before)).Exec(ctx)
		if err == nil {
			_, err = tx.NewRaw(`DELETE FROM doors WHERE until < ? AND NOT EXISTS (SELECT 1 FROM door_pages WHERE door_pages.token = doors.token)`, MillisOf(before)).Exec(ctx)
		}
		if err != nil {
			return fmt.Errorf("store: sweep doors: %w", err)
		}
		return nil
	})
}
