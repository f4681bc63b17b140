package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers"
	"yitiji/drivers/meter"
	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/terminal"
	"yitiji/terminal/health"
	"yitiji/terminal/words"
	"yitiji/ui/view"
	"yitiji/ui/web"
)

// runCommand is `kiosk run`.
type runCommand struct{}

// Run serves citizens until ctx ends.
func (runCommand) Run(ctx context.Context, conf config, log *slog.Logger) error {
	if err := os.MkdirAll(conf.Data, 0o700); err != nil {
		return err
	}
	identity, err := enrol.Load(conf.identityDir())
	if errors.Is(err, enrol.ErrNotEnrolled) {
		return fmt.Errorf("this machine is not a terminal yet: ask the centre for a one-time code, then: kiosk enrol --centre URL CODE")
	}
	if err != nil {
		return err
	}
	box, err := outbox.Open(conf.outboxFile(), storeOptions(identity))
	if err != nil {
		return err
	}
	defer box.Close()
	return serve(ctx, conf, log, identity, box)
}

// station is the parts of a running terminal.
type station struct {
	conf     config
	log      *slog.Logger
	identity *enrol.Identity
	box      *outbox.Outbox
	book     *meter.Book
	devices  places
	with     programs
	terminal *terminal.Terminal
	up       *uplink.Uplink
	restart  chan struct{} // gets a value when the centre wants the program started again
}

// serve joins the parts: devices, terminal, screen, uplink. It returns when all
// of them have.
func serve(ctx context.Context, conf config, log *slog.Logger, identity *enrol.Identity, box *outbox.Outbox) error {
	s := &station{conf: conf, log: log, identity: identity, box: box, restart: make(chan struct{}, 1)}
	site, err := conf.site()
	if err != nil {
		return err
	}
	if s.book, err = meter.Open(conf.meters()); err != nil {
		log.Warn("counters", "error", err)
	}
	if s.devices, err = conf.Devices.open(site, s.book); err != nil {
		return err
	}
	if s.with, err = conf.Devices.openPrograms(); err != nil {
		return err
	}
	defer s.with.close()
	group, ctx := errgroup.WithContext(ctx)
	if err := s.join(ctx); err != nil {
		return err
	}
	s.devices.run(ctx, group)
	for _, work := range s.works() {
		group.Go(func() error { return work(ctx) })
	}
	return group.Wait()
}

// join makes the terminal and its uplink, which know each other.
func (s *station) join(ctx context.Context) (err error) {
	s.up, err = uplink.New(s.box, s.identity, uplink.Options{
		Report:   s.report(ctx),
		Answered: func(a terminal.Answer) { _ = s.terminal.Answered(ctx, a) },
		Obey:     s.obey,
		Log:      s.log.With("part", "uplink"),
	})
	if err != nil {
		return err
	}
	s.terminal, err = newTerminal(s.conf, s.log, s.identity, s.box, s.devices, s.up)
	return err
}

// report tells the terminal what is wrong.
func (s *station) report(ctx context.Context) func(health.Code, bool) {
	return func(code health.Code, holds bool) { _ = s.terminal.Report(ctx, code, holds) }
}

// renewed records that the centre has given this terminal a new certificate.
func (s *station) renewed(ctx context.Context) func(until time.Time) {
	return func(until time.Time) {
		err := s.box.Record(ctx, terminal.Decision{
			What: terminal.CertificateRenewed, Who: terminal.ByTerminal, Detail: map[string]string{"until": until.UTC().Format(time.RFC3339)},
		})
		if err != nil {
			s.log.Error("the renewal of the certificate is not recorded", "error", err)
		}
	}
}

// works are what goes on as long as the terminal serves.
func (s *station) works() []func(context.Context) error {
	clerk := view.NewClerk(s.terminal.Site, s.terminal.Catalog, s.terminal.Words)
	works := []func(context.Context) error{
		s.terminal.Run, s.up.Run, s.watchGate, s.tend, s.restartWhenIdle, s.answerTechnician,
		func(ctx context.Context) error {
			return s.book.Run(ctx, func(err error) { s.log.Warn("counters", "error", err) })
		},
		func(ctx context.Context) error {
			return s.identity.KeepFresh(ctx, s.report(ctx), s.renewed(ctx), s.log.With("part", "certificate"))
		},
		func(ctx context.Context) error { return learnWhatIsUsed(ctx, s.terminal, clerk.Finder.Learn) },
		func(ctx context.Context) error {
			return showScreen(ctx, s.conf, s.log, s.terminal, clerk, s.with.voice)
		},
	}
	if s.devices.ups != nil {
		works = append(works, func(ctx context.Context) error {
			return watchPower(ctx, s.devices.ups, s.terminal, s.conf.PowerOff, s.log.With("part", "power"))
		})
	}
	if s.conf.Devices.Watchdog.Kind != "" {
		works = append(works, func(ctx context.Context) error {
			return feedWatchdog(ctx, s.conf.Devices.Watchdog, s.terminal, s.log)
		})
	}
	return works
}

func newTerminal(
	conf config, log *slog.Logger, identity *enrol.Identity, box *outbox.Outbox, d places, centre terminal.Centre,
) (*terminal.Terminal, error) {
	items, err := conf.items()
	if err != nil {
		return nil, err
	}
	book, err := words.Open()
	if err != nil {
		return nil, err
	}
	options := terminal.Options{
		Site:    terminal.Site{Name: identity.Site, Code: identity.Terminal, Hotline: conf.Hotline},
		Catalog: items, Words: book, Journal: box,
		Reader: d.reader, Printer: d.printer, Scanner: d.scanner, Others: d.others(),
		Log: log.With("part", "terminal"), Centre: centre, Tally: box,
		Notebook: conf.notebook(log), Auditor: box, Phones: conf.Phones,
	}
	d.lend(&options)
	return terminal.New(options), nil
}

func showScreen(ctx context.Context, conf config, log *slog.Logger, t *terminal.Terminal, clerk view.Clerk, voice drivers.Speech) error {
	l, err := web.Listen(conf.Screen)
	if err != nil {
		return err
	}
	server, err := web.New(web.Options{
		Terminal: t, Log: log.With("part", "screen"), Clerk: clerk, Voice: voice,
	})
	if err != nil {
		return err
	}
	log.Info("the screen is served", "address", "http://"+l.Addr().String())
	return server.Serve(ctx, l)
}
