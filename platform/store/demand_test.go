package store_test

import (
	"maps"
	"testing"
	"time"

	"yitiji/platform/store"
)

// What was applied for and looked up counts, from a day on, and nothing else does.
func testDemand(t *testing.T, at place) {
	s := newStore(t, at)
	commit(t, s, arrivals(1, 3)...)
	now := time.Now()
	for _, u := range []store.Use{
		{Kind: "lookup", Item: "proof", At: store.MillisOf(now)},
		{Kind: "lookup", Item: "proof", At: store.MillisOf(now.Add(-time.Minute))},
		{Kind: "lookup", Item: "proof", At: store.MillisOf(now.Add(-48 * time.Hour))},
		{Kind: "lookup", At: store.MillisOf(now)},
		{Kind: "profile", Item: "item", At: store.MillisOf(now)},
	} {
		u.Terminal = "YX07"
		if err := s.Record(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Demand(t.Context(), now.Add(-24*time.Hour))
	if want := map[string]int{"item": 3, "proof": 2}; err != nil || !maps.Equal(got, want) {
		t.Errorf("demand %v, %v; want %v", got, err, want)
	}
	if later, err := s.Demand(t.Context(), now.Add(time.Hour)); err != nil || len(later) != 0 {
		t.Errorf("demand of what is still to come: %v, %v", later, err)
	}
}
