package search_test

import (
	"slices"
	"testing"

	"yitiji/terminal/catalog"
	"yitiji/terminal/search"
)

func TestOften(t *testing.T) {
	items := []*catalog.Item{{Code: "A"}, {Code: "B"}, {Code: "C"}, {Code: "D"}}
	usual := []catalog.ItemCode{"C", "B"}
	type counts = map[catalog.ItemCode]int
	for _, c := range []struct {
		why            string
		local, central counts
		want           []catalog.ItemCode
	}{
		{"nobody counted: what is usual, then the rest in order", nil, nil, []catalog.ItemCode{"C", "B", "A"}},
		{"one visit changes nothing among the usual", counts{"B": 1, "D": 1}, nil, []catalog.ItemCode{"B", "C", "D"}},
		{"many visits here do", counts{"D": 300, "C": 20}, nil, []catalog.ItemCode{"C", "D", "B"}},
		{"use everywhere counts less than use here", counts{"D": 500}, counts{"A": 500}, []catalog.ItemCode{"D", "A", "C"}},
	} {
		x := search.New(items, search.Options{Local: c.local, Central: c.central})
		var got []catalog.ItemCode
		for _, it := range x.Often(usual, 3) {
			got = append(got, it.Code)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}
