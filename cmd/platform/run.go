package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"yitiji/platform/api"
	"yitiji/platform/connect"
	"yitiji/platform/console"
	"yitiji/platform/filing"
	"yitiji/platform/sandbox"
	"yitiji/terminal/catalog"
)

// Times of the servers.
const (
	headWithin = 5 * time.Second
	readWithin = 60 * time.Second // a batch over a poor mobile link
	idleFor    = 2 * time.Minute
	stopWithin = 10 * time.Second // then what is under way is cut; sending again is safe
)

type runCommand struct {
	Terminals    string `help:"Address for terminals; over the configuration's." placeholder:"HOST:PORT"`
	Console      string `help:"Address of the console; over the configuration's." placeholder:"HOST:PORT"`
	PasswordFile string `help:"Write the console's password there too when it is made, at first start; readable by its owner alone." placeholder:"FILE"`
}

// Run serves until ctx ends.
func (c *runCommand) Run(ctx context.Context, s *site) error {
	return s.with(ctx, func(o *opened) error {
		if c.Terminals != "" {
			o.config.Terminals.Listen = c.Terminals
		}
		if c.Console != "" {
			o.config.Console.Listen = c.Console
		}
		return c.serve(ctx, o)
	})
}

// firstPassword makes the console's password at first start.
func (c *runCommand) firstPassword(ctx context.Context, o *opened) (string, error) {
	password, err := console.FirstPassword(ctx, o.store)
	if err != nil || password == "" || c.PasswordFile == "" {
		return password, err
	}
	if err := os.WriteFile(c.PasswordFile, []byte(password+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("the console's password: %w; run `platform password` for a new one", err)
	}
	return password, nil
}

func (c *runCommand) serve(ctx context.Context, o *opened) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	systems, err := o.systems()
	if err != nil {
		return err
	}
	clerk := filing.New(o.store, o.authority, systems.Department, log)
	terminals, err := o.terminals(systems, clerk.Kick, log)
	if err != nil {
		return err
	}
	board, err := o.board(log)
	if err != nil {
		return err
	}
	doors, err := listen(o.config.Terminals.Listen, o.config.Console.Listen)
	if err != nil {
		return err
	}
	password, err := c.firstPassword(ctx, o)
	if err != nil {
		return err
	}
	greet(doors[0].Addr(), doors[1].Addr(), password)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return until(ctx, terminals, func() error { return terminals.ServeTLS(doors[0], "", "") })
	})
	group.Go(func() error { return until(ctx, board, func() error { return board.Serve(doors[1]) }) })
	group.Go(func() error { return clerk.Run(ctx) })
	return group.Wait()
}

// listen opens all addresses or none.
func listen(addresses ...string) (doors []net.Listener, err error) {
	for _, address := range addresses {
		door, err := net.Listen("tcp", address)
		if err != nil {
			for _, d := range doors {
				d.Close()
			}
			return nil, fmt.Errorf("%w; choose another address, or stop what has this one", err)
		}
		doors = append(doors, door)
	}
	return doors, nil
}

// board is the server of the console.
func (o *opened) board(log *slog.Logger) (*http.Server, error) {
	pages, err := console.New(o.store, console.Options{
		Invite: o.invite, ValidFor: o.config.Enrolment.ValidFor, BehindTLS: o.config.Console.BehindTLS, Log: log,
	})
	if err != nil {
		return nil, err
	}
	return server(pages, log), nil
}

// systems are those of others. A centre that is connected with none has the sandbox.
func (o *opened) systems() (connect.Systems, error) {
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		return connect.Systems{}, err
	}
	return sandbox.New(items).Systems(), nil
}

// terminals is the server that terminals speak to.
func (o *opened) terminals(systems connect.Systems, arrived func(), log *slog.Logger) (*http.Server, error) {
	config, err := o.authority.ServerTLS(o.config.names())
	if err != nil {
		return nil, err
	}
	s := server(api.New(o.store, o.authority, api.Options{
		Region: o.config.Region, Log: log, Systems: systems, Arrived: arrived,
	}), log)
	s.TLSConfig = config
	return s, nil
}

func server(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headWithin, ReadTimeout: readWithin, IdleTimeout: idleFor,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// until serves until ctx ends, and then lets what is under way finish.
func until(ctx context.Context, s *http.Server, serve func() error) error {
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		if s.Shutdown(grace) != nil {
			stopped <- s.Close()
			return
		}
		stopped <- nil
	})
	if err := serve(); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	return <-stopped
}

// greet prints, for people and scripts, where the centre is.
func greet(terminals, console net.Addr, password string) {
	fmt.Printf("terminals https://%s\nconsole http://%s\n", terminals, console)
	if password != "" {
		fmt.Printf("password %s\n", password)
	}
}
