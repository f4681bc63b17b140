package meter_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/meter"
)

func open(t *testing.T, file string) *meter.Book {
	t.Helper()
	b, err := meter.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCountsSurviveARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "meters.json")
	b := open(t, file)
	b.Fit("receipt", 0, 0)
	count := b.Counter("receipt")
	var many sync.WaitGroup
	for range 10 {
		many.Go(func() {
			for range 100 {
				count(drivers.Slips, 1)
				count(drivers.PaperLength, 120)
			}
		})
	}
	many.Wait()
	if err := b.Save(); err != nil {
		t.Fatal(err)
	}
	again := open(t, file)
	got := again.Counts("receipt")
	if got[drivers.Slips] != 1000 || got[drivers.PaperLength] != 120_000 {
		t.Errorf("after a restart: %v", got)
	}
	if f, ok := again.Forecast("receipt"); !ok || f.Left != meter.DefaultMargin {
		t.Errorf("the roll after a restart: %+v, %v, want what the sensor leaves", f, ok)
	}
}

func TestRunSavesAtTheEnd(t *testing.T) {
	file := filepath.Join(t.TempDir(), "meters.json")
	b := open(t, file)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx, nil) }()
	b.Counter("idcard")(drivers.CardsRead, 7)
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := open(t, file).Counts("idcard")[drivers.CardsRead]; got != 7 {
		t.Errorf("%d cards, want 7", got)
	}
}

func TestUnreadableFileIsSetAside(t *testing.T) {
	for _, content := range []string{"no JSON", `{"receipt": 3}`, "\x00\x00\x00"} {
		file := filepath.Join(t.TempDir(), "meters.json")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := meter.Open(file)
		if err == nil || !strings.Contains(err.Error(), ".bad") {
			t.Errorf("%q: error %v, want it to name what is kept", content, err)
		}
		if kept, err := os.ReadFile(file + ".bad"); err != nil || string(kept) != content {
			t.Errorf("%q: kept %q, %v", content, kept, err)
		}
		b.Counter("idcard")(drivers.CardsRead, 1)
		if err := b.Save(); err != nil {
			t.Errorf("%q: the book cannot be used: %v", content, err)
		}
	}
	if _, err := meter.Open(filepath.Join(t.TempDir(), "meters.json")); err != nil {
		t.Errorf("a first start: %v", err)
	}
}

// Root looks at a terminal that runs as another user: the counters stay that user's.
func TestTheOwnerStaysTheOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	file := filepath.Join(t.TempDir(), "meters.json")
	if err := errors.Join(os.WriteFile(file, []byte("{}"), 0o600), os.Chown(file, 65534, 65534)); err != nil {
		t.Fatal(err)
	}
	b := open(t, file)
	b.Counter("idcard")(drivers.CardsRead, 1)
	if err := b.Save(); err != nil {
		t.Fatal(err)
	}
	now, err := os.Stat(file)
	if err != nil || now.Sys().(*syscall.Stat_t).Uid != 65534 {
		t.Errorf("the file is now %+v's, %v", now.Sys(), err)
	}
}

func TestAFileThatMayNotBeReadIsLeftAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "meters.json") // a folder cannot be read as a file, by root neither
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	b, err := meter.Open(folder)
	if err == nil {
		t.Fatal("it is read")
	}
	b.Counter("idcard")(drivers.CardsRead, 1)
	if err := b.Save(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(folder + ".bad"); err == nil {
		t.Error("it was set aside")
	}
}

func TestCountsThatCannotBeSavedAreTriedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "later")
	b := open(t, filepath.Join(folder, "meters.json"))
	b.Counter("idcard")(drivers.CardsRead, 1)
	if err := b.Save(); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("Save into nothing = %v", err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := b.Save(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(folder + "/*"); len(left) != 1 {
		t.Errorf("files %v, want the one", left)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(`{"receipt":{"counts":{"slips":3},"roll":{"hours":{"1":2}}}}`))
	f.Add([]byte(`{"receipt":null}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		file := filepath.Join(t.TempDir(), "meters.json")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		b, _ := meter.Open(file)
		b.Counter("receipt")(drivers.PaperLength, 1)
		b.Forecast("receipt")
	})
}

// busyDay prints 200 slips of 100 mm in each hour from 9 to 17.
func busyDay(count func(drivers.Counter, int)) {
	for hour := range 24 {
		if 9 <= hour && hour < 17 {
			count(drivers.PaperLength, 200*100)
		}
		time.Sleep(time.Hour)
	}
}

func TestForecast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := open(t, filepath.Join(t.TempDir(), "meters.json"))
		const roll = 400_000
		b.Fit("receipt", roll, 3000)
		fine := drivers.Status{State: drivers.Online}
		b.Observe("receipt", fine)
		if f, ok := b.Forecast("receipt"); !ok || f.Left != roll || !f.Ends.IsZero() {
			t.Errorf("a new roll of which nothing was used: %+v, %v", f, ok)
		}
		count := b.Counter("receipt")
		busyDay(count) // uses 160 m
		f, _ := b.Forecast("receipt")
		// 240 m are left: all of tomorrow's 160, and the day after 80 from 9 to 13.
		want := time.Now().Add((24 + 13) * time.Hour)
		if f.Left != 240_000 || f.Ends.Sub(want).Abs() > time.Hour {
			t.Errorf("forecast %+v, want the end at %s", f, want)
		}
		busyDay(count)
		low := drivers.Status{State: drivers.Online, Kinds: []drivers.Kind{drivers.PaperLow}}
		b.Observe("receipt", low)
		if f, _ := b.Forecast("receipt"); f.Left != 3000 {
			t.Errorf("left %d mm when the sensor says near end, want 3,000", f.Left)
		}
		b.Observe("receipt", drivers.Status{State: drivers.Offline, Kinds: []drivers.Kind{drivers.NoPaper}})
		if f, _ := b.Forecast("receipt"); f.Left != 0 || !f.Ends.Equal(time.Now()) {
			t.Errorf("forecast %+v without paper", f)
		}
		b.Observe("receipt", drivers.Status{State: drivers.NoDevice}) // unplugged: nothing is known
		b.Observe("receipt", fine)
		if f, _ := b.Forecast("receipt"); f.Left != roll || f.Ends.Before(time.Now().Add(24*time.Hour)) {
			t.Errorf("forecast %+v of a new roll", f)
		}
	})
}

func TestForecastOfAPlaceWithoutPaper(t *testing.T) {
	b := open(t, filepath.Join(t.TempDir(), "meters.json"))
	b.Observe("idcard", drivers.Status{State: drivers.Online})
	if _, ok := b.Forecast("idcard"); ok {
		t.Error("a card reader has paper")
	}
}
