package sdt

import (
	"cmp"
	"context"
	"errors"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// The rhythm of a Read.
const (
	// pollInterval is how often the module is asked whether a card lies there.
	// Vendors poll each 100 to 500 ms; at 200 ms nobody notices the wait.
	pollInterval = 200 * time.Millisecond
	// retryPause lets a module that answered nonsense end its sentence.
	retryPause = 50 * time.Millisecond
	// attempts is how often one Read tries a card before it asks the person to
	// present it again. Three bad answers in a row are no accident.
	attempts = 3
)

// Options are the reader's place and nothing else: the protocol has no variants.
type Options struct {
	Place string // the place of the device in faults; empty means "idcard"
}

// Reader is an identity card reader. It implements drivers.CardReader.
type Reader struct {
	link    *link
	place   string
	refused error  // why the card that may still lie there is no identity card; owned by Read
	sam     string // the module's number once it is known; guarded by the link's turn
}

var _ drivers.CardReader = (*Reader)(nil)

// New returns the reader behind p and sends nothing. Closing the reader closes p.
func New(p port.Port, o Options) (*Reader, error) {
	if p == nil {
		return nil, errors.New("sdt: no port")
	}
	return &Reader{link: newLink(p), place: cmp.Or(o.Place, "idcard")}, nil
}

// String names the protocol and the line.
func (r *Reader) String() string { return "sdt on " + r.link.port.String() }

// Err is why the line cannot be used any more, or nil; the device is not asked.
func (r *Reader) Err() error { return r.link.port.Err() }

// Close is drivers.CardReader's.
func (r *Reader) Close() error { return r.link.port.Close() }

// Read is drivers.CardReader's. A card that is no identity card is reported once;
// the next Read waits until it has been lifted.
func (r *Reader) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	if err := r.awaitLifted(ctx); err != nil {
		return drivers.Card{}, r.fault(ctx, err)
	}
	var s session
	for {
		card, err := r.attempt(ctx, req, &s)
		if err == nil {
			return card, nil
		}
		pause, goOn := s.next(err)
		if !goOn {
			return drivers.Card{}, r.fault(ctx, err)
		}
		if err := port.Sleep(ctx, pause); err != nil {
			return drivers.Card{}, err
		}
	}
}

// session is what one Read has seen so far.
type session struct {
	found  bool // a card was found
	failed int  // attempts that failed
}

// next decides after a failed attempt whether to try again, and after which pause.
// An empty reader is waited for without limit, but a card that was found and is
// refused now has left, or the module takes it for read: the person must lift it.
func (s *session) next(err error) (pause time.Duration, goOn bool) {
	if empty(err) && !s.found {
		s.failed = 0
		return pollInterval, true
	}
	s.failed++
	return retryPause, s.failed < attempts && !final(err)
}

// empty says that no card was found.
func empty(err error) bool { return ended(err, swNoCard) }

// ended says that a command ended in the status sw3.
func ended(err error, sw3 byte) bool {
	var r *refusal
	return errors.As(err, &r) && r.status[2] == sw3
}

// final says that trying again cannot help: the port is dead, the caller has left,
// the card was read and is no identity card, or it has gone.
func final(err error) bool {
	for _, end := range []error{port.ErrGone, port.ErrClosed, context.Canceled, context.DeadlineExceeded, errLayout} {
		if errors.Is(err, end) {
			return true
		}
	}
	return empty(err)
}

// attempt finds, selects and reads one card.
func (r *Reader) attempt(ctx context.Context, req drivers.CardRequest, s *session) (drivers.Card, error) {
	if err := r.link.turn.Take(ctx); err != nil {
		return drivers.Card{}, err
	}
	defer r.link.turn.Give()
	if _, err := r.link.ask(ctx, 0x20, 0x01, swFound); err != nil {
		return drivers.Card{}, err
	}
	s.found = true
	if _, err := r.link.ask(ctx, 0x20, 0x02, swOK); err != nil {
		return drivers.Card{}, err
	}
	card, err := r.base(ctx, req.Fingerprints)
	if err != nil || !req.Newest {
		return card, err
	}
	card.Newest, err = r.newest(ctx)
	return card, err
}

// base reads text and photo of the selected card, and its fingerprints where they are
// wanted and the module knows how. One that refuses 30 10 has read nothing, so that
// the selection still holds.
func (r *Reader) base(ctx context.Context, prints bool) (drivers.Card, error) {
	defer r.link.wipe()
	if prints {
		data, err := r.link.ask(ctx, 0x30, 0x10, swOK)
		if err == nil {
			defer clear(data)
			return parseWhole(data)
		}
		if !ignorant(err) {
			return drivers.Card{}, err
		}
	}
	data, err := r.link.ask(ctx, 0x30, 0x01, swOK)
	if err != nil {
		return drivers.Card{}, err
	}
	defer clear(data)
	return parseBase(data)
}

// ignorant says that the module, or the card, does not know what a command asks for.
func ignorant(err error) bool {
	return ended(err, swNoCommand) || ended(err, swForbidden) || ended(err, swNoItem)
}

// newest reads the newest address. It retries here, because after the read of the
// text the module finds this card no more.
func (r *Reader) newest(ctx context.Context) (string, error) {
	for failed := 1; ; failed++ {
		data, err := r.link.ask(ctx, 0x30, 0x03, swOK)
		switch {
		case err == nil:
			return parseNewest(data), nil
		case ended(err, swNoItem):
			return "", nil
		case failed == attempts || final(err):
			return "", err
		}
		if err := port.Sleep(ctx, retryPause); err != nil {
			return "", err
		}
	}
}

// awaitLifted waits until a refused card has been taken away, or another one has
// taken its place: where find itself refused the first (40), what it finds now is
// another card.
func (r *Reader) awaitLifted(ctx context.Context) error {
	for r.refused != nil {
		err := r.find(ctx)
		switch {
		case empty(err), err == nil && ended(r.refused, swUnknown):
			r.refused = nil
		case final(err):
			return err
		default:
			if err := port.Sleep(ctx, pollInterval); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Reader) find(ctx context.Context) error {
	if err := r.link.turn.Take(ctx); err != nil {
		return err
	}
	defer r.link.turn.Give()
	_, err := r.link.ask(ctx, 0x20, 0x01, swFound)
	return err
}

// fault wraps the cause of a failed Read for people, and remembers a card that is
// no identity card. The end of the caller's context is no fault.
func (r *Reader) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := kindOf(err)
	if kind == drivers.WrongDocument {
		r.refused = err
	}
	return &drivers.Fault{Device: r.place, Op: "read", Kind: kind, Err: err}
}

// kindOf says what a person can do about a failed attempt.
func kindOf(err error) drivers.Kind {
	var no *refusal
	switch {
	case errors.As(err, &no):
		return meaningOf(no.status[2]).kind
	case errors.Is(err, errLayout):
		return drivers.WrongDocument
	case errors.Is(err, port.ErrGone), errors.Is(err, port.ErrClosed), errors.Is(err, errNoAnswer):
		return drivers.Disconnected
	}
	return drivers.Misread
}
