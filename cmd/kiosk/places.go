package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/doctor"
	"yitiji/drivers/meter"
	"yitiji/drivers/port"
	"yitiji/drivers/slot"
)

// places are the devices' places, always there. Those that the configuration leaves
// out are nil.
type places struct {
	reader  *slot.CardReader
	printer *slot.Printer
	scanner *slot.Scanner
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
	for _, k := range []kept{p.reader, p.printer, p.scanner} {
		if !reflect.ValueOf(k).IsNil() {
			out = append(out, k)
		}
	}
	return out
}

// open checks every entry and opens nothing yet. What the devices do is counted in
// book, which also hears how they are.
func (d devices) open(site *all.Site, book *meter.Book) (places, error) {
	reader, err1 := d.IDCard.Opener(site, "idcard")
	printer, err2 := d.Receipt.Opener(site, "receipt")
	scanner, err3 := d.Code.Opener(site, "code")
	if err := errors.Join(err1, err2, err3); err != nil {
		return places{}, err
	}
	counted := func(place string) slot.Options {
		return slot.Options{
			Count:   book.Counter(place),
			Observe: func(s drivers.Status) { book.Observe(place, s) },
		}
	}
	book.Fit("receipt", d.Receipt.Roll*1000, d.Receipt.Margin*1000)
	return places{
		reader:  slot.NewCardReader("idcard", reader, counted("idcard")),
		printer: slot.NewPrinter("receipt", printer, counted("receipt")),
		scanner: slot.NewScanner("code", scanner, counted("code")),
	}, nil
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
