package outbox_test

import (
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
		id, err := box.Intend(t.Context(), slip)
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
	if _, err := box.Intend(t.Context(), "YX07-991231-0001-0"); !errors.Is(err, terminal.ErrNoSlip) {
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
	id, err := box.Intend(t.Context(), slip)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		box.Close()
		box = open(t, path, options)
	}
	all := chain(t, box, key, outbox.Position{})
	if len(all) != 2 || all[1].Kind != string(terminal.PrintEvent) || all[1].Slip != string(slip) {
		t.Fatalf("%d entries after two restarts, want the application and one print event", len(all))
	}
	var said outbox.PrintReport
	body, _ := key.Open(all[1].Header, all[1].Body)
	if err := json.Unmarshal(body, &said); err != nil || said != (outbox.PrintReport{Copy: 1, Outcome: outbox.Uncertain}) {
		t.Errorf("the print event says %+v, %v", said, err)
	}
	if err := box.Settle(t.Context(), id, "printed"); err == nil {
		t.Error("a print of before the restart was settled")
	}
	if next, err := box.Intend(t.Context(), slip); err != nil || next.Copy != 2 {
		t.Errorf("Intend after the restart = %+v, %v, want copy 2", next, err)
	}
}
