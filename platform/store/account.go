package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

type administrator struct {
	bun.BaseModel `bun:"table:administrators,alias:administrator"`

	Name     string `bun:"name,pk"`
	Password string `bun:"password"`
}

type session struct {
	bun.BaseModel `bun:"table:sessions,alias:session"`

	TokenHash []byte `bun:"token_hash,pk"`
	Name      string `bun:"name"`
	ExpiresAt Millis `bun:"expires_at"`
}

// Password returns the stored form of an administrator's password; empty when
// there is no such administrator.
func (s *Store) Password(ctx context.Context, name string) (string, error) {
	a := administrator{Name: name}
	if _, err := found(s.db.NewSelect().Model(&a).WherePK().Scan(ctx)); err != nil {
		return "", fmt.Errorf("store: password: %w", err)
	}
	return a.Password, nil
}

// SetPassword stores an administrator's password, already hashed, and ends every
// session of theirs.
func (s *Store) SetPassword(ctx context.Context, name, hashed string) error {
	return s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&administrator{Name: name, Password: hashed}).
			On("CONFLICT (name) DO UPDATE").Set("password = EXCLUDED.password").Exec(ctx)
		if err == nil {
			_, err = tx.NewDelete().Model((*session)(nil)).Where("name = ?", name).Exec(ctx)
		}
		if err != nil {
			return fmt.Errorf("store: set the password: %w", err)
		}
		return nil
	})
}

// BeginSession remembers a session by the SHA-256 of its token, and forgets those
// that are over.
func (s *Store) BeginSession(ctx context.Context, tokenHash []byte, name string, expires time.Time) error {
	_, err := s.db.NewDelete().Model((*session)(nil)).Where("expires_at < ?", MillisOf(time.Now())).Exec(ctx)
	if err == nil {
		_, err = s.db.NewInsert().Model(&session{TokenHash: tokenHash, Name: name, ExpiresAt: MillisOf(expires)}).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("store: begin a session: %w", err)
	}
	return nil
}

// Session returns whose session it is; empty when there is none or it is over.
func (s *Store) Session(ctx context.Context, tokenHash []byte) (string, error) {
	now := MillisOf(time.Now())
	current := session{TokenHash: tokenHash}
	_, err := found(s.db.NewSelect().Model(&current).WherePK().Where("expires_at > ?", now).Scan(ctx))
	if err != nil {
		return "", fmt.Errorf("store: session: %w", err)
	}
	return current.Name, nil
}

// EndSession forgets a session.
func (s *Store) EndSession(ctx context.Context, tokenHash []byte) error {
	if _, err := s.db.NewDelete().Model(&session{TokenHash: tokenHash}).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("store: end a session: %w", err)
	}
	return nil
}
