package ipp_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/ipp"
	"yitiji/drivers/ipp/ipptest"
)

func newPrinter(t *testing.T, o ipp.Options) *ipp.Printer {
	t.Helper()
	o.User, o.Poll, o.Patience = "kiosk-test", 20*time.Millisecond, 400*time.Millisecond
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	p, err := ipp.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func document(name string) drivers.Document {
	return drivers.Document{Name: name, Format: "application/pdf", Data: ipptest.Pages(2)}
}

func TestSecure(t *testing.T) {
	t.Parallel()
	peer := ipptest.Start(t)
	pin := peer.Fingerprint()
	p := newPrinter(t, ipp.Options{URI: peer.SecureURI(), Fingerprint: pin})
	result, err := p.Print(t.Context(), document("A"))
	if err != nil || result.Outcome != drivers.Printed || result.Sheets != 2 || result.Job == "" {
		t.Errorf("Print = %+v, %v", result, err)
	}
	for why, wrong := range map[string]string{
		"a certificate that nobody vouches for": "",
		"another certificate":                   strings.Repeat("ab", 32),
	} {
		p := newPrinter(t, ipp.Options{URI: peer.SecureURI(), Fingerprint: wrong})
		result, err := p.Print(t.Context(), document("B"))
		if result.Outcome != drivers.NotStarted || drivers.KindOf(err) != drivers.NeedsTechnician {
			t.Errorf("%s: Print = %+v, %v", why, result, err)
		}
		if s := p.Status(t.Context()); s.State != drivers.HardwareError {
			t.Errorf("%s: Status = %+v", why, s)
		}
	}
	if out := peer.Out(); slices.Contains(out, "B") || len(out) != 2 {
		t.Errorf("out came %q", out)
	}
}

func TestStatesAndGauges(t *testing.T) {
	t.Parallel()
	peer := ipptest.Start(t)
	p := newPrinter(t, ipp.Options{URI: peer.URI()})
	formats, err := p.Formats(t.Context())
	if err != nil || !slices.Contains(formats, "image/pwg-raster") {
		t.Errorf("Formats = %q, %v", formats, err)
	}
	peer.Tray(5)
	peer.Supplies(95, 3)
	if s := p.Status(t.Context()); s.State != drivers.Online || !slices.Equal(s.Kinds, []drivers.Kind{drivers.PaperLow}) {
		t.Errorf("Status with little of all = %+v", s)
	}
	got, err := p.Gauges(t.Context())
	for _, want := range []drivers.Gauge{
		{Name: "tray-main", Level: 5, Capacity: 250, Low: true},
		{Name: "waste-toner", Level: -1, Low: true, Fills: true},
		{Name: "black", Level: 3, Capacity: 100, Low: true},
	} {
		if err != nil || !slices.Contains(got, want) {
			t.Errorf("Gauges = %+v, %v, want %+v", got, err, want)
		}
	}
	peer.Supplies(20, 0)
	if s := p.Status(t.Context()); s.State != drivers.HardwareError {
		t.Errorf("Status without toner = %+v", s)
	}
}

// A job is held up in its middle by each trouble; nothing of it comes out later.
func TestTroubleDuringJob(t *testing.T) {
	t.Parallel()
	for reason, kind := range map[string]drivers.Kind{
		"media-empty": drivers.NoPaper, "media-jam": drivers.Jam, "cover-open": drivers.CoverOpen,
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			peer := ipptest.Start(t)
			peer.Trouble(2, reason)
			p := newPrinter(t, ipp.Options{URI: peer.URI()})
			result, err := p.Print(t.Context(), document("A"))
			if result.Outcome != drivers.Uncertain || result.Sheets != 1 || drivers.KindOf(err) != kind {
				t.Errorf("Print = %+v, %v", result, err)
			}
			if out := peer.Out(); !slices.Equal(out, []string{"A"}) {
				t.Errorf("out came %q", out)
			}
		})
	}
}

// What another run of the program left at the printer is cancelled before the next job.
func TestLeftBehind(t *testing.T) {
	t.Parallel()
	peer := ipptest.Start(t)
	peer.Trouble(1, "hang")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	first := newPrinter(t, ipp.Options{URI: peer.URI()})
	if result, err := first.Print(ctx, document("A")); result.Outcome == drivers.Printed || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Print = %+v, %v", result, err)
	}
	first.Close()
	second := newPrinter(t, ipp.Options{URI: peer.URI()})
	go func() { // the trouble ends only while the second tries
		time.Sleep(300 * time.Millisecond)
		peer.Trouble(0, "")
	}()
	result, err := second.Print(t.Context(), document("B"))
	if drivers.KindOf(err) == drivers.Busy { // gave up waiting for the first to end
		result, err = second.Print(t.Context(), document("B"))
	}
	if err != nil || result.Outcome != drivers.Printed {
		t.Errorf("Print = %+v, %v; out came %q", result, err, peer.Out())
	}
}
