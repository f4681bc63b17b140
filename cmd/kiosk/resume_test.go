package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/sys/unix"

	"yitiji/sync/powercut"
)

// way are the stages of the scripted visit, in their order.
var way = []string{"services", "guide", "identify", "confirm", "filling", "form", "review", "submitting", "printing", "paper", "done"}

// The program is killed at random moments of visits, and started again at once. The citizen goes on
// where they were, submits once, and has one whole slip.
func TestAVisitOutlivesTheProgram(t *testing.T) {
	kills := shorter
	if *proof {
		kills = longer
	}
	w := newWorld(t, t.TempDir(), "")
	c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}, stage: "attract"}
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	in, longest := map[string]int{}, time.Duration(0)
	for range kills {
		c.actFor(rand.N(1500 * time.Millisecond))
		seen := c.lookAtLeisure()
		kill(w.kiosk)
		in[c.stage]++
		if took := c.comeBack(t, seen); took > longest {
			longest = took
		}
	}
	c.toTheEnd(t)
	broken := w.await(ledger{thanked: c.thanked})
	entries := w.applications()
	for slip, what := range broken {
		t.Errorf("%s was %s, and the centre has it %d times", slip, what, entries[slip])
	}
	for slip := range entries {
		if !c.thanked[slip] || w.printed(slip) != 1 {
			t.Errorf("%s: thanked for %v, %d whole slips", slip, c.thanked[slip], w.printed(slip))
		}
	}
	w.provesAudit(entries)
	t.Logf("%d kills (%v), %d visits to their end, each submitted once and printed once; back after %v at the most", kills, in, len(c.thanked), longest)
	if len(c.thanked) < kills/4 {
		t.Errorf("%d visits are too few to prove anything", len(c.thanked))
	}
}

// actFor acts for a while.
func (c *citizen) actFor(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		if err := c.act(); err != nil {
			c.t.Fatal(err)
		}
	}
}

// lookAtLeisure gives the screen that the citizen has read, every other time; else they have just
// touched it, and it is killed in whatever that does.
func (c *citizen) lookAtLeisure() page {
	if rand.IntN(2) == 0 {
		return page{}
	}
	time.Sleep(200 * time.Millisecond)
	p, err := c.look()
	if err != nil {
		c.t.Fatal(err)
	}
	c.stage = p.stage
	return p
}

// comeBack starts the terminal again, and says how long it took until the visit was there again: not
// before what the citizen had seen.
func (c *citizen) comeBack(t *testing.T, before page) time.Duration {
	t.Helper()
	start := time.Now()
	if err := c.startKiosk(); err != nil {
		t.Fatal(err)
	}
	now, err := c.look()
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	if was, is := slices.Index(way, before.stage), slices.Index(way, now.stage); was >= 0 && is < was && now.stage != "goodbye" {
		t.Fatalf("the citizen was at %s, and is at %s\n%s", before.stage, now.stage, c.logs())
	}
	return took
}

// toTheEnd ends the visit under way.
func (c *citizen) toTheEnd(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; {
		p, err := c.look()
		if err != nil {
			t.Fatal(err)
		}
		if p.stage == "attract" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the visit does not end; at %s", p.stage)
		}
		if err := c.actOn(p); err != nil {
			t.Fatal(err)
		}
	}
}

// account is what the citizen types as their bank account.
const account = "6228480402564890018"

// After a power cut nothing of the visit can be read from the disk, though it had got there, nor
// does anybody come back to it.
func TestAPowerCutTakesTheVisit(t *testing.T) {
	disk := powercut.New(t, 256<<20)
	w := newWorld(t, disk.Dir(), "")
	for range 3 {
		if err := w.startKiosk(); err != nil {
			t.Fatal(err)
		}
		c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}}
		for end := time.Now().Add(30 * time.Second); c.last.token != "form.phone"; {
			if err := c.act(); err != nil || time.Now().After(end) {
				t.Fatalf("at %s: %v", c.stage, err)
			}
		}
		if _, err := os.Stat(filepath.Join(w.data, "visit", "visit.sealed")); err != nil {
			t.Errorf("the visit is not written down: %v", err)
		}
		kill(w.kiosk)
		syncAll(t, disk)
		w.cutPower(disk)
		disk.Restore()
	}
	image, err := os.ReadFile(disk.Image())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := os.ReadFile(filepath.Join(w.data, "visit", "visit.sealed"))
	if err != nil || !bytes.Contains(image, sealed) {
		t.Errorf("the sealed visit did not get to the disk: this test would find nothing anyway; %v", err)
	}
	for _, secret := range []string{account, `"visit":`, `"Answers":`} { // that somebody consented to an item is in the audit
		for how, needle := range spellings(secret) {
			if bytes.Contains(image, needle) {
				t.Errorf("%s is on the disk, %s", secret, how)
			}
		}
	}
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	if p, err := w.look(); err != nil || p.stage != "attract" {
		t.Errorf("after the cut: at %s, %v", p.stage, err)
	}
}

// The same search finds what somebody writes there in clear, in any spelling.
func TestThePowerCutSearchFinds(t *testing.T) {
	disk := powercut.New(t, 64<<20)
	for how, clear := range spellings(account) {
		if err := os.WriteFile(filepath.Join(disk.Dir(), how), clear, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	syncAll(t, disk)
	disk.Cut()
	disk.Restore()
	image, err := os.ReadFile(disk.Image())
	if err != nil {
		t.Fatal(err)
	}
	for how, needle := range spellings(account) {
		if !bytes.Contains(image, needle) {
			t.Errorf("not found, %s", how)
		}
	}
}

// syncAll has everything that was written reach the disk.
func syncAll(t *testing.T, disk *powercut.Disk) {
	t.Helper()
	dir, err := os.Open(disk.Dir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if err := unix.Syncfs(int(dir.Fd())); err != nil {
		t.Fatal(err)
	}
}

// spellings are the ways in which a text might lie on a disk.
func spellings(text string) map[string][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return map[string][]byte{
		"plain": []byte(text), "hex": []byte(hex.EncodeToString([]byte(text))),
		"base64": []byte(base64.RawStdEncoding.EncodeToString([]byte(text))[:len(text)]), "utf-16": wide,
	}
}
