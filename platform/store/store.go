package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver named "sqlite"
)

//go:embed migrations
var migrations embed.FS

// Store is the centre's database. It is safe for concurrent use, by several
// processes too.
type Store struct {
	db *bun.DB
}

// Open opens the SQLite database at path, makes it when there is none, and
// brings its tables up to date.
func Open(ctx context.Context, path string) (*Store, error) {
	db, err := sql.Open("sqlite", source(path))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{bun.NewDB(db, sqlitedialect.New())}, nil
}

// source says how SQLite is to be used: a commit is on the disk when it returns,
// and a writer waits for another one instead of failing.
func source(path string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return nil
}

// Close lets go of the database.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return nil
}

// change runs do in one durable transaction.
func (s *Store) change(ctx context.Context, do func(context.Context, bun.Tx) error) error {
	return s.db.RunInTx(ctx, nil, do)
}

// Millis is a time in milliseconds since 1970 UTC; zero is no time.
type Millis int64

// MillisOf returns t as Millis.
func MillisOf(t time.Time) Millis {
	return Millis(t.UnixMilli())
}

// Time returns m in the local zone; the zero Millis is the zero time.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m))
}

// found turns the absence of a row into ok.
func found(err error) (ok bool, _ error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
