package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"connectrpc.com/connect"

	"yitiji/platform/api"
	"yitiji/platform/authority"
	"yitiji/platform/store"
	"yitiji/platform/store/postgrestest"
	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/sync/wire"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

var drainEntries = flag.Int("drain", 100_000, "how many entries BenchmarkDrain drains")

// stations is how many terminals share what BenchmarkDrain drains.
const stations = 4

// BenchmarkDrain has terminals with full outboxes deliver to a centre, over mTLS, sealed, chained,
// exactly once, and compares that with COPY of the rows that came of it, in batches of 500, and with
// one entry per request. "copy" and "single" are the rate of the drain over theirs.
func BenchmarkDrain(b *testing.B) {
	url := postgrestest.Start(b).Database(b)
	f := newFleet(b, url, stations)
	for b.Loop() {
		f.fill(*drainEntries / stations)
		took := f.drain()
		f.proveExactlyOnce()
		copied := copyAgain(b, url)
		f.fill(500)
		single := f.singly(500)
		rate := float64(*drainEntries) / took.Seconds()
		b.ReportMetric(rate, "rows/s")
		b.ReportMetric(rate/copied, "copy")
		b.ReportMetric(copied, "copy-rows/s")
		b.ReportMetric(rate/single, "single")
		b.ReportMetric(single, "single-rows/s")
	}
}

// BenchmarkDrainSQLite is the same into SQLite, beside a raw insert of the rows that came of it, in
// one transaction for each 500. "raw" is the rate of the drain over that of the insert.
func BenchmarkDrainSQLite(b *testing.B) {
	path := filepath.Join(b.TempDir(), "platform.db")
	f := newFleet(b, path, stations)
	for b.Loop() {
		f.fill(*drainEntries / stations)
		took := f.drain()
		f.proveExactlyOnce()
		raw := insertAgain(b, path)
		rate := float64(*drainEntries) / took.Seconds()
		b.ReportMetric(rate, "rows/s")
		b.ReportMetric(rate/raw, "raw")
		b.ReportMetric(raw, "raw-rows/s")
	}
}

// fleet is terminals and their centre, all in one process.
type fleet struct {
	b     *testing.B
	store *store.Store
	boxes []*outbox.Outbox
	ids   []*enrol.Identity
	kept  int
}

func newFleet(b *testing.B, database string, n int) *fleet {
	ctx := context.Background()
	s, err := store.Open(ctx, database)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	a, err := authority.Open(filepath.Join(b.TempDir(), "keys"))
	if err != nil {
		b.Fatal(err)
	}
	f := &fleet{b: b, store: s}
	url := serveAPI(b, s, a)
	for i := range n {
		f.enrol(a, url, fmt.Sprintf("YX%02d", i))
	}
	return f
}

func serveAPI(b *testing.B, s *store.Store, a *authority.Authority) string {
	config, err := a.ServerTLS([]string{"127.0.0.1"})
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: api.New(s, a, api.Options{Region: "999999"}), TLSConfig: config}
	done := make(chan struct{})
	go func() { _ = server.ServeTLS(l, "", ""); close(done) }()
	b.Cleanup(func() { server.Close(); <-done })
	return "https://" + l.Addr().String()
}

func (f *fleet) enrol(a *authority.Authority, url, code string) {
	invitation, err := api.Invite(context.Background(), f.store, a, code, "云溪", time.Hour)
	if err != nil {
		f.b.Fatal(err)
	}
	id, err := enrol.Enrol(context.Background(), filepath.Join(f.b.TempDir(), code), url, invitation)
	if err != nil {
		f.b.Fatal(err)
	}
	box, err := outbox.Open(filepath.Join(f.b.TempDir(), code+".db"), outbox.Options{
		Terminal: code, SealTo: id.SealTo, MaxEntries: 1 << 30, MaxBytes: 1 << 40,
	})
	if err != nil {
		f.b.Fatal(err)
	}
	f.b.Cleanup(func() { box.Close() })
	f.boxes, f.ids = append(f.boxes, box), append(f.ids, id)
}

// fill keeps n applications at each terminal, sixty-four at a time.
func (f *fleet) fill(n int) {
	f.b.Helper()
	for _, box := range f.boxes {
		var work sync.WaitGroup
		for part := range 64 {
			work.Go(func() {
				for i := part; i < n; i += 64 {
					keepOne(f.b, box, i)
				}
			})
		}
		work.Wait()
	}
	f.kept += n * len(f.boxes)
}

// keepOne keeps an application of ten answers.
func keepOne(b *testing.B, box *outbox.Outbox, i int) {
	a := catalog.Application{
		Item: "residence-permit-endorsement", Version: 3, Assurance: identity.CardProof, Language: "zh-Hans",
		Applicant: identity.Person{Name: "林小满", Number: "91010519491231002X", Document: identity.ResidentCard},
	}
	for n := range 10 {
		a.Answers = append(a.Answers, catalog.Answer{Field: fmt.Sprintf("field-%d", n), Value: fmt.Sprintf("answer %d of %d", n, i)})
	}
	body, err := json.Marshal(a)
	if err == nil {
		_, err = box.Keep(context.Background(), terminal.Entry{Kind: terminal.Application, Body: body, At: time.Now()})
	}
	if err != nil {
		b.Error(err)
	}
}

// drain delivers all that waits, and returns how long that took.
func (f *fleet) drain() time.Duration {
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	start := time.Now()
	for i, box := range f.boxes {
		up, err := uplink.New(box, f.ids[i], uplink.Options{})
		if err != nil {
			f.b.Fatal(err)
		}
		work.Go(func() { _ = up.Run(ctx) })
	}
	for _, box := range f.boxes {
		for {
			stats, err := box.Stats(ctx)
			if err != nil {
				f.b.Fatal(err)
			}
			if stats.Pending == 0 {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	return time.Since(start)
}

func (f *fleet) proveExactlyOnce() {
	f.b.Helper()
	all, err := f.store.Terminals(context.Background())
	if err != nil {
		f.b.Fatal(err)
	}
	received := 0
	for _, t := range all {
		received += int(t.Received)
		if t.Missing() != 0 || t.Complete != t.LastSequence {
			f.b.Errorf("%s lacks %d entries", t.Code, t.Missing())
		}
	}
	alarms, err := f.store.Alarms(context.Background(), "", 10)
	if err != nil || received != f.kept || len(alarms) != 0 {
		f.b.Fatalf("the centre has %d of %d entries; alarms %v, %v", received, f.kept, alarms, err)
	}
}

// singly delivers n entries of the first terminal, one with each request, and returns the rate.
func (f *fleet) singly(n int) float64 {
	ctx := context.Background()
	config, err := f.ids[0].TLS()
	if err != nil {
		f.b.Fatal(err)
	}
	intake := wire.NewIntakeClient(&http.Client{Transport: &http.Transport{TLSClientConfig: config}}, f.ids[0].Centre)
	batch, err := f.boxes[0].Pending(ctx, n, 1<<30)
	if err != nil || len(batch) != n {
		f.b.Fatalf("%d entries wait, %v", len(batch), err)
	}
	start := time.Now()
	for i := range batch {
		if _, err := intake.Deliver(ctx, connect.NewRequest(&wire.DeliverRequest{Entries: uplink.Entries(batch[i : i+1])})); err != nil {
			f.b.Fatal(err)
		}
	}
	return float64(n) / time.Since(start).Seconds()
}

// copyAgain copies the rows that came of a drain into tables like theirs, in batches of 500, each in
// its own transaction, and returns how many entries that is a second.
func copyAgain(b *testing.B, url string) float64 {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(ctx)
	columns, rows := map[string][]string{}, map[string][][]any{}
	for _, table := range drained {
		columns[table], rows[table] = rowsOf(b, conn, table)
		if _, err := conn.Exec(ctx, "CREATE TABLE bare_"+table+" (LIKE "+table+" INCLUDING ALL)"); err != nil {
			b.Fatal(err)
		}
	}
	n := len(rows["entries"])
	start := time.Now()
	for at := 0; at < n; at += 500 {
		tx, err := conn.Begin(ctx)
		if err != nil {
			b.Fatal(err)
		}
		for _, table := range drained {
			some := rows[table][at:min(at+500, n)]
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{"bare_" + table}, columns[table], pgx.CopyFromRows(some)); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(ctx); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(start).Seconds()
}

func rowsOf(b *testing.B, conn *pgx.Conn, table string) (columns []string, all [][]any) {
	rows, err := conn.Query(context.Background(), "SELECT * FROM "+table+" ORDER BY terminal, sequence")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for _, f := range rows.FieldDescriptions() {
		columns = append(columns, f.Name)
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, values)
	}
	return columns, all
}

// insertAgain inserts the rows that came of a drain into tables like theirs in a file of their own,
// and returns how many entries that is a second.
func insertAgain(b *testing.B, path string) float64 {
	from := openSQLite(b, path)
	to := openSQLite(b, filepath.Join(b.TempDir(), "bare.db"))
	inserts, rows := map[string]string{}, map[string][][]any{}
	for _, table := range drained {
		for _, ddl := range schemaOf(b, from, table) {
			if _, err := to.Exec(ddl); err != nil {
				b.Fatal(err)
			}
		}
		var columns int
		rows[table], columns = sqliteRowsOf(b, from, table)
		inserts[table] = "INSERT INTO " + table + " VALUES (?" + strings.Repeat(", ?", columns-1) + ")"
	}
	n := len(rows["entries"])
	start := time.Now()
	for at := 0; at < n; at += 500 {
		tx, err := to.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for _, table := range drained {
			insertSome(b, tx, inserts[table], rows[table][at:min(at+500, n)])
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(start).Seconds()
}

// drained are the tables that a drain of applications fills.
var drained = []string{"entries", "applications"}

func openSQLite(b *testing.B, path string) *sql.DB {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

// schemaOf is what makes a table and its indices.
func schemaOf(b *testing.B, db *sql.DB, table string) (ddl []string) {
	rows, err := db.Query("SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", table)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			b.Fatal(err)
		}
		ddl = append(ddl, s)
	}
	return ddl
}

func sqliteRowsOf(b *testing.B, db *sql.DB, table string) (all [][]any, columns int) {
	rows, err := db.Query("SELECT * FROM " + table + " ORDER BY terminal, sequence")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		all = append(all, values)
	}
	return all, len(names)
}

func insertSome(b *testing.B, tx *sql.Tx, insert string, rows [][]any) {
	statement, err := tx.Prepare(insert)
	if err != nil {
		b.Fatal(err)
	}
	defer statement.Close()
	for _, row := range rows {
		if _, err := statement.Exec(row...); err != nil {
			b.Fatal(err)
		}
	}
}
