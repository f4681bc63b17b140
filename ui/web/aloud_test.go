package web

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/flow"
)

// voice notes what it is to say.
type voice struct{ said chan drivers.Utterance }

func (v voice) Say(_ context.Context, u drivers.Utterance) (drivers.Sound, error) {
	v.said <- u
	return tone(20 * time.Millisecond), nil
}

func (voice) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (voice) Close() error                          { return nil }

// Whoever wishes hears each screen once, in their language, until they wish no more; nobody
// else hears anything.
func TestScreensAreReadAloud(t *testing.T) {
	v := voice{make(chan drivers.Utterance, 100)}
	c := galleryClerk(t)
	s, err := New(Options{Terminal: running(t, c), Clerk: c, Log: slog.New(slog.DiscardHandler), Voice: v})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.readAloud(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	hears := func(language, words string) {
		t.Helper()
		select {
		case u := <-v.said:
			if u.Language != language || !strings.Contains(u.Text, words) || !u.Fixed {
				t.Fatalf("it says %+v, want %q in %s", u, words, language)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("it does not say %q", words)
		}
	}
	if !strings.Contains(get(t, srv.URL), `data-do="hear"`) {
		t.Error("the first screen does not offer the voice")
	}
	tap(t, srv, "attract", "begin", "")
	tap(t, srv, "services", "hear", "")
	hears("zh-Hans", "您好，今天办什么")
	tap(t, srv, "services", "speak", "en")
	hears("en", "Hello. What would you like to do")
	tap(t, srv, "services", "search", "")
	hears("en", "Words or a question")
	tap(t, srv, "find", "hear", "")
	tap(t, srv, "find", "back", "")
	tap(t, srv, "services", "hear", "")
	hears("en", "Hello. What would you like to do")
	tap(t, srv, "services", "leave", "")
	time.Sleep(1500 * time.Millisecond) // a tick of the clock, and more
	if n := len(v.said); n > 0 {
		t.Errorf("it says %d things more, first %+v", n, <-v.said)
	}
}

func TestACountdownIsReadOnce(t *testing.T) {
	var keys []string
	for _, text := range []string{"59 seconds left.", "58 seconds left.", "8 seconds left.", "Paper is out."} {
		keys = append(keys, heard(flow.State{}, text))
	}
	if len(slices.Compact(keys)) != 2 {
		t.Errorf("%q are read as %d things, want 2", keys, len(slices.Compact(keys)))
	}
}
