package outbox_test

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/terminal"
)

// An export has all that waits, in its order, with what stands aside and what lies beside the queue,
// and leaves it where it is.
func TestExportHasAllThatWaits(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	for i := range 3 {
		keep(t, box, application(i))
	}
	if err := box.Record(t.Context(), terminal.Decision{What: "identity.proved", Who: "citizen"}); err != nil {
		t.Fatal(err)
	}
	page := make([]byte, 100<<10)
	rand.Read(page)
	keep(t, box, terminal.Entry{Kind: terminal.Material, Body: page, At: time.Now()})
	all, err := box.Pending(t.Context(), 100, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	refused := outbox.Refusal{Position: kept(all[1:2]).Kept[0], Reason: outbox.Conflict}
	if err := errors.Join(box.Acknowledge(t.Context(), kept(all[:1])), box.SetAside(t.Context(), refused)); err != nil {
		t.Fatal(err)
	}
	if got, err := exportOf(t, box); err != nil || !slices.Equal(got, []string{"2", "3", "4", "5+blob"}) {
		t.Errorf("it has %v, %v", got, err)
	}
	if err := box.Acknowledge(t.Context(), kept(all[4:])); err != nil { // its blob is left
		t.Fatal(err)
	}
	if got, err := exportOf(t, box); err != nil || !slices.Equal(got, []string{"2", "3", "4", "blob of 5"}) {
		t.Errorf("with an entry delivered it has %v, %v", got, err)
	}
	if got, err := exportOf(t, box, 3); err != nil || !slices.Equal(got, []string{"3"}) {
		t.Errorf("of one entry it has %v, %v", got, err)
	}
	for sequence, want := range map[uint64]string{1: "no entry 1 waits", 4: "in their order"} {
		if _, err := exportOf(t, box, sequence); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("of entry %d: %v, want %q", sequence, err, want)
		}
	}
	if stats, err := box.Stats(t.Context()); err != nil || stats.Pending != 3 || stats.Blobs != 1 {
		t.Errorf("after it %d entries and %d blobs wait, %v; want 3, 1", stats.Pending, stats.Blobs, err)
	}
}

func exportOf(t *testing.T, box *outbox.Outbox, sequences ...uint64) (got []string, err error) {
	t.Helper()
	err = box.Export(t.Context(), sequences, func(e outbox.Exported) error {
		n := string(rune('0' + e.Sequence))
		switch {
		case e.Entry == nil:
			n = "blob of " + n
		case !e.Entry.Whole():
			t.Errorf("entry %d is not whole", e.Sequence)
		case e.Blob != nil:
			n += "+blob"
		}
		got = append(got, n)
		return nil
	})
	return got, err
}

// A blob that is being read may be delivered meanwhile. One that is not what it was is not opened.
func TestOpenBlob(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox")
	box := open(t, path, outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	for range 2 {
		page := make([]byte, 100<<10)
		rand.Read(page)
		keep(t, box, terminal.Entry{Kind: terminal.Material, Body: page, At: time.Now()})
	}
	acknowledgeAll(t, box)
	blobs, err := box.Blobs(t.Context(), 2)
	if err != nil || len(blobs) != 2 {
		t.Fatal(blobs, err)
	}
	file, err := box.OpenBlob(blobs[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := box.BlobDelivered(t.Context(), blobs[0]); err != nil {
		t.Fatal(err)
	}
	if sealed, err := io.ReadAll(file); err != nil || seal.AddressOf(sealed) != blobs[0].Address {
		t.Errorf("while it was delivered %d bytes were read of %d, %v", len(sealed), blobs[0].Size, err)
	}
	if _, err := box.OpenBlob(blobs[0]); !errors.Is(err, outbox.ErrNoBlob) {
		t.Errorf("one that was delivered: %v", err)
	}
	damage(t, filepath.Join(path+".blobs", hex.EncodeToString(blobs[1].Address[:])))
	if _, err := box.OpenBlob(blobs[1]); !errors.Is(err, outbox.ErrNoBlob) {
		t.Errorf("one with another bit: %v", err)
	}
}

// damage turns a bit in the middle of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
