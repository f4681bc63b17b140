package port

import (
	"context"
	"time"
)

// Sleep waits for d, or until ctx ends: then it returns the context's error. It is what
// drivers wait with, since no wait may outlive its context.
func Sleep(ctx context.Context, d time.Duration) error {
	wake := time.NewTimer(d)
	defer wake.Stop()
	select {
	case <-wake.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
