package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/doctor"
	"yitiji/drivers/port"
	"yitiji/drivers/tape"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/words"
)

// tapeCommand is `kiosk tape`.
type tapeCommand struct {
	Record recordCommand `cmd:"" help:"Use a device for a while, and write down what passes."`
	Play   playCommand   `cmd:"" help:"Be the device of a tape, until interrupted."`
}

// recordCommand is `kiosk tape record`.
type recordCommand struct {
	Place string        `arg:"" help:"The place of the device: idcard, receipt, code, travel, dispenser, ups or signals." enum:"idcard,receipt,code,travel,dispenser,ups,signals"`
	File  string        `arg:"" help:"The tape to write. It must not be there yet." type:"path"`
	For   time.Duration `help:"How long: lay cards on, hold codes before it." default:"1m"`
}

// Run records a device in its place: a reader reads the cards that are laid on, a
// scanner the codes that are held before it, a printer prints a test slip; the devices
// of the cabinet are asked how they are, and nothing is moved.
func (r recordCommand) Run(ctx context.Context, conf config) error {
	if _, err := askTerminal(ctx, conf); err == nil {
		return errors.New("the terminal is running and holds the device: systemctl stop yitiji-kiosk")
	}
	file, err := os.OpenFile(r.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	defer file.Close()
	site, err := conf.site()
	if err != nil {
		return err
	}
	site.Tap = func(place, kind string, line port.Port) (port.Port, error) {
		if place != r.Place {
			return line, nil
		}
		return tape.Record(line, kind, all.Redactor(kind), file)
	}
	recordTechnician(ctx, conf, terminal.DevicesRecorded, "place", r.Place)
	ctx, cancel := context.WithTimeout(ctx, r.For)
	defer cancel()
	err = r.use(ctx, conf, site)
	if tape, e := file.Stat(); e == nil && tape.Size() == 0 { // nothing was opened: nothing is kept
		return errors.Join(err, os.Remove(r.File))
	}
	if err != nil && ctx.Err() == nil && drivers.KindOf(err) != drivers.Disconnected { // pulling the plug ends a tape
		return err
	}
	return file.Sync()
}

// use opens the device without a slot, so that the tape ends where it is unplugged.
func (r recordCommand) use(ctx context.Context, conf config, site *all.Site) error {
	switch r.Place {
	case "idcard":
		open, err := conf.Devices.IDCard.Opener(site, r.Place)
		return each(ctx, open, err, func(d drivers.CardReader) error {
			_, err := d.Read(ctx, drivers.CardRequest{Newest: true})
			return err
		})
	case "code":
		open, err := conf.Devices.Code.Opener(site, r.Place)
		return each(ctx, open, err, func(d drivers.Scanner) error {
			_, err := d.Scan(ctx, drivers.ScanRequest{})
			return err
		})
	}
	if r.Place != "receipt" {
		return r.ask(ctx, conf, site)
	}
	open, err := conf.Devices.Receipt.Opener(site, r.Place)
	return once(ctx, open, err, func(d drivers.Printer) error {
		book, err := words.Open()
		if err != nil {
			return err
		}
		d.Status(ctx)
		if check := doctor.PrintSlip(ctx, d, testSlip(book.In(catalog.Chinese), "YITIJI-TAPE")); !check.Passed {
			return errors.New(check.Note)
		}
		return nil
	})
}

// ask asks a device of the cabinet, once a second.
func (r recordCommand) ask(ctx context.Context, conf config, site *all.Site) error {
	paced := func(err error) error {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
		return err
	}
	switch r.Place {
	case "travel":
		open, err := conf.Devices.Travel.Opener(site, r.Place)
		return each(ctx, open, err, func(d drivers.TravelReader) error {
			_, err := d.Read(ctx)
			return err
		})
	case "dispenser":
		open, err := conf.Devices.Dispenser.Opener(site, r.Place)
		return each(ctx, open, err, func(d drivers.CardDispenser) error {
			_, err := d.Position(ctx)
			return paced(err)
		})
	case "ups":
		open, err := conf.Devices.UPS.Opener(site, r.Place)
		return each(ctx, open, err, func(d drivers.PowerSupply) error {
			_, err := d.Power(ctx)
			return paced(err)
		})
	}
	open, err := conf.Devices.Signals.Opener(site, r.Place)
	return each(ctx, open, err, func(d drivers.SignalBoard) error {
		_, err := d.Sense(ctx)
		return paced(err)
	})
}

// each asks a device how it is, as a terminal does that is to be played the tape, and uses
// it again and again, and says what came of it, until it is gone or ctx ends.
func each[D closer](ctx context.Context, open func(context.Context) (D, error), err error, do func(D) error) error {
	return once(ctx, open, err, func(d D) error {
		d.Status(ctx)
		for n := 1; ; n++ {
			err := do(d)
			if ctx.Err() != nil || drivers.KindOf(err) == drivers.Disconnected {
				return err
			}
			fmt.Printf("%d: %v\n", n, orFine(err))
		}
	})
}

func orFine(err error) any {
	if err == nil {
		return "✓"
	}
	return err
}

type closer interface {
	Status(ctx context.Context) drivers.Status
	Close() error
}

func once[D closer](ctx context.Context, open func(context.Context) (D, error), err error, do func(D) error) error {
	if err != nil {
		return err
	}
	d, err := open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(d), d.Close())
}

// playCommand is `kiosk tape play`.
type playCommand struct {
	File string `arg:"" help:"The tape to play." type:"existingfile"`
	Link string `help:"The name under which the device appears, for the port of a configuration." default:"/tmp/kiosk-tape" type:"path"`
}

// Run is the device of a tape until ctx ends.
func (p playCommand) Run(ctx context.Context) error {
	file, err := os.Open(p.File)
	if err != nil {
		return err
	}
	defer file.Close()
	played, err := tape.Read(file)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(p.File), err)
	}
	pty, err := port.OpenPty()
	if err != nil {
		return err
	}
	defer pty.Close()
	if err := os.Symlink(pty.Path(), p.Link); err != nil {
		return err
	}
	defer os.Remove(p.Link)
	fmt.Printf("A device of kind %s is at %s. Interrupt to unplug it.\n", played.Kind, p.Link)
	if err := tape.NewPlayer(played).Play(ctx, pty); ctx.Err() == nil {
		return err
	}
	return nil
}
