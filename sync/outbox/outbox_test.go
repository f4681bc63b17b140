package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/terminal"
)

// secret stands for what must not be readable on the disk.
const secret = "11010519491231002X"

func newKey(t testing.TB) *seal.PrivateKey {
	t.Helper()
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func open(t testing.TB, path string, o outbox.Options) *outbox.Outbox {
	t.Helper()
	box, err := outbox.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	return box
}

func application(i int) terminal.Entry {
	body := fmt.Sprintf(`{"item":"item-%d","applicant":{"number":%q}}`, i, secret)
	return terminal.Entry{Kind: terminal.Application, Body: []byte(body), At: time.Now()}
}

func keep(t testing.TB, box *outbox.Outbox, e terminal.Entry) terminal.Receipt {
	t.Helper()
	r, err := box.Keep(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// chain returns what waits, after proving that it is linked and opens.
func chain(t testing.TB, box *outbox.Outbox, key *seal.PrivateKey, after outbox.Position) []outbox.Sealed {
	t.Helper()
	all, err := box.Pending(context.Background(), 1_000_000, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Sequence != after.Sequence+1 || e.Previous != after.Head || e.Hash != seal.Link(after.Head, e.Header, e.Body) {
			t.Fatalf("entry %d does not follow entry %d in the chain", e.Sequence, after.Sequence)
		}
		if _, err := key.Open(e.Header, e.Body); err != nil {
			t.Fatalf("entry %d: %v", e.Sequence, err)
		}
		after = outbox.Position{Sequence: e.Sequence, Head: e.Hash}
	}
	return all
}

func TestKeepNumbersSealsAndLinks(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "outbox"), newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public()}
	box := open(t, path, options)
	for i := range 3 {
		r := keep(t, box, application(i))
		if want := terminal.NewSlipNumber("YX07", time.Now(), i+1); r.Slip != want || r.Sequence != uint64(i+1) {
			t.Errorf("Keep = %+v, want slip %s, sequence %d", r, want, i+1)
		}
	}
	box.Close()
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), secret) {
		t.Errorf("the file holds an identity number in the clear (%v)", err)
	}
	box = open(t, path, options)
	if all := chain(t, box, key, outbox.Position{}); len(all) != 3 {
		t.Errorf("%d entries after a restart, want 3", len(all))
	}
	if r := keep(t, box, application(3)); r.Sequence != 4 || !strings.Contains(string(r.Slip), "-0004-") {
		t.Errorf("Keep after a restart = %+v, want the fourth", r)
	}
}

// A clock that is set back must not give a number twice.
func TestSerialsFollowTheLocalDay(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	china := time.FixedZone("", 8*3600)
	day := time.Date(2026, 11, 22, 23, 59, 0, 0, china)
	for _, c := range []struct {
		why  string
		at   time.Time
		want string
	}{
		{"first of the day", day, "-261122-0001-"},
		{"a minute later it is tomorrow", day.Add(time.Minute), "-261123-0001-"},
		{"the clock was set back", day, "-261122-0002-"},
		{"and forward", day.Add(time.Hour), "-261123-0002-"},
	} {
		e := application(1)
		e.At = c.at
		if r := keep(t, box, e); !strings.Contains(string(r.Slip), c.want) {
			t.Errorf("%s: slip %s, want %s", c.why, r.Slip, c.want)
		}
	}
}

func TestKeepRefuses(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		why string
		ctx context.Context
		e   terminal.Entry
	}{
		{"no item", t.Context(), terminal.Entry{Kind: terminal.Application, Body: []byte(`{}`)}},
		{"no JSON", t.Context(), terminal.Entry{Kind: terminal.Application, Body: []byte(`x`)}},
		{"a slip of its own", t.Context(), terminal.Entry{Kind: terminal.Application, Slip: "X", Body: []byte(`{"item":"a"}`)}},
		{"a rating of nothing", t.Context(), terminal.Entry{Kind: terminal.Rating, Body: []byte(`{"level":5}`)}},
		{"too large", t.Context(), terminal.Entry{Kind: terminal.Rating, Slip: "X", Body: make([]byte, outbox.MaxBody+1)}},
		{"nobody waits any more", ctx, application(1)},
	} {
		if _, err := box.Keep(c.ctx, c.e); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: Keep = %v, want an error without the body", c.why, err)
		}
	}
	if r := keep(t, box, application(1)); r.Sequence != 1 {
		t.Errorf("the refused ones used up %d numbers", r.Sequence-1)
	}
}

func TestFullIsRefusedBeforehandAndEnds(t *testing.T) {
	for _, c := range []struct {
		why   string
		limit outbox.Options
	}{
		{"by number", outbox.Options{MaxEntries: 2}},
		{"by bytes", outbox.Options{MaxBytes: 6500}},
	} {
		t.Run(c.why, func(t *testing.T) {
			key := newKey(t)
			c.limit.Terminal, c.limit.SealTo = "YX07", key.Public()
			box := open(t, filepath.Join(t.TempDir(), "outbox"), c.limit)
			keep(t, box, application(1))
			slip := keep(t, box, application(2)).Slip
			if _, err := box.Keep(t.Context(), application(3)); !errors.Is(err, terminal.ErrFull) {
				t.Fatalf("Keep = %v, want ErrFull", err)
			}
			if s, err := box.Stats(t.Context()); err != nil || !s.Full || s.Pending != 2 {
				t.Errorf("Stats = %+v, %v, want full with 2", s, err)
			}
			if _, err := box.Intend(t.Context(), outbox.SlipJob(slip)); err != nil {
				t.Errorf("a full outbox must still print what it has: %v", err)
			}
			all := chain(t, box, key, outbox.Position{})
			if err := box.Acknowledge(t.Context(), kept(all[:2])); err != nil {
				t.Fatal(err)
			}
			if r := keep(t, box, application(3)); r.Sequence != 3 {
				t.Errorf("Keep with room again = %+v, want the third", r)
			}
		})
	}
}

func TestReserveOfTheDisk(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public(), Reserve: 1 << 60})
	if _, err := box.Keep(t.Context(), application(1)); !errors.Is(err, terminal.ErrFull) {
		t.Errorf("Keep = %v, want ErrFull while the disk has less than its reserve", err)
	}
}

func TestAcknowledge(t *testing.T) {
	key := newKey(t)
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: key.Public()})
	var slips []terminal.SlipNumber
	for i := range 3 {
		slips = append(slips, keep(t, box, application(i)).Slip)
	}
	all := chain(t, box, key, outbox.Position{})
	answers := []terminal.Answer{{Slip: slips[0], Official: "999999-1"}, {Slip: "another's", Official: "x"}}
	at := func(i int, hash seal.Hash) []outbox.Position {
		return []outbox.Position{{Sequence: all[i].Sequence, Head: hash}}
	}
	for _, c := range []struct {
		why  string
		kept []outbox.Position
		want error
		left int
	}{
		{"more than there is", []outbox.Position{{Sequence: 4, Head: all[2].Hash}}, outbox.ErrBeyond, 3},
		{"another entry's hash", at(1, all[2].Hash), outbox.ErrHead, 3},
		{"no hash", at(1, seal.Hash{}), outbox.ErrHead, 3},
		{"a good one with a bad one", append(at(0, all[0].Hash), at(1, seal.Hash{})...), outbox.ErrHead, 3},
		{"the second of three", at(1, all[1].Hash), nil, 2},
		{"the same again", at(1, all[1].Hash), nil, 2},
		{"the first", at(0, all[0].Hash), nil, 1},
		{"nothing", nil, nil, 1},
	} {
		said := outbox.Acknowledgement{Kept: c.kept, Answers: answers}
		if err := box.Acknowledge(t.Context(), said); !errors.Is(err, c.want) {
			t.Errorf("%s: Acknowledge = %v, want %v", c.why, err, c.want)
		}
		if s, _ := box.Stats(t.Context()); s.Pending != c.left {
			t.Errorf("%s: %d wait, want %d", c.why, s.Pending, c.left)
		}
	}
	for i, want := range []terminal.Progress{
		{Delivered: true, Official: "999999-1"}, {Delivered: true}, {},
	} {
		p, err := box.Lookup(t.Context(), slips[i])
		if err != nil || p.Delivered != want.Delivered || p.Official != want.Official || p.Item != fmt.Sprintf("item-%d", i) {
			t.Errorf("Lookup of slip %d = %+v, %v, want %+v", i, p, err, want)
		}
	}
	if rest := chain(t, box, key, outbox.Position{Sequence: 2, Head: all[1].Hash}); len(rest) != 1 {
		t.Errorf("%d entries left, want 1", len(rest))
	}
}

func TestAFileIsOneTerminals(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "outbox"), newKey(t)
	open(t, path, outbox.Options{Terminal: "YX07", SealTo: key.Public()}).Close()
	if _, err := outbox.Open(path, outbox.Options{Terminal: "YX08", SealTo: key.Public()}); err == nil {
		t.Error("another terminal opened the file")
	}
}

// A disk was replaced, or the store began before the terminal enrolled again:
// the numbers that the centre holds must not be given to other entries.
func TestAStoreGoesOnWhereTheCentreStands(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "outbox"), newKey(t)
	options := outbox.Options{Terminal: "YX07", SealTo: key.Public()}
	for _, c := range []struct {
		why   string
		start outbox.Position
		want  uint64
	}{
		{"new", outbox.Position{Sequence: 41, Head: seal.Hash{1}}, 42},
		{"behind, but something waits", outbox.Position{Sequence: 50, Head: seal.Hash{2}}, 43},
		{"ahead", outbox.Position{Sequence: 7, Head: seal.Hash{3}}, 44},
	} {
		options.Start = c.start
		box := open(t, path, options)
		if r := keep(t, box, application(1)); r.Sequence != c.want {
			t.Errorf("%s: Keep = %+v, want sequence %d", c.why, r, c.want)
		}
		chain(t, box, key, outbox.Position{Sequence: 41, Head: seal.Hash{1}})
		box.Close()
	}
	box := open(t, path, options)
	acknowledgeAll(t, box)
	box.Close()
	options.Start = outbox.Position{Sequence: 99, Head: seal.Hash{4}}
	box = open(t, path, options)
	if r := keep(t, box, application(1)); r.Sequence != 100 || !strings.Contains(string(r.Slip), "-0100-") {
		t.Errorf("behind and idle: Keep = %+v, want sequence 100 and a slip number that no earlier store gave", r)
	}
	chain(t, box, key, options.Start)
	tomorrow := application(1)
	tomorrow.At = time.Now().AddDate(0, 0, 1)
	if r := keep(t, box, tomorrow); !strings.Contains(string(r.Slip), "-0001-") {
		t.Errorf("the next day: Keep = %+v, want the first slip of the day", r)
	}
}

func TestSlipsAreForgottenAfterTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := newKey(t)
		box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: key.Public()})
		old := keep(t, box, application(1)).Slip
		if _, err := box.Intend(t.Context(), outbox.SlipJob(old)); err != nil {
			t.Fatal(err)
		}
		acknowledgeAll(t, box)
		time.Sleep(outbox.Remembered - time.Hour)
		young := keep(t, box, application(2)).Slip
		acknowledgeAll(t, box)
		if _, err := box.Lookup(t.Context(), old); err != nil {
			t.Errorf("forgotten too early: %v", err)
		}
		time.Sleep(2 * time.Hour)
		keep(t, box, application(3))
		acknowledgeAll(t, box)
		if _, err := box.Lookup(t.Context(), old); !errors.Is(err, terminal.ErrNoSlip) {
			t.Errorf("Lookup of an old slip = %v, want ErrNoSlip", err)
		}
		if _, err := box.Lookup(t.Context(), young); err != nil {
			t.Errorf("a young slip was forgotten: %v", err)
		}
		box.Close()
	})
}

// kept is the centre's word that it has these.
func kept(entries []outbox.Sealed) (said outbox.Acknowledgement) {
	for _, e := range entries {
		said.Kept = append(said.Kept, outbox.Position{Sequence: e.Sequence, Head: e.Hash})
	}
	return said
}

func acknowledgeAll(t testing.TB, box *outbox.Outbox) {
	t.Helper()
	all, err := box.Pending(context.Background(), 1000, 1<<40)
	if err != nil || len(all) == 0 {
		t.Fatalf("Pending = %d, %v", len(all), err)
	}
	if err := box.Acknowledge(context.Background(), kept(all)); err != nil {
		t.Fatal(err)
	}
}

func TestClosedOutboxSaysSo(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	box.Close()
	if _, err := box.Keep(t.Context(), application(1)); err == nil {
		t.Error("Keep after Close took an entry")
	}
	if err := box.Close(); err != nil {
		t.Errorf("a second Close = %v", err)
	}
}

func TestChangedSignals(t *testing.T) {
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: newKey(t).Public()})
	keep(t, box, application(1))
	keep(t, box, application(2))
	<-box.Changed()
	select {
	case <-box.Changed():
		t.Error("two signals for two entries that nobody waited for")
	default:
	}
}
