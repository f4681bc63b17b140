package all

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/escl"
	"yitiji/drivers/ipp"
	"yitiji/drivers/sane"
)

// statused is any device.
type statused interface {
	Status(ctx context.Context) drivers.Status
	Close() error
}

// there returns d if it is there. What hangs on no line of its own can be made at any
// time; only its answer tells whether anything is at the other end.
func there[D statused](ctx context.Context, d D, err error) (D, error) {
	if err != nil {
		return d, err
	}
	if s := d.Status(ctx); s.State == drivers.NoDevice {
		_ = d.Close()
		err := fmt.Errorf("%s: %w", s.Note, fs.ErrNotExist)
		if len(s.Causes) > 0 {
			err = drivers.Because(s.Causes[0], err)
		}
		return d, err
	}
	return d, ctx.Err()
}

// known refuses an entry of a kind that is not known, or whose options make no sense.
func known(place, kind string, kinds []string, options checked) error {
	if !slices.Contains(kinds, kind) {
		return fmt.Errorf("%s: unknown kind %q; known: %s", place, kind, strings.Join(kinds, ", "))
	}
	if err := options.Check(); err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	return nil
}

// DocumentPrinter is the entry of an A4 printer. An empty Kind means that there is none.
type DocumentPrinter struct {
	Kind        string        `yaml:"kind"`        // ipp
	URI         string        `yaml:"uri"`         // ipp://127.0.0.1:60000/ipp/print (ipp-usb), ipps://host/ipp/print, ipp://localhost/printers/name (CUPS)
	Fingerprint string        `yaml:"fingerprint"` // SHA-256 of the printer's own certificate
	Plain       bool          `yaml:"plain"`       // lets documents cross a network without encryption
	User        string        `yaml:"user"`        // of the jobs, unlike any other terminal's; empty: the machine's name
	Timeout     time.Duration `yaml:"timeout"`     // for one answer
	Patience    time.Duration `yaml:"patience"`    // how long a job may be held up
}

// DocumentPrinterKinds are the kinds of document printer that can be opened.
func DocumentPrinterKinds() []string { return []string{"ipp"} }

// Opener returns the function that opens the printer for the slot called place.
func (c DocumentPrinter) Opener(_ *Site, place string) (func(context.Context) (drivers.DocumentPrinter, error), error) {
	o := ipp.Options{
		Place: place, URI: c.URI, Fingerprint: c.Fingerprint, Plain: c.Plain, User: c.User,
		Timeout: c.Timeout, Patience: c.Patience,
	}
	if err := known(place, c.Kind, DocumentPrinterKinds(), o); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (drivers.DocumentPrinter, error) {
		p, err := ipp.New(o)
		return there(ctx, p, err)
	}, nil
}

// PageScanner is the entry of a scanner of papers. An empty Kind means that there is none.
type PageScanner struct {
	Kind        string            `yaml:"kind"`        // escl or sane
	URL         string            `yaml:"url"`         // escl: http://127.0.0.1:60000/eSCL
	Fingerprint string            `yaml:"fingerprint"` // escl: SHA-256 of its own certificate
	Alone       bool              `yaml:"alone"`       // escl: nobody else uses it, so a job that was left over is deleted
	Device      string            `yaml:"device"`      // sane: as scanimage -L lists it
	Command     string            `yaml:"command"`     // sane: path of scanimage
	Config      string            `yaml:"config"`      // sane: its folder of configuration
	Extra       map[string]string `yaml:"extra"`       // sane: options of the back end
	Patience    time.Duration     `yaml:"patience"`    // how long it may be silent
}

// PageScannerKinds are the kinds of page scanner that can be opened.
func PageScannerKinds() []string { return []string{"escl", "sane"} }

// Opener returns the function that opens the scanner for the slot called place.
func (c PageScanner) Opener(_ *Site, place string) (func(context.Context) (drivers.PageScanner, error), error) {
	if c.Kind == "sane" {
		return c.openSANE(place)
	}
	o := escl.Options{Place: place, URL: c.URL, Fingerprint: c.Fingerprint, Patience: c.Patience, Alone: c.Alone}
	if err := known(place, c.Kind, PageScannerKinds(), o); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (drivers.PageScanner, error) {
		s, err := escl.New(o)
		return there(ctx, s, err)
	}, nil
}

func (c PageScanner) openSANE(place string) (func(context.Context) (drivers.PageScanner, error), error) {
	o := sane.Options{Place: place, Device: c.Device, Command: c.Command, Config: c.Config, Extra: c.Extra, Patience: c.Patience}
	if err := known(place, c.Kind, PageScannerKinds(), o); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (drivers.PageScanner, error) {
		s, err := sane.New(o)
		return there(ctx, s, err)
	}, nil
}
