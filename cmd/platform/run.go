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

	"yitiji/platform/console"
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
	Public       string `help:"Address of the pages for phones; over the configuration's." placeholder:"HOST:PORT"`
	PublicURL    string `name:"public-url" help:"Where phones reach those pages, when it is not that address; over the configuration's." placeholder:"URL"`
	Sandbox      string `help:"Address of the sandbox's control page; over the configuration's." placeholder:"HOST:PORT"`
	PasswordFile string `help:"Write the console's password there too when it is made, at first start; readable by its owner alone." placeholder:"FILE"`
}

// Run serves until ctx ends.
func (c *runCommand) Run(ctx context.Context, s *site) error {
	return s.with(ctx, func(o *opened) error {
		c.override(&o.config)
		if err := o.config.check(); err != nil {
			return err
		}
		return c.serve(ctx, o)
	})
}

// override puts the flags that were given in place of the configuration.
func (c *runCommand) override(over *config) {
	for _, f := range []struct {
		flag string
		to   *string
	}{
		{c.Terminals, &over.Terminals.Listen},
		{c.Console, &over.Console.Listen},
		{c.Public, &over.Public.Listen},
		{c.PublicURL, &over.Public.URL},
		{c.Sandbox, &over.Sandbox.Listen},
	} {
		if f.flag != "" {
			*f.to = f.flag
		}
	}
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
	doors, err := listen(o.config.Terminals.Listen, o.config.Console.Listen, o.config.Public.Listen, o.config.Sandbox.Listen)
	if err != nil {
		return err
	}
	halls, err := o.build(doors, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	password, err := c.firstPassword(ctx, o)
	if err != nil {
		return errors.Join(err, halls.close())
	}
	greet(doors, password)
	group, ctx := errgroup.WithContext(ctx)
	for _, run := range halls.run {
		group.Go(func() error { return run(ctx) })
	}
	return errors.Join(group.Wait(), halls.close())
}

// listen opens all addresses or none. An empty one stays closed, and its door is nil.
func listen(addresses ...string) (doors []net.Listener, err error) {
	for _, address := range addresses {
		if address == "" {
			doors = append(doors, nil)
			continue
		}
		door, err := net.Listen("tcp", address)
		if err != nil {
			shut(doors)
			return nil, fmt.Errorf("%w; choose another address, or stop what has this one", err)
		}
		doors = append(doors, door)
	}
	return doors, nil
}

func shut(doors []net.Listener) {
	for _, d := range doors {
		if d != nil {
			d.Close()
		}
	}
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
func greet(doors []net.Listener, password string) {
	for i, name := range []string{"terminals https", "console http", "public http", "sandbox http"} {
		if doors[i] != nil {
			fmt.Printf("%s://%s\n", name, doors[i].Addr())
		}
	}
	if password != "" {
		fmt.Printf("password %s\n", password)
	}
}
