package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers"
	"yitiji/drivers/doctor"
	"yitiji/drivers/meter"
	"yitiji/terminal/catalog"
	"yitiji/terminal/words"
)

// doctorCommand is `kiosk doctor`.
type doctorCommand struct {
	Places []string `arg:"" optional:"" help:"The places to examine; all of them where none is named."`
	Print  bool     `help:"Print a test slip, and a test page where there is a printer for pages."`
	Scan   bool     `help:"Scan the page that lies on the scanner."`
	Speak  bool     `help:"Have a sentence turned into sound."`
	Card   bool     `help:"Wait for a card to be laid on the reader."`
	Loop   bool     `help:"Print a code and wait until the scanner has read it."`
	JSON   bool     `help:"Say it as JSON, for programs."`
	Lang   string   `help:"zh-Hans or en." default:"zh-Hans" enum:"zh-Hans,en"`
}

// The patience of tests that want a person's hands.
const (
	handTime  = 60 * time.Second
	printTime = 30 * time.Second
	pageTime  = 2 * time.Minute // a printer that slept warms up first
)

// interrupted is the exit status of a program that Ctrl-C has ended, as shells have it.
const interrupted = 130

// exitStatus ends the program without another word.
type exitStatus int

// Error is error's.
func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// statusOf is 0 when all is well, 1 when a person must do something, 2 when a device
// is absent or broken.
func statusOf(v doctor.Verdict) error {
	switch v {
	case doctor.Fine, doctor.Mute:
		return nil
	case doctor.Hands:
		return exitStatus(1)
	}
	return exitStatus(2)
}

// report is what is said of one place.
type report struct {
	doctor.Finding
	Counts map[drivers.Counter]int `json:"counts,omitempty"`
	Paper  *meter.Forecast         `json:"paper,omitempty"`
}

// Run examines the devices: by asking the terminal where it is running, by opening
// them where it is not.
func (d doctorCommand) Run(ctx context.Context, conf config) error {
	book, err := words.Open()
	if err != nil {
		return err
	}
	w := book.In(catalog.Lang(d.Lang))
	reports, err := askTerminal(ctx, conf)
	switch {
	case err == nil && d.tests():
		return errors.New(w.Say("doctor.stop-first"))
	case err == nil:
		d.say(w.Say("doctor.running"))
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("ask the terminal: %w", err) // it may well be running
	default:
		if reports, err = d.examine(ctx, conf, w); err != nil {
			return err
		}
	}
	if reports = d.chosen(reports); len(reports) < len(d.Places) {
		return fmt.Errorf("not all of these are places that were examined: %s", strings.Join(d.Places, ", "))
	}
	if err := d.write(os.Stdout, w, reports); err != nil {
		return err
	}
	var findings []doctor.Finding
	for _, r := range reports {
		findings = append(findings, r.Finding)
	}
	return statusOf(doctor.Worst(findings))
}

func (d doctorCommand) tests() bool { return d.Print || d.Scan || d.Speak || d.Card || d.Loop }

// chosen leaves out what was not asked for.
func (d doctorCommand) chosen(all []report) []report {
	if len(d.Places) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(r report) bool { return !slices.Contains(d.Places, r.Place) })
}

// examine opens the devices, looks at them and makes the tests.
func (d doctorCommand) examine(ctx context.Context, conf config, w words.Words) ([]report, error) {
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
	if err := d.known(devices); err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	group, running := errgroup.WithContext(running)
	devices.run(running, group)
	reports := look(ctx, devices, book)
	programs, err := d.programs(ctx, w, conf.Devices)
	reports = append(reports, programs...)
	d.test(ctx, w, devices, reports)
	stop()
	err = errors.Join(err, group.Wait())
	if ctx.Err() != nil { // what was broken off says nothing about a device
		return nil, exitStatus(interrupted)
	}
	if err := book.Save(); err != nil { // no reason to be silent about the devices
		d.say(err.Error())
	}
	return reports, err
}

// programs looks at what are programs rather than devices.
func (d doctorCommand) programs(ctx context.Context, w words.Words, conf devices) ([]report, error) {
	var reports []report
	if conf.Photo.Kind != "" {
		photo, err := conf.Photo.Open("photo")
		if err != nil {
			return nil, err
		}
		reports = append(reports, report{Finding: doctor.Look(ctx, "photo", photo)})
		_ = photo.Close() // nothing runs
	}
	if conf.Speech.Kind != "" {
		voice, err := conf.Speech.Open("speech")
		if err != nil {
			return reports, err
		}
		reports = append(reports, d.listen(ctx, w, voice))
	}
	return reports, nil
}

// known refuses a place that the configuration does not have.
func (d doctorCommand) known(devices places) error {
	names := []string{"photo", "speech"}
	for _, k := range devices.all() {
		names = append(names, k.String())
	}
	for _, name := range d.Places {
		if !slices.Contains(names, name) {
			return fmt.Errorf("no place is called %q; there are: %s", name, strings.Join(names, ", "))
		}
	}
	return nil
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

// test makes the tests that were asked for, and adds them to the reports.
func (d doctorCommand) test(ctx context.Context, w words.Words, devices places, reports []report) {
	add := func(place string, c doctor.Check) {
		for i := range reports {
			if reports[i].Place == place {
				reports[i].Finding = reports[i].With(c)
			}
		}
	}
	if d.Card {
		d.say(w.Say("doctor.lay-card", words.With{"Seconds": int(handTime.Seconds())}))
		limited, cancel := context.WithTimeout(ctx, handTime)
		defer cancel()
		add("idcard", doctor.ReadCard(limited, devices.reader))
	}
	if d.Print {
		d.print(ctx, w, devices, add)
	}
	if d.Scan && devices.paper != nil {
		limited, cancel := context.WithTimeout(ctx, printTime)
		defer cancel()
		add("paper", doctor.ScanPage(limited, devices.paper))
	}
	if d.Loop {
		d.say(w.Say("doctor.hold-slip", words.With{"Seconds": int(handTime.Seconds())}))
		limited, cancel := context.WithTimeout(ctx, handTime)
		defer cancel()
		printed, read := doctor.ReadBack(limited, devices.printer, devices.scanner, func(code string) drivers.Slip { return testSlip(w, code) })
		add("receipt", printed)
		add("code", read)
	}
}

// print prints on whatever prints.
func (d doctorCommand) print(ctx context.Context, w words.Words, devices places, add func(string, doctor.Check)) {
	if !d.Loop { // the loop prints a slip by itself
		limited, cancel := context.WithTimeout(ctx, printTime)
		defer cancel()
		add("receipt", doctor.PrintSlip(limited, devices.printer, testSlip(w, "")))
	}
	if devices.document == nil {
		return
	}
	limited, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	page, err := testPage(time.Now())
	if err != nil {
		add("document", doctor.Check{Name: doctor.PrintsPage, Note: err.Error()})
		return
	}
	add("document", doctor.PrintPage(limited, devices.document, page))
}

// listen looks at the voice, and has it say something.
func (d doctorCommand) listen(ctx context.Context, w words.Words, voice drivers.Speech) report {
	defer voice.Close()
	f := doctor.Look(ctx, "speech", voice)
	if d.Speak && f.Verdict == doctor.Fine {
		f = f.With(doctor.Say(ctx, voice, drivers.Utterance{Text: w.Say("doctor.all-fine"), Language: d.Lang, Fixed: true}))
	}
	return report{Finding: f}
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

// say tells the technician something while JSON may be on its way to a program.
func (d doctorCommand) say(text string) { fmt.Fprintln(os.Stderr, text) }

// write writes the reports.
func (d doctorCommand) write(to io.Writer, w words.Words, reports []report) error {
	if d.JSON {
		e := json.NewEncoder(to)
		e.SetIndent("", "  ")
		return e.Encode(reports)
	}
	for _, r := range reports {
		fmt.Fprintf(to, "%s %-11s %s: %s\n", sign(r.Verdict), r.Place, w.Say("doctor.place."+r.Place), w.Say("doctor.verdict."+string(r.Verdict)))
		for _, detail := range r.details(w) {
			fmt.Fprintf(to, "  %-11s %s\n", "", strings.TrimSpace(detail))
		}
	}
	return nil
}

// sign is a mark that is seen from afar, and differs in shape.
func sign(v doctor.Verdict) string {
	switch v {
	case doctor.Fine, doctor.Mute:
		return "✓"
	case doctor.Hands:
		return "!"
	}
	return "✗"
}

// details are the lines below a verdict: what to do first.
func (r report) details(w words.Words) []string {
	var lines []string
	for _, k := range r.Kinds {
		lines = append(lines, "→ "+w.Say("doctor.do."+string(k)))
	}
	for _, c := range r.Checks {
		lines = append(lines, checked(w, c)...)
	}
	if r.Paper != nil && r.Verdict != doctor.Absent {
		line := w.Say("doctor.paper-left", words.With{"Metres": (r.Paper.Left + 500) / 1000})
		if !r.Paper.Ends.IsZero() {
			line += " · " + w.Say("doctor.paper-ends", words.With{"At": r.Paper.Ends.Format("01-02 15:04")})
		}
		lines = append(lines, line)
	}
	for _, g := range r.Gauges {
		lines = append(lines, gauge(w, g))
	}
	if r.Note != "" {
		lines = append(lines, r.Note)
	}
	return lines
}

// gauge says how much of a supply is left: as a number where the device knows one.
func gauge(w words.Words, g drivers.Gauge) string {
	verdict := w.Say("doctor.enough")
	if g.Low {
		verdict = w.Say("doctor.replace-soon")
	}
	if g.Level < 0 || g.Capacity == 0 {
		return fmt.Sprintf("%s: %s", g.Name, verdict)
	}
	return fmt.Sprintf("%s: %s (%d/%d)", g.Name, verdict, g.Level, g.Capacity)
}

func checked(w words.Words, c doctor.Check) []string {
	name := w.Say("doctor.check." + string(c.Name))
	if c.Passed {
		return []string{fmt.Sprintf("%s: %s %s", name, w.Say("doctor.passed"), c.Note)}
	}
	lines := []string{fmt.Sprintf("%s: %s %s", name, w.Say("doctor.failed"), c.Note)}
	if c.Kind != "" {
		lines = append(lines, "→ "+w.Say("doctor.do."+string(c.Kind)))
	}
	return lines
}
