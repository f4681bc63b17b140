package sane

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

const (
	// DefaultPatience is how long a scanner may be silent. The slowest warm their
	// lamp for half a minute before the first page.
	DefaultPatience = time.Minute
	// DefaultLimit is how many pages a scan takes that names no limit.
	DefaultLimit = 50
	// look bounds the question whether a scanner is there.
	look = 4 * time.Second
	// glance is how long its answer holds: opening a scanner moves some of them.
	glance = 10 * time.Second
)

// Options say which scanner of SANE it is.
type Options struct {
	Place    string            // the place of the device in faults; empty means "pages"
	Device   string            // SANE's name of it, such as test:0 or airscan:e0:pages
	Command  string            // scanimage; empty finds it in the path
	Config   string            // SANE_CONFIG_DIR for this scanner; empty means SANE's own
	Extra    map[string]string // options of the back end by their names, such as {"mode": "Color"}
	Patience time.Duration     // how long it may be silent; 0 means DefaultPatience
}

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	if o.Device == "" || strings.HasPrefix(o.Device, "-") {
		return fmt.Errorf("device %q: want a name as scanimage -L lists it", o.Device)
	}
	for name := range o.Extra {
		if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || name[0] == '-' || own[name] {
			return fmt.Errorf("option %q is no option of a back end", name)
		}
	}
	if o.Patience < 0 {
		return fmt.Errorf("patience of %s", o.Patience)
	}
	return nil
}

// own are the options of scanimage itself, which the driver needs (scanimage(1)).
var own = map[string]bool{
	"d": true, "device-name": true, "format": true, "b": true, "batch": true, "batch-start": true,
	"batch-count": true, "batch-increment": true, "batch-double": true, "batch-print": true, "batch-prompt": true,
	"o": true, "output-file": true, "p": true, "progress": true, "n": true, "dont-scan": true, "test": true,
	"all-options": true, "h": true, "help": true, "v": true, "verbose": true, "version": true,
	"list-devices": true, "f": true, "formatted-device-list": true, "i": true, "icc-profile": true,
}

// Scanner is a paper scanner. It implements drivers.PageScanner.
type Scanner struct {
	opts  Options
	verbs *port.Verbs
	turn  port.Turn // to open the device
	offer menu      // nil until it is known; guarded by the turn

	mu    sync.Mutex
	last  drivers.Status // what Status repeats
	until time.Time      // and how long
}

var _ drivers.PageScanner = (*Scanner)(nil)

// New returns a scanner of SANE, and opens nothing.
func New(o Options) (*Scanner, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("sane: %w", err)
	}
	o.Place, o.Command = cmp.Or(o.Place, "pages"), cmp.Or(o.Command, "scanimage")
	o.Patience, o.Extra = cmp.Or(o.Patience, DefaultPatience), maps.Clone(o.Extra)
	s := &Scanner{opts: o, verbs: port.NewVerbs(), turn: port.NewTurn()}
	s.last = drivers.Status{State: drivers.Starting}
	return s, nil
}

// String names the program and the device.
func (s *Scanner) String() string { return "sane " + s.opts.Device }

// Close is drivers.PageScanner's. It waits until a child has ended.
func (s *Scanner) Close() error {
	s.verbs.Close()
	return nil
}

// Scan is drivers.PageScanner's. SANE cannot say whether a feeder holds paper: where
// no source is named the feeder is tried first, and then the glass.
func (s *Scanner) Scan(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
	inner, leave, err := s.verbs.Enter(ctx)
	if err != nil {
		return nil, s.fault(ctx, err)
	}
	defer leave()
	if err := s.turn.Take(inner); err != nil {
		return nil, s.fault(ctx, err)
	}
	defer s.turn.Give()
	pages, err := s.scan(inner, req)
	s.note(err)
	return pages, s.fault(ctx, err)
}

func (s *Scanner) scan(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
	if err := s.know(ctx); err != nil {
		return nil, err
	}
	if req.Source != "" {
		return s.from(ctx, req.Source, req)
	}
	if _, err := s.offer.source(drivers.Feeder); err == nil {
		pages, err := s.from(ctx, drivers.Feeder, req)
		var r *refusal
		if !errors.As(err, &r) || r.kind != drivers.NoPaper {
			return pages, err
		}
		if _, err := s.offer.source(drivers.Platen); err != nil {
			return pages, r
		}
	}
	return s.from(ctx, drivers.Platen, req)
}

// from scans from one source.
func (s *Scanner) from(ctx context.Context, source drivers.PageSource, req drivers.PageRequest) ([]drivers.Page, error) {
	p, err := s.offer.plan(source, req, s.opts.Extra)
	if err != nil {
		return nil, &refusal{drivers.NeedsTechnician, err.Error()}
	}
	limit := 1
	if source == drivers.Feeder {
		limit = cmp.Or(max(req.Limit, 0), DefaultLimit)
	}
	args := append([]string{"-d", s.opts.Device, "--format=pnm"}, p.args...)
	pages, e, bad := s.batch(ctx, args, limit, p.dpi)
	for i := range pages {
		pages[i].Resolution = rounded(e.err, p.dpi)
	}
	return pages, s.reason(ctx, e, bad, len(pages))
}

// know asks the back end what it offers, once; a scanner that was changed is opened
// again.
func (s *Scanner) know(ctx context.Context) error {
	if s.offer != nil {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.opts.Patience, errSilent)
	defer cancel()
	e, err := s.run(ctx, "-d", s.opts.Device, "--all-options")
	switch {
	case errors.Is(context.Cause(ctx), errSilent):
		return &refusal{drivers.Disconnected, errSilent.Error()}
	case err != nil:
		return err
	}
	if err := e.refused(); err != nil {
		return err
	}
	if e.code != saneGood {
		return &refusal{kindOfExit(e.code), fmt.Sprintf("scanimage ends with %d: %s", e.code, e.complaint())}
	}
	s.offer = parseMenu(e.out)
	s.note(nil)
	return nil
}

// Status is drivers.PageScanner's. While a scan runs, and for a while after the
// scanner was opened, it repeats what was found then.
func (s *Scanner) Status(ctx context.Context) drivers.Status {
	inner, leave, err := s.verbs.Enter(ctx)
	if err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	defer leave()
	if last, fresh := s.recent(); fresh {
		return last
	}
	if !s.turn.Try() { // at work
		last, _ := s.recent()
		return last
	}
	defer s.turn.Give()
	limited, cancel := context.WithTimeout(inner, look)
	defer cancel()
	e, err := s.run(limited, "-d", s.opts.Device, "--dont-scan")
	if err == nil {
		err = e.refused()
	}
	s.note(err)
	last, _ := s.recent()
	return last
}

// recent is the last status, and whether it still holds.
func (s *Scanner) recent() (drivers.Status, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, time.Now().Before(s.until)
}

// note makes a status of how the last child ended. Only a good one holds for a while.
func (s *Scanner) note(err error) {
	status := drivers.Status{State: drivers.Online, Note: s.String()}
	hold := glance
	var r *refusal
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		status, hold = drivers.Status{State: drivers.Unknown, Note: err.Error()}, 0
	case errors.As(err, &r):
		status, hold = drivers.Status{State: stateOf(r.kind), Note: r.why}, 0
		if status.State == drivers.HardwareError {
			status.Kinds = []drivers.Kind{r.kind}
		}
		if cause := drivers.CauseOf(err); cause != "" {
			status.Causes = []drivers.Cause{cause}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.until = status, time.Now().Add(hold)
}

// stateOf is the state of a scanner whose last child ended so. What a person mends
// at the feeder is known to the scan alone: opening the device does not tell.
func stateOf(kind drivers.Kind) drivers.State {
	switch kind {
	case drivers.Disconnected:
		return drivers.NoDevice
	case drivers.Busy:
		return drivers.DeviceBusy
	case drivers.NeedsTechnician:
		return drivers.HardwareError
	}
	return drivers.Online
}
