package escl_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/escl"
	"yitiji/drivers/sim"
)

// plugged is a simulated scanner with a paper on its glass, and a client of it.
func plugged(t *testing.T, o escl.Options) (*sim.Flatbed, *escl.Scanner) {
	t.Helper()
	device := sim.NewFlatbed(sim.FlatbedOptions{})
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { device.Close() })
	device.Lay(sim.FlatbedPapers()[0])
	o.URL = device.URL()
	return device, open(t, o)
}

func open(t *testing.T, o escl.Options) *escl.Scanner {
	t.Helper()
	s, err := escl.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var glass = drivers.PageRequest{Source: drivers.Platen, Resolution: 75}

// Each trouble ends as a person needs to know it, and the scanner works again when
// the trouble has gone.
func TestTroubles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		trouble sim.FlatbedTrouble
		want    drivers.Kind
	}{
		{sim.FlatbedWarming, ""},
		{sim.FlatbedAbroad, ""},
		{sim.FlatbedStuck, drivers.Busy},
		{sim.FlatbedOccupied, drivers.Busy},
		{sim.FlatbedConflict, drivers.Busy},
		{sim.FlatbedDown, drivers.NeedsTechnician},
		{sim.FlatbedMute, drivers.Disconnected},
		{sim.FlatbedNoise, drivers.Misread},
		{sim.FlatbedNonsense, drivers.Misread},
		{sim.FlatbedCut, drivers.Disconnected},
		{sim.FlatbedTorn, drivers.Misread},
		{sim.FlatbedEndless, drivers.Misread},
		{sim.FlatbedHuge, drivers.Misread},
		{sim.FlatbedForeign, drivers.Misread},
		{sim.FlatbedRepeat, drivers.Misread},
	} {
		t.Run(string(c.trouble), func(t *testing.T) {
			t.Parallel()
			patience := 30 * time.Second
			if c.trouble == sim.FlatbedMute || c.trouble == sim.FlatbedStuck {
				patience = 2 * time.Second // these two are what it is for
			}
			device, s := plugged(t, escl.Options{Patience: patience})
			if _, err := s.Scan(t.Context(), glass); err != nil {
				t.Fatal(err)
			}
			device.Misbehave(c.trouble)
			pages, err := s.Scan(t.Context(), glass)
			if drivers.KindOf(err) != c.want || (err == nil) != (len(pages) == 1) {
				t.Errorf("Scan = %d pages, %v, want kind %q", len(pages), err, c.want)
			}
			device.Misbehave(sim.FlatbedWell)
			if _, err := s.Scan(t.Context(), glass); err != nil {
				t.Errorf("after it: %v", err)
			}
			if jobs := device.State().Jobs; jobs != 0 {
				t.Errorf("%d jobs are left", jobs)
			}
		})
	}
}

func TestCoarsePageSaysSo(t *testing.T) {
	device, s := plugged(t, escl.Options{})
	device.Misbehave(sim.FlatbedCoarse)
	pages, err := s.Scan(t.Context(), drivers.PageRequest{Source: drivers.Platen, Resolution: 150})
	if err != nil || len(pages) != 1 || pages[0].Resolution != 75 {
		t.Errorf("Scan = %d pages, %v; want one that says 75 dpi", len(pages), err)
	}
}

func TestResolutionIsRaised(t *testing.T) {
	_, s := plugged(t, escl.Options{})
	for want, asked := range map[int]int{75: 10, 100: 90, 150: 101} {
		pages, err := s.Scan(t.Context(), drivers.PageRequest{Source: drivers.Platen, Resolution: asked, Grey: true})
		if err != nil || pages[0].Resolution != want {
			t.Errorf("%d dpi: %v", asked, err)
		}
	}
}

// A job that a program left behind is Busy, or deleted where nobody else can own it.
func TestAbandonedJob(t *testing.T) {
	t.Parallel()
	for _, alone := range []bool{false, true} {
		device, s := plugged(t, escl.Options{Alone: alone})
		device.Abandon()
		if state := s.Status(t.Context()).State; state != drivers.DeviceBusy {
			t.Errorf("Status = %s", state)
		}
		want := map[bool]drivers.Kind{false: drivers.Busy, true: ""}[alone]
		if _, err := s.Scan(t.Context(), glass); drivers.KindOf(err) != want {
			t.Errorf("alone %v: Scan = %v, want kind %q", alone, err, want)
		}
	}
}

func TestCapabilitiesAreAskedOnce(t *testing.T) {
	device, s := plugged(t, escl.Options{})
	for range 2 {
		if _, err := s.Scan(t.Context(), glass); err != nil {
			t.Fatal(err)
		}
	}
	asked := slices.DeleteFunc(device.Asked(), func(a string) bool { return a != "GET /eSCL/ScannerCapabilities" })
	if len(asked) != 1 {
		t.Errorf("asked %d times", len(asked))
	}
}

func TestNoFeeder(t *testing.T) {
	device := sim.NewFlatbed(sim.FlatbedOptions{Deck: true})
	server := httptest.NewServer(device)
	defer server.Close()
	s := open(t, escl.Options{URL: server.URL + "/eSCL/"})
	if _, err := s.Scan(t.Context(), drivers.PageRequest{Source: drivers.Feeder}); drivers.KindOf(err) != drivers.NeedsTechnician {
		t.Errorf("Scan from a feeder that is none = %v", err)
	}
	if pages, err := s.Scan(t.Context(), drivers.PageRequest{Resolution: 75}); err != nil || len(pages) != 1 {
		t.Errorf("Scan = %d pages, %v", len(pages), err)
	}
}

func TestCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(sim.NewFlatbed(sim.FlatbedOptions{}))
	server.Config.ErrorLog = nil
	server.StartTLS()
	defer server.Close()
	sum := sha256.Sum256(server.Certificate().Raw)
	right := hex.EncodeToString(sum[:])
	for _, c := range []struct {
		why, fingerprint string
		want             drivers.Kind
	}{
		{"signed by itself, and nobody vouches", "", drivers.NeedsTechnician},
		{"the one that is configured", right, ""},
		{"another one", strings.Repeat("00", 32), drivers.NeedsTechnician},
	} {
		s := open(t, escl.Options{URL: server.URL + "/eSCL", Fingerprint: c.fingerprint})
		if _, err := s.Scan(t.Context(), glass); drivers.KindOf(err) != c.want {
			t.Errorf("%s: Scan = %v, want kind %q", c.why, err, c.want)
		}
	}
}

func TestPagesComeAlongWithTheEndOfTheContext(t *testing.T) {
	device, s := plugged(t, escl.Options{})
	device.Load(sim.FlatbedPapers()...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { // slow from the second page on
		for device.State().Scans == 0 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		device.SetPace(time.Hour)
		time.Sleep(500 * time.Millisecond)
		cancel()
	}()
	device.SetPace(200 * time.Millisecond)
	pages, err := s.Scan(ctx, drivers.PageRequest{Source: drivers.Feeder, Resolution: 75})
	if !errors.Is(err, context.Canceled) || len(pages) == 0 {
		t.Errorf("Scan = %d pages, %v", len(pages), err)
	}
}

func TestOptions(t *testing.T) {
	for why, o := range map[string]escl.Options{
		"no URL":              {},
		"no host":             {URL: "http:///eSCL"},
		"another protocol":    {URL: "ftp://127.0.0.1/eSCL"},
		"pin without TLS":     {URL: "http://127.0.0.1/eSCL", Fingerprint: strings.Repeat("00", 32)},
		"half a fingerprint":  {URL: "https://127.0.0.1/eSCL", Fingerprint: "00:11"},
		"negative patience":   {URL: "http://127.0.0.1/eSCL", Patience: -1},
		"letters in a number": {URL: "https://127.0.0.1/eSCL", Fingerprint: strings.Repeat("zz", 32)},
	} {
		if _, err := escl.New(o); err == nil {
			t.Errorf("%s: New took %+v", why, o)
		}
	}
}
