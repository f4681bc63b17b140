package sane_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/sane"
)

// configured is a folder in which SANE knows its test back end and nothing else.
func configured(t *testing.T, config string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"dll.conf": "test\n", "test.conf": "number_of_devices 1\nmode Color\n" + config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, o sane.Options) *sane.Scanner {
	t.Helper()
	s, err := sane.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var glass = drivers.PageRequest{Source: drivers.Platen, Resolution: 75}

// Every status that SANE knows, forced in the middle of a page.
func TestStatuses(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	for status, want := range map[string]drivers.Kind{
		"SANE_STATUS_UNSUPPORTED":   drivers.NeedsTechnician,
		"SANE_STATUS_CANCELLED":     drivers.Misread,
		"SANE_STATUS_DEVICE_BUSY":   drivers.Busy,
		"SANE_STATUS_INVAL":         drivers.NeedsTechnician,
		"SANE_STATUS_EOF":           drivers.Misread, // a page of no lines, and all is said to be well
		"SANE_STATUS_JAMMED":        drivers.Jam,
		"SANE_STATUS_NO_DOCS":       drivers.NoPaper,
		"SANE_STATUS_COVER_OPEN":    drivers.CoverOpen,
		"SANE_STATUS_IO_ERROR":      drivers.NeedsTechnician,
		"SANE_STATUS_NO_MEM":        drivers.NeedsTechnician,
		"SANE_STATUS_ACCESS_DENIED": drivers.NeedsTechnician,
		"Default":                   "",
	} {
		s := open(t, sane.Options{Device: "test:0", Config: configured(t, ""), Extra: map[string]string{"read-return-value": status}})
		pages, err := s.Scan(t.Context(), glass)
		if drivers.KindOf(err) != want || (err == nil) != (len(pages) == 1) {
			t.Errorf("%s: Scan = %d pages, %v, want kind %q", status, len(pages), err, want)
		}
	}
	left, err := filepath.Glob(filepath.Join(temp, "sane-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %s, %v", left, err)
	}
}

// Pictures of every form that SANE has.
func TestForms(t *testing.T) {
	t.Parallel()
	for _, extra := range []map[string]string{
		{"mode": "Gray", "depth": "1"},
		{"mode": "Gray", "depth": "16"},
		{"depth": "16"},
		{"depth": "8", "test-picture": "Color pattern"},
		{"hand-scanner": "yes"},
		{"three-pass": "yes"},
		{"read-limit": "yes", "read-limit-size": "100"},
		{"fuzzy-parameters": "yes"},
	} {
		s := open(t, sane.Options{Device: "test:0", Config: configured(t, ""), Extra: extra})
		pages, err := s.Scan(t.Context(), glass)
		if err != nil || len(pages) != 1 || pages[0].Width < 100 || pages[0].Height < 100 {
			t.Errorf("%v: %d pages, %v", extra, len(pages), err)
		}
	}
}

func TestResolutionIsTheTrue(t *testing.T) {
	t.Parallel()
	s := open(t, sane.Options{Device: "test:0", Config: configured(t, ""), Extra: map[string]string{"resolution": "50.4"}})
	if pages, err := s.Scan(t.Context(), glass); err != nil || pages[0].Resolution != 50 {
		t.Errorf("Scan = %v", err)
	}
}

func TestVanishedDevice(t *testing.T) {
	t.Parallel()
	dir := configured(t, "number_of_devices 2\n")
	s := open(t, sane.Options{Device: "test:1", Config: dir})
	if _, err := s.Scan(t.Context(), glass); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "test.conf"), []byte("number_of_devices 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Scan(t.Context(), glass); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Scan = %v", err)
	}
	if got := s.Status(t.Context()); got.State != drivers.NoDevice {
		t.Errorf("Status = %+v", got)
	}
}

// stub writes a program that stands for scanimage and does one thing wrong. Its first
// page is good where the thing comes later.
func stub(t *testing.T, does string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scanimage")
	menu := "--source Flatbed|ADF [ADF]"
	text := fmt.Sprintf("#!/bin/sh\ncase \"$*\" in *--all-options*|*--dont-scan*) echo '  %s'; exit 0;; esac\n%s\n", menu, does)
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

const good = `printf 'P5\n2 2\n255\nABCD' > 1.part; `

func TestLies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, does string
		want      drivers.Kind
		pages     int
	}{
		{"half a page, and all is well", good + `printf 'P5\n2 2\n255\nAB' > 2.part`, drivers.Misread, 1},
		{"more than a page", `printf 'P5\n2 2\n255\nABCDEFG' > 1.part`, drivers.Misread, 0},
		{"a bomb", `printf 'P6\n29999 29999\n255\n' > 1.part`, drivers.Misread, 0},
		{"no picture", `echo garbage > 1.part`, drivers.Misread, 0},
		{"no page, and all is well", `exit 0`, drivers.Misread, 0},
		{"a crash", good + `kill -SEGV $$`, drivers.NeedsTechnician, 1},
		{"a jam after a page", good + `exit 6`, drivers.Jam, 1},
		{"the end of the stack", good + `exit 7`, "", 1},
		{"silence for ever", good + `sleep 1000`, drivers.Disconnected, 1},
		{"a page that stops", `exec 9> 1.part; printf 'P5\n2 2\n255\nA' >&9; sleep 1000`, drivers.Disconnected, 0},
		{"it does not stop when asked", `trap '' TERM; ` + good + `while :; do sleep 1; done`, drivers.Disconnected, 1},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := open(t, sane.Options{Device: "x", Command: stub(t, c.does), Patience: 1500 * time.Millisecond})
			pages, err := s.Scan(t.Context(), drivers.PageRequest{Source: drivers.Feeder})
			if drivers.KindOf(err) != c.want || len(pages) != c.pages {
				t.Errorf("Scan = %d pages, %v, want %d and kind %q", len(pages), err, c.pages, c.want)
			}
		})
	}
}

func TestNoCommand(t *testing.T) {
	s := open(t, sane.Options{Device: "x", Command: "/nowhere/scanimage"})
	if _, err := s.Scan(t.Context(), glass); drivers.KindOf(err) != drivers.NeedsTechnician || drivers.CauseOf(err) != drivers.ProgramMissing {
		t.Errorf("Scan = %v (%s)", err, drivers.CauseOf(err))
	}
	if got := s.Status(t.Context()); got.State != drivers.HardwareError || !slices.Equal(got.Causes, []drivers.Cause{drivers.ProgramMissing}) {
		t.Errorf("Status = %+v", got)
	}
}

func TestOptions(t *testing.T) {
	for why, o := range map[string]sane.Options{
		"no device":             {},
		"an option as a device": {Device: "--help"},
		"an option of ours":     {Device: "x", Extra: map[string]string{"batch": "y"}},
		"no option":             {Device: "x", Extra: map[string]string{"mode=Color --batch": "y"}},
		"negative patience":     {Device: "x", Patience: -1},
	} {
		if _, err := sane.New(o); err == nil {
			t.Errorf("%s: New took %+v", why, o)
		}
	}
}
