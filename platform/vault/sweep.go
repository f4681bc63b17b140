package vault

import (
	"context"
	"log/slog"
	"time"
)

// Times of sweeping. An application that was queued without a network may name a page days
// after it came.
const (
	sweepEvery = time.Hour
	keepPages  = 7 * 24 * time.Hour
)

// Run forgets pages from phones that no application named, until ctx ends.
func (v *Vault) Run(ctx context.Context, log *slog.Logger) error {
	for {
		if err := v.store.SweepDoors(ctx, time.Now().Add(-keepPages)); err != nil && ctx.Err() == nil {
			log.Warn("pages from phones were not swept", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(sweepEvery):
		}
	}
}
