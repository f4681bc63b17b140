package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/pgdialect"
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

// Open opens the database at source, and brings its tables up to date. A URL that begins with
// postgres:// or postgresql:// is a PostgreSQL database that is there; anything else is the path
// of an SQLite database, which is made when there is none.
func Open(ctx context.Context, source string) (*Store, error) {
	if strings.HasPrefix(source, "postgres://") || strings.HasPrefix(source, "postgresql://") {
		return openPostgres(ctx, source)
	}
	db, err := sql.Open("sqlite", sqliteSource(source))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := migrate(ctx, db, goose.DialectSQLite3, "migrations/sqlite"); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{bun.NewDB(db, sqlitedialect.New())}, nil
}

// connections bounds how many PostgreSQL serves one copy of the centre with.
const connections = 32

// openPostgres opens a PostgreSQL database. A commit is on the disk of the primary, and on that of a
// synchronous standby where there is one, when it returns.
func openPostgres(ctx context.Context, url string) (*Store, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["application_name"] = "yitiji"
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	locker, err := lock.NewPostgresSessionLocker() // copies that start together migrate once
	if err == nil {
		err = migrate(ctx, db, goose.DialectPostgres, "migrations/postgres", goose.WithSessionLocker(locker))
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{bun.NewDB(db, pgdialect.New())}, nil
}

// sqliteSource says how SQLite is to be used: a commit is on the disk when it returns,
// and a writer waits for another one instead of failing.
func sqliteSource(path string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func migrate(ctx context.Context, db *sql.DB, d goose.Dialect, folder string, options ...goose.ProviderOption) error {
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	provider, err := goose.NewProvider(d, db, files, options...)
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

// locked has a row that is read stay as it is until the transaction ends. SQLite's transactions
// are alone anyway.
func locked(tx bun.Tx, q *bun.SelectQuery) *bun.SelectQuery {
	if tx.Dialect().Name() == dialect.PG {
		return q.For("UPDATE")
	}
	return q
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
