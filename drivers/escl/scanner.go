package escl

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// DefaultPatience is how long a scanner may be silent. The slowest warm their lamp
// for half a minute before the first page.
const DefaultPatience = time.Minute

// DefaultLimit is how many pages a scan takes that names no limit.
const DefaultLimit = 50

// Options say where the scanner is.
type Options struct {
	Place       string        // the place of the device in faults; empty means "pages"
	URL         string        // the root of the service, such as http://127.0.0.1:60000/eSCL
	Fingerprint string        // SHA-256 of its certificate in hexadecimal; empty trusts what the system trusts
	Patience    time.Duration // how long it may be silent; 0 means DefaultPatience
	Alone       bool          // nobody else uses it: a job that was left over is deleted
}

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil, u.Host == "", u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("URL %q: want such as http://127.0.0.1:60000/eSCL", o.URL)
	case o.Patience < 0:
		return fmt.Errorf("patience of %s", o.Patience)
	case o.Fingerprint == "":
		return nil
	case u.Scheme != "https":
		return errors.New("a fingerprint needs an https URL")
	}
	if sum, err := hex.DecodeString(o.fingerprint()); err != nil || len(sum) != sha256.Size {
		return errors.New("fingerprint: want 64 hexadecimal digits")
	}
	return nil
}

// fingerprint is written with colons by openssl, and without by others.
func (o Options) fingerprint() string { return strings.ReplaceAll(o.Fingerprint, ":", "") }

// Scanner is a paper scanner. It implements drivers.PageScanner.
type Scanner struct {
	opts  Options
	link  *link
	verbs *port.Verbs
	last  [sha256.Size]byte // of the last page that was returned; owned by Scan

	mu      sync.Mutex
	working bool          // a Scan is
	caps    *capabilities // nil until they are known
}

var _ drivers.PageScanner = (*Scanner)(nil)

// errEmpty is a cause of faults that is not the wire's.
var errEmpty = &refusal{drivers.NoPaper, "feeder is empty"}

// New returns the scanner at a URL, and opens nothing.
func New(o Options) (*Scanner, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("escl: %w", err)
	}
	o.Place = cmp.Or(o.Place, "pages")
	o.Patience = cmp.Or(o.Patience, DefaultPatience)
	root, _ := url.Parse(o.URL) // Check has read it
	root.Path = strings.TrimRight(root.Path, "/")
	return &Scanner{opts: o, link: newLink(root, o.fingerprint(), o.Patience), verbs: port.NewVerbs()}, nil
}

// String names the protocol and the address.
func (s *Scanner) String() string { return "escl at " + s.link.root.Redacted() }

// Close is drivers.PageScanner's. It waits until a verb under way has let its job go.
func (s *Scanner) Close() error {
	s.verbs.Close()
	return nil
}

// Scan is drivers.PageScanner's.
func (s *Scanner) Scan(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
	inner, leave, err := s.verbs.Enter(ctx)
	if err != nil {
		return nil, s.fault(ctx, err)
	}
	defer leave()
	s.work(true)
	defer s.work(false)
	p, err := s.plan(inner, req)
	if err != nil {
		return nil, s.fault(ctx, err)
	}
	pages, err := s.run(inner, p, cmp.Or(max(req.Limit, 0), DefaultLimit))
	return pages, s.fault(ctx, err)
}

func (s *Scanner) work(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.working = on
}

// plan asks the scanner what it can do and how it is, and fits the request to it.
func (s *Scanner) plan(ctx context.Context, req drivers.PageRequest) (plan, error) {
	caps, err := s.capabilities(ctx)
	if err != nil {
		return plan{}, err
	}
	c, err := s.condition(ctx)
	if err != nil {
		return plan{}, err
	}
	source := req.Source
	if source == "" {
		source = drivers.Platen
		if caps.Platen == nil || caps.Feeder != nil && c.loaded() {
			source = drivers.Feeder
		}
	}
	p, err := caps.plan(source, req)
	if err != nil {
		return plan{}, &refusal{drivers.NeedsTechnician, err.Error()}
	}
	if err := c.trouble(source); err != nil {
		return plan{}, err
	}
	return p, nil
}

// capabilities are asked once; a scanner that was changed is opened again.
func (s *Scanner) capabilities(ctx context.Context) (*capabilities, error) {
	s.mu.Lock()
	caps := s.caps
	s.mu.Unlock()
	if caps != nil {
		return caps, nil
	}
	p, err := s.get(ctx, "ScannerCapabilities")
	if err != nil {
		return nil, err
	}
	if caps, err = parseCapabilities(p); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.caps = caps
	return caps, nil
}

// condition asks how the scanner is.
func (s *Scanner) condition(ctx context.Context) (condition, error) {
	p, err := s.get(ctx, "ScannerStatus")
	if err != nil {
		return condition{}, err
	}
	return parseStatus(p)
}

// get reads a resource. One that is busy with itself may say so here too.
func (s *Scanner) get(ctx context.Context, name string) ([]byte, error) {
	for end := time.Now().Add(busyPatience); ; {
		r, err := s.link.ask(ctx, http.MethodGet, s.link.below(name), "", mostXML)
		switch {
		case err != nil:
			return nil, err
		case r.code == http.StatusOK:
			return r.body, nil
		case r.code != http.StatusServiceUnavailable:
			return nil, unexpected(r.code)
		case time.Now().Add(r.pause()).After(end):
			return nil, errBusy
		}
		if err := port.Sleep(ctx, r.pause()); err != nil {
			return nil, err
		}
	}
}

// Status is drivers.PageScanner's.
func (s *Scanner) Status(ctx context.Context) drivers.Status {
	inner, leave, err := s.verbs.Enter(ctx)
	if err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	defer leave()
	c, err := s.condition(inner)
	if err != nil {
		return absence(ctx, err)
	}
	s.mu.Lock()
	working := s.working
	s.mu.Unlock()
	status := c.status(working)
	status.Note = strings.TrimSpace(c.State + " " + c.Adf)
	return status
}

// absence is the status of a scanner that gave no status.
func absence(ctx context.Context, err error) drivers.Status {
	s := drivers.Status{State: drivers.Unknown, Note: err.Error()}
	switch kind := kindOf(err); {
	case ctx.Err() != nil: // it was not given the time
	case kind == drivers.Disconnected:
		s.State, s.Causes = drivers.NoDevice, []drivers.Cause{drivers.Unreachable}
	case kind == drivers.Busy:
		s.State = drivers.DeviceBusy
	case kind == drivers.NeedsTechnician:
		s.State, s.Kinds = drivers.HardwareError, []drivers.Kind{kind}
	}
	return s
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
		err = port.ErrClosed
	}
	return &drivers.Fault{Device: s.opts.Place, Op: "scan", Kind: kindOf(err), Err: err}
}

// kindOf says what a person can do about a failed exchange. What is no eSCL is a
// Misread: it may have been the line.
func kindOf(err error) drivers.Kind {
	var (
		r      *refusal
		op     *net.OpError
		verify *tls.CertificateVerificationError
		record tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &r):
		return r.kind
	case errors.Is(err, errCertificate), errors.As(err, &verify), errors.As(err, &record):
		return drivers.NeedsTechnician
	case errors.As(err, &op), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, errSilent), errors.Is(err, port.ErrClosed):
		return drivers.Disconnected
	}
	return drivers.Misread
}
