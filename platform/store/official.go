package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"yitiji/terminal/identity"
)

// officials gives the next n official numbers (申办流水号): the code of the
// administrative region (GB/T 2260), the day of acceptance, the serial of that
// day and a check character, as in 999999-20261122-000017-K. The table of serials
// is locked by the transaction, so that no two are the same and none is lost to
// a transaction that fails.
func officials(ctx context.Context, tx bun.Tx, region string, now time.Time, n int) ([]string, error) {
	if n == 0 {
		return nil, nil
	}
	day, last := now.Format("20060102"), 0
	err := tx.NewRaw(`INSERT INTO serials (day, last) VALUES (?, ?)
		ON CONFLICT (day) DO UPDATE SET last = serials.last + EXCLUDED.last RETURNING last`, day, n).Scan(ctx, &last)
	if err != nil {
		return nil, fmt.Errorf("official numbers: %w", err)
	}
	out := make([]string, n)
	for i := range out {
		body := fmt.Sprintf("%s-%s-%06d", region, day, last-n+1+i)
		out[i] = body + "-" + string(identity.Mod3736(body))
	}
	return out, nil
}
