package pcsc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Options say which reader of the daemon it is.
type Options struct {
	Place  string // the place of the device in faults; empty means "chip"
	Socket string // of the daemon; empty means Socket
	Reader string // a part of the reader's name; empty takes the first
}

// letGo is how long the card may take to be let go.
const letGo = time.Second

// Slot is a smart card slot behind pcscd. It implements drivers.ChipSlot.
type Slot struct {
	place  string
	wanted string
	turn   port.Turn // to use client
	client *client
}

var _ drivers.ChipSlot = (*Slot)(nil)

// Open greets the daemon. The error wraps fs.ErrNotExist when no daemon runs, or none of
// its readers is the one that is wanted.
func Open(ctx context.Context, o Options) (*Slot, error) {
	c, err := dial(ctx, cmp.Or(o.Socket, Socket))
	if err != nil {
		return nil, err
	}
	s := &Slot{place: cmp.Or(o.Place, "chip"), wanted: o.Reader, turn: port.NewTurn(), client: c}
	if _, err := s.reader(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// String names the daemon and the reader.
func (s *Slot) String() string { return fmt.Sprintf("pcscd, reader %q", s.wanted) }

// Err is why the daemon cannot be used any more, or nil; it is not asked.
func (s *Slot) Err() error { return s.client.err() }

// Close is drivers.ChipSlot's. Closing twice is fine.
func (s *Slot) Close() error {
	s.client.hangUp(port.ErrClosed)
	return nil
}

// reader asks for the reader that is wanted.
func (s *Slot) reader(ctx context.Context) (reader, error) {
	if err := s.turn.Take(ctx); err != nil {
		return reader{}, err
	}
	defer s.turn.Give()
	all, err := s.client.readers(ctx)
	if err != nil {
		return reader{}, err
	}
	for _, r := range all {
		if strings.Contains(r.name, s.wanted) {
			return r, nil
		}
	}
	return reader{}, fmt.Errorf("pcscd has %d readers and none called %q: %w", len(all), s.wanted, fs.ErrNotExist)
}

// Present is drivers.ChipSlot's.
func (s *Slot) Present(ctx context.Context) (drivers.Insertion, error) {
	r, err := s.reader(ctx)
	return r.insertion(), s.fault(ctx, "present", err)
}

// insertion is told by the daemon's count, which begins at 0 for a card that is there
// already.
func (r reader) insertion() drivers.Insertion {
	if !r.present {
		return drivers.NoInsertion
	}
	return drivers.Insertion(r.events) + 1
}

// Status is drivers.ChipSlot's.
func (s *Slot) Status(ctx context.Context) drivers.Status {
	r, err := s.reader(ctx)
	switch {
	case err == nil:
		return drivers.Status{State: drivers.Online, Note: r.name}
	case ctx.Err() != nil && s.client.err() == nil:
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	}
	return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
}

// Connect is drivers.ChipSlot's.
func (s *Slot) Connect(ctx context.Context) (drivers.Chip, error) {
	r, err := s.reader(ctx)
	if err != nil {
		return nil, s.fault(ctx, "connect", err)
	}
	if err := s.turn.Take(ctx); err != nil {
		return nil, err
	}
	defer s.turn.Give()
	handle, protocol, err := s.client.connect(ctx, r.name)
	if err != nil {
		return nil, s.fault(ctx, "connect", err)
	}
	return &chip{s, handle, protocol}, nil
}

// chip is a card that is connected.
type chip struct {
	slot     *Slot
	handle   uint32
	protocol uint32
}

// Transmit is drivers.Chip's.
func (c *chip) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	if err := c.slot.turn.Take(ctx); err != nil {
		return nil, err
	}
	defer c.slot.turn.Give()
	answer, err := c.slot.client.transmit(ctx, c.handle, c.protocol, command)
	if err == nil && len(answer) < 2 {
		err = notTransact
	}
	return answer, c.slot.fault(ctx, "transmit", err)
}

// Close is drivers.Chip's. A daemon that is gone has let the card go.
func (c *chip) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), letGo)
	defer cancel()
	if err := c.slot.turn.Take(ctx); err != nil {
		return err
	}
	defer c.slot.turn.Give()
	if c.slot.client.err() != nil {
		return nil
	}
	return c.slot.client.disconnect(ctx, c.handle)
}

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (s *Slot) fault(ctx context.Context, op string, err error) error {
	if err == nil || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	return &drivers.Fault{Device: s.place, Op: op, Kind: kindOf(err), Err: err}
}

// kindOf says what a person can do about an error.
func kindOf(err error) drivers.Kind {
	var rv code
	if !errors.As(err, &rv) {
		return drivers.Disconnected // the daemon, or its reader, has gone
	}
	switch rv {
	case noCard, notReady, notTransact, unresponsive, unpowered, reset, removed:
		return drivers.Misread
	case sharing:
		return drivers.Busy
	case noReader:
		return drivers.Disconnected
	}
	return drivers.NeedsTechnician
}
