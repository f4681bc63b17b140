package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"yitiji/drivers"
	"yitiji/drivers/doctor"
	"yitiji/drivers/meter"
	"yitiji/terminal"
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

// Help is kong's.
func (doctorCommand) Help() string {
	return `The exit status is
  0    when all is well,
  1    when a hand is needed: paper, a cover, a line that another program has,
  2    when something is absent or broken,
  3    when nothing could be examined: the configuration is wrong, no place has
       that name, the terminal runs and cannot be asked, or has the devices that
       a test wants,
  130  when it was interrupted.`
}

// The exit statuses of `kiosk doctor`, beside 0.
const (
	needsHand   = 1
	isBroken    = 2
	notExamined = 3
	interrupted = 130 // as shells have it
)

// exitStatus ends the program without another word.
type exitStatus int

// Error is error's.
func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// statusOf is the exit status that a verdict asks for.
func statusOf(v doctor.Verdict) error {
	switch v {
	case doctor.Fine, doctor.Mute:
		return nil
	case doctor.Hands:
		return exitStatus(needsHand)
	}
	return exitStatus(isBroken)
}

// report is what is said of one place.
type report struct {
	doctor.Finding
	Counts map[drivers.Counter]int `json:"counts,omitempty"`
	Paper  *meter.Forecast         `json:"paper,omitempty"`
}

// Run examines the devices: by asking the terminal where it is running, by opening
// them where it is not. What was broken off says nothing about a device.
func (d doctorCommand) Run(ctx context.Context, conf config) error {
	book, err := words.Open()
	if err != nil {
		return err
	}
	w := book.In(catalog.Lang(d.Lang))
	reports, err := d.reports(ctx, conf, w)
	switch {
	case ctx.Err() != nil:
		return exitStatus(interrupted)
	case err != nil:
		return err
	}
	if reports, err = d.chosen(reports); err != nil {
		return err
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

// reports is what is to be said of every place. What is a program rather than a device
// is looked at in any case.
func (d doctorCommand) reports(ctx context.Context, conf config, w words.Words) ([]report, error) {
	with, err := conf.Devices.openPrograms()
	if err != nil {
		return nil, err
	}
	defer with.close()
	reports, err := askTerminal(ctx, conf)
	switch {
	case err == nil && d.tests():
		return nil, errors.New(w.Say("doctor.stop-first"))
	case err == nil:
		d.say(w.Say("doctor.running"))
		return append(reports, with.look(ctx)...), nil
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED):
		return nil, fmt.Errorf("ask the terminal: %w", err) // it may well be running
	}
	if d.tests() {
		recordTechnician(ctx, conf, terminal.DevicesTested, "tests", strings.Join(d.wanted(), " "))
	}
	return d.examine(ctx, conf, w, with)
}

func (d doctorCommand) tests() bool { return len(d.wanted()) > 0 }

// wanted are the names of the tests that were asked for.
func (d doctorCommand) wanted() (all []string) {
	for _, test := range []struct {
		name   string
		wanted bool
	}{{"print", d.Print}, {"scan", d.Scan}, {"speak", d.Speak}, {"card", d.Card}, {"loop", d.Loop}} {
		if test.wanted {
			all = append(all, test.name)
		}
	}
	return all
}

// chosen leaves out what was not asked for, and refuses a place that is not there.
func (d doctorCommand) chosen(all []report) ([]report, error) {
	var names []string
	for _, r := range all {
		names = append(names, r.Place)
	}
	if err := d.known(names); err != nil || len(d.Places) == 0 {
		return all, err
	}
	return slices.DeleteFunc(all, func(r report) bool { return !slices.Contains(d.Places, r.Place) }), nil
}

// known refuses a place that is not among those that there are.
func (d doctorCommand) known(names []string) error {
	for _, name := range d.Places {
		if !slices.Contains(names, name) {
			return fmt.Errorf("no place is called %q; there are: %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

// say tells the technician something while JSON may be on its way to a program.
func (d doctorCommand) say(text string) { fmt.Fprintln(os.Stderr, text) }
