package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/slot"
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
	devices, err := conf.Devices.open(site)
	if err != nil {
		return err
	}
	t, err := newTerminal(conf, log, identity, box, devices)
	if err != nil {
		return err
	}
	up, err := uplink.New(box, identity, uplink.Options{
		Report:   func(code health.Code, holds bool) { _ = t.Report(ctx, code, holds) },
		Answered: func(a terminal.Answer) { _ = t.Answered(ctx, a) },
		Log:      log.With("part", "uplink"),
	})
	if err != nil {
		return err
	}
	devices.run(ctx, group)
	group.Go(func() error { return t.Run(ctx) })
	group.Go(func() error { return up.Run(ctx) })
	group.Go(func() error { return watchRoom(ctx, box, t) })
	group.Go(func() error { return showScreen(ctx, conf, log, t) })
	return group.Wait()
}

func newTerminal(
	conf config, log *slog.Logger, identity *enrol.Identity, box *outbox.Outbox, d places,
) (*terminal.Terminal, error) {
	items, err := conf.items()
	if err != nil {
		return nil, err
	}
	book, err := words.Open()
	if err != nil {
		return nil, err
	}
	return terminal.New(terminal.Options{
		Site:    terminal.Site{Name: identity.Site, Code: identity.Terminal, Hotline: conf.Hotline},
		Catalog: items, Words: book, Journal: box,
		Reader: d.reader, Printer: d.printer, Scanner: d.scanner,
		Log: log.With("part", "terminal"),
	}), nil
}

func showScreen(ctx context.Context, conf config, log *slog.Logger, t *terminal.Terminal) error {
	l, err := web.Listen(conf.Screen)
	if err != nil {
		return err
	}
	server, err := web.New(web.Options{
		Terminal: t, Log: log.With("part", "screen"),
		Clerk: view.Clerk{Site: t.Site, Catalog: t.Catalog, Words: t.Words},
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

// places are the devices' places, always there.
type places struct {
	reader  *slot.CardReader
	printer *slot.Printer
	scanner *slot.Scanner
}

// open checks every entry and opens nothing yet.
func (d devices) open(site *all.Site) (places, error) {
	reader, err1 := d.IDCard.Opener(site, "idcard")
	printer, err2 := d.Receipt.Opener(site, "receipt")
	scanner, err3 := d.Code.Opener(site, "code")
	if err := errors.Join(err1, err2, err3); err != nil {
		return places{}, err
	}
	return places{
		reader:  slot.NewCardReader("idcard", reader, slot.Options{}),
		printer: slot.NewPrinter("receipt", printer, slot.Options{}),
		scanner: slot.NewScanner("code", scanner, slot.Options{}),
	}, nil
}

func (p places) run(ctx context.Context, group *errgroup.Group) {
	group.Go(func() error { return p.reader.Run(ctx) })
	group.Go(func() error { return p.printer.Run(ctx) })
	group.Go(func() error { return p.scanner.Run(ctx) })
	group.Go(func() error {
		for range port.Changes(ctx) {
			p.reader.LookAgain()
			p.printer.LookAgain()
			p.scanner.LookAgain()
		}
		return nil
	})
}
