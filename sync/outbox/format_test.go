package outbox

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// olderStore is a store that a program of format 2 wrote: six applications, of which the first stands
// aside and the next three entries were delivered, their ratings, prints and decisions.
func olderStore(t *testing.T) (path string, options Options) {
	t.Helper()
	file, err := os.Open("testdata/format2/outbox.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "outbox")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/format2/key.hex")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParsePublicKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	return path, Options{Terminal: "YX07", SealTo: key, Reserve: 1}
}

// A store of the format before is taken over with all that is in it.
func TestAnOlderStoreIsTakenOver(t *testing.T) {
	path, options := olderStore(t)
	box, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	if r, renewed := box.Recovery(); renewed {
		t.Fatalf("it was taken for damaged: %v", r.Why)
	}
	stats, err := box.Stats(t.Context())
	if err != nil || stats.Pending != 15 || stats.Aside != 1 || stats.Last != 18 || box.state.Format != currentFormat {
		t.Errorf("%+v of format %d, %v; want 15 waiting, 1 aside, 18 the last", stats, box.state.Format, err)
	}
	at := time.Date(2026, 11, 25, 9, 30, 0, 0, time.FixedZone("", 8*3600))
	slip := terminal.NewSlipNumber("YX07", at, 6)
	if p, err := box.Lookup(t.Context(), slip); err != nil || p.Prints != 1 {
		t.Errorf("the sixth application is %+v, %v", p, err)
	}
	entry := terminal.Entry{Kind: terminal.Application, Body: []byte(`{"item":"a"}`), At: at, Key: "an act"}
	first, err := box.Keep(t.Context(), entry)
	again, errAgain := box.Keep(t.Context(), entry)
	if err != nil || errAgain != nil || first != again || first.Slip != terminal.NewSlipNumber("YX07", at, 7) {
		t.Errorf("an act kept %+v, %v, and when it was done again %+v, %v", first, err, again, errAgain)
	}
	if err := box.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// newerBucket is one that a program knows which is a format newer than this one.
const newerBucket = "later"

// makeNewer makes a store one of the next format.
func makeNewer(t *testing.T, path string, options Options, readable int) {
	t.Helper()
	box, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	err = box.write(t.Context(), func(c *change) error {
		b, err := c.CreateBucket([]byte(newerBucket))
		if err != nil {
			return err
		}
		value := guard(newerBucket, []byte("k"), []byte(`{}`))
		c.state.Format, c.state.Readable = currentFormat+1, readable
		c.state.Sums[len(summed())] += weight([]byte("k"), value)
		return b.Put([]byte("k"), value)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A store of the next format that can be read by this one goes on here, after an update was taken
// back, and what this program does not know is there as it was when the newer one comes again.
func TestANewerStoreGoesOn(t *testing.T) {
	path, options := olderStore(t)
	makeNewer(t, path, options, currentFormat)
	box, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	if r, renewed := box.Recovery(); renewed {
		t.Fatalf("it was taken for damaged: %v", r.Why)
	}
	_, err = box.Keep(t.Context(), terminal.Entry{Kind: terminal.Application, Body: []byte(`{"item":"a"}`), At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if err := box.Compact(t.Context()); err != nil {
		t.Error(err)
	}
	err = box.read(t.Context(), func(tx *bolt.Tx) error {
		value := tx.Bucket([]byte(newerBucket)).Get([]byte("k"))
		if box.state.Format != currentFormat+1 || box.state.Sums[len(summed())] != weight([]byte("k"), value) {
			t.Errorf("it is of format %d, with %q and another sum", box.state.Format, value)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A store that this program cannot go on with is left as it is, and the error says what to do.
func TestAStoreTooNewOrTooOldIsLeftAlone(t *testing.T) {
	for _, c := range []struct {
		format, readable int
		want             string
	}{
		{currentFormat + 1, currentFormat + 1, "install the newer program again"},
		{oldestFormat - 1, oldestFormat - 1, "install the release before this one first"},
	} {
		path, options := olderStore(t)
		box, err := Open(path, options)
		if err != nil {
			t.Fatal(err)
		}
		err = box.write(t.Context(), func(ch *change) error {
			ch.state.Format, ch.state.Readable = c.format, c.readable
			return nil
		})
		if err != nil || box.Close() != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		box, err = Open(path, options)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("format %d: Open = %v, want that it says %q", c.format, err, c.want)
		}
		if err == nil {
			box.Close()
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("format %d: the file was changed, %v", c.format, err)
		}
		if others, _ := filepath.Glob(path + damagedMark + "*"); len(others) > 0 {
			t.Errorf("format %d: it was set aside as damaged", c.format)
		}
	}
}
