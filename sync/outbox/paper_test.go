package outbox

import (
	"testing"
	"time"

	"yitiji/sync/seal"
)

// openAt opens an outbox at path, whose keys are nobody's.
func openAt(t *testing.T, path string) *Outbox {
	t.Helper()
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	box, err := Open(path, Options{Terminal: "YX07", SealTo: key.Public()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	return box
}

// Copies of a paper are counted, over a restart too, and forgotten with their day.
func TestPapersAreCounted(t *testing.T) {
	path := t.TempDir() + "/outbox.db"
	box := openAt(t, path)
	for want := 1; want <= 2; want++ {
		id, err := box.Intend(t.Context(), PaperJob("C-1"))
		if err != nil || id.Copy != want {
			t.Fatalf("copy %d, %v; want %d", id.Copy, err, want)
		}
		if err := box.Settle(t.Context(), id, "printed"); err != nil {
			t.Fatal(err)
		}
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	box = openAt(t, path)
	if id, err := box.Intend(t.Context(), PaperJob("C-1")); err != nil || id.Copy != 3 {
		t.Errorf("after a restart: copy %d, %v; want 3", id.Copy, err)
	}
	if _, err := box.Intend(t.Context(), PaperJob("C/1")); err == nil {
		t.Error("a number that would break the ledger's keys was taken")
	}
	err := box.write(t.Context(), func(c *change) error { return c.forget(time.Now().Add(2 * Remembered)) })
	if err != nil {
		t.Fatal(err)
	}
	if id, err := box.Intend(t.Context(), PaperJob("C-1")); err != nil || id.Copy != 1 {
		t.Errorf("after it was forgotten: copy %d, %v; want 1", id.Copy, err)
	}
}
