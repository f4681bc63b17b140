package checkpoint_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"yitiji/terminal"
	"yitiji/terminal/checkpoint"
)

// folders are one that outlives the power and one that does not.
func folders(t *testing.T) (dir, volatile string) {
	t.Helper()
	volatile, err := os.MkdirTemp("/dev/shm", "checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(volatile) })
	return t.TempDir(), volatile
}

func open(t *testing.T, dir, volatile string) *checkpoint.Book {
	t.Helper()
	b, err := checkpoint.Open(dir, volatile)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wrote(t *testing.T, b *checkpoint.Book, name, content string) {
	t.Helper()
	if err := b.Write(name, []byte(content)); err != nil {
		t.Fatal(err)
	}
}

func wantNone(t *testing.T, b *checkpoint.Book, name string) {
	t.Helper()
	if got, err := b.Read(name); !errors.Is(err, terminal.ErrNoNote) {
		t.Errorf("%s is still there: %q, %v", name, got, err)
	}
}

func TestAVisitOutlivesTheProgram(t *testing.T) {
	dir, volatile := folders(t)
	b := open(t, dir, volatile)
	wantNone(t, b, "visit")
	for _, content := range []string{"first", "second"} {
		wrote(t, b, "visit", content)
	}
	wrote(t, b, "page", "a page")
	b = open(t, dir, volatile)
	for name, want := range map[string]string{"visit": "second", "page": "a page"} {
		if got, err := b.Read(name); err != nil || string(got) != want {
			t.Errorf("%s = %q, %v, want %q", name, got, err, want)
		}
	}
	wrote(t, b, "visit", "third")
	if got, err := open(t, dir, volatile).Read("visit"); err != nil || string(got) != "third" {
		t.Errorf("visit = %q, %v, want that of the second life", got, err)
	}
}

// Nothing outlives the power, and nothing is in clear on the disk before.
func TestNothingOutlivesThePower(t *testing.T) {
	dir, volatile := folders(t)
	b := open(t, dir, volatile)
	wrote(t, b, "visit", "林小满 999999194903140024")
	all := read(t, dir)
	for _, personal := range []string{"林小满", "999999194903140024"} {
		if bytes.Contains(all, []byte(personal)) {
			t.Errorf("%s is on the disk", personal)
		}
	}
	if len(all) == 0 {
		t.Error("nothing is on the disk")
	}
	if err := os.RemoveAll(volatile); err != nil {
		t.Fatal(err)
	}
	b = open(t, dir, volatile)
	wantNone(t, b, "visit")
	wrote(t, b, "visit", "of somebody else")
	if got, err := b.Read("visit"); err != nil || string(got) != "of somebody else" {
		t.Errorf("after the cut: %q, %v", got, err)
	}
}

func TestBurn(t *testing.T) {
	dir, volatile := folders(t)
	b := open(t, dir, volatile)
	wrote(t, b, "visit", "one person's")
	old := read(t, dir)
	if err := b.Burn(); err != nil {
		t.Fatal(err)
	}
	wantNone(t, b, "visit")
	if left := read(t, dir); len(left) > 0 {
		t.Errorf("%d bytes are left", len(left))
	}
	// Whoever has copied the file can do nothing with it: the next visit has another key.
	wrote(t, b, "visit", "another person's")
	if err := os.WriteFile(filepath.Join(dir, "visit.sealed"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	wantNone(t, b, "visit")
	wantNone(t, open(t, dir, volatile), "visit")
}

// One note does not pass for another, and no bit can be changed.
func TestChangedNotes(t *testing.T) {
	dir, volatile := folders(t)
	b := open(t, dir, volatile)
	wrote(t, b, "one", "content")
	file := filepath.Join(dir, "one.sealed")
	sealed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "two.sealed"), sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	wantNone(t, b, "two")
	for i := range sealed {
		sealed[i] ^= 1
		if err := os.WriteFile(file, sealed, 0o600); err != nil {
			t.Fatal(err)
		}
		wantNone(t, b, "one")
		sealed[i] ^= 1
	}
	for n := range sealed {
		if err := os.WriteFile(file, sealed[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		wantNone(t, b, "one")
	}
}

func TestWhatIsRefused(t *testing.T) {
	dir, volatile := folders(t)
	if _, err := checkpoint.Open(dir, "/"); !errors.Is(err, checkpoint.ErrNotVolatile) {
		t.Errorf("a key on a disk: %v", err)
	}
	if err := open(t, dir, volatile).Write("../visit", nil); err == nil {
		t.Error("a note outside the folder was written")
	}
	if err := os.WriteFile(filepath.Join(volatile, "visit.key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir, volatile).Write("visit", nil); err == nil {
		t.Error("a key of five bytes was taken")
	}
}

// read gives all bytes of all files in a folder.
func read(t *testing.T, dir string) (all []byte) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}
