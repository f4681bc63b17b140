package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
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

func newStore(t *testing.T) *store.Store {
	t.Helper()
	s := open(t, filepath.Join(t.TempDir(), "platform ?.db"))
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
	all, err := s.Alarms(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCommitAgainAnswersAgain(t *testing.T) {
	s := newStore(t)
	first := commit(t, s, arrivals(1, 3)...)
	if first.Through != 3 || !bytes.Equal(first.Head, hash(3, "a")) || len(first.Answers) != 3 {
		t.Fatalf("Commit = %+v", first)
	}
	again := commit(t, s, arrivals(2, 5)...)
	if again.Through != 5 || again.Answers[0] != first.Answers[1] || again.Answers[1] != first.Answers[2] {
		t.Errorf("Commit again = %+v, want the same answers as %+v", again, first)
	}
	terminals, err := s.Terminals(t.Context())
	if err != nil || terminals[0].Received != 5 || terminals[0].LastSequence != 5 || len(alarms(t, s)) != 0 {
		t.Errorf("terminals = %+v, %v; alarms %v", terminals, err, alarms(t, s))
	}
}

func TestOfficialNumbersAreUniqueAndChecked(t *testing.T) {
	s, shape, seen := newStore(t), regexp.MustCompile(`^999999-\d{8}-\d{6}-([0-9A-Z])$`), map[string]bool{}
	for _, a := range commit(t, s, arrivals(1, 50)...).Answers {
		m := shape.FindStringSubmatch(a.Official)
		if m == nil || m[1][0] != identity.Mod3736(a.Official[:len(a.Official)-2]) || seen[a.Official] {
			t.Errorf("official number %q: shape, check character or uniqueness is wrong", a.Official)
		}
		seen[a.Official] = true
	}
}

func TestAnotherEntryUnderATakenNumberIsRefused(t *testing.T) {
	s := newStore(t)
	commit(t, s, arrivals(1, 2)...)
	for times := 1; times <= 2; times++ {
		o := commit(t, s, arrival(2, "another"), arrival(3, "a"))
		if o.Conflict != 2 || o.Through != 0 {
			t.Errorf("Commit = %+v, want a conflict at 2 and nothing through", o)
		}
		if a := alarms(t, s); len(a) != 1 || a[0].Kind != store.AlarmConflict || a[0].Sequence != 2 || a[0].Times != times {
			t.Errorf("alarms = %+v, want one conflict, %d times", a, times)
		}
	}
	o := commit(t, s, arrival(1, "a"), arrival(2, "another"))
	if o.Through != 1 || o.Conflict != 2 {
		t.Errorf("Commit = %+v, want what came before the conflict", o)
	}
	if d, ok, err := s.Detail(t.Context(), "YX07", 2); err != nil || !ok || string(d.Entry.Sealed) != "a" {
		t.Errorf("entry 2 = %+v, %v, %v, want the first one unchanged", d, ok, err)
	}
}

func TestMissingListsTheGaps(t *testing.T) {
	s := newStore(t)
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

func TestABrokenChainIsKeptAndAlarmed(t *testing.T) {
	for why, sequence := range map[string]uint64{"the first does not begin at zero": 1, "does not follow": 3, "filled in between": 2} {
		t.Run(why, func(t *testing.T) {
			s := newStore(t)
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
			if o := commit(t, s, broken); o.Through != sequence {
				t.Errorf("Commit = %+v, want it kept", o)
			}
			if a := alarms(t, s); len(a) != 1 || a[0].Kind != store.AlarmChain || a[0].Sequence != sequence {
				t.Errorf("alarms = %+v, want one about the chain", a)
			}
		})
	}
}

// Two copies of the centre on one database: each entry once, no number twice.
func TestTwoCopiesOfTheCentre(t *testing.T) {
	path := filepath.Join(t.TempDir(), "platform.db")
	one, two := open(t, path), open(t, path)
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
	lines, err := one.Lines(t.Context(), "", "", 1000)
	officials := map[string]bool{}
	for _, l := range lines {
		officials[l.Official] = true
	}
	if err != nil || len(lines) != 40 || len(officials) != 40 {
		t.Errorf("%d entries, %d official numbers, %v; want 40 of each", len(lines), len(officials), err)
	}
}

func TestCodesWorkOnceAndExpire(t *testing.T) {
	s, later := newStore(t), time.Now().Add(time.Hour)
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

func TestANewCodeEndsTheOldOne(t *testing.T) {
	s, later := newStore(t), time.Now().Add(time.Hour)
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

func TestAddTerminalRefuses(t *testing.T) {
	s := newStore(t)
	for code, want := range map[string]error{"Y": store.ErrCodeShape, "yx07": store.ErrCodeShape, "YX-07": store.ErrCodeShape, "ABCDEFGHIJKLM": store.ErrCodeShape} {
		if err := s.AddTerminal(t.Context(), code, "云溪", []byte(code), time.Now()); !errors.Is(err, want) {
			t.Errorf("AddTerminal(%q) = %v, want %v", code, err, want)
		}
	}
	if err := s.AddTerminal(t.Context(), "YX09", "", []byte("x"), time.Now()); !errors.Is(err, store.ErrNoSite) {
		t.Errorf("AddTerminal without a site = %v", err)
	}
}

func TestSessions(t *testing.T) {
	s := newStore(t)
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
