package public

import (
	"log/slog"
	"net"
	"net/http"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/guard"
	"yitiji/platform/store"
	"yitiji/platform/vault"
)

// Options say what the pages serve.
type Options struct {
	Store  *store.Store
	Vault  *vault.Vault
	Papers connect.Papers // nil: papers cannot be verified here
	Phones http.Handler   // the sandbox's pages that play people's phones, below /pay/ and /id/; nil for none
	Log    *slog.Logger   // nil is silence
}

// public serves the pages.
type public struct {
	options  Options
	pages    pages
	throttle throttle
	reading  chan struct{} // one token for each picture that is read
	decoding chan struct{} // one for each that is decoded
}

// Bounds of the memory that pictures take: while it is read each takes up to 15 MB, and
// while it is decoded up to 200 for a moment.
const (
	readingAtOnce  = 16
	decodingAtOnce = 2
)

// New returns the handler of the pages.
func New(o Options) (http.Handler, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	p := &public{options: o, pages: pages, reading: make(chan struct{}, readingAtOnce), decoding: make(chan struct{}, decodingAtOnce)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.Handle("GET /style.css", asset("pages/style.css"))
	mux.Handle("GET /upload.js", asset("pages/upload.js"))
	mux.HandleFunc("GET /u/{token}", p.door)
	mux.HandleFunc("POST /u/{token}", p.take)
	mux.HandleFunc("POST /u/{token}/remove", p.remove)
	mux.HandleFunc("POST /u/{token}/done", p.done)
	mux.HandleFunc("GET /v/{number}", p.verify)
	mux.HandleFunc("GET /v/{$}", p.ask)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/v/", http.StatusSeeOther) })
	pagesOnly := guard.Pages(guard.Policy{Loads: "script-src 'self'", Bytes: uploadBytes}, mux)
	if o.Phones == nil {
		return pagesOnly, nil
	}
	all := http.NewServeMux()
	all.Handle("/", pagesOnly)
	all.Handle("/pay/", o.Phones)
	all.Handle("/id/", o.Phones)
	return all, nil
}

// uploadBytes bounds one form: ten pictures of a good camera.
const uploadBytes = 60 << 20

// slow answers who has guessed too often, and reports whether it did.
func (p *public) slow(w http.ResponseWriter, r *http.Request) bool {
	if p.throttle.may(peer(r), time.Now()) {
		return false
	}
	p.show(w, http.StatusTooManyRequests, "told", page{Lang: accepted(r), Say: "slow"})
	return true
}

// missed counts an address that opened nothing.
func (p *public) missed(r *http.Request) { p.throttle.missed(peer(r), time.Now()) }

func peer(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}

// fail logs err, without the address, and says no more than that something failed.
func (p *public) fail(w http.ResponseWriter, r *http.Request, err error) {
	p.options.Log.Error("a public page failed", "error", err)
	p.show(w, http.StatusInternalServerError, "told", page{Lang: accepted(r), Say: "failed"})
}
