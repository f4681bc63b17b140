package drivertest_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
	"yitiji/drivers/socialcard"
)

// chipDesk is a card reader's slot in memory, and the cards that are pushed into it.
// What a real one does over the daemon of the machine is drivers/pcsc's to test.
type chipDesk struct {
	mu       sync.Mutex
	card     *sim.SocialCard
	times    drivers.Insertion
	patience int // commands until the card falls silent; 0 means never
	gone     bool
}

func (d *chipDesk) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// put pushes a card in, which falls silent after some commands.
func (d *chipDesk) put(card *sim.SocialCard, patience int) func() {
	return func() { d.set(func() { d.card, d.patience, d.times = card, patience, d.times+1 }) }
}

func (d *chipDesk) open(context.Context) (drivers.SocialCardReader, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.gone {
		return nil, port.ErrGone
	}
	return socialcard.New(&deskSlot{desk: d}, socialcard.Options{}), nil
}

// deskSlot is the slot as one program has it open.
type deskSlot struct {
	desk   *chipDesk
	closed bool // guarded by the desk's mutex
}

// at does something with the desk, unless it is gone.
func (s *deskSlot) at(op string, do func(d *chipDesk) error) error {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	kind, err := drivers.Disconnected, error(port.ErrGone)
	if !s.closed && !s.desk.gone {
		kind, err = drivers.Misread, do(s.desk)
	}
	if err == nil {
		return nil
	}
	return &drivers.Fault{Device: "chip", Op: op, Kind: kind, Err: err}
}

func (s *deskSlot) Present(ctx context.Context) (card drivers.Insertion, err error) {
	if ctx.Err() != nil {
		return drivers.NoInsertion, ctx.Err()
	}
	err = s.at("present", func(d *chipDesk) error {
		if d.card != nil {
			card = d.times
		}
		return nil
	})
	return card, err
}

func (s *deskSlot) Connect(context.Context) (chip drivers.Chip, err error) {
	err = s.at("connect", func(d *chipDesk) error {
		if d.card == nil {
			return errors.New("no card")
		}
		d.card.Reset()
		chip = &deskChip{s, d.card, d.patience}
		return nil
	})
	return chip, err
}

func (s *deskSlot) Status(context.Context) drivers.Status {
	if err := s.at("status", func(*chipDesk) error { return nil }); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	return drivers.Status{State: drivers.Online}
}

func (s *deskSlot) Close() error {
	s.desk.set(func() { s.closed = true })
	return nil
}

type deskChip struct {
	slot     *deskSlot
	card     *sim.SocialCard
	patience int
}

func (c *deskChip) Transmit(_ context.Context, command []byte) (answer []byte, err error) {
	err = c.slot.at("transmit", func(d *chipDesk) error {
		if c.patience--; d.card != c.card || c.patience == 0 {
			return errors.New("no answer")
		}
		answer = c.card.Answer(command)
		return nil
	})
	return answer, err
}

func (*deskChip) Close() error { return nil }

// wornAfter is how many commands a worn card answers: it gives the application and some
// of the records, and then nothing.
const wornAfter = 6

func chipRig(desk *chipDesk, reader drivers.SocialCardReader) drivertest.SocialCardReaderRig {
	people := sim.SocialCards()
	return drivertest.SocialCardReaderRig{
		Reader: reader, Want: people[0],
		Present: desk.put(&sim.SocialCard{Card: people[0]}, 0),
		Foreign: desk.put(&sim.SocialCard{Card: people[1], Style: sim.BankStyle}, 0),
		Worn:    desk.put(&sim.SocialCard{Card: people[1]}, wornAfter),
		Lift:    desk.put(nil, 0),
		Unplug:  func() { desk.set(func() { desk.gone = true }) },
	}
}

// bareChip is a rig whose reader is not in a slot.
func bareChip(t *testing.T, dress func(drivers.SocialCardReader) drivers.SocialCardReader) drivertest.SocialCardReaderRig {
	desk := &chipDesk{}
	reader := must2(desk.open(t.Context()))(t)
	t.Cleanup(func() { reader.Close() })
	return chipRig(desk, dress(reader))
}

func TestSocialCardReader(t *testing.T) {
	t.Parallel()
	drivertest.SocialCardReader(t, func(t *testing.T) drivertest.SocialCardReaderRig {
		return bareChip(t, func(r drivers.SocialCardReader) drivers.SocialCardReader { return r })
	})
}

func TestSocialCardReaderInSlot(t *testing.T) {
	t.Parallel()
	drivertest.SocialCardReader(t, func(t *testing.T) drivertest.SocialCardReaderRig {
		desk := &chipDesk{}
		reader := slot.NewSocialCardReader("socialcard", desk.open, quick)
		seat(t, reader.Run, reader.Status)
		return chipRig(desk, reader)
	})
}

// guessing takes the last card for the one that it cannot read.
type guessing struct {
	drivers.SocialCardReader
	last *drivers.SocialCard
}

func (g guessing) Read(ctx context.Context) (drivers.SocialCard, error) {
	card, err := g.SocialCardReader.Read(ctx)
	switch {
	case err == nil:
		*g.last = card
	case drivers.KindOf(err) == drivers.Misread:
		return *g.last, nil
	}
	return card, err
}

// eager returns a card again that is still there.
type eager struct {
	drivers.SocialCardReader
	last *drivers.SocialCard
}

func (e eager) Read(ctx context.Context) (drivers.SocialCard, error) {
	if e.last.Number != "" && ctx.Err() == nil {
		return *e.last, nil
	}
	card, err := e.SocialCardReader.Read(ctx)
	*e.last = card
	return card, err
}

func TestSuiteRejectsWrongSocialCardReaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dress func(drivers.SocialCardReader) drivers.SocialCardReader
		want  []string
	}{
		{
			func(r drivers.SocialCardReader) drivers.SocialCardReader {
				return guessing{r, &drivers.SocialCard{}}
			},
			[]string{"refuses a card that falls silent"},
		},
		{
			func(r drivers.SocialCardReader) drivers.SocialCardReader { return eager{r, &drivers.SocialCard{}} },
			[]string{"returns a card once", "refuses a card that falls silent"},
		},
	} {
		got := drivertest.FailingSocialCardReader(t, func(t *testing.T) drivertest.SocialCardReaderRig {
			return bareChip(t, c.dress)
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("the suite rejects %q, want %q", got, c.want)
		}
	}
}
