package port_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"yitiji/drivers/port"
)

func TestCloseEndsTheVerbsAndWaitsForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		verbs := port.NewVerbs()
		inner, leave, err := verbs.Enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan struct{})
		go func() { verbs.Close(); close(closed) }()
		<-inner.Done()
		if !errors.Is(context.Cause(inner), port.ErrClosed) || !verbs.Closed() {
			t.Errorf("the verb ended because of %v", context.Cause(inner))
		}
		synctest.Wait()
		select {
		case <-closed:
			t.Error("closed before the verb had left")
		default:
		}
		leave()
		<-closed
		verbs.Close()
		if _, _, err := verbs.Enter(t.Context()); !errors.Is(err, port.ErrClosed) {
			t.Errorf("Enter after Close = %v", err)
		}
	})
}

func TestAVerbEndsWithItsCaller(t *testing.T) {
	verbs := port.NewVerbs()
	ctx, cancel := context.WithCancel(t.Context())
	inner, leave, err := verbs.Enter(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-inner.Done()
	leave()
	if _, _, err := verbs.Enter(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Enter for a caller who has left = %v", err)
	}
	verbs.Close() // hangs if leave was not counted
}
