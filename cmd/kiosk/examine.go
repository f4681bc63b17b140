package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers"
	"yitiji/drivers/doctor"
	"yitiji/drivers/meter"
	"yitiji/terminal/words"
)

// The patience of tests that want a person's hands.
const (
	handTime  = 60 * time.Second
	takeTime  = 20 * time.Second
	printTime = 30 * time.Second
	pageTime  = 2 * time.Minute // a printer that slept warms up first
)

// examine opens the devices, looks at them and makes the tests.
func (d doctorCommand) examine(ctx context.Context, conf config, w words.Words, with programs) ([]report, error) {
	site, err := conf.site()
	if err != nil {
		return nil, err
	}
	book, err := meter.Open(conf.meters())
	if err != nil {
		d.say(err.Error())
	}
	devices, err := conf.Devices.open(site, book)
	if err != nil {
		return nil, err
	}
	if err := d.known(append(devices.names(), with.names()...)); err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	group, running := errgroup.WithContext(running)
	devices.run(running, group)
	reports := append(look(ctx, devices, book), with.look(ctx)...)
	e := examination{d, w, devices, with, reports}
	e.test(ctx)
	stop()
	err = group.Wait()
	if err := book.Save(); err != nil { // no reason to be silent about the devices
		d.say(err.Error())
	}
	return reports, err
}

// look looks at every device, all at the same time.
func look(ctx context.Context, devices places, book *meter.Book) []report {
	all := devices.all()
	reports := make([]report, len(all))
	var group errgroup.Group
	for i, k := range all {
		group.Go(func() error {
			reports[i] = report{Finding: doctor.Look(ctx, k.String(), k), Counts: book.Counts(k.String())}
			if paper, ok := book.Forecast(k.String()); ok {
				reports[i].Paper = &paper
			}
			return nil
		})
	}
	_ = group.Wait() // no look fails
	return reports
}

// examination makes the tests that were asked for, and adds them to its reports.
type examination struct {
	doctorCommand
	words   words.Words
	devices places
	with    programs
	reports []report
}

// add adds a test to the report of its place; nil is none.
func (e examination) add(place string, c *doctor.Check) {
	for i := range e.reports {
		if c != nil && e.reports[i].Place == place {
			e.reports[i].Finding = e.reports[i].With(*c)
		}
	}
}

// ask asks the technician for a hand, for as long as is waited for it.
func (e examination) ask(what string, wait time.Duration) {
	e.say(e.words.Say(what, words.With{"Seconds": int(wait.Seconds())}))
}

func (e examination) test(ctx context.Context) {
	if e.Card {
		e.card(ctx)
	}
	if e.Loop {
		e.loop(ctx)
	}
	if e.Print {
		e.print(ctx)
	}
	if e.Scan && e.devices.paper != nil {
		limited, cancel := context.WithTimeout(ctx, printTime)
		defer cancel()
		c := doctor.ScanPage(limited, e.devices.paper)
		e.add("paper", &c)
	}
	if e.Speak && e.with.voice != nil {
		c := doctor.Say(ctx, e.with.voice, drivers.Utterance{Text: e.words.Say("doctor.all-fine"), Language: e.Lang, Fixed: true})
		e.add("speech", &c)
	}
}

// card waits for a card.
func (e examination) card(ctx context.Context) {
	e.ask("doctor.lay-card", handTime)
	limited, cancel := context.WithTimeout(ctx, handTime)
	defer cancel()
	read, decoded := doctor.ReadCard(limited, e.devices.reader, e.with.photo)
	e.add("idcard", &read)
	e.add("photo", decoded)
}

// loop has the scanner read what the printer printed.
func (e examination) loop(ctx context.Context) {
	e.ask("doctor.hold-slip", handTime)
	limited, cancel := context.WithTimeout(ctx, handTime)
	defer cancel()
	printed, read := doctor.ReadBack(limited, e.devices.printer, e.devices.scanner, func(code string) drivers.Slip { return testSlip(e.words, code) })
	e.add("receipt", &printed)
	e.add("code", &read)
}

// print prints on whatever prints.
func (e examination) print(ctx context.Context) {
	if !e.Loop { // the loop has printed a slip
		limited, cancel := context.WithTimeout(ctx, printTime)
		defer cancel()
		c := doctor.PrintSlip(limited, e.devices.printer, testSlip(e.words, ""))
		e.add("receipt", &c)
	}
	limited, cancel := context.WithTimeout(ctx, takeTime)
	defer cancel()
	e.add("receipt", doctor.AwaitTaken(limited, e.devices.printer, func() { e.ask("doctor.take-slip", takeTime) }))
	if e.devices.document != nil {
		e.printPage(ctx)
	}
}

// printPage prints a page.
func (e examination) printPage(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	page, err := testPage(time.Now())
	c := doctor.Check{Name: doctor.PrintsPage}
	if err != nil {
		c.Note = err.Error()
	} else {
		c = doctor.PrintPage(limited, e.devices.document, page)
	}
	e.add("document", &c)
}

// testSlip is a slip that nobody can take for one of a service. It shows what a
// printer can do: both sizes, bold, Chinese, a rare character, a code.
func testSlip(w words.Words, code string) drivers.Slip {
	centred := func(text string, size int) drivers.Block {
		return drivers.Block{Form: drivers.Line, Text: text, Size: size, Align: drivers.Centre}
	}
	slip := drivers.Slip{Blocks: []drivers.Block{
		centred(w.Say("doctor.slip-title"), 2),
		{Form: drivers.Rule},
		{Form: drivers.Pair, Text: "0123456789", Value: "ABCDEFGHIJ abcdefghij", Bold: true},
		{Form: drivers.Pair, Text: "生僻字", Value: "㼆𬱖𫞩"},
		centred(w.Say("doctor.slip-note"), 1),
	}}
	if code != "" {
		slip.Blocks = append(slip.Blocks, drivers.Block{Form: drivers.Code, Text: code, Align: drivers.Centre}, centred(code, 1))
	}
	return slip
}
