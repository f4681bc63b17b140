package outbox_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yitiji/sync/outbox"
	"yitiji/terminal"
)

// recorded are the codes in the audit chain, which must be whole.
func recorded(t *testing.T, box *outbox.Outbox) (codes []terminal.DecisionCode) {
	t.Helper()
	if _, err := box.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	all, err := box.LastAudits(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		codes = append(codes, r.What)
	}
	return codes
}

// What an act decides is recorded with it: once, however often it is done again, and about the slip
// that it gave.
func TestADecisionOfAnActIsRecordedWithIt(t *testing.T) {
	path, options := filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public(), MaxEntries: 8}
	box := open(t, path, options)
	e := application(1)
	e.Key, e.Decided = "act-1", []terminal.Decision{{What: terminal.ApplicationKept, Who: terminal.ByCitizen}}
	slip := keep(t, box, e).Slip
	for range 2 {
		keep(t, box, e)
		box.Close()
		box = open(t, path, options)
	}
	all, err := box.LastAudits(t.Context(), 0)
	if err != nil || len(all) != 1 || all[0].Slip != slip || all[0].What != terminal.ApplicationKept {
		t.Fatalf("recorded %+v, %v; want one decision about %s", all, err, slip)
	}
	e.Key = "act-2"
	for i := 0; err == nil; i++ {
		e.Key = fmt.Sprint("act-", i+2)
		_, err = box.Keep(t.Context(), e)
	}
	kept, listErr := box.List(t.Context())
	applications := 0
	for _, listed := range kept {
		if listed.Kind == terminal.Application {
			applications++
		}
	}
	if n := len(recorded(t, box)); !errors.Is(err, terminal.ErrFull) || n != applications {
		t.Errorf("%d decisions of %d applications; the last: %v, %v", n, applications, err, listErr)
	}
}

// A decision with a key is recorded once, in another life of the program too; without one, each is.
func TestADecisionWithAKeyIsRecordedOnce(t *testing.T) {
	path, options := filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()}
	box := open(t, path, options)
	at := time.Now().Add(-time.Second).Truncate(time.Millisecond)
	keyed := terminal.Decision{What: terminal.ConsentGiven, Who: terminal.ByCitizen, Key: "k", At: at}
	every := terminal.Decision{What: terminal.GateClosed, Who: terminal.ByTerminal}
	for range 2 {
		if err := box.Record(t.Context(), keyed, every, keyed); err != nil {
			t.Fatal(err)
		}
		box.Close()
		box = open(t, path, options)
	}
	if got, want := recorded(t, box), []terminal.DecisionCode{terminal.ConsentGiven, terminal.GateClosed, terminal.GateClosed}; !slices.Equal(got, want) {
		t.Errorf("recorded %v, want %v", got, want)
	}
	if last, err := box.LastAudits(t.Context(), 3); err != nil || !last[0].At.Equal(at) {
		t.Errorf("recorded as of %v, decided at %v; %v", last[0].At, at, err)
	}
	if last, err := box.LastAudits(t.Context(), 1); err != nil || len(last) != 1 || last[0].Number != 3 {
		t.Errorf("the last one is %+v, %v", last, err)
	}
}

// What became of papers and cards is recorded by the ledger, a print that a restart cut short too.
func TestTheLedgerDecides(t *testing.T) {
	path, options := filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()}
	box := open(t, path, options)
	slip := keep(t, box, application(1)).Slip
	card := terminal.PrintJob{Paper: terminal.CardIssue, Number: "CARD-1", Slip: slip, Again: terminal.NothingCame}
	do := func(p terminal.PrintJob, outcomes ...terminal.PrintOutcome) (id terminal.PrintID) {
		t.Helper()
		for _, o := range outcomes {
			var err error
			if id, err = box.Intend(t.Context(), p); err == nil && o != "" {
				err = box.Settle(t.Context(), id, o)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		return id
	}
	do(terminal.PrintJob{Paper: terminal.LeafletPaper, Number: "NOTICE-1"}, "printed", "printed")
	do(terminal.PrintJob{Paper: terminal.SlipPaper, Number: string(slip), Again: "jam"}, "not-started", "printed")
	id := do(card, "not-started", "printed")
	for range 2 {
		if err := box.Taken(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	do(terminal.PrintJob{Paper: terminal.DocumentPaper, Number: "C-1", Pages: 2, Item: "A"}, "") // the program ends here
	for range 2 {
		box.Close()
		box = open(t, path, options)
	}
	want := []terminal.DecisionCode{
		terminal.PaperPrinted, terminal.PaperPrinted,
		terminal.PaperFailed, terminal.PaperReprinted, terminal.PaperPrinted,
		terminal.CardFailed, terminal.CardIssued, terminal.PaperUnknown,
	}
	if got := recorded(t, box); !slices.Equal(got, want) {
		t.Errorf("recorded %v, want %v", got, want)
	}
	last, err := box.LastAudits(t.Context(), 2)
	if d := last[1].Decision; err != nil || d.Item != "A" || d.Detail["pages"] != "2" || d.Detail["paper-number"] != "C-1" || d.Detail["paper"] != "document" {
		t.Errorf("the paper that nobody knows of: %+v, %v", d, err)
	}
	if d := last[0].Decision; d.Slip != slip || d.Detail["copy"] != "2" {
		t.Errorf("the card: %+v", d)
	}
}

// What became of a command of the centre's is recorded with it.
func TestACommandIsADecision(t *testing.T) {
	path, options := filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()}
	box := open(t, path, options)
	for _, id := range []string{"done", "open"} {
		if _, err := box.BeginCommand(t.Context(), outbox.Command{ID: id, Verb: "verify", ValidUntil: time.Now().Add(time.Hour)}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if err := box.EndCommand(t.Context(), outbox.CommandReport{ID: "done", Outcome: outbox.CommandDone, Text: "all is well"}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		box.Close()
		box = open(t, path, options)
	}
	all, err := box.LastAudits(t.Context(), 0)
	if err != nil || len(all) != 2 || all[0].Detail["verb"] != "verify" || all[0].Detail["outcome"] != "done" || all[1].Detail["outcome"] != "unknown" {
		t.Errorf("recorded %+v, %v", all, err)
	}
}

// A week of a busy terminal without a network: its decisions leave room for what its visits keep.
func TestAWeekOfDecisionsFits(t *testing.T) {
	const visits, each, days, others = 300, 12, 7, 4 // others: the application, a rating, materials
	path := filepath.Join(t.TempDir(), "outbox")
	box := open(t, path, outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public(), NoSync: true})
	one := terminal.Decision{
		What: terminal.IdentityProved, Who: terminal.ByCitizen, Slip: "YX07-261127-0001-1", Item: "GLJT-999999", Key: "audit-0123456789abcdef",
		Detail: map[string]string{"document": "resident-card", "number": "9****************7", "assurance": "card"},
	}
	const some = 2000
	for n := 0; n < some; n += each {
		batch := slices.Repeat([]terminal.Decision{one}, each)
		for i := range batch {
			batch[i].Key = fmt.Sprint(one.Key, n+i)
		}
		if err := box.Record(t.Context(), batch...); err != nil {
			t.Fatal(err)
		}
	}
	stats, err := box.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	week, bytes := visits*each*days, stats.Bytes/int64(stats.Pending)
	t.Logf("%d decisions: %d bytes each on their way to the centre, %d in the file; a week of %d visits a day: %d entries of %d, %d KiB of %d MiB",
		stats.Pending, bytes, info.Size()/int64(stats.Pending), visits, week, outbox.DefaultMaxEntries, int64(week)*bytes>>10, outbox.DefaultMaxBytes>>20)
	month := 30 * visits * (each + others)
	if month > outbox.DefaultMaxEntries*9/10 || int64(week)*bytes > outbox.DefaultMaxBytes/10 {
		t.Errorf("a month makes %d entries, and the gate closes at %d of them", month, outbox.DefaultMaxEntries*9/10)
	}
}
