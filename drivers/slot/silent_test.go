package slot_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/slot"
)

// mute is a device behind a line that opens and on which nobody answers.
type mute struct{ patience time.Duration }

func (m mute) Read(ctx context.Context, _ drivers.CardRequest) (drivers.Card, error) {
	select {
	case <-time.After(m.patience):
		return drivers.Card{}, &drivers.Fault{Device: "idcard", Op: "read", Kind: drivers.Disconnected, Err: errors.New("no answer")}
	case <-ctx.Done():
		return drivers.Card{}, ctx.Err()
	}
}

func (m mute) Status(ctx context.Context) drivers.Status {
	select {
	case <-time.After(m.patience):
		return drivers.Status{State: drivers.NoDevice, Note: "no answer"}
	case <-ctx.Done():
		return drivers.Status{State: drivers.Unknown, Note: ctx.Err().Error()}
	}
}

func (mute) Close() error { return nil }

// A line that opens is no device that works: what never answers is not online, not for
// a moment, and neither is it when it is read all the time or takes long to fail.
func TestWhatNeverAnswersIsNotThere(t *testing.T) {
	for _, patience := range []time.Duration{time.Millisecond, 2 * time.Second, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := slot.NewCardReader("idcard", func(context.Context) (drivers.CardReader, error) { return mute{patience}, nil }, slot.Options{})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go s.Run(ctx)
			go func() {
				for ctx.Err() == nil {
					_, _ = s.Read(ctx, drivers.CardRequest{})
					time.Sleep(time.Second)
				}
			}()
			for start := time.Now(); time.Since(start) < time.Minute; time.Sleep(50 * time.Millisecond) {
				got := s.Status(ctx).State
				if want := drivers.NoDevice; got != want && (got != drivers.Starting || time.Since(start) > 20*time.Second) {
					t.Fatalf("silence of %s: after %s it is %q, want %q", patience, time.Since(start), got, want)
				}
			}
			cancel()
			time.Sleep(2 * time.Second) // until all who were started have ended
		})
	}
}

// falling answers until it falls silent.
type falling struct {
	mute
	until time.Time
}

func (f falling) Status(ctx context.Context) drivers.Status {
	if time.Now().Before(f.until) {
		return drivers.Status{State: drivers.Online}
	}
	return f.mute.Status(ctx)
}

// A device that falls silent is gone before long, whether or not it is being used, and
// stays so until it answers.
func TestWhatFallsSilentIsGone(t *testing.T) {
	for _, patience := range []time.Duration{2 * time.Second, 6 * time.Second, time.Hour} {
		for _, used := range []bool{false, patience < time.Hour} {
			synctest.Test(t, func(t *testing.T) {
				silent := time.Now().Add(time.Minute)
				s := slot.NewCardReader("idcard", func(context.Context) (drivers.CardReader, error) {
					return falling{mute{patience}, silent}, nil
				}, slot.Options{})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go s.Run(ctx)
				time.Sleep(time.Until(silent))
				if got := s.Status(ctx).State; got != drivers.NoDevice && got != drivers.Online {
					t.Fatalf("before: %q", got)
				}
				go func() {
					for used && ctx.Err() == nil {
						_, _ = s.Read(ctx, drivers.CardRequest{})
						time.Sleep(100 * time.Millisecond) // a person's second try
					}
				}()
				time.Sleep(30 * time.Second)
				for range 100 {
					if got := s.Status(ctx).State; got != drivers.NoDevice {
						t.Fatalf("silence of %s, used %t: it is %q", patience, used, got)
					}
					time.Sleep(100 * time.Millisecond)
				}
				cancel()
				time.Sleep(2 * time.Second) // until all who were started have ended
			})
		}
	}
}

// speaking answers as long as it is told to.
type speaking struct {
	mute
	speaks *atomic.Bool
}

func (s speaking) Status(ctx context.Context) drivers.Status {
	if s.speaks.Load() {
		return drivers.Status{State: drivers.Online}
	}
	return s.mute.Status(ctx)
}

func (s speaking) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	if s.speaks.Load() {
		return drivers.Card{}, nil
	}
	return s.mute.Read(ctx, req)
}

// One silence is one loss, however long it lasts, and whether or not the device is used.
func TestOneSilenceIsOneLoss(t *testing.T) {
	for _, used := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var speaks atomic.Bool
			var losses atomic.Int32
			s := slot.NewCardReader("idcard", func(context.Context) (drivers.CardReader, error) {
				return speaking{mute{50 * time.Millisecond}, &speaks}, nil
			}, slot.Options{Count: func(c drivers.Counter, n int) {
				if c == drivers.Losses {
					losses.Add(int32(n))
				}
			}})
			running(t, s.Run)
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				for used && ctx.Err() == nil {
					_, _ = s.Read(ctx, drivers.CardRequest{})
					time.Sleep(100 * time.Millisecond)
				}
			}()
			for _, c := range []struct {
				why    string
				speaks bool
				want   int32
			}{
				{"it was silent from the beginning", false, 0},
				{"it answers", true, 0},
				{"it falls silent", false, 1},
				{"it answers again", true, 1},
				{"it falls silent again", false, 2},
			} {
				speaks.Store(c.speaks)
				time.Sleep(time.Minute)
				if got := losses.Load(); got != c.want {
					t.Errorf("used %t, %s: %d losses, want %d", used, c.why, got, c.want)
				}
			}
			cancel()
			time.Sleep(2 * time.Second) // until all who were started have ended
		})
	}
}

// starting is a device that somebody else is asking, and that has said nothing yet.
type starting struct{ mute }

func (starting) Status(context.Context) drivers.Status {
	return drivers.Status{State: drivers.Starting}
}

// What has said nothing is neither there nor gone.
func TestWhatIsStartingIsNeitherThereNorGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened, losses atomic.Int32
		s := slot.NewCardReader("idcard", func(context.Context) (drivers.CardReader, error) {
			opened.Add(1)
			return starting{}, nil
		}, slot.Options{
			Count:   func(drivers.Counter, int) { losses.Add(1) },
			Observe: func(s drivers.Status) { t.Errorf("it is taken for %s", s.State) },
		})
		running(t, s.Run)
		for range 600 {
			if got := s.Status(t.Context()).State; got != drivers.Starting {
				t.Fatalf("it is %q", got)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if opened.Load() != 1 || losses.Load() != 0 {
			t.Errorf("opened %d times, %d counted", opened.Load(), losses.Load())
		}
	})
}
