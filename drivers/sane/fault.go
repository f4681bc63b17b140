package sane

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Causes of faults that are neither scanimage's nor a page's.
var (
	errSilent = errors.New("scanimage is silent")
	errGone   = errors.New("device cannot be opened any more")
)

// refusal is a failure whose meaning for people is known where it was noticed.
type refusal struct {
	kind drivers.Kind
	why  string
}

func (r *refusal) Error() string { return r.why }

// missing is why a child could not be started.
func (s *Scanner) missing(err error) error {
	return drivers.Because(drivers.ProgramMissing, &refusal{drivers.NeedsTechnician, fmt.Sprintf("start %s: %v", s.opts.Command, err)})
}

// The values of SANE_Status that scanimage exits with (SANE Standard 1.06, table 1).
const (
	saneGood      = 0
	saneCancelled = 2
	saneBusy      = 3
	saneEOF       = 5
	saneJammed    = 6
	saneNoDocs    = 7
	saneCoverOpen = 8
	saneIOError   = 9
)

// kindOfExit says what a person can do about the end of a scan. A scan that was
// cancelled at the scanner, or that ended without a page, is to be done again; an
// option that is refused, no memory and no access are the technician's.
func kindOfExit(code int) drivers.Kind {
	switch code {
	case saneCancelled, saneEOF, saneGood:
		return drivers.Misread
	case saneBusy:
		return drivers.Busy
	case saneJammed:
		return drivers.Jam
	case saneNoDocs:
		return drivers.NoPaper
	case saneCoverOpen:
		return drivers.CoverOpen
	}
	return drivers.NeedsTechnician
}

// refused is why scanimage could not open the device, or nil when it could.
func (e exit) refused() error {
	said := e.complaint()
	if e.code == saneGood || !strings.HasPrefix(said, "open of device") {
		return nil
	}
	kind := drivers.Disconnected
	switch {
	case strings.HasSuffix(said, "Device busy"):
		kind = drivers.Busy
	case strings.HasSuffix(said, "denied"):
		kind = drivers.NeedsTechnician
	}
	return &refusal{kind, said}
}

// reason is why a scan that gave so many pages did not end as it should, or nil.
func (s *Scanner) reason(ctx context.Context, e exit, bad error, pages int) error {
	var r *refusal
	if errors.As(bad, &r) {
		return bad // no child ran
	}
	if err := e.refused(); err != nil {
		return err
	}
	switch {
	case errors.Is(bad, errSilent):
		return &refusal{drivers.Disconnected, bad.Error()}
	case e.code == saneIOError && s.gone(ctx):
		return &refusal{drivers.Disconnected, errGone.Error()}
	case e.code == saneNoDocs && pages > 0, e.code == saneGood && pages > 0 && bad == nil:
		return bad
	case e.code > saneGood:
		return &refusal{kindOfExit(e.code), fmt.Sprintf("scanimage ends with %d: %s", e.code, e.complaint())}
	case bad != nil:
		return bad
	case e.code < saneGood:
		return &refusal{drivers.NeedsTechnician, "scanimage was ended by a signal"}
	}
	return errNone
}

// gone says that the device cannot be opened any more.
func (s *Scanner) gone(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, look)
	defer cancel()
	e, err := s.run(ctx, "-d", s.opts.Device, "--dont-scan")
	return err == nil && e.refused() != nil
}

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (s *Scanner) fault(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case s.verbs.Closed():
		err = &refusal{drivers.Disconnected, port.ErrClosed.Error()}
	}
	kind := drivers.Misread
	var r *refusal
	if errors.As(err, &r) {
		kind = r.kind
	}
	return &drivers.Fault{Device: s.opts.Place, Op: "scan", Kind: kind, Err: err}
}
