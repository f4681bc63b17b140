package console

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"yitiji/platform/api"
	"yitiji/platform/connect"
	"yitiji/platform/guard"
	"yitiji/platform/store"
	"yitiji/terminal/catalog"
)

// Options say what the console may do.
type Options struct {
	// Invite adds a terminal and returns its enrolment code.
	Invite func(ctx context.Context, code, site string) (string, error)
	// TakeIn takes in an export that a technician has carried here; see api.API.
	TakeIn func(ctx context.Context, file io.ReadSeeker) (api.TakenIn, error)
	// ValidFor is how long that code may wait to be used.
	ValidFor time.Duration
	// BehindTLS says that browsers reach the console over TLS, so that the
	// session cookie is sent over nothing else.
	BehindTLS bool
	// Catalog is what items are called; nil leaves their codes.
	Catalog *catalog.Catalog
	// Department tells how far matters have come; nil leaves that open.
	Department connect.Department
	// Open opens what an audit entry says; nil leaves it sealed.
	Open func(e store.Entry) ([]byte, error)
	// Sandbox is where the sandbox's control page is; empty where there is none.
	Sandbox string
	// Log hears of sign-ins and failures; nil is silence.
	Log *slog.Logger
}

// console serves the pages.
type console struct {
	store    *store.Store
	options  Options
	pages    pages
	throttle throttle
	door     sync.Mutex // one password is judged at a time: each takes 64 MiB
}

// New returns the console's handler.
func New(s *store.Store, options Options) (http.Handler, error) {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	c := &console{store: s, options: options}
	var err error
	if c.pages, err = c.parsePages(); err != nil {
		return nil, err
	}
	pages := c.routes()
	bounded := func(bytes int64) http.Handler {
		return guard.Pages(guard.Policy{Loads: "img-src 'self' data:", Bytes: bytes}, pages)
	}
	mux := http.NewServeMux()
	mux.Handle("/", bounded(formBytes))
	mux.Handle("POST /take-in", bounded(fileBytes))
	return mux, nil
}

func (c *console) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.Handle("GET /style.css", style())
	mux.HandleFunc("GET /sign-in", c.signInForm)
	mux.HandleFunc("POST /sign-in", c.signIn)
	mux.Handle("POST /sign-out", c.signedIn(c.signOut))
	mux.Handle("GET /{$}", c.signedIn(c.overview))
	mux.Handle("GET /terminals/{code}", c.signedIn(c.terminal))
	mux.Handle("POST /terminals/{code}/commands", c.signedIn(c.give))
	mux.Handle("GET /entries", c.signedIn(c.entries))
	mux.Handle("GET /entries/{terminal}/{sequence}", c.signedIn(c.entry))
	mux.Handle("GET /audits", c.signedIn(c.audits))
	mux.Handle("GET /applications", c.signedIn(c.applications))
	mux.Handle("GET /uses", c.signedIn(c.uses))
	mux.Handle("GET /alarms", c.signedIn(c.alarms))
	mux.Handle("GET /take-in", c.signedIn(c.takeInForm))
	mux.Handle("POST /take-in", c.signedIn(c.takeIn))
	mux.Handle("GET /add", c.signedIn(c.addForm))
	mux.Handle("POST /add", c.signedIn(c.add))
	return mux
}

// formBytes bounds what a form may send.
const formBytes = 16 << 10
