package all

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"yitiji/drivers/port"
	"yitiji/drivers/sdt"
)

// media are the media over which a kind of device is reached, the likeliest first.
func media(kind string) []port.Medium {
	switch kind {
	case "sdt":
		return []port.Medium{port.Serial, port.HIDRaw, port.USB}
	case "escpos":
		return []port.Medium{port.Serial, port.Printer}
	case "hid-pos":
		return []port.Medium{port.HIDRaw}
	case "keyboard":
		return []port.Medium{port.Input}
	}
	return []port.Medium{port.Serial}
}

// mediumAt is the medium of a node, among those of a kind: by the kernel's name for
// it, whatever link leads there. A Unix socket whose name says nothing stands in for
// a node of hidraw.
func mediumAt(kind, path string) port.Medium {
	possible := media(kind)
	if len(possible) == 1 {
		return possible[0]
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	info, err := os.Stat(path)
	switch {
	case kind == "escpos" && strings.HasPrefix(filepath.Base(path), "lp"):
		return port.Printer
	case kind == "escpos":
		return port.Serial
	case strings.Contains(path, "/bus/usb/"):
		return port.USB
	case err == nil && info.Mode()&os.ModeSocket != 0, strings.HasPrefix(filepath.Base(path), "hidraw"):
		return port.HIDRaw
	}
	return port.Serial
}

// connect opens a line of a kind.
func (s *Site) connect(ctx context.Context, kind, path string, o port.SerialOptions) (port.Port, error) {
	switch mediumAt(kind, path) {
	case port.HIDRaw:
		var page uint16
		if kind == "hid-pos" {
			page = port.BarCodes
		}
		return port.OpenHIDRaw(path, port.HIDOptions{Page: page})
	case port.USB:
		return port.OpenUSB(path, port.USBOptions{Split: sdt.Split()})
	case port.Input:
		return port.OpenInput(path)
	case port.Printer:
		return port.OpenLP(path)
	}
	if kind == "sdt" && o.Baud == 0 {
		return s.speeds.open(ctx, path, o)
	}
	return port.OpenSerial(path, o)
}

// plugged is what is plugged into a socket, on whichever of a kind's media it comes.
func (s *Site) plugged(kind, socket string) ([]Found, error) {
	lines := s.Tree.List()
	for _, medium := range media(kind) {
		for _, l := range lines {
			if l.Medium == medium && l.Place == socket {
				return []Found{{Path: l.Path, Kind: kind}}, nil
			}
		}
	}
	return nil, fmt.Errorf("%s at %s: %w", kind, socket, fs.ErrNotExist)
}

// plain are the lines that need not be asked: a HID device says itself that it reads
// bar codes; of all others quirks must know the model, because what is claimed is
// taken from whom it belongs to, such as the person's keyboard.
func (s *Site) plain(kind, pattern string) []Found {
	lines := slices.DeleteFunc(s.Tree.List(), func(l port.Line) bool {
		return l.Medium == port.Serial || !slices.Contains(media(kind), l.Medium) || !matches(pattern, l.Path) ||
			kind == "hid-pos" && !s.readsCodes(l) || kind != "hid-pos" && !s.known(kind, l)
	})
	var found []Found
	for _, l := range lines {
		own := func(x port.Line) bool { return x.Medium != port.USB && strings.HasPrefix(x.Place, l.Place+":") }
		if l.Medium == port.USB && slices.ContainsFunc(lines, own) {
			continue // the kernel has a driver for it, through which it is found as well
		}
		found = append(found, Found{Path: l.Path, Kind: kind, Answer: string(l.Medium)})
	}
	return found
}

// readsCodes says whether a HID device calls itself a bar code scanner.
func (s *Site) readsCodes(l port.Line) bool {
	reports, err := s.Tree.Reports(l)
	return err == nil && slices.ContainsFunc(reports, func(r port.Report) bool {
		return r.Direction == port.InputReport && r.Page == port.BarCodes
	})
}

// known says whether quirks know the model of a line as a device of a kind.
func (s *Site) known(kind string, l port.Line) bool {
	id := identify(l)
	return slices.ContainsFunc(s.Quirks, func(q Quirk) bool {
		of := q.Scanner.keys["kind"]
		switch kind {
		case "sdt":
			of = q.CardReader.keys["kind"]
		case "escpos":
			of = q.Printer.keys["kind"]
		}
		return of == kind && q.Match.holds(id)
	})
}

// matches says whether a path is among those that are meant.
func matches(pattern, path string) bool {
	ok, err := filepath.Match(pattern, path)
	return pattern == "" || err == nil && ok
}

// orNone is nil when something was found.
func orNone(kind string, found []Found) error {
	if len(found) == 0 {
		return fmt.Errorf("%s: %w", kind, errNotFound)
	}
	return nil
}

// speeds remembers at which speed the module on a line answered, so that the others
// are tried once and then ever more rarely.
type speeds struct {
	mu   sync.Mutex
	seen map[string]tempo
}

// tempo is what was found on a node.
type tempo struct {
	node  os.FileInfo
	baud  int       // at which a module answered last; 0 for none
	mute  int       // how often none answered since
	again time.Time // when all speeds are tried again
}

// open opens the line of a reader that is named, at its module's speed.
func (s *speeds) open(ctx context.Context, path string, o port.SerialOptions) (port.Port, error) {
	open := func(baud int) (port.Port, error) {
		at := o
		at.Baud = baud
		return port.OpenSerial(path, at)
	}
	node, err := os.Stat(path)
	if err != nil || !speedy(path) {
		return open(0)
	}
	t := s.recall(path, node)
	if t.mute > 0 && time.Now().Before(t.again) {
		return open(t.baud)
	}
	line, baud, err := sdt.Seek(ctx, t.baud, open)
	if err != nil {
		return nil, err
	}
	if t.mute++; baud != 0 {
		t.baud, t.mute = baud, 0
	}
	t.again = time.Now().Add(min(firstPause<<min(t.mute, 20), lastPause))
	s.remember(path, t)
	return line, nil
}

// recall is what was found on a node, unless it has been made anew since.
func (s *speeds) recall(path string, node os.FileInfo) tempo {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.seen[path]; ok && sameNode(t.node, node) {
		return t
	}
	return tempo{node: node}
}

func (s *speeds) remember(path string, t tempo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen = map[string]tempo{}
	}
	s.seen[path] = t
}

// speedy says whether the speed of a line may mean anything: a device that is USB
// itself (CDC) ignores it.
func speedy(path string) bool {
	target, err := filepath.EvalSymlinks(path)
	return err == nil && !strings.HasPrefix(filepath.Base(target), "ttyACM")
}
