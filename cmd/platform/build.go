package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"yitiji/platform/api"
	"yitiji/platform/connect"
	"yitiji/platform/console"
	"yitiji/platform/filing"
	"yitiji/platform/public"
	"yitiji/platform/sandbox"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/terminal/catalog"
)

// halls are the parts of a running centre.
type halls struct {
	run   []func(context.Context) error // each until its context ends
	close func() error
}

// parts are what the servers of a centre are made of.
type parts struct {
	*opened
	log     *slog.Logger
	items   *catalog.Catalog
	phones  string // where phones reach the centre
	box     *sandbox.Sandbox
	systems connect.Systems
	kept    *vault.Vault
	clerk   *filing.Clerk
	api     *api.API
}

// parts makes them. Until there are connectors to other systems, the sandbox stands in for
// all of them.
func (o *opened) parts(phones string, log *slog.Logger) (*parts, error) {
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		return nil, err
	}
	box, err := sandbox.Open(sandbox.Options{Catalog: items, File: filepath.Join(o.data, "sandbox.db"), Public: phones, Log: log})
	if err != nil {
		return nil, err
	}
	p := &parts{opened: o, log: log, items: items, phones: phones, box: box, systems: box.Systems()}
	p.kept = vault.New(o.store, o.authority)
	p.clerk = filing.New(o.store, o.authority, p.systems.Department, log)
	p.api = api.New(o.store, o.authority, api.Options{
		Region: o.config.Region, Capacity: o.config.Terminals.Capacity, Log: log, Systems: p.systems, Arrived: p.clerk.Kick,
		Catalog: items, Public: phones,
	})
	return p, nil
}

// build makes what serves at the doors: terminals, console, phones, and the sandbox's
// control page where that door is open.
func (o *opened) build(doors []net.Listener, log *slog.Logger) (halls, error) {
	p, err := o.parts(o.config.publicURL(doors[2].Addr()), log)
	if err != nil {
		return halls{}, err
	}
	terminals, terminalsErr := p.terminals()
	board, boardErr := p.board(urlOf(doors[3]))
	phones, phonesErr := p.phonePages()
	if err := errors.Join(terminalsErr, boardErr, phonesErr); err != nil {
		return halls{}, errors.Join(err, p.box.Close())
	}
	h := halls{close: p.box.Close, run: []func(context.Context) error{
		func(ctx context.Context) error {
			return until(ctx, terminals, func() error { return terminals.ServeTLS(doors[0], "", "") })
		},
		serving(board, doors[1]), serving(phones, doors[2]),
		p.clerk.Run, p.box.Run, func(ctx context.Context) error { return p.kept.Run(ctx, log) },
	}}
	if doors[3] != nil {
		h.run = append(h.run, serving(server(p.box.Control(), log), doors[3]))
	}
	return h, nil
}

// terminals is the server that terminals speak to.
func (p *parts) terminals() (*http.Server, error) {
	tls, err := p.authority.ServerTLS(p.config.names())
	if err != nil {
		return nil, err
	}
	s := server(p.api, p.log)
	s.TLSConfig = tls
	return s, nil
}

// board is the server of the console.
func (p *parts) board(sandbox string) (*http.Server, error) {
	pages, err := console.New(p.store, console.Options{
		Invite: p.invite, TakeIn: p.api.TakeIn, ValidFor: p.config.Enrolment.ValidFor, BehindTLS: p.config.Console.BehindTLS, Log: p.log,
		Catalog: p.items, Department: p.systems.Department, Sandbox: sandbox, Open: p.openAudit,
	})
	return server(pages, p.log), err
}

// openAudit opens what a terminal recorded, which names nobody. What people handed in stays sealed
// before the console.
func (p *parts) openAudit(e store.Entry) ([]byte, error) {
	if e.Kind != "audit" {
		return nil, fmt.Errorf("an entry of kind %s is not for the console", e.Kind)
	}
	return p.authority.Opens.Open(e.Header(), e.Sealed)
}

// phonesReadWithin is how long a phone may take to send its pictures over a poor link.
const phonesReadWithin = 5 * time.Minute

// phonePages is the server of the pages that phones open.
func (p *parts) phonePages() (*http.Server, error) {
	pages, err := public.New(public.Options{Store: p.store, Vault: p.kept, Papers: p.systems.Papers, Phones: p.box.Phones(), Log: p.log})
	s := server(pages, p.log)
	s.ReadTimeout = phonesReadWithin
	return s, err
}

// serving serves at a door until its context ends.
func serving(s *http.Server, door net.Listener) func(context.Context) error {
	return func(ctx context.Context) error { return until(ctx, s, func() error { return s.Serve(door) }) }
}

// urlOf is where a door is; empty where it is closed.
func urlOf(door net.Listener) string {
	if door == nil {
		return ""
	}
	return fmt.Sprintf("http://%s", door.Addr())
}
