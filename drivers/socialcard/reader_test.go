package socialcard_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/sim"
	"yitiji/drivers/socialcard"
)

// slot is a card slot at hand.
type slot struct {
	mu    sync.Mutex
	card  *sim.SocialCard
	times drivers.Insertion
	fails int // how many commands fail yet
	open  int
}

func (s *slot) put(card *sim.SocialCard) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.card = card
	s.times++
}

func (s *slot) Present(ctx context.Context) (drivers.Insertion, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.card == nil {
		return drivers.NoInsertion, ctx.Err()
	}
	return s.times + 1, ctx.Err()
}

func (s *slot) Connect(context.Context) (drivers.Chip, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.card == nil {
		return nil, &drivers.Fault{Device: "chip", Op: "connect", Kind: drivers.Misread}
	}
	s.open++
	s.card.Reset()
	return chip{s, s.card}, nil
}

func (s *slot) Status(context.Context) drivers.Status {
	return drivers.Status{State: drivers.Online}
}
func (s *slot) Close() error { return nil }

type chip struct {
	slot *slot
	card *sim.SocialCard
}

func (c chip) Transmit(_ context.Context, command []byte) ([]byte, error) {
	c.slot.mu.Lock()
	defer c.slot.mu.Unlock()
	if c.slot.fails > 0 {
		c.slot.fails--
		return nil, &drivers.Fault{Device: "chip", Op: "transmit", Kind: drivers.Misread}
	}
	if c.slot.card != c.card {
		return nil, &drivers.Fault{Device: "chip", Op: "transmit", Kind: drivers.Misread}
	}
	return c.card.Answer(command), nil
}

func (c chip) Close() error {
	c.slot.mu.Lock()
	defer c.slot.mu.Unlock()
	c.slot.open--
	return nil
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestReadsEveryCardInEveryStyle(t *testing.T) {
	s := &slot{}
	r := socialcard.New(s, socialcard.Options{})
	for _, style := range []sim.SocialCardStyle{sim.PlainStyle, sim.FetchStyle, sim.ExactStyle, sim.BareStyle} {
		for i, want := range sim.SocialCards() {
			s.put(nil)
			var out drivers.SocialCard
			var err error
			done := make(chan struct{})
			go func() { defer close(done); out, err = r.Read(soon(t)) }()
			time.Sleep(250 * time.Millisecond) // the reader must see that the last one was taken out
			s.put(&sim.SocialCard{Card: want, Style: style})
			<-done
			if err != nil {
				t.Fatalf("%s, card %d: %v", style, i, err)
			}
			if rare := len([]rune(out.Name)) < len([]rune(want.Name)); rare {
				out.Name = want.Name // GBK lacks a character: the card never had it
			}
			if out != want {
				t.Errorf("%s, card %d:\n got %+v\nwant %+v", style, i, out, want)
			}
			if i == 2 {
				break
			}
		}
	}
	if s.open != 0 {
		t.Errorf("%d cards are still held", s.open)
	}
}

func TestForeignCardIsReportedOnce(t *testing.T) {
	s := &slot{card: &sim.SocialCard{Style: sim.BankStyle}}
	r := socialcard.New(s, socialcard.Options{})
	if _, err := r.Read(soon(t)); drivers.KindOf(err) != drivers.WrongDocument {
		t.Fatalf("a bank card: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := r.Read(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the same bank card again: %v, want to wait", err)
	}
}

func TestBadContactIsTriedAgain(t *testing.T) {
	want := sim.SocialCards()[0]
	s := &slot{card: &sim.SocialCard{Card: want}, fails: 2}
	got, err := socialcard.New(s, socialcard.Options{}).Read(soon(t))
	if err != nil || got.Number != want.Number {
		t.Errorf("after two bad answers: %v", err)
	}
	s.fails = 1000
	s.put(nil)
	s.put(&sim.SocialCard{Card: want})
	_, err = socialcard.New(s, socialcard.Options{}).Read(soon(t))
	if drivers.KindOf(err) != drivers.Misread || strings.Contains(err.Error(), want.Number) {
		t.Errorf("a card that never answers: %v", err)
	}
}

// answers is a card that answers anything.
type answers struct{ said []byte }

func (a *answers) Transmit(context.Context, []byte) ([]byte, error) {
	n := min(len(a.said), 1+int(first(a.said))%24)
	answer := a.said[:n]
	a.said = a.said[n:]
	return answer, nil
}

func (a *answers) Close() error { return nil }

func first(p []byte) byte {
	if len(p) == 0 {
		return 0
	}
	return p[0]
}

func FuzzRead(f *testing.F) {
	f.Add([]byte{0x90, 0x00, 0x61, 0x05, 0x90, 0x00})
	f.Fuzz(func(_ *testing.T, said []byte) {
		card, err := socialcard.ReadChip(context.Background(), &answers{said})
		if err == nil && card.Number == "" {
			panic("a card without a number")
		}
	})
}
