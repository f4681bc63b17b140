package sane_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/sane"
)

const page = "P5\n2 2\n255\nABCD"

// breaksOff is a program that writes two pages as scanimage does, breaks off in the second,
// and ends. Between two calls the back end is well.
func breaksOff(t *testing.T, second, end string) *sane.Scanner {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page")
	if err := os.WriteFile(path, []byte(second), 0o600); err != nil {
		t.Fatal(err)
	}
	does := fmt.Sprintf("printf '%s' > 1.part; mv 1.part 1; cat %s > 2.part; mv 2.part 2; %s", `P5\n2 2\n255\nABCD`, path, end)
	return open(t, sane.Options{Device: "x", Command: stub(t, does)})
}

// Wherever in a page the child breaks off, and in whatever way it ends: pages are whole, a
// page that is not is no page, and the end is told as what it is.
func TestChildThatBreaksOff(t *testing.T) {
	t.Parallel()
	for at := range len(page) + 1 {
		whole := 1 + at/len(page)
		for end, want := range map[string]drivers.Kind{
			"exit 7": "", "exit 9": drivers.NeedsTechnician, "exit 6": drivers.Jam, "kill -KILL $$": drivers.NeedsTechnician,
		} {
			if end == "exit 7" && at > 0 && whole == 1 || end == "kill -KILL $$" && at > 0 && whole == 1 {
				want = drivers.Misread // it does not know, or does not say, that the page is torn
			}
			pages, err := breaksOff(t, page[:at], end).Scan(t.Context(), drivers.PageRequest{Source: drivers.Feeder})
			if len(pages) != whole || drivers.KindOf(err) != want {
				t.Errorf("after %d bytes, %s: %d pages, %v, want %d and kind %q", at, end, len(pages), err, whole, want)
			}
		}
	}
}

// Garbage before a page, in it or after it is no part of one.
func TestChildThatBabbles(t *testing.T) {
	t.Parallel()
	for at := range len(page) + 1 {
		pages, err := breaksOff(t, page[:at]+"\x00\xFFP6"+page[at:], "exit 7").Scan(t.Context(), drivers.PageRequest{Source: drivers.Feeder})
		if len(pages) != 1 || drivers.KindOf(err) != drivers.Misread {
			t.Errorf("at byte %d: %d pages, %v", at, len(pages), err)
		}
	}
}
