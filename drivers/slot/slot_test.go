package slot_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// running starts a slot's Run and ends it with the test.
func running(t testing.TB, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}

// reader returns a slot on a simulated reader that is not plugged in yet.
func reader(t testing.TB) (*sim.Reader, *slot.CardReader) {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard")})
	t.Cleanup(func() { device.Close() })
	return device, readerAt(t, device)
}

// readerAt returns a slot on a simulated reader.
func readerAt(t testing.TB, device *sim.Reader) *slot.CardReader {
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: device.Path()}}.Opener(all.NewSite(port.Tree{}, nil), "idcard")
	if err != nil {
		t.Fatal(err)
	}
	s := slot.NewCardReader("idcard", open, slot.Options{Poll: 50 * time.Millisecond, Retry: 100 * time.Millisecond})
	running(t, s.Run)
	return s
}

// awaitState polls Status until it is what is wanted.
func awaitState(t testing.TB, d interface {
	Status(context.Context) drivers.Status
}, want drivers.State,
) {
	t.Helper()
	ctx := soon(t)
	for {
		s := d.Status(ctx)
		if s.State == want {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("Status = %+v, want %s", s, want)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestHotPlug(t *testing.T) {
	device, s := reader(t)
	awaitState(t, s, drivers.NoDevice)
	if _, err := s.Read(soon(t), drivers.CardRequest{}); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Read without a device = %v, want Disconnected", err)
	}
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	awaitState(t, s, drivers.Online)
	for range 3 {
		read := make(chan error, 1)
		go func() { _, err := s.Read(soon(t), drivers.CardRequest{}); read <- err }()
		time.Sleep(30 * time.Millisecond) // so that most rounds hit a Read that waits
		device.Unplug()
		if err := <-read; drivers.KindOf(err) != drivers.Disconnected {
			t.Errorf("Read while unplugged = %v, want Disconnected", err)
		}
		if err := device.Plug(); err != nil {
			t.Fatal(err)
		}
		awaitState(t, s, drivers.Online)
		device.Present(sim.People()[0])
		if _, err := s.Read(soon(t), drivers.CardRequest{}); err != nil {
			t.Errorf("Read after replugging = %v", err)
		}
		device.Lift()
	}
	device.Unplug()
	awaitState(t, s, drivers.NoDevice)
}

// fake is a device whose only virtue is that it does what it is told.
type fake struct {
	status chan drivers.Status
	read   func(context.Context) error
}

func (f *fake) Read(ctx context.Context, _ drivers.CardRequest) (drivers.Card, error) {
	return drivers.Card{}, f.read(ctx)
}
func (f *fake) Close() error { return nil }
func (f *fake) Status(context.Context) drivers.Status {
	select {
	case s := <-f.status:
		return s
	default:
		return drivers.Status{State: drivers.Online}
	}
}

func TestOneMissIsNoLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened atomic.Int32
		f := &fake{status: make(chan drivers.Status, 9), read: func(ctx context.Context) error { <-ctx.Done(); return errors.New("line fell silent") }}
		s := slot.NewCardReader("idcard", func(context.Context) (drivers.CardReader, error) { opened.Add(1); return f, nil }, slot.Options{})
		running(t, s.Run)
		synctest.Wait()
		for range 2 {
			f.status <- drivers.Status{State: drivers.NoDevice}
		}
		time.Sleep(10 * time.Second)
		if n := opened.Load(); n != 1 {
			t.Errorf("opened %d times after two misses, want 1", n)
		}
		read := make(chan error, 1)
		go func() { _, err := s.Read(context.Background(), drivers.CardRequest{}); read <- err }()
		for range 3 {
			f.status <- drivers.Status{State: drivers.NoDevice}
		}
		if err := <-read; drivers.KindOf(err) != drivers.Disconnected {
			t.Errorf("Read under way = %v, want Disconnected", err)
		}
		time.Sleep(time.Second)
		if n := opened.Load(); n != 2 {
			t.Errorf("opened %d times after three misses, want 2", n)
		}
	})
}

func TestHopelessIsRetriedRarely(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tried atomic.Int32
		s := slot.NewScanner("code", func(context.Context) (drivers.Scanner, error) { tried.Add(1); return nil, fs.ErrPermission }, slot.Options{})
		running(t, s.Run)
		synctest.Wait()
		if st := s.Status(t.Context()); st.State != drivers.HardwareError || !st.Has(drivers.NeedsTechnician) {
			t.Errorf("Status = %+v, want HardwareError", st)
		}
		time.Sleep(61 * time.Second)
		if n := tried.Load(); n != 3 {
			t.Errorf("tried %d times in a minute, want 3", n)
		}
		if _, err := s.Scan(t.Context(), drivers.ScanRequest{}); drivers.KindOf(err) != drivers.Disconnected {
			t.Errorf("Scan = %v, want Disconnected", err)
		}
	})
}

func TestClose(t *testing.T) {
	device, s := reader(t)
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	awaitState(t, s, drivers.Online)
	read := make(chan error, 1)
	go func() { _, err := s.Read(soon(t), drivers.CardRequest{}); read <- err }()
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	}
	if err := <-read; drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Read = %v, want Disconnected", err)
	}
	awaitState(t, s, drivers.NoDevice)
	p := slot.NewPrinter("receipt", nil, slot.Options{})
	p.Close()
	if r, err := p.Print(soon(t), drivers.Slip{}); drivers.KindOf(err) != drivers.Disconnected || r.Outcome != drivers.NotStarted {
		t.Errorf("Print on a slot that was closed = %+v, %v", r, err)
	}
}
