package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"yitiji/platform/store"
)

// due are the official numbers of what is to be handed over now, of all or of the first 50.
func due(t *testing.T, s *store.Store, limit int) (officials []string) {
	t.Helper()
	all, err := s.Unfiled(t.Context(), time.Now(), limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		officials = append(officials, d.Application.Official)
	}
	return officials
}

// putOff puts the first limit applications off by an hour, and returns them as they were.
func putOff(t *testing.T, s *store.Store, limit int) (was []store.Application) {
	t.Helper()
	all, err := s.Unfiled(t.Context(), time.Now(), limit)
	for _, d := range all {
		was = append(was, *d.Application)
		if err == nil {
			err = s.Later(t.Context(), *d.Application, time.Now().Add(time.Hour))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return was
}

// Fifty applications that wait for their pages leave room for those behind them.
func testWhatWaitsHoldsUpNoOther(t *testing.T, at place) {
	s := newStore(t, at)
	var officials []string
	for _, a := range commit(t, s, arrivals(1, 60)...).Answers {
		officials = append(officials, a.Official)
	}
	if got := due(t, s, 50); !slices.Equal(got, officials[:50]) {
		t.Fatalf("due %v, want the first 50", got)
	}
	waiting := putOff(t, s, 50)
	if got := due(t, s, 50); !slices.Equal(got, officials[50:]) {
		t.Errorf("due %v, want the last 10: they are held up", got)
	}
	last, err := s.Unfiled(t.Context(), time.Now().Add(2*time.Hour), 1000)
	if err != nil || len(last) != 60 || last[0].Application.Official != officials[50] {
		t.Errorf("in two hours %d are due, %v, want all 60, and those first that are due the longest", len(last), err)
	}
	if err := s.Filed(t.Context(), waiting[0].Official, time.Now()); err != nil {
		t.Fatal(err)
	}
	if last, err := s.Unfiled(t.Context(), time.Now().Add(2*time.Hour), 1000); err != nil || len(last) != 59 {
		t.Errorf("%d are due after one was filed, %v", len(last), err)
	}
}

// page is an entry that holds a page.
func page(sequence uint64, digest string) store.Arrival {
	a := arrival(sequence, "a")
	a.Entry.Kind, a.Entry.State, a.Entry.Slip, a.Application, a.Page = "material", store.Recorded, "", nil, digest
	return a
}

// What waits at a terminal is due as soon as a page comes from there, also when that happens while
// somebody looks at it.
func testAPageThatComesMakesDue(t *testing.T, at place) {
	s := newStore(t, at)
	commit(t, s, arrivals(1, 2)...)
	was := putOff(t, s, 10)
	if got := due(t, s, 10); len(got) != 0 {
		t.Fatalf("due %v, want none", got)
	}
	commit(t, s, page(3, "d3"))
	if got := due(t, s, 10); len(got) != 2 {
		t.Errorf("due %v after a page came, want both", got)
	}
	if err := s.Later(t.Context(), was[0], time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := due(t, s, 10); len(got) != 2 {
		t.Errorf("due %v, want both: one was put off by who did not see the page", got)
	}
}

// A matter is asked about by one copy of the centre at a time, again after its time, and no more
// when that is over.
func testWatchedByOneAtATime(t *testing.T, at place) {
	source := at(t)
	one, two := open(t, source), open(t, source)
	if err := one.AddTerminal(t.Context(), "YX07", "云溪", []byte("h"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, a := range commit(t, one, arrivals(1, 40)...).Answers[:30] {
		if err := one.Filed(t.Context(), a.Official, now); err != nil {
			t.Fatal(err)
		}
	}
	if taken := watchers(t, now, one, two, one, two); len(taken) != 30 {
		t.Errorf("%d are watched, want the 30 that are filed", len(taken))
	}
	again, err := one.Watched(t.Context(), now.Add(2*time.Minute), time.Minute, 100)
	if err != nil || len(again) != 30 {
		t.Fatalf("%d are watched after their time, %v, want 30", len(again), err)
	}
	for _, a := range again {
		if err := one.Later(t.Context(), a, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	if over, err := one.Watched(t.Context(), now.Add(time.Hour), time.Minute, 100); err != nil || len(over) != 0 {
		t.Errorf("%d are watched when that is over, %v", len(over), err)
	}
}

// watchers have several take what is to be watched at once, and return what they took.
func watchers(t *testing.T, now time.Time, stores ...*store.Store) map[string]bool {
	t.Helper()
	var (
		mu      sync.Mutex
		running sync.WaitGroup
	)
	taken := map[string]bool{}
	for _, s := range stores {
		running.Go(func() {
			for range 10 {
				rows, err := s.Watched(t.Context(), now, time.Minute, 7)
				mu.Lock()
				for _, a := range rows {
					if taken[a.Official] || err != nil {
						t.Errorf("%s is watched by two, %v", a.Official, err)
					}
					taken[a.Official] = true
				}
				mu.Unlock()
			}
		})
	}
	running.Wait()
	return taken
}

// Notices that are given at once have ascending numbers without a gap, and none is lost.
func testNoticesGivenAtOnceHaveOneOrder(t *testing.T, at place) {
	s := newStore(t, at)
	var running sync.WaitGroup
	for _, a := range commit(t, s, arrivals(1, 20)...).Answers {
		running.Go(func() {
			for range 2 { // two copies learn of it
				if _, err := s.Notify(t.Context(), a.Official, "granted", time.Now()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
	told, err := s.NoticesAfter(t.Context(), "YX07", 0, 100)
	if err != nil || len(told) != 20 || told[19].ID != 20 {
		t.Errorf("%d notices, %v, want 20 with the numbers 1 to 20", len(told), err)
	}
}

func testOneTerminal(t *testing.T, at place) {
	s := newStore(t, at)
	commit(t, s, arrivals(3, 3)...)
	if err := s.Raise(t.Context(), store.Alarm{Terminal: "YX08", Kind: store.AlarmClock, FirstAt: 1}); err != nil {
		t.Fatal(err)
	}
	if err := s.Raise(t.Context(), store.Alarm{Terminal: "YX07", Kind: store.AlarmClock, FirstAt: 1}); err != nil {
		t.Fatal(err)
	}
	if one, ok, err := s.Terminal(t.Context(), "YX07"); err != nil || !ok || one.Site != "云溪" || one.Missing() != 2 {
		t.Errorf("Terminal = %+v, %v, %v", one, ok, err)
	}
	if _, ok, err := s.Terminal(t.Context(), "YX09"); err != nil || ok {
		t.Errorf("a terminal that is none: %v, %v", ok, err)
	}
	if its, err := s.Alarms(t.Context(), "YX07", 10); err != nil || len(its) != 1 || its[0].Terminal != "YX07" {
		t.Errorf("alarms %+v, %v, want its own", its, err)
	}
}
