package port_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"yitiji/drivers/port"
)

func TestTurn(t *testing.T) {
	turn := port.NewTurn()
	var all sync.WaitGroup
	talking, n := false, 0
	for range 50 {
		all.Go(func() {
			if err := turn.Take(t.Context()); err != nil {
				t.Error(err)
				return
			}
			defer turn.Give()
			if talking {
				t.Error("two talk at once")
			}
			talking = true
			n++
			talking = false
		})
	}
	all.Wait()
	if n != 50 || !turn.Try() || turn.Try() {
		t.Errorf("%d had their turn", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := turn.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Take of a turn that is taken = %v", err)
	}
	turn.Give()
	if err := turn.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Take for one who has left = %v", err)
	}
}
