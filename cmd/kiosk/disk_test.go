package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"yitiji/sync/powercut"
)

// A disk that fills up under a citizen: nothing is promised, nothing that was
// filled in is lost, and the same touch succeeds when there is room again.
func TestDiskFullInAVisit(t *testing.T) {
	disk := powercut.New(t, 256<<20)
	w := newWorld(t, disk.Dir(), "")
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}}
	c.until("review", "")
	ballast := fill(t, disk.Dir())
	c.tapOnce("next")
	c.until("review", "本机存满了，这份申请没有提交")
	if len(w.papers()) != 0 {
		t.Error("a slip was printed for what was not kept")
	}

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	c.tapOnce("retry")
	c.until("done", "")
	slip := slipOf.FindString(c.page().text)
	if got := w.applications(); len(got) != 1 || got[slip] != 1 {
		t.Errorf("the centre has %v, want %s once", got, slip)
	}
}

// A disk that is full before anybody comes closes the services, and says so.
func TestDiskFullBeforeAVisit(t *testing.T) {
	disk := powercut.New(t, 256<<20)
	w := newWorld(t, disk.Dir(), "")
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}}
	c.until("attract", "")
	ballast := fill(t, disk.Dir())
	c.until("attract", "本机存满了")
	kill(w.kiosk)
	if err := w.startKiosk(); err != nil {
		t.Fatalf("a full disk keeps the terminal from starting: %v", err)
	}
	c.until("attract", "本机存满了")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	c.until("done", "")
}

// page is the screen of a living terminal.
func (c *citizen) page() page {
	c.t.Helper()
	p, err := c.look()
	if err != nil {
		c.t.Fatalf("%v\n%s", err, c.logs())
	}
	return p
}

func (c *citizen) tapOnce(do string) {
	c.t.Helper()
	if err := c.tap(c.page().token, do, ""); err != nil {
		c.t.Fatal(err)
	}
}

// until plays on until the screen stands at stage and says words.
func (c *citizen) until(stage, words string) {
	c.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		p := c.page()
		if p.stage == stage && strings.Contains(p.text, words) {
			return
		}
		if p.stage == stage {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		if err := c.actOn(p); err != nil {
			c.t.Fatalf("%v\n%s", err, c.logs())
		}
	}
	c.t.Fatalf("the screen never stood at %s with %q; it is at %s\n%s", stage, words, c.page().stage, c.logs())
}

// fill writes until the disk is full and returns the file that fills it.
func fill(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(dir, "ballast")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size >= 512; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return file
}
