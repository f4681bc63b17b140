package outbox

import (
	"maps"
	"testing"
	"time"

	"yitiji/terminal"
)

func TestTallyOutlivesARestart(t *testing.T) {
	path := t.TempDir() + "/outbox.db"
	box := openAt(t, path)
	for _, item := range []terminal.ItemCode{"A", "B", "A"} {
		if err := box.Count(t.Context(), item); err != nil {
			t.Fatal(err)
		}
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := openAt(t, path).Counts(t.Context())
	if want := map[terminal.ItemCode]int{"A": 2, "B": 1}; err != nil || !maps.Equal(got, want) {
		t.Errorf("counts %v, %v; want %v", got, err, want)
	}
}

func TestOldUsesCountLess(t *testing.T) {
	in := func(month time.Month) time.Time { return time.Date(2026, month, 3, 9, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		why  string
		now  time.Time
		want map[terminal.ItemCode]float64
	}{
		{"the same month", in(5), map[terminal.ItemCode]float64{"A": 8, "B": 0.3}},
		{"the next one", in(6), map[terminal.ItemCode]float64{"A": 4, "B": 0.15}},
		{"two later", in(7), map[terminal.ItemCode]float64{"A": 2}},
		{"the clock went back", in(4), map[terminal.ItemCode]float64{"A": 8, "B": 0.3}},
		{"years", in(5).AddDate(30, 0, 0), map[terminal.ItemCode]float64{}},
	} {
		r := tallyRecord{Month: "2026-05", Counts: map[terminal.ItemCode]float64{"A": 8, "B": 0.3}}
		r.age(c.now)
		if !maps.Equal(r.Counts, c.want) {
			t.Errorf("%s: %v, want %v", c.why, r.Counts, c.want)
		}
	}
}
