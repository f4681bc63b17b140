package store

import (
	"context"
	"fmt"

	"yitiji/terminal/identity"
)

// official gives the next official number (申办流水号): the code of the
// administrative region (GB/T 2260), the day of acceptance, the serial of that
// day and a check character, as in 999999-20261122-000017-K. The table of serials
// is locked by the transaction, so that no two are the same and none is lost to
// a transaction that fails.
func (c *commit) official(ctx context.Context) (string, error) {
	day, serial := c.now.Format("20060102"), 0
	err := c.tx.NewRaw(`INSERT INTO serials (day, last) VALUES (?, 1)
		ON CONFLICT (day) DO UPDATE SET last = serials.last + 1 RETURNING last`, day).Scan(ctx, &serial)
	if err != nil {
		return "", fmt.Errorf("official number: %w", err)
	}
	body := fmt.Sprintf("%s-%s-%06d", c.region, day, serial)
	return body + "-" + string(identity.Mod3736(body)), nil
}
