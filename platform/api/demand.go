package api

import (
	"context"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// demandOf is over which time uses are counted: a season, so that what is paid once a year
// comes up when its time comes.
const demandOf = 90 * 24 * time.Hour

// demand counts how often services were used lately, at all terminals.
func (s *service) demand(ctx context.Context) (centre.Answer, error) {
	counts, err := s.store.Demand(ctx, time.Now().Add(-demandOf))
	if err != nil {
		return nil, err
	}
	answer := &centre.Demanded{Counts: map[catalog.ItemCode]int{}}
	for item, n := range counts {
		answer.Counts[catalog.ItemCode(item)] = n
	}
	return answer, nil
}
