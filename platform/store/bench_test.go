package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yitiji/platform/store"
	"yitiji/platform/store/postgrestest"
)

const inBatch = 500

// BenchmarkCommit compares Commit of applications, exactly once and numbered, with what the database
// does at best: COPY of the same rows into the same tables in batches as large, and one row per
// transaction. Turn by turn. "copy" and "single" are the rate of Commit over theirs.
func BenchmarkCommit(b *testing.B) {
	url := postgrestest.Start(b).Database(b)
	s, bare := openFor(b, url), connect(b, url)
	var ours, copied, single time.Duration
	for n := uint64(0); b.Loop(); n += inBatch {
		batch := applications(n+1, n+inBatch)
		ours += timed(func() { commitFor(b, s, batch) })
		copied += timed(func() { copyRows(b, bare, batch) })
		single += timed(func() { singly(b, bare, batch[:20]) }) * inBatch / 20
	}
	report(b, ours, map[string]time.Duration{"copy": copied, "single": single})
}

// BenchmarkCommitSQLite compares Commit with a raw insert of the same rows in one transaction for each
// batch. "raw" is the rate of Commit over that of the insert.
func BenchmarkCommitSQLite(b *testing.B) {
	s := openFor(b, filepath.Join(b.TempDir(), "platform.db"))
	bare, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err == nil {
		_, err = bare.Exec(bareTables)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { bare.Close() })
	var ours, raw time.Duration
	for n := uint64(0); b.Loop(); n += inBatch {
		batch := applications(n+1, n+inBatch)
		ours += timed(func() { commitFor(b, s, batch) })
		raw += timed(func() { insertRaw(b, bare, batch) })
	}
	report(b, ours, map[string]time.Duration{"raw": raw})
}

func report(b *testing.B, ours time.Duration, others map[string]time.Duration) {
	rows := float64(b.N) * inBatch
	b.ReportMetric(rows/ours.Seconds(), "rows/s")
	for name, d := range others {
		b.ReportMetric(rows/d.Seconds(), name+"-rows/s")
		b.ReportMetric(d.Seconds()/ours.Seconds(), name)
	}
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// applications are entries of a sealed kibibyte and a half, as an application is.
func applications(first, last uint64) (batch []store.Arrival) {
	for n := first; n <= last; n++ {
		a := arrival(n, "a")
		a.Entry.Sealed = make([]byte, 1536)
		rand.Read(a.Entry.Sealed)
		a.Entry.Slip = fmt.Sprintf("YX07-261126-%06d-X", n)
		a.Application.Owner = hash(n%100, "owner")
		batch = append(batch, a)
	}
	return batch
}

func openFor(b *testing.B, source string) *store.Store {
	s, err := store.Open(context.Background(), source)
	if err == nil {
		err = s.AddTerminal(context.Background(), "YX07", "云溪", []byte("h"), time.Now().Add(time.Hour))
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

func commitFor(b *testing.B, s *store.Store, batch []store.Arrival) {
	o, err := s.Commit(context.Background(), "YX07", "999999", batch)
	if err != nil || len(o.Kept) != len(batch) {
		b.Fatalf("%d kept, %v", len(o.Kept), err)
	}
}

// bareCopies take the same rows, with the same keys and indexes.
const bareCopies = `
CREATE TABLE bare_entries (LIKE entries INCLUDING ALL);
CREATE TABLE bare_applications (LIKE applications INCLUDING ALL);`

// bareTables take the same rows, with the same keys.
const bareTables = `
CREATE TABLE bare_entries (terminal TEXT, sequence BIGINT, previous BYTEA, hash BYTEA, kind TEXT, slip TEXT, at BIGINT, zone INTEGER,
	sealed BYTEA, state TEXT, received_at BIGINT, PRIMARY KEY (terminal, sequence));
CREATE TABLE bare_applications (terminal TEXT, sequence BIGINT, official TEXT UNIQUE, slip TEXT, item TEXT, version INTEGER,
	applicant TEXT, number TEXT, document TEXT, assurance TEXT, language TEXT, answers INTEGER, owner BYTEA, PRIMARY KEY (terminal, sequence));`

func connect(b *testing.B, url string) *pgx.Conn {
	conn, err := pgx.Connect(context.Background(), url)
	if err == nil {
		_, err = conn.Exec(context.Background(), bareCopies)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func entryRow(a store.Arrival) []any {
	e := a.Entry
	return []any{"YX07", int64(e.Sequence), e.Previous, e.Hash, e.Kind, e.Slip, int64(e.At), e.Zone, e.Sealed, string(e.State), int64(1)}
}

func applicationRow(a store.Arrival) []any {
	x := a.Application
	return []any{
		"YX07", int64(a.Entry.Sequence), fmt.Sprintf("999999-20261126-%06d-X", a.Entry.Sequence), a.Entry.Slip, x.Item, x.Version,
		x.Applicant, x.Number, x.Document, x.Assurance, x.Language, x.Answers, x.Owner,
	}
}

var (
	entryColumns       = []string{"terminal", "sequence", "previous", "hash", "kind", "slip", "at", "zone", "sealed", "state", "received_at"}
	applicationColumns = []string{
		"terminal", "sequence", "official", "slip", "item", "version", "applicant", "number", "document", "assurance", "language", "answers", "owner",
	}
)

func copyRows(b *testing.B, conn *pgx.Conn, batch []store.Arrival) {
	ctx := context.Background()
	tx, err := conn.Begin(ctx)
	if err != nil {
		b.Fatal(err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"bare_entries"}, entryColumns, pgx.CopyFromSlice(len(batch), func(i int) ([]any, error) { return entryRow(batch[i]), nil }))
	if err == nil {
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"bare_applications"}, applicationColumns, pgx.CopyFromSlice(len(batch), func(i int) ([]any, error) { return applicationRow(batch[i]), nil }))
	}
	if err == nil {
		err = tx.Commit(ctx)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// singly inserts rows one by one, each in its own transaction, and takes them back.
func singly(b *testing.B, conn *pgx.Conn, batch []store.Arrival) {
	ctx := context.Background()
	for _, a := range batch {
		row := entryRow(a)
		row[0] = "single"
		if _, err := conn.Exec(ctx, "INSERT INTO bare_entries VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)", row...); err != nil {
			b.Fatal(err)
		}
	}
}

func insertRaw(b *testing.B, db *sql.DB, batch []store.Arrival) {
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range batch {
		if _, err = tx.Exec("INSERT INTO bare_entries VALUES (?,?,?,?,?,?,?,?,?,?,?)", entryRow(a)...); err != nil {
			b.Fatal(err)
		}
		if _, err = tx.Exec("INSERT INTO bare_applications VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", applicationRow(a)...); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
