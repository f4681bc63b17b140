package api_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"

	"yitiji/platform/api"
	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/sync/wire"
	"yitiji/terminal"
)

// newBusyCentre is a centre with room for one delivery, which one is under way and stays so until
// finish is called.
func newBusyCentre(t *testing.T) (c *centre, finish func()) {
	t.Helper()
	began, goOn := make(chan struct{}, 10), make(chan struct{})
	c = newCentreWith(t, api.Options{Region: "999999", Capacity: 1, Arrived: func() { began <- struct{}{}; <-goOn }})
	id, intake := c.enrol("YX01")
	w := &writer{id: id, terminal: "YX01"}
	first := w.entry(t, "application", application())
	var calling sync.WaitGroup
	calling.Go(func() {
		if _, err := deliver(t, intake, first); err != nil {
			t.Error(err)
		}
	})
	<-began
	finish = sync.OnceFunc(func() { close(goOn); calling.Wait() })
	t.Cleanup(finish)
	return c, finish
}

// A terminal that comes while the centre is busy is told when its turn is, in the header that
// whatever stands between them knows too; it is let in then.
func TestABusyCentreGivesTurns(t *testing.T) {
	c, finish := newBusyCentre(t)
	for i, want := range []string{"1", "2", "3"} {
		code := "YX1" + want
		id, intake := c.enrol(code)
		w := &writer{id: id, terminal: code}
		_, err := deliver(t, intake, w.entry(t, "application", application()))
		var said *connect.Error
		if connect.CodeOf(err) != connect.CodeUnavailable || !asConnect(err, &said) || said.Meta().Get("Retry-After") != want {
			t.Errorf("terminal %d: %v, want UNAVAILABLE with Retry-After: %s", i, err, want)
		}
		if _, err := intake.Hello(t.Context(), connect.NewRequest(&wire.HelloRequest{})); err != nil {
			t.Errorf("hello to a busy centre: %v", err)
		}
	}
	finish()
}

func asConnect(err error, to **connect.Error) (ok bool) {
	*to, ok = err.(*connect.Error)
	return ok
}

// The real uplink hears of its turn, waits for it, and is let in.
func TestTheUplinkComesInItsTurn(t *testing.T) {
	c, finish := newBusyCentre(t)
	id, _ := c.enrol("YX07")
	box := boxOf(t, id)
	up, err := uplink.New(box, id, uplink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { up.Run(ctx) })
	defer running.Wait()
	defer stop()
	until(t, "the uplink was told its turn", func() bool {
		err := up.Failure()
		return err != nil && strings.Contains(err.Error(), "busy, and wants us in 1s")
	})
	told := time.Now()
	finish()
	until(t, "the uplink was let in", func() bool {
		stats, err := box.Stats(t.Context())
		return err == nil && stats.Pending == 0
	})
	if waited := time.Since(told); waited < time.Second/2 {
		t.Errorf("it came after %v, want a second or two", waited)
	}
}

// boxOf is an outbox with one entry.
func boxOf(t *testing.T, id *enrol.Identity) *outbox.Outbox {
	t.Helper()
	box, err := outbox.Open(filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: id.Terminal, SealTo: id.SealTo})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	body, err := json.Marshal(application())
	if err == nil {
		_, err = box.Keep(t.Context(), terminal.Entry{Kind: terminal.Application, Body: body, At: time.Now()})
	}
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to that %s", what)
		}
	}
}
