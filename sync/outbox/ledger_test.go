package outbox_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"yitiji/sync/outbox"
	"yitiji/terminal"
)

func TestLedgerCountsCopies(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	slip := keep(t, box, application(1)).Slip
	for copy := 1; copy <= 3; copy++ {
		id, err := box.Intend(t.Context(), outbox.SlipJob(slip))
		if err != nil || id != (terminal.PrintID{Slip: slip, Copy: copy}) {
			t.Fatalf("Intend = %+v, %v, want copy %d", id, err, copy)
		}
		if err := box.Settle(t.Context(), id, "printed"); err != nil {
			t.Error(err)
		}
		if err := box.Settle(t.Context(), id, "printed"); err == nil {
			t.Error("a print was settled twice")
		}
	}
	if p, err := box.Lookup(t.Context(), slip); err != nil || p.Prints != 3 {
		t.Errorf("Lookup = %+v, %v, want 3 prints", p, err)
	}
	if _, err := box.Intend(t.Context(), outbox.SlipJob("YX07-991231-0001-0")); !errors.Is(err, terminal.ErrNoSlip) {
		t.Errorf("Intend of an unknown slip = %v, want ErrNoSlip", err)
	}
	if err := box.Settle(t.Context(), terminal.PrintID{Slip: slip, Copy: 9}, "printed"); err == nil {
		t.Error("a print that was never begun was settled")
	}
}

// A restart in the middle of a print leaves it uncertain, tells the centre once,
// and makes the next print a copy.
func TestRestartMakesAnOpenPrintUncertain(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "outbox"), newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public()}
	box := open(t, path, options)
	slip := keep(t, box, application(1)).Slip
	id, err := box.Intend(t.Context(), outbox.SlipJob(slip))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		box.Close()
		box = open(t, path, options)
	}
	all := chain(t, box, key, outbox.Position{})
	if len(all) != 3 || all[2].Kind != string(terminal.PrintEvent) || all[2].Slip != string(slip) {
		t.Fatalf("%d entries after two restarts, want the application, one decision and its print event", len(all))
	}
	var said outbox.PrintReport
	body, _ := key.Open(all[2].Header, all[2].Body)
	if err := json.Unmarshal(body, &said); err != nil || said != (outbox.PrintReport{Copy: 1, Outcome: outbox.Uncertain}) {
		t.Errorf("the print event says %+v, %v", said, err)
	}
	if err := box.Settle(t.Context(), id, "printed"); err == nil {
		t.Error("a print of before the restart was settled")
	}
	if next, err := box.Intend(t.Context(), outbox.SlipJob(slip)); err != nil || next.Copy != 2 {
		t.Errorf("Intend after the restart = %+v, %v, want copy 2", next, err)
	}
}

// A print of what was printed before says why, and is an entry; a leaflet, which is nobody's, is not.
func TestAReprintNeedsAReason(t *testing.T) {
	key := newKey(t)
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: key.Public()})
	slip := keep(t, box, application(1)).Slip
	for _, p := range []terminal.PrintJob{
		{Paper: terminal.SlipPaper, Number: string(slip)},
		{Paper: terminal.DocumentPaper, Number: "C-1"},
		{Paper: terminal.DraftPaper, Number: "D-1"},
		{Paper: terminal.CardIssue, Number: "CARD-1"},
	} {
		if _, err := box.Intend(t.Context(), p); err != nil {
			t.Errorf("the first print of a %s: %v", p.Paper, err)
		}
		if _, err := box.Intend(t.Context(), p); !errors.Is(err, terminal.ErrNoReason) {
			t.Errorf("the second print of a %s without a reason: %v", p.Paper, err)
		}
	}
	leaflet := terminal.PrintJob{Paper: terminal.LeafletPaper, Number: "NOTICE-1"}
	for range 3 {
		if _, err := box.Intend(t.Context(), leaflet); err != nil {
			t.Errorf("a leaflet: %v", err)
		}
	}
	if n := len(chain(t, box, key, outbox.Position{})); n != 1 {
		t.Fatalf("%d entries, want the application alone", n)
	}
	if id, err := box.Intend(t.Context(), terminal.PrintJob{Paper: terminal.SlipPaper, Number: string(slip), Again: "jam"}); err != nil || id.Copy != 2 {
		t.Fatalf("the second print: %+v, %v", id, err)
	}
	all := chain(t, box, key, outbox.Position{})
	var said outbox.PrintReport
	body, _ := key.Open(all[1].Header, all[1].Body)
	if err := json.Unmarshal(body, &said); err != nil || said != (outbox.PrintReport{Copy: 2, Reason: "jam"}) || all[1].Slip != string(slip) {
		t.Errorf("the print event of %s says %+v, %v", all[1].Slip, said, err)
	}
}

// The ledger knows of each print how far it came, over a restart too.
func TestTheLedgerRemembers(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "outbox"), newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public()}
	box := open(t, path, options)
	slip := keep(t, box, application(1)).Slip
	want := func(outcome terminal.PrintOutcome, copies int, taken bool) {
		t.Helper()
		last, ok, err := box.LastPrint(t.Context(), string(slip))
		if err != nil || ok != (copies > 0) || last.Copy != copies || last.Outcome != outcome || last.Taken.IsZero() == taken {
			t.Errorf("the last print is %+v, %v, %v; want copy %d, %q, taken %v", last, ok, err, copies, outcome, taken)
		}
	}
	want("", 0, false)
	first, err := box.Intend(t.Context(), outbox.SlipJob(slip))
	if err != nil {
		t.Fatal(err)
	}
	want("", 1, false)
	if err := box.Taken(t.Context(), first); err == nil {
		t.Error("a print was taken that is under way")
	}
	if err := errors.Join(box.Settle(t.Context(), first, "printed"), box.Taken(t.Context(), first)); err != nil {
		t.Fatal(err)
	}
	want("printed", 1, true)
	if _, err := box.Intend(t.Context(), outbox.SlipJob(slip)); err != nil {
		t.Fatal(err)
	}
	box.Close()
	box = open(t, path, options)
	want(outbox.Uncertain, 2, false)
}

// An act that is done again keeps what it kept, in another life of the program too, when the store
// is full, and with a body that lies beside the queue.
func TestAnActHappensOnce(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "outbox"), newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public(), MaxEntries: 3}
	box := open(t, path, options)
	e := application(1)
	e.Key = "act-1"
	page := terminal.Entry{Kind: terminal.Material, Body: make([]byte, 100_000), At: e.At, Key: "act-1-page"}
	rand.Read(page.Body)
	first, paged := keep(t, box, e), keep(t, box, page)
	keep(t, box, application(2))
	for range 2 {
		if again := keep(t, box, e); again != first {
			t.Errorf("the application was kept as %+v, and again as %+v", first, again)
		}
		if again := keep(t, box, page); again != paged {
			t.Errorf("the page was kept as %+v, and again as %+v", paged, again)
		}
		box.Close()
		box = open(t, path, options)
	}
	if stats, err := box.Stats(t.Context()); err != nil || stats.Pending != 3 || stats.Blobs != 1 {
		t.Errorf("%+v, %v; want three entries and one blob", stats, err)
	}
	e.Key = "act-2"
	if _, err := box.Keep(t.Context(), e); !errors.Is(err, terminal.ErrFull) {
		t.Errorf("another act was kept in a full store: %v", err)
	}
}
