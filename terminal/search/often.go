package search

import (
	"cmp"
	"slices"

	"yitiji/terminal/catalog"
)

// What adds to the use of those items that are usually used most, while few uses have been
// counted: so much for the first of them, and one less for each behind it.
const usualFirst = 20

// Often lists the items that are used most, at most so many: by what was counted, and by
// what is usual, which is in the order of its use.
func (x *Index) Often(usual []catalog.ItemCode, most int) []*catalog.Item {
	warmth := make([]int, len(x.items))
	order := make([]int, len(x.items))
	for i, it := range x.items {
		order[i], warmth[i] = i, int(x.heat[i])
		if rank := slices.Index(usual, it.Code); rank >= 0 {
			warmth[i] += max(1, usualFirst-rank)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(warmth[b], warmth[a]) })
	var out []*catalog.Item
	for _, i := range order[:min(most, len(order))] {
		out = append(out, x.items[i])
	}
	return out
}
