package outbox_test

import (
	"encoding/binary"
	"flag"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/outbox"
	"yitiji/terminal"
)

// BenchmarkKeep compares a durable, sealed, chained and numbered Keep of one
// kibibyte with a bare bbolt.Update of the same size, turn by turn on one disk.
// "ratio" is the rate of Keep over the rate of the bare update.
func BenchmarkKeep(b *testing.B) {
	dir := b.TempDir()
	box := open(b, filepath.Join(dir, "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(b).Public(), MaxEntries: 1 << 30})
	bare := bareStore(b, filepath.Join(dir, "bare"))
	entry := terminal.Entry{Kind: terminal.Application, Body: body(1 << 10), At: time.Now()}
	var ours, theirs time.Duration
	for n := uint64(1); b.Loop(); n++ {
		start := time.Now()
		keep(b, box, entry)
		middle := time.Now()
		update(b, bare, n, entry.Body)
		ours, theirs = ours+middle.Sub(start), theirs+time.Since(middle)
	}
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/keep")
	b.ReportMetric(float64(theirs.Nanoseconds())/float64(b.N), "ns/update")
	b.ReportMetric(float64(theirs)/float64(ours), "ratio")
}

// callers is how many keep at once in BenchmarkKeepTogether.
const callers = 128

// BenchmarkKeepTogether compares many callers of Keep with as many of bbolt.Batch, turn by turn
// on one disk. "ratio" is the rate of Keep over the rate of Batch.
func BenchmarkKeepTogether(b *testing.B) {
	dir := b.TempDir()
	box := open(b, filepath.Join(dir, "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(b).Public(), MaxEntries: 1 << 30, MaxBytes: 1 << 40})
	bare := bareStore(b, filepath.Join(dir, "bare"))
	entry := terminal.Entry{Kind: terminal.Application, Body: body(1 << 10), At: time.Now()}
	var n atomic.Uint64
	var ours, theirs time.Duration
	for b.Loop() {
		ours += together(func() { keep(b, box, entry) })
		theirs += together(func() { batch(b, bare, n.Add(1), entry.Body) })
	}
	each := float64(b.N * callers * eachKeeps)
	b.ReportMetric(float64(ours.Nanoseconds())/each, "ns/keep")
	b.ReportMetric(float64(theirs.Nanoseconds())/each, "ns/batch")
	b.ReportMetric(float64(theirs)/float64(ours), "ratio")
}

// eachKeeps is how often each caller keeps in one turn.
const eachKeeps = 100

// together has all callers do something at the same time, and returns how long that took.
func together(do func()) time.Duration {
	start := time.Now()
	var work sync.WaitGroup
	for range callers {
		work.Go(func() {
			for range eachKeeps {
				do()
			}
		})
	}
	work.Wait()
	return time.Since(start)
}

// BenchmarkOpen opens a store in which many entries wait. A store so large is verified whole, link by
// link, only after the terminal serves; "verify-s" is how long that takes.
func BenchmarkOpen(b *testing.B) {
	path, options := filepath.Join(b.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(b).Public(), MaxEntries: 1 << 30, MaxBytes: 1 << 40}
	box := open(b, path, options)
	entry := terminal.Entry{Kind: terminal.Application, Body: body(1 << 10), At: time.Now()}
	kept := 0
	for ; kept < *waiting; kept += callers * eachKeeps {
		together(func() { keep(b, box, entry) })
	}
	start := time.Now()
	if err := box.Verify(b.Context()); err != nil {
		b.Fatal(err)
	}
	verified := time.Since(start)
	box.Close()
	var opened time.Duration
	for b.Loop() {
		start := time.Now()
		box, err := outbox.Open(path, options)
		opened += time.Since(start)
		if err != nil {
			b.Fatal(err)
		}
		stats, err := box.Stats(b.Context())
		if err != nil || stats.Pending != kept {
			b.Fatalf("%d entries wait, %v", stats.Pending, err)
		}
		box.Close()
	}
	b.ReportMetric(float64(opened.Microseconds())/1000/float64(b.N), "ms/open")
	b.ReportMetric(verified.Seconds(), "verify-s")
	b.ReportMetric(float64(kept), "entries")
}

var waiting = flag.Int("waiting", 1_000_000, "how many entries wait in the store that BenchmarkOpen opens")

func batch(b *testing.B, db *bolt.DB, n uint64, value []byte) {
	err := db.Batch(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte("b")).Put(binary.BigEndian.AppendUint64(nil, n), value)
	})
	if err != nil {
		b.Error(err)
	}
}

// body is JSON of about n bytes.
func body(n int) []byte {
	b := []byte(`{"item":"a","filling":"`)
	for len(b) < n-2 {
		b = append(b, 'x')
	}
	return append(b, `"}`...)
}

func bareStore(b *testing.B, path string) *bolt.DB {
	b.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	err = db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("b"))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

func update(b *testing.B, db *bolt.DB, n uint64, value []byte) {
	b.Helper()
	err := db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte("b")).Put(binary.BigEndian.AppendUint64(nil, n), value)
	})
	if err != nil {
		b.Fatal(err)
	}
}
