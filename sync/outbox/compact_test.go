package outbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// swollen is a store that was large once: nearly all of it was delivered. It returns the slips of the
// entries that are left.
func swollen(t *testing.T, entries int) (*Outbox, map[uint64]terminal.SlipNumber) {
	t.Helper()
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	box, err := Open(filepath.Join(t.TempDir(), "outbox"), Options{Terminal: "YX07", SealTo: key.Public(), Reserve: 1, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	left := map[uint64]terminal.SlipNumber{}
	for range entries {
		r := keepBulky(t, box)
		left[r.Sequence] = r.Slip
	}
	for len(left) > 20 {
		batch, err := box.Pending(t.Context(), min(500, len(left)-20), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		var said Acknowledgement
		for _, e := range batch {
			said.Kept = append(said.Kept, Position{e.Sequence, e.Hash})
			delete(left, e.Sequence)
		}
		if err := box.Acknowledge(t.Context(), said); err != nil {
			t.Fatal(err)
		}
	}
	return box, left
}

func keepBulky(t *testing.T, box *Outbox) terminal.Receipt {
	t.Helper()
	r, err := box.Keep(t.Context(), terminal.Entry{Kind: terminal.Complaint, Slip: "YX07-261126-0001-A", Body: noise(30 << 10), At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sizeOf(t *testing.T, box *Outbox) int64 {
	t.Helper()
	info, err := os.Stat(box.path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// What a store holds is what it held before it was compacted, also for those who keep and read
// meanwhile; and the disk has its room back.
func TestCompactLosesNothing(t *testing.T) {
	box, left := swollen(t, 1000)
	before := sizeOf(t, box)
	var work sync.WaitGroup
	var mu sync.Mutex
	for range 8 {
		work.Go(func() {
			for range 25 {
				r := keepBulky(t, box)
				mu.Lock()
				left[r.Sequence] = r.Slip
				mu.Unlock()
				if _, err := box.Stats(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 5 {
		if err := box.Compact(t.Context()); err != nil {
			t.Error(err)
		}
	}
	work.Wait()
	if err := box.Compact(t.Context()); err != nil {
		t.Error(err)
	}
	if now := sizeOf(t, box); now > before/2 {
		t.Errorf("it takes %d bytes, and took %d before", now, before)
	}
	if err := box.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	again, err := box.reopened()
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	all, err := again.List(t.Context())
	if err != nil || len(all) != len(left) {
		t.Errorf("%d entries wait, want %d; %v", len(all), len(left), err)
	}
	for _, e := range all {
		if _, ok := left[e.Sequence]; !ok {
			t.Errorf("entry %d was delivered, and is there again", e.Sequence)
		}
	}
}

func (o *Outbox) reopened() (*Outbox, error) {
	if err := o.Close(); err != nil {
		return nil, err
	}
	return Open(o.path, o.options)
}

// A copy that is not the same takes nobody's place.
func TestCompactTrustsNoCopy(t *testing.T) {
	box, left := swollen(t, 30)
	box.state.Sequence++ // as if the copy lacked what was kept last
	if err := box.Compact(t.Context()); !errors.Is(err, errNotSame) {
		t.Errorf("Compact = %v, want errNotSame", err)
	}
	box.state.Sequence--
	if _, err := os.Stat(box.compactFile()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy is still there: %v", err)
	}
	r := keepBulky(t, box)
	if stats, err := box.Stats(t.Context()); err != nil || stats.Pending != len(left)+1 || stats.Last != r.Sequence {
		t.Errorf("%+v, %v", stats, err)
	}
}

// Where the disk has no room for two nothing is begun, so that nobody who keeps something meanwhile is
// refused for it; and what a program left that ended in the middle is gone when the next one starts.
func TestCompactLeavesRoom(t *testing.T) {
	box, _ := swollen(t, 30)
	was := box.options.Reserve
	box.options.Reserve = 1 << 60
	if err := box.Compact(t.Context()); !errors.Is(err, terminal.ErrFull) {
		t.Errorf("Compact = %v, want ErrFull", err)
	}
	box.options.Reserve = was
	if err := os.WriteFile(box.compactFile(), []byte("half of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := box.reopened()
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := os.Stat(again.compactFile()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a copy is still there: %v", err)
	}
}

// The store is compacted when that is worth it and nobody is at the terminal, and not else.
func TestTendCompactsWhenItIsQuiet(t *testing.T) {
	for _, c := range []struct {
		name    string
		entries int
		quiet   bool
		want    bool
	}{{"swollen", 2600, true, true}, {"somebody is there", 2600, false, false}, {"small", 300, true, false}} {
		t.Run(c.name, func(t *testing.T) {
			box, _ := swollen(t, c.entries)
			before := sizeOf(t, box)
			synctest.Test(t, func(t *testing.T) { tendFor(t, box, c.quiet) })
			if shrank := sizeOf(t, box) < before/2; shrank != c.want {
				t.Errorf("%d bytes, then %d", before, sizeOf(t, box))
			}
			if len(box.backups()) == 0 {
				t.Error("it was not backed up")
			}
		})
	}
}

func tendFor(t *testing.T, box *Outbox, quiet bool) {
	ctx, stop := context.WithTimeout(t.Context(), time.Hour)
	defer stop()
	err := box.Tend(ctx, func(ctx context.Context) error {
		if !quiet {
			<-ctx.Done()
		}
		return ctx.Err()
	}, func(err error) { t.Error(err) })
	if err != nil {
		t.Error(err)
	}
}
