package uplink

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"yitiji/sync/wire"
	"yitiji/terminal/health"
)

// crowded is a centre that has no room for entries, and answers hellos. It notes when it was called.
type crowded struct {
	wire.IntakeClient // the calls that these tests make none of

	after  time.Duration // how long it is to the caller's turn, each time
	tried  []time.Time
	hellos int
}

func (c *crowded) Deliver(context.Context, *connect.Request[wire.DeliverRequest]) (*connect.Response[wire.DeliverResponse], error) {
	c.tried = append(c.tried, time.Now())
	return nil, connect.NewError(connect.CodeUnavailable, &url.Error{Op: "Post", URL: "https://centre.example", Err: &busy{c.after}})
}

func (c *crowded) Hello(context.Context, *connect.Request[wire.HelloRequest]) (*connect.Response[wire.HelloResponse], error) {
	c.hellos++
	return connect.NewResponse(&wire.HelloResponse{At: time.Now().UnixMilli()}), nil
}

// To wait for a turn is no failure, however often a turn is given: the terminal does not say that it
// is offline, its one entry does not step aside, batches stay large, and hellos go on.
func TestABusyCentreIsNoFailure(t *testing.T) {
	for _, after := range []time.Duration{0, 3 * time.Second, longestTurn} {
		t.Run(fmt.Sprint(after), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { waitInLine(t, after) })
		})
	}
}

func waitInLine(t *testing.T, after time.Duration) {
	offline := false
	centre := &crowded{after: after}
	u := newDead(t, nil, Options{Report: func(code health.Code, holds bool) {
		offline = offline || code == health.CentreUnreachable && holds
	}})
	u.intake = centre
	ctx, stop := context.WithTimeout(t.Context(), time.Hour)
	defer stop()
	u.Run(ctx)
	if offline {
		t.Error("the terminal said that the centre is not reached")
	}
	if u.size != newSize() {
		t.Errorf("batches have %d entries, want what they had", u.size.entries)
	}
	stats, err := u.outbox.Stats(t.Context())
	if err != nil || stats.Pending != 1 || stats.Aside != 0 {
		t.Errorf("%d entries wait, %d stand aside, %v; want 1, 0", stats.Pending, stats.Aside, err)
	}
	if u.Failure() == nil {
		t.Error("a technician is not told what it waits for")
	}
	if least := int(time.Hour / (after + 2*time.Second)); len(centre.tried) < least {
		t.Errorf("%d tries in an hour, want %d at least", len(centre.tried), least)
	}
	for i, at := range centre.tried[1:] {
		if gap := at.Sub(centre.tried[i]); gap < after || gap > after+time.Second {
			t.Fatalf("came %v after it was told %v", gap, after)
		}
	}
	if least := int(time.Hour / DefaultHeartbeat); centre.hellos < least {
		t.Errorf("%d hellos in an hour, want %d at least", centre.hellos, least)
	}
	u.outbox.Close()
}
