package main

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers/sim"
)

// options are the flags of the command line.
type options struct {
	Listen     string `help:"Where the page is served." default:"127.0.0.1:8302"`
	Devices    string `help:"The folder in which the devices appear, each under the name of its place." required:"" type:"path"`
	Link       string `help:"Where the terminal reaches the centre, through the desk." default:"127.0.0.1:8303"`
	Centre     string `help:"Where the centre is." default:"127.0.0.1:8443"`
	Paper      string `help:"Where the paper scanner listens." default:"127.0.0.1:8305"`
	Document   string `help:"Where the terminal reaches the A4 printer, through the desk; nowhere where it is empty."`
	DocumentAt string `help:"Where the A4 printer is." default:"127.0.0.1:8307"`
	Printed    string `help:"The folder in which the A4 printer keeps its jobs, to show them; nothing is shown where it is empty." type:"path"`
	Width      int    `help:"Width of the receipt printer's roll in millimetres." default:"80" enum:"58,80"`
	Wiring     wiring `help:"How card reader, receipt printer and code scanner are wired. serial: serial lines. hid: HID reports, HID-POS, and a USB printer. usb: bulk USB, a scanner that types like a keyboard, and a USB printer." default:"serial" enum:"serial,hid,usb"`
	Unpaced    bool   `help:"Lines and printer take no time, and only the newest slips are kept: for tests of many visits."`
}

// The speeds of the devices: those of a real reader and of a common printer.
const (
	readerBaud   = 115200
	printerSpeed = 1200 // dots a second: 150 mm
)

// desk is everything on the desk.
type desk struct {
	reader  *sim.Reader
	printer *sim.Printer
	scanner *sim.Scanner
	cabinet cabinet
	tray    *tray // of the A4 printer
	network *network
	people  []sim.Person
	devices string          // the folder
	width   int             // of the printer's roll in millimetres
	wires   map[string]wire // by place
}

// newDesk puts the devices on the desk and plugs them in. Without fonts the printer
// prints boxes.
func newDesk(o options) (*desk, error) {
	fonts, _ := sim.LoadFonts()
	d := &desk{
		cabinet: newCabinet(o, fonts),
		tray:    &tray{folder: o.Printed},
		network: newNetwork(o.Link, o.Centre),
		people:  sim.People(),
		devices: o.Devices,
		width:   o.Width,
		wires:   cabinetWires(),
	}
	d.lay(o, fonts)
	if err := errors.Join(d.reader.Plug(), d.printer.Plug(), d.scanner.Plug(), d.cabinet.plug(o.Paper)); err != nil {
		d.close()
		return nil, err
	}
	if err := d.describe(); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// lay puts the devices of every visit on the desk, wired as the options say.
func (d *desk) lay(o options, fonts *sim.Fonts) {
	reader, readerWire := o.Wiring.reader()
	printer, printerWire := o.Wiring.printer()
	scanner, scannerWire := o.Wiring.scanner()
	d.wires["idcard"], d.wires["receipt"], d.wires["code"] = readerWire, printerWire, scannerWire
	reader.Link = filepath.Join(o.Devices, "idcard")
	printer.Link = filepath.Join(o.Devices, "receipt")
	scanner.Link = filepath.Join(o.Devices, "code")
	printer.Width, printer.Fonts, printer.Speed = o.Width, fonts, printerSpeed
	if o.Unpaced {
		reader.Baud, printer.Speed, printer.Keep = 0, 0, 50
	}
	d.reader, d.printer, d.scanner = sim.NewReader(reader), sim.NewPrinter(printer), sim.NewScanner(scanner)
}

// run serves the page and the line to the centre, and looks what the A4 printer prints,
// until ctx ends.
func (d *desk) run(ctx context.Context, listen string) error {
	group, ctx := errgroup.WithContext(ctx)
	server := &http.Server{Addr: listen, Handler: d.handler(ctx), ReadHeaderTimeout: 5 * time.Second}
	group.Go(func() error { return d.network.run(ctx) })
	group.Go(func() error { return d.tray.run(ctx) })
	group.Go(func() error {
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		return server.Shutdown(limited)
	})
	return group.Wait()
}

// close takes the devices away.
func (d *desk) close() {
	_ = errors.Join(d.reader.Close(), d.printer.Close(), d.scanner.Close(), d.cabinet.close())
}

// person finds who has a number; the unknown card counts as one.
func (d *desk) person(id int) (sim.Person, bool) {
	if id == sim.UnknownCard {
		return sim.Unknown(), true
	}
	for _, p := range d.people {
		if p.ID == id {
			return p, true
		}
	}
	return sim.Person{}, false
}
