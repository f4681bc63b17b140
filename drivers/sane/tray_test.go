package sane

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const small = "P5\n2 2\n255\nABCD"

func laid(t *testing.T) *tray {
	t.Helper()
	tr, err := newTray(1, func() {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.close)
	return tr
}

// A page that fits into a pipe is written and renamed as soon as a reader has opened the
// pipe, maybe before the reader has done anything else.
func TestPageThatIsRenamedAtOnce(t *testing.T) {
	for range 500 {
		tr := laid(t)
		wrote := make(chan error, 1)
		go func() {
			err := os.WriteFile(tr.path(1), []byte(small), 0o600)
			wrote <- errors.Join(err, os.Rename(tr.path(1), filepath.Join(tr.dir, "1")))
			tr.end()
		}()
		pages, err := tr.collect(1, 300)
		if err := errors.Join(err, <-wrote); err != nil || len(pages) != 1 {
			t.Fatalf("collect = %d pages, %v", len(pages), err)
		}
	}
}

// What was written is read, however late: here the machine stood still between the end
// of the child and the first byte. A grandchild holds the pipe, so that it has no end.
func TestPageThatIsReadLate(t *testing.T) {
	for _, c := range []struct {
		why, wrote string
		want       error
	}{
		{"whole", small, nil},
		{"half", small[:len(small)-2], errTorn},
		{"nothing", "", errTorn},
	} {
		t.Run(c.why, func(t *testing.T) {
			tr := laid(t)
			if !tr.open(1) {
				t.Fatal("open says that the scan is over")
			}
			w, err := os.OpenFile(tr.path(1), os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if _, err := w.WriteString(c.wrote); err != nil {
				t.Fatal(err)
			}
			tr.end()
			if err := tr.read.SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
				t.Fatal(err)
			}
			if c.want == nil {
				_ = w.Close()
			}
			if _, err := newPage(tr, 300); !errors.Is(err, c.want) {
				t.Errorf("newPage = %v, want %v", err, c.want)
			}
			tr.shut()
		})
	}
}
