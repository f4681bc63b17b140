package vision_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/vision"
)

// camera is one whose worker has a manner; dir tells of its lives.
func camera(t *testing.T, manner string, number int, limit time.Duration) (c *vision.Camera, dir string) {
	t.Helper()
	dir = t.TempDir()
	c = open(t, vision.Options{Film: fmt.Sprintf("%s,%d,%s", manner, number, dir), Limit: limit})
	return c, dir
}

func open(t *testing.T, o vision.Options) *vision.Camera {
	t.Helper()
	if o.Command == "" {
		o.Command = "/proc/self/exe"
	}
	c, err := vision.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestConforms(t *testing.T) {
	t.Parallel()
	drivertest.Camera(t, func(t *testing.T) drivertest.CameraRig {
		c, _ := camera(t, "well", 0, 0)
		return drivertest.CameraRig{
			Camera: c, Stand: func() {},
			Live: func(v drivers.Verdict) bool { return v == drivers.Verdict{Known: true, Pass: true, Score: 0.5} },
		}
	})
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for at, want := range map[float64]bool{0: true, 0.5: true, 0.51: false} {
		c := open(t, vision.Options{Film: "well,0," + t.TempDir(), MatchAt: at, LiveAt: at})
		same, err := c.Compare(t.Context(), []byte("JPEG"))
		if err != nil || same.Same != (drivers.Verdict{Known: true, Pass: want, Score: 0.5}) {
			t.Errorf("from %g: %+v, %v", at, same.Same, err)
		}
		look, err := c.Look(t.Context(), drivers.LookRequest{Live: true})
		if err != nil || look.Live != (drivers.Verdict{Known: true, Pass: want, Score: 0.5}) {
			t.Errorf("from %g: %+v, %v", at, look.Live, err)
		}
	}
}

// talk looks, previews and compares. What comes must be right; what does not is told as
// something that passes.
func talk(ctx context.Context, c *vision.Camera) error {
	look, err := c.Look(ctx, drivers.LookRequest{})
	if err == nil && !look.Good() {
		err = fmt.Errorf("look %+v", look)
	}
	if err != nil {
		return err
	}
	f, err := c.Preview(ctx, 0)
	if err == nil && (f.Width != 64 || f.Height != 48) {
		err = fmt.Errorf("a frame of %d by %d", f.Width, f.Height)
	}
	if err != nil {
		return err
	}
	same, err := c.Compare(ctx, []byte("JPEG"))
	if err == nil && same.Same.Score != 0.5 {
		err = fmt.Errorf("comparison %+v", same)
	}
	return err
}

// recovers talks until all is well again.
func recovers(t *testing.T, c *vision.Camera) (faults int) {
	t.Helper()
	for ; ; faults++ {
		err := talk(t.Context(), c)
		if err == nil {
			return faults
		}
		if drivers.KindOf(err) != drivers.Busy || faults > 20 {
			t.Errorf("fault %d: %v", faults, err)
			return faults
		}
	}
}

// Wherever in its answers a worker crashes, babbles or floods: nothing wrong is told, and
// the next one answers.
func TestWorkerThatBreaksOff(t *testing.T) {
	t.Parallel()
	for _, manner := range []string{"crashes", "babbles", "floods"} {
		t.Run(manner, func(t *testing.T) {
			t.Parallel()
			for at := 0; at < 1200; at += 37 {
				c, dir := camera(t, manner, at, 5*time.Second)
				faults := recovers(t, c)
				if lives := len(pids(t, dir)); faults > 1 || lives > 2 {
					t.Errorf("at byte %d: %d faults, %d lives", at, faults, lives)
				}
				c.Close()
			}
		})
	}
}

func TestWorkerThatIsWrong(t *testing.T) {
	t.Parallel()
	for _, manner := range []string{
		"hangs at condition", "hangs at look", "hangs at preview", "hangs at compare",
		"answers another", "answers otherwise", "complains",
	} {
		t.Run(manner, func(t *testing.T) {
			t.Parallel()
			c, dir := camera(t, manner, 0, 2*time.Second)
			recovers(t, c)
			first := pids(t, dir)
			c.Close()
			if len(first) < 2 || running(first) {
				t.Errorf("lives %v, running %t", first, running(first))
			}
		})
	}
}

func TestPreviewThatIsNone(t *testing.T) {
	t.Parallel()
	c, _ := camera(t, "shows no picture", 0, 0)
	if f, err := c.Preview(t.Context(), 0); err == nil {
		t.Errorf("Preview = %d bytes", len(f.JPEG))
	}
}

func TestNoModels(t *testing.T) {
	t.Parallel()
	c, _ := camera(t, "has no models", 0, 0)
	_, err := c.Compare(t.Context(), []byte("JPEG"))
	if drivers.KindOf(err) != drivers.NeedsTechnician || drivers.CauseOf(err) != drivers.ProgramMissing {
		t.Errorf("Compare = %v", err)
	}
}

// A worker that dies again and again is told as what it is, with its last words, and not
// started as fast as it dies.
func TestWorkerThatDiesAgainAndAgain(t *testing.T) {
	t.Parallel()
	c, dir := camera(t, "always complains", 0, 0)
	for end := time.Now().Add(10 * time.Second); c.Status(t.Context()).State != drivers.HardwareError; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("Status = %+v", c.Status(t.Context()))
		}
	}
	s := c.Status(t.Context())
	if !s.Has(drivers.NeedsTechnician) || !strings.Contains(s.Note, "the last word") || len(s.Note) > 500 {
		t.Errorf("Status = %+v", s)
	}
	began := time.Now()
	if _, err := c.Look(t.Context(), drivers.LookRequest{}); drivers.KindOf(err) != drivers.NeedsTechnician {
		t.Errorf("Look = %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("Look took %s to say so", took)
	}
	if n := len(pids(t, dir)); n > 6 {
		t.Errorf("started %d times", n)
	}
}

// Who leaves early costs nobody else anything.
func TestCallerLeaves(t *testing.T) {
	t.Parallel()
	c, dir := camera(t, "always is slow at look", 0, 5*time.Second)
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		_ = eventuallyAsked(ctx, c)
		cancel()
	}
	if err := talk(t.Context(), c); err != nil {
		t.Error(err)
	}
	if n := len(pids(t, dir)); n != 1 {
		t.Errorf("started %d times", n)
	}
}

func eventuallyAsked(ctx context.Context, c *vision.Camera) error {
	_, err := c.Look(ctx, drivers.LookRequest{})
	if !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("got %w, want the context's error", err)
	}
	return nil
}

func TestAbsentProgram(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"/nowhere/yitiji-vision", "yitiji-vision-that-is-not"} {
		c := open(t, vision.Options{Node: "/dev/video0", Command: command})
		_, err := c.Look(t.Context(), drivers.LookRequest{})
		if drivers.KindOf(err) != drivers.Disconnected || drivers.CauseOf(err) != drivers.ProgramMissing {
			t.Errorf("Look = %v", err)
		}
		if s := c.Status(t.Context()); s.State != drivers.NoDevice || !slices.Equal(s.Causes, []drivers.Cause{drivers.ProgramMissing}) {
			t.Errorf("Status = %+v", s)
		}
	}
}

func TestOptions(t *testing.T) {
	for why, o := range map[string]vision.Options{
		"neither camera nor film": {}, "both": {Node: "a", Film: "b"}, "a negative size": {Node: "a", Width: -1},
		"more than certain": {Node: "a", MatchAt: 1.1}, "less than dead": {Node: "a", LiveAt: -1}, "no time": {Node: "a", Limit: -1},
	} {
		if _, err := vision.New(o); err == nil {
			t.Errorf("%s: no error", why)
		}
	}
}

// Workers that do wrong leave nothing behind. No other test runs meanwhile.
func TestNothingIsLeft(t *testing.T) {
	c, _ := camera(t, "well", 0, 0)
	if err := talk(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	c.Close()
	nothingLeft := drivertest.NothingLeft(t)
	for _, manner := range []string{"well", "crashes", "babbles", "floods", "hangs at look", "answers another", "complains", "always complains"} {
		c, dir := camera(t, manner, 300, time.Second)
		for range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			_ = talk(ctx, c)
			cancel()
		}
		c.Close()
		if running(pids(t, dir)) {
			t.Errorf("%s: a worker runs on", manner)
		}
	}
	nothingLeft()
}
