package all

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Line is how an entry says where its device hangs.
type Line struct {
	// Port is one of
	//   - the path of a node: /dev/kiosk/idcard, /dev/hidraw0, /dev/bus/usb/001/004
	//   - a socket, whatever node it gets: @pci-0000:00:14.0-usb-0:1.2:1.0-port0
	//   - auto: ask the serial lines on USB, politely, who is there; on other lines,
	//     what says of itself, or is known by quirks, to be such a device
	//   - auto:PATTERN: the lines whose paths match
	Port  string    `yaml:"port"`
	Baud  int       `yaml:"baud"`  // 0 means 115,200, or what the device was found at
	Flow  port.Flow `yaml:"flow"`  // rts-cts, xon-xoff or empty, as the device's switches say
	Model string    `yaml:"model"` // what quirks know it by, where it cannot say so itself
}

// serial is how the line is set up.
func (l Line) serial() port.SerialOptions { return port.SerialOptions{Baud: l.Baud, Flow: l.Flow} }

// pattern is what follows auto:, and whether the line is to be found at all.
func (l Line) pattern() (pattern string, auto bool) {
	rest, auto := strings.CutPrefix(l.Port, Auto)
	if !auto || rest != "" && rest[0] != ':' {
		return "", false
	}
	return strings.TrimPrefix(rest, ":"), true
}

// Site is what the entries of one terminal share.
type Site struct {
	Tree   port.Tree
	Quirks Quirks
	Finder *Finder

	// Tap is given each line that is opened, and returns what the driver gets in its
	// place: a recorder, or the line itself. Nil changes nothing.
	Tap func(place, kind string, line port.Port) (port.Port, error)

	speeds speeds
}

// tapped is line as the driver gets it.
func (s *Site) tapped(place, kind string, line port.Port) (port.Port, error) {
	if s.Tap == nil {
		return line, nil
	}
	tapped, err := s.Tap(place, kind, line)
	if err != nil {
		return nil, errors.Join(err, line.Close())
	}
	if d, ok := line.(port.Described); ok {
		return described{tapped, d.Reports()}, nil
	}
	return tapped, nil
}

// described is a line that was tapped and still says how its reports are made up.
type described struct {
	port.Port
	reports []port.Report
}

// Reports is port.Described's.
func (d described) Reports() []port.Report { return d.reports }

// NewSite returns the site of the machine that this program runs on, or of a tree
// like it.
func NewSite(tree port.Tree, quirks Quirks) *Site {
	s := &Site{Tree: tree, Quirks: quirks}
	s.Finder = newFinder(s.askable)
	return s
}

// askable are the paths that may be asked what they have at their other end: those
// that match, or the serial lines on USB. A UART of the machine itself may have
// anything on it, so it is asked only by name; a device that quirks leave alone is
// not asked at all.
func (s *Site) askable(pattern string) []string {
	if pattern != "" {
		paths, _ := filepath.Glob(pattern)
		return paths
	}
	var paths []string
	for _, l := range s.Tree.List() {
		if l.Medium == port.Serial && l.Vendor != 0 && !s.Quirks.Leave(identify(l)) {
			paths = append(paths, l.Path)
		}
	}
	return paths
}

// identify is what a line says of its device.
func identify(l port.Line) Identity {
	if l.Vendor == 0 {
		return Identity{}
	}
	return Identity{
		USB:    fmt.Sprintf("%04x:%04x", l.Vendor, l.Product),
		Models: []string{l.Model, strings.TrimSpace(l.Maker + " " + l.Model)},
	}
}

// identity is what is known of the device of an entry whose line is at path.
func (s *Site) identity(l Line, path string) Identity {
	var id Identity
	target, err := filepath.EvalSymlinks(path)
	if err == nil {
		all := s.Tree.List()
		if i := slices.IndexFunc(all, func(x port.Line) bool { return x.Path == target }); i >= 0 {
			id = identify(all[i])
		}
	}
	if l.Model != "" {
		id.Models = append(id.Models, l.Model)
	}
	return id
}

// places are the paths at which the device of an entry may be, and what it was found
// to be there.
func (s *Site) places(ctx context.Context, kind string, l Line) ([]Found, error) {
	pattern, auto := l.pattern()
	switch {
	case auto && kind == "serial":
		return s.mute(ctx, pattern)
	case auto:
		if plain := s.plain(kind, pattern); len(plain) > 0 || media(kind)[0] != port.Serial {
			return plain, orNone(kind, plain)
		}
		return s.Finder.Find(ctx, kind, pattern)
	}
	if socket, ok := strings.CutPrefix(l.Port, "@"); ok {
		return s.plugged(kind, socket)
	}
	_, err := os.Stat(l.Port)
	return []Found{{Path: l.Port}}, err
}

// mute are the lines on which a code scanner may be, which answers no questions: those
// of models that quirks know as scanners, or else the only line on which nothing
// answered.
func (s *Site) mute(ctx context.Context, pattern string) ([]Found, error) {
	rest, err := s.Finder.Find(ctx, "", pattern)
	if err != nil {
		return nil, err
	}
	known := slices.DeleteFunc(slices.Clone(rest), func(f Found) bool {
		id := s.identity(Line{}, f.Path)
		return !slices.ContainsFunc(s.Quirks, func(q Quirk) bool { return q.Scanner.keys != nil && q.Match.holds(id) })
	})
	switch {
	case len(known) > 0:
		return known, nil
	case len(rest) > 1:
		return nil, drivers.Because(drivers.Ambiguous, fmt.Errorf("%d lines answer nothing: name the scanner's: %w", len(rest), fs.ErrNotExist))
	}
	return rest, nil
}

// open opens the line of an entry: the first of its places that is free. use is
// given what is known of the device, and returns how its line is set up; its Baud of
// 0 means the speed at which the device was found.
func (s *Site) open(ctx context.Context, kind string, l Line, use func(Identity) (port.SerialOptions, error)) (port.Port, error) {
	places, err := s.places(ctx, kind, l)
	for _, place := range places {
		if err != nil && !errors.Is(err, port.ErrBusy) && !errors.Is(err, fs.ErrNotExist) {
			break
		}
		var options port.SerialOptions
		if options, err = use(s.identity(l, place.Path)); err != nil {
			return nil, err
		}
		options.Baud = cmp.Or(options.Baud, place.Baud)
		var line port.Port
		if line, err = s.connect(ctx, kind, place.Path, options); err == nil {
			return line, nil
		}
	}
	return nil, err
}

// checked is anything that can say what is wrong with it.
type checked interface{ Check() error }

// check refuses an entry of a kind that is not known, without a port, or with
// options that make no sense.
func check(place, kind string, l Line, known []string, options ...checked) error {
	switch {
	case !slices.Contains(known, kind):
		return fmt.Errorf("%s: unknown kind %q; known: %s", place, kind, strings.Join(known, ", "))
	case l.Port == "":
		return fmt.Errorf("%s: no port", place)
	}
	for _, o := range append([]checked{l.serial()}, options...) {
		if err := o.Check(); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
	}
	return nil
}

// orClose closes line when the driver on it could not be made.
func orClose[D any](d D, err error, line port.Port) (D, error) {
	if err != nil {
		_ = line.Close()
	}
	return d, err
}
