package api

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"yitiji/platform/authority"
	systems "yitiji/platform/connect"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/sync/wire"
	"yitiji/terminal/catalog"
)

// Bounds of a call.
const (
	callBytes     = 8 << 20 // a batch of two megabytes and its largest entry, with room
	batchEntries  = 1000
	questionBytes = 1 << 20
)

// Options say how the centre works.
type Options struct {
	Region string       // code of the administrative region (GB/T 2260), six digits, first in official numbers
	Log    *slog.Logger // nothing personal goes into it; nil is silence

	// Capacity is how many entries a second the centre commits; 0 is DefaultCapacity.
	Capacity int

	Systems systems.Systems // of departments; what is not connected answers nothing
	Arrived func()          // an application was committed; may be nil, and must return at once

	Catalog *catalog.Catalog // what items call their materials; may be nil
	Public  string           // where phones reach the centre, as https://phone.example; empty for nowhere
}

// service implements all services.
type service struct {
	wire.UnimplementedIntakeHandler

	store     *store.Store
	authority *authority.Authority
	vault     *vault.Vault
	options   Options
	pace      pace
	admission *admission
}

// API serves all services.
type API struct {
	http.Handler
	service *service
}

// New returns the handler of all services. It must be served with
// [authority.Authority.ServerTLS].
func New(s *store.Store, a *authority.Authority, options Options) *API {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Arrived == nil {
		options.Arrived = func() {}
	}
	service := &service{
		store: s, authority: a, vault: vault.New(s, a), options: options,
		admission: newAdmission(cmp.Or(options.Capacity, DefaultCapacity), time.Now()),
	}
	mux := http.NewServeMux()
	mux.Handle(wire.NewEnrolmentHandler(service, connect.WithReadMaxBytes(64<<10)))
	mux.Handle(wire.NewIntakeHandler(service, connect.WithReadMaxBytes(callBytes)))
	mux.Handle(wire.NewCounterHandler(service, connect.WithReadMaxBytes(questionBytes)))
	return &API{service: service, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(withPeer(r)))
	})}
}

// peer is who showed a certificate of our authority.
type peer struct {
	terminal string
	keyHash  []byte
}

type peerKey struct{}

// withPeer puts into the context whose certificate the connection proved.
func withPeer(r *http.Request) context.Context {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return r.Context()
	}
	leaf := r.TLS.VerifiedChains[0][0]
	return context.WithValue(r.Context(), peerKey{}, peer{leaf.Subject.CommonName, keyHash(leaf.RawSubjectPublicKeyInfo)})
}

func keyHash(spki []byte) []byte {
	sum := sha256.Sum256(spki)
	return sum[:]
}

var errNoCertificate = errors.New("show the certificate of a terminal; enrol first")

// peerOf returns who showed a certificate; whether the centre still knows them, caller tells.
func peerOf(ctx context.Context) (peer, error) {
	p, ok := ctx.Value(peerKey{}).(peer)
	if !ok {
		return peer{}, connect.NewError(connect.CodeUnauthenticated, errNoCertificate)
	}
	return p, nil
}

// caller returns the terminal that calls, and remembers that it lives.
func (s *service) caller(ctx context.Context) (store.Terminal, error) {
	p, err := peerOf(ctx)
	if err != nil {
		return store.Terminal{}, err
	}
	terminal, err := s.store.Seen(ctx, p.terminal, p.keyHash)
	if errors.Is(err, store.ErrStranger) {
		return store.Terminal{}, connect.NewError(connect.CodePermissionDenied, err)
	}
	if err != nil {
		return store.Terminal{}, s.internal(err)
	}
	return terminal, nil
}

var errInternal = errors.New("the centre failed; it has been logged, and trying again is safe")

// internal logs err and returns what the caller may know of it.
func (s *service) internal(err error) error {
	s.options.Log.Error("a call failed", "error", err)
	return connect.NewError(connect.CodeInternal, errInternal)
}

// requestOf reads a certificate request and proves that its sender has the key.
func requestOf(der []byte) (*x509.CertificateRequest, error) {
	request, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, err
	}
	return request, request.CheckSignature()
}
