package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"yitiji/sync/outbox"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/words"
)

func TestEveryDecisionHasWords(t *testing.T) {
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range catalog.Languages() {
		w := book.In(lang)
		for _, code := range terminal.DecisionCodes() {
			if !w.Knows("audit.what." + string(code)) {
				t.Errorf("%s: no words for %s", lang, code)
			}
		}
		for _, who := range []terminal.Decider{terminal.ByCitizen, terminal.ByTerminal, terminal.ByTechnician, terminal.ByCentre} {
			if !w.Knows("audit.who." + string(who)) {
				t.Errorf("%s: no words for %s", lang, who)
			}
		}
	}
}

// audit runs kiosk audit, and returns what it said and whether it failed.
func (w *world) audit(args ...string) (string, error) {
	cmd := exec.Command(w.path("kiosk"), append([]string{"--config", w.path("kiosk.yaml"), "audit"}, args...)...)
	said, err := cmd.CombinedOutput()
	return string(said), err
}

// audits are the decisions that kiosk audit list lists.
func (w *world) audits() (all []outbox.AuditRecord) {
	w.t.Helper()
	said := w.run("kiosk", "--config", w.path("kiosk.yaml"), "audit", "--json", "list", "--last", "0")
	if err := json.Unmarshal([]byte(said), &all); err != nil {
		w.t.Fatalf("%v in %s", err, said)
	}
	return all
}

// visit plays one visit to its end.
func (w *world) visit() {
	w.t.Helper()
	c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}}
	for end := time.Now().Add(time.Minute); len(c.thanked) == 0 || c.stage != "goodbye"; {
		if err := c.act(); err != nil || time.Now().After(end) {
			w.t.Fatalf("at %s: %v\n%s", c.stage, err, w.logs())
		}
	}
}

// stop ends the terminal in order.
func (w *world) stop() {
	w.t.Helper()
	if err := w.kiosk.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	if err := w.kiosk.Wait(); err != nil {
		w.t.Fatal(err)
	}
}

// held waits until the centre has the decisions up to one.
func (w *world) held(number uint64) outbox.AuditReport {
	w.t.Helper()
	var r outbox.AuditReport
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		said, err := w.audit("--json", "verify")
		if err == nil {
			err = json.Unmarshal([]byte(said), &r)
		}
		if err != nil {
			w.t.Fatalf("%v: %s", err, said)
		}
		if r.Held >= number {
			return r
		}
		if time.Now().After(end) {
			w.t.Fatalf("the centre has decisions up to %d of %d", r.Held, number)
		}
	}
}

// provesAudit compares the audit with the applications that the centre has: whatever happened, the
// chain is whole, and that one was kept was decided once.
func (w *world) provesAudit(applications map[string]int) {
	w.t.Helper()
	if said, err := w.audit("verify"); err != nil {
		w.t.Errorf("the audit chain: %v: %s", err, said)
	}
	kept := map[string]int{}
	for _, r := range w.audits() {
		if r.What == terminal.ApplicationKept {
			kept[string(r.Slip)]++
		}
	}
	if !maps.Equal(kept, applications) {
		w.t.Errorf("the audit has %v, the centre %v", kept, applications)
	}
}

// A visit at the real terminal is audited, the centre has it, and the terminal's chain is whole. Who
// puts an older copy of the store back has cut the tail of the chain off: that is found as soon as the
// centre says what it has.
func TestTheAuditOfAVisit(t *testing.T) {
	w := newWorld(t, t.TempDir(), "")
	start := func() {
		if err := w.startKiosk(); err != nil {
			t.Fatal(err)
		}
	}
	start()
	w.stop()
	store := filepath.Join(w.data, "outbox.db")
	older, err := os.ReadFile(store)
	if err != nil {
		t.Fatal(err)
	}
	start()
	w.visit()
	all := w.audits()
	var codes []terminal.DecisionCode
	for i, r := range all {
		codes = append(codes, r.What)
		if r.Number != uint64(i+1) || i > 0 && r.Previous != all[i-1].Hash {
			t.Errorf("decision %d does not follow the one before", r.Number)
		}
	}
	want := []terminal.DecisionCode{
		terminal.TerminalEnrolled, terminal.TerminalStarted, terminal.TerminalStopped, terminal.TerminalStarted,
		terminal.ConsentGiven, terminal.IdentityProved, terminal.ApplicationKept, terminal.PaperPrinted, terminal.VisitEnded,
	}
	if !slices.Equal(codes, want) {
		t.Errorf("recorded %v, want %v", codes, want)
	}
	w.held(uint64(len(want)))
	said, err := w.audit("list")
	for _, word := range []string{"身份核验通过", "申请已保存", "9****************", "YX07-"} {
		if err != nil || !strings.Contains(said, word) {
			t.Errorf("the list lacks %s: %v\n%s", word, err, said)
		}
	}
	w.stop()
	if err := os.WriteFile(store, older, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := w.audit("verify"); err != nil {
		t.Errorf("the older copy is whole in itself: %s", said)
	}
	start()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		if said, err = w.audit("verify"); err != nil {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the tail was cut off, and nobody has noticed: %s\n%s", said, w.logs())
		}
	}
	if !strings.Contains(said, "the centre has") {
		t.Errorf("verify says %s", said)
	}
}
