package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"yitiji/platform/api"
	"yitiji/platform/console"
	"yitiji/platform/filing"
	"yitiji/platform/public"
	"yitiji/platform/sandbox"
	"yitiji/platform/vault"
	"yitiji/terminal/catalog"
)

// halls are the parts of a running centre.
type halls struct {
	run   []func(context.Context) error // each until its context ends
	close func() error
}

// phonesReadWithin is how long a phone may take to send its pictures over a poor link.
const phonesReadWithin = 5 * time.Minute

// build makes the parts of the centre, and serves them at the doors: terminals, console,
// phones, and the sandbox's control page where that door is open. Until there are
// connectors to other systems, the sandbox stands in for all of them.
func (o *opened) build(doors []net.Listener, log *slog.Logger) (_ halls, err error) {
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		return halls{}, err
	}
	address := o.config.publicURL(doors[2].Addr())
	box, err := sandbox.Open(sandbox.Options{Catalog: items, File: filepath.Join(o.data, "sandbox.db"), Public: address, Log: log})
	if err != nil {
		return halls{}, err
	}
	defer func() {
		if err != nil {
			box.Close()
		}
	}()
	systems, kept := box.Systems(), vault.New(o.store, o.authority)
	clerk := filing.New(o.store, o.authority, systems.Department, log)
	tls, err := o.authority.ServerTLS(o.config.names())
	if err != nil {
		return halls{}, err
	}
	terminals := server(api.New(o.store, o.authority, api.Options{
		Region: o.config.Region, Log: log, Systems: systems, Arrived: clerk.Kick, Catalog: items, Public: address,
	}), log)
	terminals.TLSConfig = tls
	board, err := console.New(o.store, console.Options{
		Invite: o.invite, ValidFor: o.config.Enrolment.ValidFor, BehindTLS: o.config.Console.BehindTLS, Log: log,
		Catalog: items, Department: systems.Department, Sandbox: urlOf(doors[3]),
	})
	if err != nil {
		return halls{}, err
	}
	phones, err := public.New(public.Options{Store: o.store, Vault: kept, Papers: systems.Papers, Payer: box.Payer(), Log: log})
	if err != nil {
		return halls{}, err
	}
	phoneServer := server(phones, log)
	phoneServer.ReadTimeout = phonesReadWithin
	h := halls{close: box.Close, run: []func(context.Context) error{
		func(ctx context.Context) error {
			return until(ctx, terminals, func() error { return terminals.ServeTLS(doors[0], "", "") })
		},
		serving(server(board, log), doors[1]), serving(phoneServer, doors[2]),
		clerk.Run, box.Run, func(ctx context.Context) error { return kept.Run(ctx, log) },
	}}
	if doors[3] != nil {
		h.run = append(h.run, serving(server(box.Control(), log), doors[3]))
	}
	return h, nil
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
