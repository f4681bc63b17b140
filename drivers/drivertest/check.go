package drivertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
)

// The patience of the suites.
const (
	// enough is more than any good answer takes, a receipt at full length included.
	enough = 15 * time.Second
	// brief is how long a verb is left waiting in vain.
	brief = 400 * time.Millisecond
	// prompt is how late a verb may return after its context has ended.
	prompt = time.Second
)

// check is one obligation of a contract.
type check[R any] struct {
	name  string
	run   func(ctx context.Context, rig R) error
	needs func(rig R) bool // says whether the rig has the hands for it; nil for a check that needs none
}

// suits says whether a rig has the hands for a check: a recording has none, and nothing
// but a recording plays one.
func (c check[R]) suits(rig R) bool { return c.needs == nil || c.needs(rig) }

// runAll runs each check that suits the rig, on a rig of its own. It names those that do
// not, so that hands that were forgotten are seen.
func runAll[R any](t *testing.T, checks []check[R], rig func(*testing.T) R) {
	t.Helper()
	sample := rig(t)
	var unsuited []string
	for _, c := range checks {
		if !c.suits(sample) {
			unsuited = append(unsuited, c.name)
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := runOne(c, rig(t)); err != nil {
				t.Error(err)
			}
		})
	}
	if len(unsuited) > 0 {
		t.Logf("not for this rig: %s", strings.Join(unsuited, "; "))
	}
}

// failing runs each check and gives the names of those that do not pass.
func failing[R any](t *testing.T, checks []check[R], rig func(*testing.T) R) []string {
	t.Helper()
	var names []string
	for _, c := range checks {
		if r := rig(t); c.suits(r) && runOne(c, r) != nil {
			names = append(names, c.name)
		}
	}
	return names
}

func runOne[R any](c check[R], rig R) error {
	ctx, cancel := context.WithTimeout(context.Background(), enough)
	defer cancel()
	return c.run(ctx, rig)
}

// wantKind is nil when err is a Fault of a kind with Device and Op filled in.
func wantKind(err error, kind drivers.Kind) error {
	var f *drivers.Fault
	switch {
	case !errors.As(err, &f):
		return fmt.Errorf("got %v, want a Fault of kind %s", err, kind)
	case f.Kind != kind:
		return fmt.Errorf("got kind %s (%w), want %s", f.Kind, err, kind)
	case f.Device == "" || f.Op == "":
		return fmt.Errorf("fault %q names no device or no verb", err)
	}
	return nil
}

// endsWithContext gives verb a context that ends soon, and wants it to return
// promptly with that context's error.
func endsWithContext(ctx context.Context, verb func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, brief)
	defer cancel()
	if err := wantEnd(limited, verb); err != nil {
		return err
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	return wantEnd(ended, verb)
}

func wantEnd(ctx context.Context, verb func(context.Context) error) error {
	err := verb(ctx)
	if end, ok := ctx.Deadline(); ok && time.Since(end) > prompt {
		return fmt.Errorf("returned %s after the context had ended", time.Since(end))
	}
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		return fmt.Errorf("got %v, want the context's error", err)
	}
	return nil
}

// during starts verb, does something to it a moment later, and gives verb's error.
func during(verb func() error, do func()) error {
	result := make(chan error, 1)
	go func() { result <- verb() }()
	wake := time.NewTimer(brief) // nothing tells from outside that a verb waits
	defer wake.Stop()
	select {
	case err := <-result:
		do()
		return fmt.Errorf("returned before anything happened: %w", err)
	case <-wake.C:
	}
	do()
	return <-result
}

// eventually asks until status has the state that is wanted.
func eventually(ctx context.Context, status func(context.Context) drivers.Status, want drivers.State) error {
	for {
		s := status(ctx)
		if s.State == want {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("status is %+v, want %s", s, want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// leftBehind asks until status says that a card is to be taken.
func leftBehind(ctx context.Context, status func(context.Context) drivers.Status) error {
	if err := eventually(ctx, status, drivers.UserError); err != nil {
		return err
	}
	if s := status(ctx); !s.Has(drivers.CardLeftBehind) {
		return fmt.Errorf("status is %+v, want %s", s, drivers.CardLeftBehind)
	}
	return nil
}

// closes checks what the contracts say of Close, with a verb that is under way.
func closes(ctx context.Context, d closer, verb func(context.Context) error, waits bool) error {
	closeIt := func() { _ = d.Close() }
	if waits {
		if err := wantKind(during(func() error { return verb(ctx) }, closeIt), drivers.Disconnected); err != nil {
			return fmt.Errorf("verb under way: %w", err)
		}
	}
	closeIt()
	if err := d.Close(); err != nil {
		return fmt.Errorf("closing again: %w", err)
	}
	if err := wantKind(verb(ctx), drivers.Disconnected); err != nil {
		return fmt.Errorf("verb after Close: %w", err)
	}
	return eventually(ctx, d.Status, drivers.NoDevice)
}

type closer interface {
	Status(ctx context.Context) drivers.Status
	Close() error
}

// secret is nil when err's text holds none of the words.
func secret(err error, words ...string) error {
	for _, w := range words {
		if err != nil && w != "" && strings.Contains(err.Error(), w) {
			return errors.New("the text of an error holds personal data")
		}
	}
	return nil
}
