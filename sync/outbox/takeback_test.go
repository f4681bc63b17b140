package outbox

import (
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// A disk may report that a commit failed and have it all the same. The caller
// was told that nothing was kept, so the outbox must not have it either.
func TestCommitThatFailedAndIsThereIsTakenBack(t *testing.T) {
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "outbox")
	box, err := Open(path, Options{Terminal: "YX07", SealTo: key.Public()})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	entry := terminal.Entry{Kind: terminal.Application, Body: []byte(`{"item":"a"}`), At: time.Now()}
	for n := uint64(1); n <= 40; n++ {
		durable, state := box.txid, box.state
		for _, what := range []string{"first", "second"} {
			r, err := box.Keep(t.Context(), entry)
			if err != nil || r.Sequence != n {
				t.Fatalf("%s Keep of entry %d = %+v, %v", what, n, r, err)
			}
			if what == "first" {
				box.pretendFailure(t, durable, state)
			}
		}
	}
	if err := box.db.View(checked); err != nil {
		t.Error(err)
	}
	if all, err := box.Pending(t.Context(), 100, 1<<40); err != nil || len(all) != 40 {
		t.Errorf("Pending = %d, %v, want 40", len(all), err)
	}
}

// pretendFailure puts the outbox where write leaves it after a failed commit.
func (o *Outbox) pretendFailure(t *testing.T, txid int, s state) {
	t.Helper()
	o.txid, o.state = txid, s
	if err := o.detach(); err != nil {
		t.Fatal(err)
	}
}

// checked is bbolt's own proof of a file.
func checked(tx *bolt.Tx) error {
	for err := range tx.Check() {
		return err
	}
	return nil
}
