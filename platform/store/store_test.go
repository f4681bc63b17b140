package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"yitiji/platform/store"
	"yitiji/terminal/identity"
)

func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// place gives an empty database of one kind, by its source.
type place func(t *testing.T) string

func newStore(t *testing.T, at place) *store.Store {
	t.Helper()
	s := open(t, at(t))
	if err := s.AddTerminal(t.Context(), "YX07", "云溪", []byte("secret hash"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	return s
}

// hash stands for the chain's.
func hash(sequence uint64, payload string) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", sequence, payload))
	return sum[:]
}

// arrival is an application that follows the one before in the chain.
func arrival(sequence uint64, payload string) store.Arrival {
	previous := hash(sequence-1, "a")
	if sequence == 1 {
		previous = make([]byte, 32)
	}
	return store.Arrival{
		Entry: store.Entry{
			Sequence: sequence, Previous: previous, Hash: hash(sequence, payload), Kind: "application",
			Slip: fmt.Sprintf("slip-%d", sequence), At: 1, Sealed: []byte(payload), State: store.Received,
		},
		Application: &store.Application{Item: "item", Applicant: "林**", Number: "1****************X"},
	}
}

func arrivals(first, last uint64) (batch []store.Arrival) {
	for n := first; n <= last; n++ {
		batch = append(batch, arrival(n, "a"))
	}
	return batch
}

func commit(t *testing.T, s *store.Store, batch ...store.Arrival) store.Outcome {
	t.Helper()
	o, err := s.Commit(t.Context(), "YX07", "999999", batch)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func alarms(t *testing.T, s *store.Store) []store.Alarm {
	t.Helper()
	all, err := s.Alarms(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func testCommitAgainAnswersAgain(t *testing.T, at place) {
	s := newStore(t, at)
	first := commit(t, s, arrivals(1, 3)...)
	if first.Through.Sequence != 3 || !bytes.Equal(first.Through.Hash, hash(3, "a")) || len(first.Answers) != 3 {
		t.Fatalf("Commit = %+v", first)
	}
	again := commit(t, s, arrivals(2, 5)...)
	if again.Through.Sequence != 5 || again.Answers[0] != first.Answers[1] || again.Answers[1] != first.Answers[2] {
		t.Errorf("Commit again = %+v, want the same answers as %+v", again, first)
	}
	terminals, err := s.Terminals(t.Context())
	if err != nil || terminals[0].Received != 5 || terminals[0].LastSequence != 5 || len(alarms(t, s)) != 0 {
		t.Errorf("terminals = %+v, %v; alarms %v", terminals, err, alarms(t, s))
	}
}

func testOfficialNumbersAreUniqueAndChecked(t *testing.T, at place) {
	s, shape, seen := newStore(t, at), regexp.MustCompile(`^999999-\d{8}-\d{6}-([0-9A-Z])$`), map[string]bool{}
	for _, a := range commit(t, s, arrivals(1, 50)...).Answers {
		m := shape.FindStringSubmatch(a.Official)
		if m == nil || m[1][0] != identity.Mod3736(a.Official[:len(a.Official)-2]) || seen[a.Official] {
			t.Errorf("official number %q: shape, check character or uniqueness is wrong", a.Official)
		}
		seen[a.Official] = true
	}
}

func testAnotherEntryUnderATakenNumberIsRefused(t *testing.T, at place) {
	s := newStore(t, at)
	commit(t, s, arrivals(1, 2)...)
	for times := 1; times <= 2; times++ {
		o := commit(t, s, arrival(2, "another"), arrival(3, "a"))
		if len(o.Conflicts) != 1 || o.Conflicts[0].Sequence != 2 || len(o.Kept) != 1 || o.Kept[0].Sequence != 3 || o.Through.Sequence != 3 {
			t.Errorf("Commit = %+v, want a conflict at 2, and 3 kept", o)
		}
		if a := alarms(t, s); len(a) != 1 || a[0].Kind != store.AlarmConflict || a[0].Sequence != 2 || a[0].Times != times {
			t.Errorf("alarms = %+v, want one conflict, %d times", a, times)
		}
	}
	if d, ok, err := s.Detail(t.Context(), "YX07", 2); err != nil || !ok || string(d.Entry.Sealed) != "a" {
		t.Errorf("entry 2 = %+v, %v, %v, want the first one unchanged", d, ok, err)
	}
}

func testMissingListsTheGaps(t *testing.T, at place) {
	s := newStore(t, at)
	commit(t, s, arrivals(3, 4)...)
	commit(t, s, arrivals(8, 8)...)
	gaps, err := s.Missing(t.Context(), "YX07", 10)
	if want := []store.Gap{{"YX07", 1, 2}, {"YX07", 5, 7}}; err != nil || len(gaps) != 2 || gaps[0] != want[0] || gaps[1] != want[1] {
		t.Errorf("Missing = %v, %v, want %v", gaps, err, want)
	}
	if all, _ := s.Terminals(t.Context()); all[0].Missing() != 5 {
		t.Errorf("Missing of the terminal = %d, want 5", all[0].Missing())
	}
	commit(t, s, arrivals(1, 2)...)
	commit(t, s, arrivals(5, 7)...)
	if gaps, err := s.Missing(t.Context(), "", 10); err != nil || len(gaps) != 0 || len(alarms(t, s)) != 0 {
		t.Errorf("Missing afterwards = %v, %v; alarms %v", gaps, err, alarms(t, s))
	}
}

// Entries may overtake: the place up to which nothing is missing moves when the gap is filled.
func testThroughFollowsWhatIsWhole(t *testing.T, at place) {
	s := newStore(t, at)
	for _, c := range []struct {
		first, last, through uint64
	}{{2, 3, 0}, {1, 1, 3}, {7, 9, 3}, {5, 5, 3}, {4, 4, 5}, {6, 6, 9}, {3, 8, 9}} {
		o := commit(t, s, arrivals(c.first, c.last)...)
		if o.Through.Sequence != c.through || c.through > 0 && !bytes.Equal(o.Through.Hash, hash(c.through, "a")) {
			t.Errorf("after %d to %d: through %d, want %d", c.first, c.last, o.Through.Sequence, c.through)
		}
		if uint64(len(o.Kept)) != c.last-c.first+1 {
			t.Errorf("after %d to %d: %d kept", c.first, c.last, len(o.Kept))
		}
	}
	if a := alarms(t, s); len(a) != 0 {
		t.Errorf("alarms %+v", a)
	}
}

// An entry over which the database fails, and it alone, holds up no other.
func testAnEntryThatCannotBeStoredFailsAlone(t *testing.T, at place) {
	s := newStore(t, at)
	bad := arrival(2, "a")
	bad.Given = []store.Given{{Owner: []byte("o"), Material: "m"}, {Owner: []byte("o"), Material: "m"}} // one key twice
	o := commit(t, s, arrival(1, "a"), bad, arrival(3, "a"))
	if len(o.Failed) != 1 || o.Failed[0].Sequence != 2 || len(o.Kept) != 2 || len(o.Answers) != 2 || o.Through.Sequence != 1 {
		t.Errorf("Commit = %+v, want 1 and 3 kept", o)
	}
	if _, err := s.Commit(t.Context(), "YX07", "999999", []store.Arrival{bad}); err == nil {
		t.Error("alone it was taken")
	}
	if gaps, err := s.Missing(t.Context(), "YX07", 10); err != nil || len(gaps) != 1 || gaps[0].First != 2 || gaps[0].Last != 2 {
		t.Errorf("Missing = %v, %v, want 2", gaps, err)
	}
}

// The audit chain is followed as far as it is whole.
func testAuditChainIsFollowed(t *testing.T, at place) {
	s := newStore(t, at)
	decision := func(sequence, number uint64, previous, hash string) store.Arrival {
		a := arrival(sequence, "a")
		a.Entry.Kind, a.Entry.State, a.Application = "audit", store.Recorded, nil
		a.Decision = &store.Decision{Number: number, Previous: []byte(previous), Hash: []byte(hash)}
		return a
	}
	for _, c := range []struct {
		why   string
		a     store.Arrival
		want  uint64
		alarm int
	}{
		{"the first", decision(1, 1, "", "h1"), 1, 0},
		{"the second", decision(2, 2, "h1", "h2"), 2, 0},
		{"the same again", decision(2, 2, "h1", "h2"), 2, 0},
		{"does not follow", decision(3, 3, "other", "h3"), 2, 1},
		{"one is missing", decision(4, 4, "h3", "h4"), 2, 2},
		{"the tail was cut off, and another one grown", decision(5, 2, "h1", "other"), 2, 3},
		{"the third", decision(6, 3, "h2", "h3"), 3, 3},
	} {
		if o := commit(t, s, c.a); o.Audits.Sequence != c.want || len(alarms(t, s)) != c.alarm {
			t.Errorf("%s: up to %d, want %d; alarms %+v", c.why, o.Audits.Sequence, c.want, alarms(t, s))
		}
	}
}

// A large body comes in pieces, each where it belongs; what is in it is recorded once.
func testBlobs(t *testing.T, at place) {
	s := newStore(t, at)
	a := arrival(1, "a")
	a.Application, a.Entry.State, a.Blob = nil, store.Awaited, &store.BlobRef{Address: []byte("address"), Size: 10}
	commit(t, s, a)
	for _, c := range []struct {
		why   string
		place int64
		data  string
		have  int64
	}{
		{"the first", 0, "0123", 4},
		{"the first again", 0, "0123", 4},
		{"further on", 8, "89", 4},
		{"beyond the end", 4, "4567890", 4},
		{"nothing", 4, "", 4},
		{"the rest", 4, "456789", 10},
		{"more", 10, "x", 10},
	} {
		b, err := s.PutPiece(t.Context(), "YX07", []byte("address"), c.place, []byte(c.data))
		if err != nil || b.Have != c.have {
			t.Errorf("%s: %d bytes, %v, want %d", c.why, b.Have, err, c.have)
		}
	}
	if _, err := s.PutPiece(t.Context(), "YX08", []byte("address"), 0, []byte("x")); !errors.Is(err, store.ErrNoBlob) {
		t.Errorf("another terminal's piece: %v, want ErrNoBlob", err)
	}
	b, err := s.Blob(t.Context(), "YX07", []byte("address"))
	data, dataErr := s.BlobData(t.Context(), "YX07", []byte("address"))
	if err != nil || dataErr != nil || string(data) != "0123456789" || b.Complete() {
		t.Fatalf("blob %+v is %q; %v, %v", b, data, err, dataErr)
	}
	whole := arrival(1, "a")
	whole.Entry.Terminal = "YX07"
	for range 2 {
		if err := s.Complete(t.Context(), "999999", b, whole); err != nil {
			t.Fatal(err)
		}
	}
	d, ok, err := s.Detail(t.Context(), "YX07", 1)
	if err != nil || !ok || d.Entry.State != store.Received || d.Application == nil || d.Application.Official == "" {
		t.Errorf("the entry is %+v, %v, %v", d, ok, err)
	}
	if o := commit(t, s, a); len(o.Answers) != 1 || o.Answers[0].Official != d.Application.Official {
		t.Errorf("the entry again: %+v, want its official number", o)
	}
	told, err := s.NoticesAfter(t.Context(), "YX07", 0, 10)
	if err != nil || len(told) != 1 || told[0].Official != d.Application.Official || told[0].Slip != "slip-1" || told[0].State != "received" {
		t.Errorf("notices %+v, %v, want the official number, once", told, err)
	}
}

// A notice is told once for each change, and a command until it is reported on.
func testNoticesAndCommands(t *testing.T, at place) {
	s := newStore(t, at)
	official := commit(t, s, arrival(1, "a")).Answers[0].Official
	for _, c := range []struct {
		state string
		told  bool
	}{{"accepted", true}, {"accepted", false}, {"correction", true}, {"accepted", true}} {
		if told, err := s.Notify(t.Context(), official, c.state, time.Now()); err != nil || told != c.told {
			t.Errorf("Notify(%s) = %v, %v, want %v", c.state, told, err, c.told)
		}
	}
	if told, err := s.Notify(t.Context(), "no such number", "accepted", time.Now()); err != nil || told {
		t.Errorf("Notify of nothing = %v, %v", told, err)
	}
	if n, err := s.NoticesAfter(t.Context(), "YX07", 1, 10); err != nil || len(n) != 2 || n[0].ID != 2 || n[0].State != "correction" {
		t.Errorf("NoticesAfter = %+v, %v", n, err)
	}
	if _, err := s.Give(t.Context(), "admin", "YX07", "dance", "", time.Now()); !errors.Is(err, store.ErrVerb) {
		t.Errorf("Give = %v, want ErrVerb", err)
	}
	good, err := s.Give(t.Context(), "admin", "YX07", "backup", "", time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Give(t.Context(), "admin", "YX07", "retry", "", time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if open, err := s.OpenCommands(t.Context(), "YX07", time.Now()); err != nil || len(open) != 1 || open[0].ID != good.ID {
		t.Errorf("OpenCommands = %+v, %v, want the one that is valid", open, err)
	}
	a := arrival(2, "a")
	a.Entry.Kind, a.Application, a.Report = "command", nil, &store.Report{ID: good.ID, Outcome: "done", Text: "here"}
	commit(t, s, a)
	open, err := s.OpenCommands(t.Context(), "YX07", time.Now())
	all, allErr := s.Commands(t.Context(), "YX07", 10)
	if err != nil || allErr != nil || len(open) != 0 || len(all) != 2 {
		t.Errorf("%d open, %d in all; %v, %v", len(open), len(all), err, allErr)
	}
}

func testABrokenChainIsKeptAndAlarmed(t *testing.T, at place) {
	for why, sequence := range map[string]uint64{"the first does not begin at zero": 1, "does not follow": 3, "filled in between": 2} {
		t.Run(why, func(t *testing.T) {
			s := newStore(t, at)
			if sequence > 1 {
				commit(t, s, arrivals(1, 1)...)
			}
			if sequence == 3 {
				commit(t, s, arrivals(2, 2)...)
			}
			if sequence == 2 {
				commit(t, s, arrivals(3, 3)...)
			}
			broken := arrival(sequence, "b")
			broken.Entry.Previous = hash(99, "x")
			if o := commit(t, s, broken); len(o.Kept) != 1 || o.Kept[0].Sequence != sequence {
				t.Errorf("Commit = %+v, want it kept", o)
			}
			if a := alarms(t, s); len(a) != 1 || a[0].Kind != store.AlarmChain || a[0].Sequence != sequence {
				t.Errorf("alarms = %+v, want one about the chain", a)
			}
		})
	}
}

// Two copies of the centre on one database: each entry once, no number twice.
func testTwoCopiesOfTheCentre(t *testing.T, at place) {
	source := at(t)
	one, two := open(t, source), open(t, source)
	if err := one.AddTerminal(t.Context(), "YX07", "云溪", []byte("h"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	for _, s := range []*store.Store{one, two, one, two} {
		running.Go(func() {
			for n := uint64(1); n <= 40; n += 4 {
				if _, err := s.Commit(t.Context(), "YX07", "999999", arrivals(n, n+3)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
	lines, err := one.Lines(t.Context(), store.Filter{}, 1000)
	officials := map[string]bool{}
	for _, l := range lines {
		officials[l.Official] = true
	}
	if err != nil || len(lines) != 40 || len(officials) != 40 {
		t.Errorf("%d entries, %d official numbers, %v; want 40 of each", len(lines), len(officials), err)
	}
}

func testCodesWorkOnceAndExpire(t *testing.T, at place) {
	s, later := newStore(t, at), time.Now().Add(time.Hour)
	if err := s.AddTerminal(t.Context(), "YX08", "滨江", []byte("old"), time.Now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why, secret, key string
		want             error
	}{
		{"nobody gave it", "guess", "key", store.ErrUnknownCode},
		{"too late", "old", "key", store.ErrExpiredCode},
		{"first use", "secret hash", "key", nil},
		{"the first answer was lost", "secret hash", "key", nil},
		{"another machine", "secret hash", "other key", store.ErrUsedCode},
	} {
		if _, err := s.Redeem(t.Context(), []byte(c.secret), []byte(c.key), later); !errors.Is(err, c.want) {
			t.Errorf("%s: Redeem = %v, want %v", c.why, err, c.want)
		}
	}
	if _, err := s.Seen(t.Context(), "YX07", []byte("key")); err != nil {
		t.Errorf("Seen = %v", err)
	}
	if _, err := s.Seen(t.Context(), "YX07", []byte("other key")); !errors.Is(err, store.ErrStranger) {
		t.Errorf("Seen with another key = %v, want ErrStranger", err)
	}
}

func testANewCodeEndsTheOldOne(t *testing.T, at place) {
	s, later := newStore(t, at), time.Now().Add(time.Hour)
	if err := s.AddTerminal(t.Context(), "YX07", "云溪", []byte("second"), later); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Redeem(t.Context(), []byte("secret hash"), []byte("key"), later); !errors.Is(err, store.ErrUnknownCode) {
		t.Errorf("Redeem of the old code = %v, want ErrUnknownCode", err)
	}
	if _, err := s.Redeem(t.Context(), []byte("second"), []byte("key"), later); err != nil {
		t.Errorf("Redeem of the new code = %v", err)
	}
}

func testAddTerminalRefuses(t *testing.T, at place) {
	s := newStore(t, at)
	for code, want := range map[string]error{"Y": store.ErrCodeShape, "yx07": store.ErrCodeShape, "YX-07": store.ErrCodeShape, "ABCDEFGHIJKLM": store.ErrCodeShape} {
		if err := s.AddTerminal(t.Context(), code, "云溪", []byte(code), time.Now()); !errors.Is(err, want) {
			t.Errorf("AddTerminal(%q) = %v, want %v", code, err, want)
		}
	}
	if err := s.AddTerminal(t.Context(), "YX09", "", []byte("x"), time.Now()); !errors.Is(err, store.ErrNoSite) {
		t.Errorf("AddTerminal without a site = %v", err)
	}
}

func testSessions(t *testing.T, at place) {
	s := newStore(t, at)
	if err := s.SetPassword(t.Context(), "admin", "hashed"); err != nil {
		t.Fatal(err)
	}
	for token, expires := range map[string]time.Time{"good": time.Now().Add(time.Hour), "over": time.Now().Add(-time.Second)} {
		if err := s.BeginSession(t.Context(), []byte(token), "admin", expires); err != nil {
			t.Fatal(err)
		}
	}
	for token, want := range map[string]string{"good": "admin", "over": "", "never": ""} {
		if got, err := s.Session(t.Context(), []byte(token)); err != nil || got != want {
			t.Errorf("Session(%s) = %q, %v, want %q", token, got, err, want)
		}
	}
	if err := s.SetPassword(t.Context(), "admin", "another"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Session(t.Context(), []byte("good")); err != nil || got != "" {
		t.Errorf("a session outlived its password: %q, %v", got, err)
	}
}
