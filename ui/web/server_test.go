package web

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/terminal"
	"yitiji/ui/view"
)

// absent is a device that is not there. It waits as a slot does.
type absent struct{}

func (absent) Read(ctx context.Context, _ drivers.CardRequest) (drivers.Card, error) {
	<-ctx.Done()
	return drivers.Card{}, ctx.Err()
}

func (absent) Print(context.Context, drivers.Slip) (drivers.PrintResult, error) {
	return drivers.PrintResult{}, &drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.Disconnected}
}

func (absent) Scan(ctx context.Context, _ drivers.ScanRequest) (drivers.Scan, error) {
	<-ctx.Done()
	return drivers.Scan{}, ctx.Err()
}

func (absent) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.Online} }
func (absent) Close() error                          { return nil }

// forgetful is a journal for visits that never submit.
type forgetful struct{ terminal.Journal }

// running is a terminal at which nobody has been yet, until the test ends.
func running(t *testing.T, c view.Clerk) *terminal.Terminal {
	t.Helper()
	term := terminal.New(terminal.Options{
		Site: c.Site, Catalog: c.Catalog, Words: c.Words, Journal: forgetful{},
		Reader: absent{}, Printer: absent{}, Scanner: absent{}, Log: slog.New(slog.DiscardHandler),
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- term.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	return term
}

func serve(t *testing.T) *httptest.Server {
	t.Helper()
	c := galleryClerk(t)
	s, err := New(Options{Terminal: running(t, c), Clerk: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv
}

func get(t *testing.T, address string) string {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func tap(t *testing.T, srv *httptest.Server, on, do, value string) {
	t.Helper()
	r, err := http.PostForm(srv.URL+"/tap", url.Values{"on": {on}, "do": {do}, "value": {value}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusNoContent {
		t.Fatalf("tap: %s", r.Status)
	}
}

func TestATouchChangesTheStream(t *testing.T) {
	srv := serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/events", nil)
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	lines := bufio.NewScanner(r.Body)
	next := func(want string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), want) {
				return
			}
		}
		t.Fatalf("the stream ended without %q: %v", want, lines.Err())
	}
	next(`class="screen attract"`)
	tap(t, srv, "attract", "begin", "")
	next(`class="screen services"`)
	tap(t, srv, "attract", "begin", "") // a button that has gone
	tap(t, srv, "services", "speak", "en")
	next(`class="screen services" lang="en"`)
}

// Every button of a page sends what the flow understands: the token of its own
// screen.
func TestButtonsCarryTheirToken(t *testing.T) {
	srv := serve(t)
	tap(t, srv, "attract", "begin", "")
	page := get(t, srv.URL)
	sent := regexp.MustCompile(`&#34;on&#34;:&#34;([^&]*)&#34;|"on":"([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(sent) == 0 {
		t.Fatal("no button sends a token")
	}
	for _, m := range sent {
		if m[1]+m[2] != "services" {
			t.Errorf("a button sends %q", m[0])
		}
	}
}

func TestOnlyLoopbackMayAsk(t *testing.T) {
	srv := serve(t)
	for _, c := range []struct {
		why, host, origin string
		want              int
	}{
		{"the browser of this machine", "127.0.0.1:8301", "", http.StatusOK},
		{"by name", "localhost:8301", "", http.StatusOK},
		{"a name that was bent to loopback", "evil.example", "", http.StatusMisdirectedRequest},
		{"an address of the network", "10.0.0.7:8301", "", http.StatusMisdirectedRequest},
	} {
		req, _ := http.NewRequest(http.MethodGet, srv.URL+"/", nil)
		req.Host = c.host
		r, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != c.want {
			t.Errorf("%s: %s, want %d", c.why, r.Status, c.want)
		}
	}
}

func TestAnotherSiteCannotTouch(t *testing.T) {
	srv := serve(t)
	req, _ := http.NewRequest(http.MethodPost, srv.URL+"/tap", strings.NewReader("on=attract&do=begin"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://evil.example")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusForbidden {
		t.Errorf("a touch from another site: %s", r.Status)
	}
	if page := get(t, srv.URL); !strings.Contains(page, `class="screen attract"`) {
		t.Error("the touch arrived")
	}
}

func TestListenOnLoopbackOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", "10.0.0.1:8301", ":8301", "example.com:80", "nonsense"} {
		if l, err := Listen(address); err == nil {
			l.Close()
			t.Errorf("Listen(%q) opened the screen to the network", address)
		}
	}
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}

func TestServeStopsWithOpenPages(t *testing.T) {
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Terminal: terminal.New(terminal.Options{Catalog: galleryClerk(t).Catalog}), Clerk: galleryClerk(t), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	open, err := http.Get("http://" + l.Addr().String() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer open.Body.Close()
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("Serve did not end")
	}
}

// FuzzTap: whatever is posted, the terminal answers and goes on.
func FuzzTap(f *testing.F) {
	f.Add("on=attract&do=begin&value=")
	f.Add("on=%zz&do=\x00")
	f.Fuzz(func(t *testing.T, body string) {
		srv := serve(t)
		r, err := http.Post(srv.URL+"/tap", "application/x-www-form-urlencoded", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if page := get(t, srv.URL); !strings.Contains(page, `class="screen `) {
			t.Errorf("after %q there is no screen", body)
		}
	})
}
