package mrz

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// The limits of what a page reader sends.
const (
	// lineGap is the longest pause inside a zone: after it, what came was all.
	lineGap = 500 * time.Millisecond
	// longest is more than any zone with a heading.
	longest = 1024
)

// Options are the reader's place and nothing else.
type Options struct {
	Place string // the place of the device in faults; empty means "travel"
}

// Reader is a page reader that sends the text of the zone. It implements
// drivers.TravelReader.
type Reader struct {
	port  port.Port
	place string
}

var _ drivers.TravelReader = (*Reader)(nil)

// New returns the reader behind p and sends nothing. Closing the reader closes p.
func New(p port.Port, o Options) (*Reader, error) {
	if p == nil {
		return nil, errors.New("mrz: no port")
	}
	return &Reader{p, cmp.Or(o.Place, "travel")}, nil
}

// String names the protocol and the line.
func (r *Reader) String() string { return "mrz on " + r.port.String() }

// Err is why the line cannot be used any more, or nil; the device is not asked.
func (r *Reader) Err() error { return r.port.Err() }

// Close is drivers.TravelReader's.
func (r *Reader) Close() error { return r.port.Close() }

// Status is drivers.TravelReader's. Page readers that send by themselves answer no
// questions, so a line that is open is all that can be known.
func (r *Reader) Status(context.Context) drivers.Status {
	if err := r.port.Err(); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	return drivers.Status{State: drivers.Online}
}

// Read is drivers.TravelReader's. What was sent before the call is stale and dropped.
func (r *Reader) Read(ctx context.Context) (drivers.TravelDocument, error) {
	if err := r.port.Flush(); err != nil {
		return drivers.TravelDocument{}, r.fault(ctx, err)
	}
	d, err := r.page(ctx)
	if err != nil {
		return drivers.TravelDocument{}, r.fault(ctx, err)
	}
	return d, nil
}

// page reads from the first byte to the end of a zone that holds, or to a pause.
func (r *Reader) page(ctx context.Context) (drivers.TravelDocument, error) {
	var text []byte
	for p := make([]byte, 256); ; {
		n, err := r.more(ctx, p, len(bytes.Trim(text, "\r\n")) > 0)
		text = append(text, p[:n]...)
		switch {
		case errors.Is(err, errPause):
			return last(string(text), time.Now())
		case err != nil:
			return drivers.TravelDocument{}, err
		case len(text) > longest:
			return drivers.TravelDocument{}, errForm
		case bytes.ContainsAny(p[:n], "\r\n"): // a line is whole: perhaps the last
			if d, err := last(string(text), time.Now()); err == nil {
				return d, nil
			}
		}
	}
}

// errPause says that nothing came for a while.
var errPause = errors.New("pause")

// more waits for more: without a limit before a page, and within the gap inside one.
func (r *Reader) more(ctx context.Context, p []byte, inside bool) (int, error) {
	if !inside {
		return r.port.Read(ctx, p)
	}
	limited, cancel := context.WithTimeout(ctx, lineGap)
	defer cancel()
	n, err := r.port.Read(limited, p)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		return n, errPause
	}
	return n, err
}

// last reads the last lines of a text that form a zone. Where none does, the error is
// that of what came closest.
func last(text string, today time.Time) (drivers.TravelDocument, error) {
	lines := strings.FieldsFunc(strings.ReplaceAll(text, " ", ""), func(r rune) bool { return r == '\r' || r == '\n' })
	err := errForm
	for end := len(lines); end > 0; end-- {
		for _, n := range []int{3, 2} {
			if n > end {
				continue
			}
			d, e := Parse(lines[end-n:end], today)
			if e == nil {
				return d, nil
			}
			if !errors.Is(e, errForm) {
				err = e
			}
		}
	}
	return drivers.TravelDocument{}, err
}

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (r *Reader) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.Misread
	switch {
	case errors.Is(err, port.ErrGone), errors.Is(err, port.ErrClosed):
		kind = drivers.Disconnected
	case errors.Is(err, errForm):
		kind = drivers.WrongDocument
	}
	return &drivers.Fault{Device: r.place, Op: "read", Kind: kind, Err: err}
}
