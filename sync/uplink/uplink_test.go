package uplink_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/platformtest"
	"yitiji/sync/uplink"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/health"
)

// station is a terminal's side of the link, with what its uplink reported.
type station struct {
	box    *outbox.Outbox
	uplink *uplink.Uplink

	mu       sync.Mutex
	reports  []bool
	answered map[terminal.SlipNumber]string
	held     map[health.Code]bool
	obeyed   []string
}

func (s *station) obey(_ context.Context, c outbox.Command) outbox.CommandReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.obeyed = append(s.obeyed, c.Verb)
	if c.Verb != "backup" {
		return outbox.CommandReport{Outcome: outbox.CommandRefused}
	}
	return outbox.CommandReport{Outcome: outbox.CommandDone}
}

func (s *station) report(code health.Code, holds bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[code] = holds
	if code == health.CentreUnreachable {
		s.reports = append(s.reports, holds)
	}
}

func (s *station) answer(a terminal.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered[a.Slip] = a.Official
}

func (s *station) unreachable() (holds, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reports) == 0 {
		return false, false
	}
	return s.reports[len(s.reports)-1], true
}

// newStation enrols a terminal at centre and starts its uplink.
func newStation(t *testing.T, centre *platformtest.Centre) *station {
	t.Helper()
	dir := t.TempDir()
	id, err := enrol.Enrol(t.Context(), filepath.Join(dir, "identity"), centre.URL, centre.Code("YX07"))
	if err != nil {
		t.Fatal(err)
	}
	s := &station{answered: map[terminal.SlipNumber]string{}, held: map[health.Code]bool{}}
	s.box, err = outbox.Open(filepath.Join(dir, "outbox"), outbox.Options{Terminal: id.Terminal, SealTo: id.SealTo})
	if err != nil {
		t.Fatal(err)
	}
	s.uplink, err = uplink.New(s.box, id, uplink.Options{Report: s.report, Answered: s.answer, Obey: s.obey, Heartbeat: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.uplink.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait(); s.box.Close() })
	return s
}

func (s *station) keep(t *testing.T, n int) (slips []terminal.SlipNumber) {
	t.Helper()
	for range n {
		body, err := json.Marshal(catalog.Application{Item: "demo-item", Version: 1})
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.box.Keep(t.Context(), terminal.Entry{Kind: terminal.Application, Body: body, At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		slips = append(slips, r.Slip)
	}
	return slips
}

// eventually kicks the uplink until ok, for what needs a healthy link.
func (s *station) eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s; the uplink says: %v", what, s.uplink.Failure())
		}
		s.uplink.Kick()
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *station) pending(t *testing.T) int {
	t.Helper()
	stats, err := s.box.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return stats.Pending
}

// proveExactlyOnce compares what the centre holds with what was kept.
func (s *station) proveExactlyOnce(t *testing.T, centre *platformtest.Centre, slips []terminal.SlipNumber) {
	t.Helper()
	held := centre.Entries("YX07")
	if len(held) != len(slips) || centre.Doubled() != 0 {
		t.Fatalf("the centre holds %d of %d entries, %d doubled", len(held), len(slips), centre.Doubled())
	}
	for i, e := range held {
		if _, err := centre.Open("YX07", e); err != nil || e.GetSlip() != string(slips[i]) {
			t.Errorf("entry %d: slip %s, want %s; opens: %v", i+1, e.GetSlip(), slips[i], err)
		}
		p, err := s.box.Lookup(t.Context(), slips[i])
		if err != nil || !p.Delivered || p.Official != platformtest.Official(e) {
			t.Errorf("Lookup(%s) = %+v, %v, want delivered with its official number", slips[i], p, err)
		}
	}
}

func TestEntriesReachTheCentreOnceThroughEveryFault(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault platformtest.Fault
		keeps bool // while the fault lasts, nothing may leave the outbox
	}{
		{"healthy", platformtest.Healthy, false},
		{"down", platformtest.Down, true},
		{"500", platformtest.Status500, true},
		{"wrong signature", platformtest.BadSignature, true},
		{"acknowledges beyond", platformtest.Beyond, true},
		{"acknowledges other entries", platformtest.WrongHead, true},
		{"acknowledges to another terminal", platformtest.OtherTerminal, true},
		{"acknowledges nothing", platformtest.AckNothing, true},
		{"cut after commit", platformtest.CutAfterCommit, true},
		{"acknowledges half", platformtest.Half, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			centre := platformtest.Start(t)
			s := newStation(t, centre)
			centre.Set(c.fault)
			slips := s.keep(t, 5)
			calls := centre.Calls()
			s.eventually(t, "three calls under the fault", func() bool { return centre.Calls() >= calls+3 })
			if c.keeps && s.pending(t) != len(slips) {
				t.Errorf("%d entries wait during the fault, want all %d", s.pending(t), len(slips))
			}
			centre.Set(platformtest.Healthy)
			s.eventually(t, "all delivered", func() bool { return s.pending(t) == 0 })
			s.proveExactlyOnce(t, centre, slips)
		})
	}
}

func TestConditionFollowsTheCentre(t *testing.T) {
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	is := func(want bool) func() bool {
		return func() bool { holds, known := s.unreachable(); return known && holds == want }
	}
	s.eventually(t, "the centre is reached", is(false))
	if err := s.uplink.Failure(); err != nil {
		t.Errorf("Failure while reached = %v", err)
	}
	centre.Set(platformtest.Down)
	s.eventually(t, "an idle terminal notices", is(true))
	if s.uplink.Failure() == nil {
		t.Error("Failure while not reached is nil; a technician needs the reason")
	}
	centre.Set(platformtest.Healthy)
	s.eventually(t, "the centre is reached again", is(false))
	if s.mu.Lock(); len(s.reports) != 3 {
		t.Errorf("reports = %v, want one for each change", s.reports)
	}
	s.mu.Unlock()
}

// A centre that takes the call and says nothing shows on an idle terminal within
// the deadline of a hello.
func TestASlowCentreIsNoticed(t *testing.T) {
	t.Parallel()
	centre := platformtest.Start(t)
	s := newStation(t, centre)
	centre.Set(platformtest.Slow)
	s.eventually(t, "an idle terminal notices", func() bool { holds, _ := s.unreachable(); return holds })
	centre.Set(platformtest.Healthy)
	s.eventually(t, "the centre is reached again", func() bool { holds, known := s.unreachable(); return known && !holds })
}
