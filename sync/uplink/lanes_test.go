package uplink_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"

	"yitiji/sync/outbox"
	"yitiji/sync/platformtest"
	"yitiji/sync/wire"
	"yitiji/terminal"
	"yitiji/terminal/health"
)

// One entry that the centre refuses, or fails over, holds up no other: it steps aside, is listed
// with its reason, and arrives when somebody has mended what was wrong and says so.
func TestASpoiltEntryStepsAside(t *testing.T) {
	for _, c := range []struct {
		why  string
		how  platformtest.Spoilt
		want outbox.Reason
	}{
		{"the centre refuses it", platformtest.Refused, outbox.Conflict},
		{"the centre fails over it", platformtest.Poisoned, outbox.Undeliverable},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			centre := platformtest.Start(t)
			s := newStation(t, centre)
			centre.Spoil(3, c.how)
			slips := s.keep(t, 6)
			s.eventually(t, "all but one delivered", func() bool { return s.pending(t) == 1 })
			listed, err := s.box.List(t.Context())
			if err != nil || len(listed) != 1 || listed[0].Sequence != 3 || listed[0].Reason != c.want || listed[0].Times != 1 {
				t.Fatalf("List = %+v, %v, want entry 3 for %s", listed, err, c.want)
			}
			s.eventually(t, "the centre heard of it", func() bool { h := centre.Heard("YX07"); return h.GetAside() == 1 && h.GetWaiting() == 1 })
			centre.Spoil(3, platformtest.Sound)
			if n, err := s.box.Retry(t.Context(), 3); n != 1 || err != nil {
				t.Fatalf("Retry = %d, %v", n, err)
			}
			s.eventually(t, "all delivered", func() bool { return s.pending(t) == 0 })
			s.proveExactlyOnce(t, centre, slips)
		})
	}
}

// Where an entry fails, those behind it are tried; but a rating is not tried before what it rates.
func TestARatingIsNoWitness(t *testing.T) {
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	centre.Set(platformtest.Down)
	slips := s.keep(t, 2)
	rating := terminal.Entry{Kind: terminal.Rating, Slip: slips[1], Body: []byte(`{"level":5}`), At: time.Now()}
	if _, err := s.box.Keep(t.Context(), rating); err != nil {
		t.Fatal(err)
	}
	centre.Spoil(1, platformtest.Poisoned)
	centre.Spoil(2, platformtest.Poisoned)
	centre.Set(platformtest.Healthy)
	calls := centre.Calls()
	s.eventually(t, "many deliveries", func() bool { return centre.Calls() > calls+100 })
	if held := centre.Entries("YX07"); len(held) != 0 {
		t.Fatalf("the centre has entry %d, and not what it rates", held[0].GetSequence())
	}
	centre.Spoil(2, platformtest.Sound)
	s.eventually(t, "the second application and its rating", func() bool { return s.pending(t) == 1 })
	centre.Spoil(1, platformtest.Sound)
	if _, err := s.box.Retry(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "all delivered", func() bool { return s.pending(t) == 0 })
}

// When no entry gets through it is nobody's fault among them: none steps aside.
func TestNobodyStepsAsideBeforeALyingCentre(t *testing.T) {
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	centre.Set(platformtest.WrongHead)
	slips := s.keep(t, 4)
	calls := centre.Calls()
	s.eventually(t, "many deliveries", func() bool { return centre.Calls() > calls+200 })
	if stats, err := s.box.Stats(t.Context()); err != nil || stats.Aside != 0 || stats.Pending != 4 {
		t.Errorf("Stats = %+v, %v, want all four in their lane", stats, err)
	}
	centre.Set(platformtest.Healthy)
	s.eventually(t, "all delivered", func() bool { return s.pending(t) == 0 })
	s.proveExactlyOnce(t, centre, slips)
}

// A large body goes on where it was cut, also when the centre has lost half of it.
func TestABlobGoesOnWhereItWasCut(t *testing.T) {
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	page := make([]byte, 3<<20)
	rand.Read(page)
	centre.Set(platformtest.Down)
	if _, err := s.box.Keep(t.Context(), terminal.Entry{Kind: terminal.Material, Body: page, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	after := s.keep(t, 1)
	centre.Set(platformtest.Healthy)
	s.eventually(t, "the entries delivered", func() bool { return s.pending(t) == 0 })
	for range 3 {
		centre.Set(platformtest.CutAfterCommit)
		time.Sleep(20 * time.Millisecond)
		centre.ForgetHalf()
		centre.Set(platformtest.Healthy)
		time.Sleep(5 * time.Millisecond)
	}
	s.eventually(t, "the blob delivered", func() bool { stats, _ := s.box.Stats(t.Context()); return stats.Blobs == 0 && stats.Bytes == 0 })
	entries := centre.Entries("YX07")
	if len(entries) != 2 || entries[1].GetSlip() != string(after[0]) {
		t.Fatalf("%d entries at the centre, want the page and the application", len(entries))
	}
	if body, err := centre.Open("YX07", entries[0]); err != nil || !bytes.Equal(body, page) {
		t.Errorf("the page came as %d bytes, %v", len(body), err)
	}
}

// Notices and commands are taken once, however often they are sent, and over a restart.
func TestDownlinkIsTakenOnce(t *testing.T) {
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	slip := s.keep(t, 1)[0]
	soon, past := time.Now().Add(time.Hour).UnixMilli(), time.Now().Add(-time.Hour).UnixMilli()
	centre.Send("YX07", &wire.Downlink{
		Terminal: "YX07",
		Notices: []*wire.Notice{
			{Id: 1, Slip: string(slip), Official: "o-1", State: "accepted", At: soon},
			{Id: 2, Slip: string(slip), Official: "o-1", State: "correction", At: soon},
			{Id: 2, Slip: string(slip), Official: "o-1", State: "sent twice", At: soon},
			{Id: 3, Slip: "another's", State: "decided"},
		},
		Commands: []*wire.Command{
			{Id: "a", Verb: "backup", ValidUntil: soon}, {Id: "b", Verb: "dance", ValidUntil: soon}, {Id: "c", Verb: "backup", ValidUntil: past},
		},
	})
	s.eventually(t, "all reports and their decisions delivered", func() bool { return len(centre.Entries("YX07")) == 7 && s.pending(t) == 0 })
	for range 3 { // more hellos with the same
		before := centre.Calls()
		s.eventually(t, "another hello", func() bool { return centre.Calls() > before })
	}
	if p, err := s.box.Lookup(t.Context(), slip); err != nil || p.State != "correction" || p.Official != "o-1" {
		t.Errorf("Lookup = %+v, %v, want the last notice", p, err)
	}
	if got := s.orders(); len(got) != 2 || got[0] != "backup" || got[1] != "dance" {
		t.Errorf("carried out %v, want each fresh command once", got)
	}
	outcomes := map[string]outbox.CommandOutcome{}
	for _, e := range centre.Entries("YX07") {
		if e.GetKind() == string(terminal.CommandDone) {
			var r outbox.CommandReport
			body, err := centre.Open("YX07", e)
			if err == nil {
				err = json.Unmarshal(body, &r)
			}
			if err != nil || outcomes[r.ID] != "" {
				t.Errorf("a report %+v, %v", r, err)
			}
			outcomes[r.ID] = r.Outcome
		}
	}
	if outcomes["a"] != outbox.CommandDone || outcomes["b"] != outbox.CommandRefused || outcomes["c"] != outbox.CommandExpired {
		t.Errorf("outcomes %v", outcomes)
	}
}

// A clock that is minutes off the centre's is reported, and its end too.
func TestClockIsCompared(t *testing.T) {
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	for _, c := range []struct {
		by   time.Duration
		want bool
	}{{0, false}, {time.Hour, true}, {-time.Hour, true}, {time.Minute, false}} {
		centre.SetBack(c.by)
		s.eventually(t, "the clock is judged", func() bool { return s.holds(health.ClockUnsure) == c.want })
	}
}

// A centre that is busy says when, and is asked then and not before.
func TestBusyCentreIsLeftAlone(t *testing.T) {
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	s.eventually(t, "reached", func() bool { return s.uplink.Failure() == nil && centre.Calls() > 0 })
	centre.Set(platformtest.Busy)
	s.keep(t, 1)
	for s.uplink.Failure() == nil {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond) // for the last kick of above
	before := centre.Calls()
	time.Sleep(800 * time.Millisecond)
	if n := centre.Calls() - before; n != 0 {
		t.Errorf("%d calls within the second that the centre asked for", n)
	}
	centre.Set(platformtest.Healthy)
	s.eventually(t, "delivered", func() bool { return s.pending(t) == 0 })
}

// orders are the verbs that were carried out.
func (s *station) orders() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.obeyed...)
}

func (s *station) holds(code health.Code) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held[code]
}
