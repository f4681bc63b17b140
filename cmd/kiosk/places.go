package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/doctor"
	"yitiji/drivers/meter"
	sheets "yitiji/drivers/paper"
	"yitiji/drivers/port"
	"yitiji/drivers/slot"
	"yitiji/sync/outbox"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/health"
)

// places are the devices' places, always there. Those that the configuration leaves
// out are nil.
type places struct {
	reader  *slot.CardReader
	printer *slot.Printer
	scanner *slot.Scanner

	document  *slot.DocumentPrinter
	paper     *slot.PageScanner
	social    *slot.SocialCardReader
	travel    *slot.TravelReader
	dispenser *slot.CardDispenser
	ups       *slot.PowerSupply
	signals   *slot.SignalBoard
}

// kept is what the slots of all contracts have in common.
type kept interface {
	fmt.Stringer
	doctor.Device
	Run(ctx context.Context) error
	LookAgain()
}

// all lists the places that the configuration has, in the order in which they are
// shown.
func (p places) all() []kept {
	var out []kept
	for _, k := range []kept{p.reader, p.printer, p.scanner, p.document, p.paper, p.social, p.travel, p.dispenser, p.ups, p.signals} {
		if !reflect.ValueOf(k).IsNil() {
			out = append(out, k)
		}
	}
	return out
}

// others are the devices that the terminal looks at, to know which services it can offer.
func (p places) others() map[catalog.Device]terminal.Device {
	out := map[catalog.Device]terminal.Device{}
	for _, k := range p.all() {
		if slices.Contains(health.Places(), k.String()) {
			out[catalog.Device(k.String())] = k
		}
	}
	return out
}

// lend hands over the devices that a terminal need not have, as far as it has them.
func (p places) lend(o *terminal.Options) {
	if p.document != nil {
		o.Documents = p.document
	}
	if p.paper != nil {
		o.Pages = fitted{p.paper}
	}
	if p.dispenser != nil {
		o.Cards = p.dispenser
	}
	if p.travel != nil {
		o.Travel = p.travel
	}
	if p.social != nil {
		o.Social = p.social
	}
}

// fitted is a paper scanner whose pages are no larger than can be kept.
type fitted struct{ drivers.PageScanner }

// mostPage leaves room for what JSON adds to a page.
const mostPage = outbox.MaxBody/4*3 - 1024

// Scan implements drivers.PageScanner.
func (f fitted) Scan(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
	pages, err := f.PageScanner.Scan(ctx, req)
	for i, p := range pages {
		fit, e := sheets.Fit(p, mostPage)
		if e != nil {
			return pages[:i], errors.Join(err, e)
		}
		pages[i] = fit
	}
	return pages, err
}

// names are the names of all places.
func (p places) names() (names []string) {
	for _, k := range p.all() {
		names = append(names, k.String())
	}
	return names
}

// open checks every entry and opens nothing yet. What the devices do is counted in
// book, which also hears how they are.
func (d devices) open(site *all.Site, book *meter.Book) (p places, err error) {
	book.Fit("receipt", d.Receipt.Roll*1000, d.Receipt.Margin*1000)
	o := opener{site, book}
	err = errors.Join(
		occupy(o, "idcard", "-", &p.reader, d.IDCard.Opener, slot.NewCardReader),
		occupy(o, "receipt", "-", &p.printer, d.Receipt.Opener, slot.NewPrinter),
		occupy(o, "code", "-", &p.scanner, d.Code.Opener, slot.NewScanner),
		occupy(o, "document", d.Document.Kind, &p.document, d.Document.Opener, slot.NewDocumentPrinter),
		occupy(o, "paper", d.Paper.Kind, &p.paper, d.Paper.Opener, slot.NewPageScanner),
		occupy(o, "socialcard", d.Social.Kind, &p.social, d.Social.Opener, slot.NewSocialCardReader),
		occupy(o, "travel", d.Travel.Kind, &p.travel, d.Travel.Opener, slot.NewTravelReader),
		occupy(o, "dispenser", d.Dispenser.Kind, &p.dispenser, d.Dispenser.Opener, slot.NewCardDispenser),
		occupy(o, "ups", d.UPS.Kind, &p.ups, d.UPS.Opener, slot.NewPowerSupply),
		occupy(o, "signals", d.Signals.Kind, &p.signals, d.Signals.Opener, slot.NewSignalBoard),
	)
	return p, err
}

// opener is what all places need.
type opener struct {
	site *all.Site
	book *meter.Book
}

// occupy makes the slot of a place, unless its kind is empty.
func occupy[D, S any](
	o opener, place, kind string, at *S,
	open func(*all.Site, string) (func(context.Context) (D, error), error),
	make func(string, func(context.Context) (D, error), slot.Options) S,
) error {
	if kind == "" {
		return nil
	}
	device, err := open(o.site, place)
	if err != nil {
		return err
	}
	*at = make(place, device, slot.Options{
		Count:   o.book.Counter(place),
		Observe: func(s drivers.Status) { o.book.Observe(place, s) },
	})
	return nil
}

// run keeps every device in its place until ctx ends, and looks at all of them when
// the kernel says that something was plugged in or out.
func (p places) run(ctx context.Context, group *errgroup.Group) {
	for _, k := range p.all() {
		group.Go(func() error { return k.Run(ctx) })
	}
	group.Go(func() error {
		for range port.Changes(ctx) {
			for _, k := range p.all() {
				k.LookAgain()
			}
		}
		return nil
	})
}

// meters is the file of the counters.
func (c config) meters() string { return filepath.Join(c.Data, "meters.json") }
