package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/uptrace/bun"
)

// Terminal is one terminal as the centre knows it.
type Terminal struct {
	bun.BaseModel `bun:"table:terminals,alias:terminal"`

	Code         string `bun:"code,pk"`
	Site         string `bun:"site"`
	CreatedAt    Millis `bun:"created_at"`
	KeyHash      []byte `bun:"key_hash"` // nil until it has enrolled
	EnrolledAt   Millis `bun:"enrolled_at"`
	ExpiresAt    Millis `bun:"expires_at"`
	SeenAt       Millis `bun:"seen_at"`
	LastSequence uint64 `bun:"last_sequence"`
	Head         []byte `bun:"head"`
	Received     uint64 `bun:"received"`

	// The terminal lacks nothing up to Complete. Its audit chain is here up to a decision.
	Complete     uint64 `bun:"complete"`
	CompleteHead []byte `bun:"complete_head"`
	Audits       uint64 `bun:"audits"`
	AuditHead    []byte `bun:"audit_head"`

	// What its last hello said.
	Waiting uint64 `bun:"waiting"` // entries that the centre has not signed for
	Aside   uint64 `bun:"aside"`   // of them, those that wait for a person
	Oldest  Millis `bun:"oldest"`  // when the oldest that is on its way happened
	Skew    int64  `bun:"skew"`    // its clock less ours, in milliseconds
	Program string `bun:"program"`
}

// Missing returns how many entries before the last one the centre lacks.
func (t Terminal) Missing() uint64 {
	return t.LastSequence - t.Received
}

// What a terminal or a technician is refused for.
var (
	ErrCodeShape   = errors.New("the code of a terminal is 2 to 12 of A-Z and 0-9, as in YX07")
	ErrNoSite      = errors.New("name the place where the terminal stands")
	ErrUnknownCode = errors.New("the enrolment code is unknown here; compare it again, or make a new one")
	ErrUsedCode    = errors.New("the enrolment code has been used; ask the centre for a new one")
	ErrExpiredCode = errors.New("the enrolment code has expired; ask the centre for a new one")
	ErrStranger    = errors.New("the centre does not know this terminal's key; it was enrolled again elsewhere, or removed: enrol it with a new code")
)

// AddTerminal makes room for a terminal with this code, or takes the one that
// there is, and remembers a one-time code for it, of which it gets the SHA-256 of
// the secret. Earlier codes of the terminal that nobody used stop working.
func (s *Store) AddTerminal(ctx context.Context, code, site string, secretHash []byte, expires time.Time) error {
	if !regexp.MustCompile(`^[A-Z0-9]{2,12}$`).MatchString(code) {
		return ErrCodeShape
	}
	if site == "" {
		return ErrNoSite
	}
	return s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		terminal := Terminal{Code: code, Site: site, CreatedAt: MillisOf(time.Now())}
		_, insertErr := tx.NewInsert().Model(&terminal).On("CONFLICT (code) DO UPDATE").Set("site = EXCLUDED.site").Exec(ctx)
		_, dropErr := tx.NewDelete().Model((*enrolmentCode)(nil)).Where("terminal = ? AND key_hash IS NULL", code).Exec(ctx)
		if err := errors.Join(insertErr, dropErr); err != nil {
			return fmt.Errorf("store: add terminal %s: %w", code, err)
		}
		_, err := tx.NewInsert().Model(&enrolmentCode{SecretHash: secretHash, Terminal: code, ExpiresAt: MillisOf(expires)}).Exec(ctx)
		return err
	})
}

type enrolmentCode struct {
	bun.BaseModel `bun:"table:enrolment_codes,alias:code"`

	SecretHash []byte `bun:"secret_hash,pk"`
	Terminal   string `bun:"terminal"`
	ExpiresAt  Millis `bun:"expires_at"`
	KeyHash    []byte `bun:"key_hash"`
}

// usable says why a code cannot be used with this key at now. Asked again with
// the key that used it, it is usable: the first answer was lost on the way.
func (c enrolmentCode) usable(keyHash []byte, now time.Time) error {
	switch {
	case c.KeyHash != nil && !bytes.Equal(c.KeyHash, keyHash):
		return ErrUsedCode
	case now.After(c.ExpiresAt.Time()):
		return ErrExpiredCode
	}
	return nil
}

// Redeem uses up the code with this secret for the terminal's key, of which it
// gets the SHA-256, and returns the terminal. From then on the terminal is who
// has that key, until its certificate expires.
func (s *Store) Redeem(ctx context.Context, secretHash, keyHash []byte, expires time.Time) (Terminal, error) {
	var terminal Terminal
	err := s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		code := enrolmentCode{SecretHash: secretHash}
		if ok, err := found(locked(tx, tx.NewSelect().Model(&code).WherePK()).Scan(ctx)); err != nil || !ok {
			return errors.Join(ErrUnknownCode, err)
		}
		now := time.Now()
		if err := code.usable(keyHash, now); err != nil {
			return err
		}
		code.KeyHash = keyHash
		_, codeErr := tx.NewUpdate().Model(&code).WherePK().Exec(ctx)
		terminal.Code = code.Terminal
		loadErr := tx.NewSelect().Model(&terminal).WherePK().Scan(ctx)
		terminal.KeyHash, terminal.EnrolledAt, terminal.ExpiresAt = keyHash, MillisOf(now), MillisOf(expires)
		_, updateErr := tx.NewUpdate().Model(&terminal).Column("key_hash", "enrolled_at", "expires_at").WherePK().Exec(ctx)
		return errors.Join(codeErr, loadErr, updateErr)
	})
	return terminal, err
}

// seenEvery bounds how often a hello becomes a durable write.
const seenEvery = 10 * time.Second

// Seen returns the terminal with this code and key, and remembers that it lives.
// The error is ErrStranger when there is none.
func (s *Store) Seen(ctx context.Context, code string, keyHash []byte) (Terminal, error) {
	terminal := Terminal{Code: code}
	ok, err := found(s.db.NewSelect().Model(&terminal).WherePK().Scan(ctx))
	if err != nil {
		return Terminal{}, fmt.Errorf("store: terminal %s: %w", code, err)
	}
	if !ok || !bytes.Equal(terminal.KeyHash, keyHash) {
		return Terminal{}, ErrStranger
	}
	now := time.Now()
	if now.Sub(terminal.SeenAt.Time()) < seenEvery {
		return terminal, nil
	}
	terminal.SeenAt = MillisOf(now)
	if _, err := s.db.NewUpdate().Model(&terminal).Column("seen_at").WherePK().Exec(ctx); err != nil {
		return Terminal{}, fmt.Errorf("store: terminal %s: %w", code, err)
	}
	return terminal, nil
}

// Fares is how a terminal fares, by its own word.
type Fares struct {
	Waiting uint64
	Aside   uint64
	Oldest  Millis
	Skew    int64
	Program string
}

// Note remembers how a terminal fares, when that is news: the answer to a hello does not wait for
// a disk. t is the terminal as it was.
func (s *Store) Note(ctx context.Context, t Terminal, now Fares) error {
	was := Fares{t.Waiting, t.Aside, t.Oldest, t.Skew, t.Program}
	if slow := now.Skew - was.Skew; slow < 1000 && slow > -1000 {
		now.Skew = was.Skew
	}
	if now == was {
		return nil
	}
	t.Waiting, t.Aside, t.Oldest, t.Skew, t.Program = now.Waiting, now.Aside, now.Oldest, now.Skew, now.Program
	_, err := s.db.NewUpdate().Model(&t).Column("waiting", "aside", "oldest", "skew", "program").WherePK().Exec(ctx)
	if err != nil {
		return fmt.Errorf("store: terminal %s: %w", t.Code, err)
	}
	return nil
}

// Renewed notes that a terminal's certificate is good until a moment.
func (s *Store) Renewed(ctx context.Context, terminal string, until time.Time) error {
	_, err := s.db.NewUpdate().Model((*Terminal)(nil)).Set("expires_at = ?", MillisOf(until)).Where("code = ?", terminal).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store: terminal %s: %w", terminal, err)
	}
	return nil
}

// HashOf returns the hash of an entry that is held. ok is false when there is none.
func (s *Store) HashOf(ctx context.Context, terminal string, sequence uint64) (hash []byte, ok bool, err error) {
	err = s.db.NewSelect().Table("entries").Column("hash").Where("terminal = ? AND sequence = ?", terminal, sequence).Scan(ctx, &hash)
	if ok, err = found(err); err != nil {
		return nil, false, fmt.Errorf("store: entry: %w", err)
	}
	return hash, ok, nil
}

// Terminal returns the terminal with this code. ok is false when there is none.
func (s *Store) Terminal(ctx context.Context, code string) (t Terminal, ok bool, err error) {
	t.Code = code
	if ok, err = found(s.db.NewSelect().Model(&t).WherePK().Scan(ctx)); err != nil {
		return Terminal{}, false, fmt.Errorf("store: terminal %s: %w", code, err)
	}
	return t, ok, nil
}

// Terminals lists all terminals by their code.
func (s *Store) Terminals(ctx context.Context) ([]Terminal, error) {
	var all []Terminal
	if err := s.db.NewSelect().Model(&all).Order("code").Scan(ctx); err != nil {
		return nil, fmt.Errorf("store: terminals: %w", err)
	}
	return all, nil
}
