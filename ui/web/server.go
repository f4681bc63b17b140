package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"yitiji/drivers"
	"yitiji/terminal"
	"yitiji/terminal/flow"
	"yitiji/ui/view"
)

// Options is what a Server is made of. All of it must be set, but for the voice.
type Options struct {
	Terminal *terminal.Terminal
	Clerk    view.Clerk
	Log      *slog.Logger
	Voice    drivers.Speech // reads screens aloud to whoever wishes; nil where there is none
}

// Server serves the page of one terminal.
type Server struct {
	Options
	pages pages
	audio *Audio
}

// New returns a Server. It fails only when the program's own templates are broken.
func New(o Options) (*Server, error) {
	p, err := loadPages()
	if err != nil {
		return nil, err
	}
	o.Clerk.Voice = o.Voice != nil
	return &Server{Options: o, pages: p, audio: newAudio()}, nil
}

// Audio plays and records in the page that is open.
func (s *Server) Audio() *Audio { return s.audio }

// Listen opens address, which must be on loopback: the page shows personal data.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("screen address %q: want host:port: %w", address, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("screen address %q: the screen is served on loopback only, such as 127.0.0.1:8301", address)
	}
	return net.Listen("tcp", address)
}

// stopWithin is how long open pages may take to close at the end: they are
// event streams that end at once.
const stopWithin = time.Second

// Serve answers on l until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	var reader sync.WaitGroup
	defer reader.Wait()
	if s.Voice != nil {
		reader.Go(func() { s.readAloud(ctx) })
	}
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Serve(l) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	err := srv.Shutdown(within)
	if e := <-stopped; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// Handler answers for the page, its parts, its events and its touches.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("POST /tap", s.tap)
	mux.HandleFunc("GET /page/{digest}", s.scanned)
	mux.HandleFunc("GET /sound", s.audio.orders)
	mux.HandleFunc("GET /sound/{file}", s.audio.serveSound)
	mux.HandleFunc("POST /sound/{id}", s.audio.takeSound)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /alive", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("GET /assets/", http.FileServerFS(assets))
	return s.guard(http.NewCrossOriginProtection().Handler(mux))
}

// guard refuses requests that name another host (DNS rebinding), and tells the
// browser to load nothing from elsewhere and to keep nothing.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "this page is served on loopback only", http.StatusMisdirectedRequest)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// page serves the whole page with the present screen in it.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	state, ok := <-s.Terminal.Watch(ctx)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := s.pages.whole(w, s.Clerk.Screen(state)); err != nil {
		s.Log.Error("page", "err", err)
	}
}

// scanned serves a page that the person has scanned, to their own screen.
func (s *Server) scanned(w http.ResponseWriter, r *http.Request) {
	p, ok := s.Terminal.Page(r.PathValue("digest"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", p.Format)
	_, _ = w.Write(p.Data)
	clear(p.Data)
}

// tapBytes bounds a touch, which grows by its encoding.
const tapBytes = 3*flow.MostValue + 4096

// tap takes a touch. It answers nothing: what the touch changed arrives as an event.
func (s *Server) tap(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, tapBytes)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "a touch is a form with on, do and value", http.StatusBadRequest)
		return
	}
	tap := flow.Tap{On: r.PostForm.Get("on"), Do: flow.Verb(r.PostForm.Get("do")), Value: r.PostForm.Get("value")}
	if err := s.Terminal.Do(r.Context(), tap); err != nil {
		http.Error(w, "the terminal is stopping", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
