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
	box, err := outbox.Open(conf.outboxFile(), outbox.Options{
		Terminal: identity.Terminal, SealTo: identity.SealTo,
		Start:  outbox.Position{Sequence: identity.LastSequence, Head: identity.Head},
		NoSync: noSync,
	})
	if err != nil {
		return err
	}
	defer box.Close()
	return serve(ctx, conf, log, identity, box)
}

// serve joins the parts: devices, terminal, screen, uplink. It returns when all
// of them have.
func serve(ctx context.Context, conf config, log *slog.Logger, identity *enrol.Identity, box *outbox.Outbox) error {
	group, ctx := errgroup.WithContext(ctx)
	site, err := conf.site()
	if err != nil {
		return err
	}
	book, err := meter.Open(conf.meters())
	if err != nil {
		log.Warn("counters", "error", err)
	}
	devices, err := conf.Devices.open(site, book)
	if err != nil {
		return err
	}
	with, err := conf.Devices.openPrograms()
	if err != nil {
		return err
	}
	defer with.close()
	var t *terminal.Terminal
	up, err := uplink.New(box, identity, uplink.Options{
		Report:   func(code health.Code, holds bool) { _ = t.Report(ctx, code, holds) },
		Answered: func(a terminal.Answer) { _ = t.Answered(ctx, a) },
		Log:      log.With("part", "uplink"),
	})
	if err != nil {
		return err
	}
	if t, err = newTerminal(conf, log, identity, box, devices, up); err != nil {
		return err
	}
	devices.run(ctx, group)
	group.Go(func() error {
		return book.Run(ctx, func(err error) { log.Warn("counters", "error", err) })
	})
	group.Go(func() error { return answerDoctor(ctx, conf, devices, book, log) })
	if devices.ups != nil {
		group.Go(func() error { return watchPower(ctx, devices.ups, t, conf.PowerOff, log.With("part", "power")) })
	}
	if conf.Devices.Watchdog.Kind != "" {
		group.Go(func() error { return feedWatchdog(ctx, conf.Devices.Watchdog, t, log) })
	}
	group.Go(func() error { return t.Run(ctx) })
	group.Go(func() error { return up.Run(ctx) })
	group.Go(func() error { return watchRoom(ctx, box, t) })
	clerk := view.NewClerk(t.Site, t.Catalog, t.Words)
	group.Go(func() error { return learnWhatIsUsed(ctx, t, clerk.Finder.Learn) })
	group.Go(func() error { return showScreen(ctx, conf, log, t, clerk, with.voice) })
	return group.Wait()
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

// lookForRoom is how often the store is asked whether it takes more: a terminal
// that is full must close its services before a citizen begins one.
const lookForRoom = 2 * time.Second

func watchRoom(ctx context.Context, box *outbox.Outbox, t *terminal.Terminal) error {
	ticker := time.NewTicker(lookForRoom)
	defer ticker.Stop()
	for {
		stats, err := box.Stats(ctx)
		if ctx.Err() != nil {
			return nil
		}
		_ = t.Report(ctx, health.StoreFailing, err != nil)
		_ = t.Report(ctx, health.StoreFull, err == nil && stats.Full)
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
