package outbox_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/terminal"
)

var flips = flag.Int("flips", 400, "how many bits TestEveryFlipIsNoticed flips")

// lived returns the path of a store that has lived: entries of every kind, some delivered, some
// aside, a blob, prints, papers, decisions, a command.
func lived(t testing.TB, options outbox.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "outbox.db")
	box := open(t, path, options)
	ctx := t.Context()
	do := func(errs ...error) {
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 12 {
		slip := keep(t, box, application(i)).Slip
		id, err := box.Intend(ctx, outbox.SlipJob(slip))
		do(err, box.Settle(ctx, id, "printed"))
		keep(t, box, terminal.Entry{Kind: terminal.Rating, Slip: slip, Body: []byte(`{"level":5}`), At: time.Now()})
		do(box.Record(ctx, terminal.Decision{What: "identity.proved", Who: "citizen", Slip: slip}))
	}
	page := make([]byte, 100<<10)
	rand.Read(page)
	keep(t, box, terminal.Entry{Kind: terminal.Material, Body: page, At: time.Now()})
	keep(t, box, terminal.Entry{Kind: terminal.DeviceEvent, Body: []byte(`{}`), At: time.Now()})
	all, err := box.Pending(ctx, 8, 1<<30)
	do(err)
	said := kept(all[2:8])
	said.Refused = []outbox.Refusal{{Position: kept(all[:1]).Kept[0], Reason: outbox.Conflict}}
	do(box.Acknowledge(ctx, said))
	paper, err := box.Intend(ctx, outbox.PaperJob("C-1"))
	do(err, box.Settle(ctx, paper, "printed"))
	_, err = box.BeginCommand(ctx, outbox.Command{ID: "c", ValidUntil: time.Now().Add(time.Hour)}, time.Now())
	do(err, box.EndCommand(ctx, outbox.CommandReport{ID: "c", Outcome: outbox.CommandDone}))
	do(box.Verify(ctx), box.Close())
	return path
}

// everything is all that an outbox says, to compare two of them.
func everything(t testing.TB, box *outbox.Outbox, slips []terminal.SlipNumber) string {
	t.Helper()
	var out strings.Builder
	stats, err := box.Stats(t.Context())
	fmt.Fprintln(&out, stats, err)
	all, err := box.List(t.Context())
	fmt.Fprintln(&out, all, err)
	for _, e := range all {
		sealed, ok, err := box.Show(t.Context(), e.Sequence)
		fmt.Fprintf(&out, "%+v %v %v\n", sealed, ok, err)
	}
	for _, slip := range slips {
		p, err := box.Lookup(t.Context(), slip)
		fmt.Fprintln(&out, p, err)
	}
	err = box.Audits(t.Context(), func(r outbox.AuditRecord) error { fmt.Fprintln(&out, r); return nil })
	fmt.Fprintln(&out, err)
	return out.String()
}

// slipsOf are the slips that lived gave.
func slipsOf() (out []terminal.SlipNumber) {
	for i := range 12 {
		out = append(out, terminal.NewSlipNumber("YX07", time.Now(), i+1))
	}
	return out
}

// Whatever bit of the file is flipped: either nothing of what it says changes, or it is noticed,
// when it is opened or when it is verified. Nothing ends the program.
func TestEveryFlipIsNoticed(t *testing.T) {
	key := newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public(), NoSync: true}
	path := lived(t, options)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	box := open(t, path, options)
	want := everything(t, box, slipsOf())
	box.Close()
	used := usedOf(whole)
	noticed, harmless := 0, 0
	for range *flips {
		bit := mrand.IntN(8 * used)
		if flipped(t, options, path, whole, bit, want) {
			noticed++
		} else {
			harmless++
		}
	}
	t.Logf("%d bits flipped in a store of %d bytes: %d noticed, %d changed nothing that is read", *flips, used, noticed, harmless)
	if noticed < *flips/10 {
		t.Errorf("only %d of %d flips were noticed: this test looks at nothing", noticed, *flips)
	}
}

// usedOf is how much of a file is not zero.
func usedOf(b []byte) int { return len(bytes.TrimRight(b, "\x00")) }

// flipped flips a bit, and reports whether that was noticed. It is an error when it was not, and
// the store says something else.
func flipped(t *testing.T, options outbox.Options, path string, whole []byte, bit int, want string) (noticed bool) {
	t.Helper()
	spoilt := bytes.Clone(whole)
	spoilt[bit/8] ^= 1 << (bit % 8)
	dir := t.TempDir()
	copied := filepath.Join(dir, "outbox.db")
	if err := errors.Join(os.WriteFile(copied, spoilt, 0o600), os.CopyFS(copied+".blobs", os.DirFS(path+".blobs"))); err != nil {
		t.Fatal(err)
	}
	box, err := outbox.Open(copied, options)
	if err != nil {
		return true
	}
	defer box.Close()
	if _, renewed := box.Recovery(); renewed || box.Verify(t.Context()) != nil {
		return true
	}
	if got := everything(t, box, slipsOf()); got != want {
		t.Errorf("bit %d of byte %d was flipped, nothing was noticed, and the store says something else: %s", bit%8, bit/8, difference(got, want))
	}
	return false
}

// difference is the first line in which two differ.
func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("%.200s\nwant %.200s", x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(x), len(y))
}

// A damaged file is set aside whole; what can be read of it goes on in a new one, with numbers
// that the old one cannot have given, and the centre is told.
func TestDamagedStoreIsRecovered(t *testing.T) {
	key := newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public()}
	for name, spoil := range map[string]func([]byte) []byte{
		"both roots":       func(b []byte) []byte { clear(b[:2*os.Getpagesize()]); return b },
		"cut to nothing":   func(b []byte) []byte { return b[:0] },
		"cut in the pages": func(b []byte) []byte { return b[:3*os.Getpagesize()] },
		"not a store":      func([]byte) []byte { return bytes.Repeat([]byte("garbage"), 4096) },
	} {
		t.Run(name, func(t *testing.T) {
			path := lived(t, options)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			before := open(t, path, options)
			had, err := before.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if name != "both roots" { // there it is all in the file
				if _, err := before.Backup(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			before.Close()
			if err := os.WriteFile(path, spoil(whole), 0o600); err != nil {
				t.Fatal(err)
			}
			box := open(t, path, options)
			r, ok := box.Recovery()
			if !ok || box.Verify(t.Context()) != nil {
				t.Fatalf("Recovery = %+v, %v; Verify = %v", r, ok, box.Verify(t.Context()))
			}
			if spoilt, err := os.ReadFile(r.Aside); err != nil || len(spoilt) != len(spoil(bytes.Clone(whole))) {
				t.Errorf("the damaged file was not set aside: %v", err)
			}
			proveRecovered(t, box, key, had)
		})
	}
}

// proveRecovered compares a recovered store with what the damaged one had.
func proveRecovered(t *testing.T, box *outbox.Outbox, key *seal.PrivateKey, had []outbox.Listed) {
	t.Helper()
	has, err := box.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	there := map[uint64]outbox.Listed{}
	for _, e := range has {
		there[e.Sequence] = e
	}
	last := uint64(0)
	for _, want := range had {
		last = max(last, want.Sequence)
		if got, ok := there[want.Sequence]; !ok || got.Kind != want.Kind || got.Blob != want.Blob {
			t.Errorf("entry %d is %+v, %v; was %+v", want.Sequence, got, ok, want)
		}
	}
	all, err := box.Pending(t.Context(), 1000, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if _, _, blob := seal.ParseReference(e.Body); blob {
			continue
		}
		if _, err := key.Open(e.Header, e.Body); err != nil || !e.Whole() {
			t.Errorf("entry %d: whole %v, opens: %v", e.Sequence, e.Whole(), err)
		}
	}
	if r := keep(t, box, application(1)); r.Sequence < last+1000 {
		t.Errorf("Keep = %+v, want a number far behind %d", r, last)
	}
	if report, err := box.VerifyAudit(t.Context()); err != nil || report.Last != 27 {
		t.Errorf("VerifyAudit = %+v, %v, want those of twelve people, twelve slips, a paper, a command, and the recovery", report, err)
	}
}

// Backups are whole stores, and there are never more than three.
func TestBackups(t *testing.T) {
	key := newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public()}
	path := lived(t, options)
	box := open(t, path, options)
	var last string
	for range 5 {
		var err error
		if last, err = box.Backup(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Millisecond)
	}
	all, err := filepath.Glob(path + ".backup-*")
	if err != nil || len(all) != 3 || all[2] != last {
		t.Fatalf("backups %v, %v, want the last three", all, err)
	}
	want, err := box.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(last+".blobs", os.DirFS(path+".blobs")); err != nil {
		t.Fatal(err)
	}
	copied := open(t, last, options)
	if got, err := copied.Stats(t.Context()); err != nil || got != want || copied.Verify(t.Context()) != nil {
		t.Errorf("the backup says %+v, %v, the store %+v; Verify = %v", got, err, want, copied.Verify(t.Context()))
	}
}

// The audit chain notices a changed decision, a missing one, and a tail that was cut off.
func TestAuditChain(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	if r, err := box.VerifyAudit(t.Context()); err != nil || r != (outbox.AuditReport{}) {
		t.Errorf("an empty chain: %+v, %v", r, err)
	}
	var last outbox.AuditRecord
	for range 5 {
		if err := box.Record(t.Context(), terminal.Decision{What: "paper.issued", Who: "citizen", Detail: map[string]string{"copy": "1"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := box.Audits(t.Context(), func(r outbox.AuditRecord) error { last = r; return nil }); err != nil || last.Number != 5 {
		t.Fatalf("Audits end with %+v, %v", last, err)
	}
	said := outbox.Acknowledgement{Audits: 5, AuditHead: last.Hash[:]}
	if err := box.Acknowledge(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	if r, err := box.VerifyAudit(t.Context()); err != nil || r.Held != 5 || r.Last != 5 {
		t.Errorf("VerifyAudit = %+v, %v", r, err)
	}
	said = outbox.Acknowledgement{Audits: 7, AuditHead: last.Hash[:]}
	if err := box.Acknowledge(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	if _, err := box.VerifyAudit(t.Context()); !errors.Is(err, outbox.ErrDamaged) {
		t.Errorf("the centre has two decisions more, and VerifyAudit says %v", err)
	}
}
