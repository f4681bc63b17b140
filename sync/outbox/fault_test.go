package outbox

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yitiji/sync/faultdisk"
	"yitiji/sync/seal"
	"yitiji/terminal"
)

// faulty is a terminal's life on a disk that fails once.
type faulty struct {
	t       *testing.T
	options Options
	path    string
	box     *Outbox
	failed  int // acts that failed, and were done again

	kept  map[uint64]terminal.SlipNumber
	blobs int
}

// again does an act until it succeeds: the second time at the latest, for the disk fails once.
func (f *faulty) again(what string, do func() error) {
	f.t.Helper()
	err := do()
	if err == nil {
		return
	}
	f.failed++
	if err := do(); err != nil {
		f.t.Fatalf("%s, when the disk works again: %v", what, err)
	}
}

func (f *faulty) open() {
	f.t.Helper()
	f.again("open", func() (err error) {
		f.box, err = Open(f.path, f.options)
		return err
	})
	f.box.laid = 1 << 40 // what is written ahead has nothing in it
}

func (f *faulty) keep(e terminal.Entry) {
	f.t.Helper()
	f.again("keep", func() error {
		r, err := f.box.Keep(f.t.Context(), e)
		if err == nil {
			f.kept[r.Sequence] = r.Slip
		}
		return err
	})
}

// live does some of everything that writes.
func (f *faulty) live() {
	f.t.Helper()
	ctx := f.t.Context()
	f.open()
	for range 3 {
		f.keep(terminal.Entry{Kind: terminal.Application, Body: []byte(`{"item":"a"}`), At: time.Now()})
	}
	f.keep(terminal.Entry{Kind: terminal.Material, Body: noise(50 << 10), At: time.Now()})
	f.blobs++
	slip := f.kept[1]
	var id terminal.PrintID
	f.again("intend", func() (err error) { id, err = f.box.Intend(ctx, SlipJob(slip)); return err })
	f.again("settle", func() error { return f.box.Settle(ctx, id, "printed") })
	f.kept[5] = "" // its decision
	f.again("acknowledge", func() error {
		batch, err := f.box.Pending(ctx, 2, 1<<30)
		if err != nil {
			return err
		}
		var said Acknowledgement
		for _, e := range batch {
			said.Kept = append(said.Kept, Position{e.Sequence, e.Hash})
		}
		if err := f.box.Acknowledge(ctx, said); err != nil {
			return err
		}
		delete(f.kept, 1)
		delete(f.kept, 2)
		return nil
	})
	f.again("back up", func() error { _, err := f.box.Backup(ctx); return err })
	f.again("compact", func() error { return f.box.Compact(ctx) })
	f.box.laid = 1 << 40
	f.keep(terminal.Entry{Kind: terminal.Application, Body: []byte(`{"item":"a"}`), At: time.Now()})
}

// noise is a page that cannot be packed.
func noise(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// prove opens what a crash would leave now: it holds exactly what was said to be kept.
func (f *faulty) prove(back string) {
	f.t.Helper()
	image := f.t.TempDir()
	if err := os.CopyFS(image, os.DirFS(back)); err != nil {
		f.t.Fatal(err)
	}
	box, err := Open(filepath.Join(image, "outbox"), f.options)
	if err != nil {
		f.t.Fatal(err)
	}
	defer box.Close()
	if r, ok := box.Recovery(); ok {
		f.t.Fatalf("the store was damaged: %v", r.Why)
	}
	if err := box.Verify(f.t.Context()); err != nil {
		f.t.Error(err)
	}
	all, err := box.Pending(f.t.Context(), 100, 1<<30)
	stats, statsErr := box.Stats(f.t.Context())
	if err != nil || statsErr != nil || len(all) != len(f.kept) || stats.Blobs != f.blobs {
		f.t.Errorf("%d entries, %d blobs; want %d, %d; %v, %v", len(all), stats.Blobs, len(f.kept), f.blobs, err, statsErr)
	}
	for _, e := range all {
		if slip, ok := f.kept[e.Sequence]; !ok || slip != terminal.SlipNumber(e.Slip) {
			f.t.Errorf("entry %d of slip %q was never said to be kept", e.Sequence, e.Slip)
		}
	}
}

// At every single write, fsync, truncate and rename of a terminal's life the disk is full, fails, or
// stores half: the act fails and says so, what was said to be kept is kept, nothing is there twice,
// and the same program goes on when the disk works again.
func TestEveryOperationFailsOnce(t *testing.T) {
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	options := Options{Terminal: "YX07", SealTo: key.Public(), Reserve: 1}
	d := faultdisk.New(t)
	live := func(t *testing.T, name string) *faulty {
		dir := filepath.Join(d.Dir(), name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		f := &faulty{t: t, options: options, path: filepath.Join(dir, "outbox"), kept: map[uint64]terminal.SlipNumber{}}
		f.live()
		f.prove(filepath.Join(d.Back(), name))
		if err := f.box.Close(); err != nil {
			t.Error(err)
		}
		return f
	}
	d.Arm(faultdisk.Write, 0, "")
	live(t, "whole")
	counts := map[faultdisk.Op]int{}
	for _, op := range faultdisk.Ops() {
		counts[op] = d.Count(op)
	}
	runs, failed := 0, 0
	for _, op := range faultdisk.Ops() {
		for _, how := range []faultdisk.Fault{faultdisk.Full, faultdisk.Dead, faultdisk.Short} {
			if how == faultdisk.Short && op != faultdisk.Write {
				continue
			}
			for n := 1; n <= counts[op]; n++ {
				name := fmt.Sprintf("%s-%s-%d", op, how, n)
				d.Arm(op, n, how)
				f := live(t, name)
				runs, failed = runs+1, failed+f.failed
				if t.Failed() {
					t.Fatalf("%s: the %dth %s is %s", name, n, op, how)
				}
				os.RemoveAll(filepath.Join(d.Back(), name))
			}
		}
	}
	t.Logf("%d of %d lives recovered (%v operations in each); %d acts failed, and said so", runs, runs, counts, failed)
	if failed < runs/2 {
		t.Errorf("only %d acts failed in %d lives: this test looks at nothing", failed, runs)
	}
}
