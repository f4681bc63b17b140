package outbox

import (
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/terminal"
)

var _ terminal.Tally = (*Outbox)(nil)

// tallyRecord is how often services were of use. With every month that begins, all that was
// counted before counts half.
type tallyRecord struct {
	Month  string                        `json:"month"` // YYYY-MM, local, of the last use
	Counts map[terminal.ItemCode]float64 `json:"counts"`
}

const tallyKey = "tally"

// leastTally is below what a count is forgotten.
const leastTally = 0.1

// Count implements terminal.Tally.
func (o *Outbox) Count(ctx context.Context, item terminal.ItemCode) error {
	return o.write(ctx, func(c *change) error {
		t, err := readTally(c.Tx)
		if err != nil {
			return err
		}
		t.age(time.Now())
		t.Counts[item]++
		return c.put(tallyBucket, tallyKey, t)
	})
}

// Counts implements terminal.Tally.
func (o *Outbox) Counts(ctx context.Context) (map[terminal.ItemCode]int, error) {
	out := map[terminal.ItemCode]int{}
	err := o.read(ctx, func(tx *bolt.Tx) error {
		t, err := readTally(tx)
		t.age(time.Now())
		for item, n := range t.Counts {
			out[item] = int(n + 0.5)
		}
		return err
	})
	return out, err
}

func readTally(tx *bolt.Tx) (tallyRecord, error) {
	t := tallyRecord{Counts: map[terminal.ItemCode]float64{}}
	_, err := get(tx, tallyBucket, tallyKey, &t)
	return t, err
}

// age halves the counts for every month since the last use.
func (t *tallyRecord) age(now time.Time) {
	month := now.Format("2006-01")
	last, err := time.ParseInLocation("2006-01", t.Month, now.Location())
	for ; err == nil && last.Format("2006-01") < month && len(t.Counts) > 0; last = last.AddDate(0, 1, 0) {
		t.halve()
	}
	t.Month = month
}

func (t *tallyRecord) halve() {
	for item := range t.Counts {
		if t.Counts[item] /= 2; t.Counts[item] < leastTally {
			delete(t.Counts, item)
		}
	}
}
