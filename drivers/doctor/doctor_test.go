package doctor_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/doctor"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// clinic is a terminal's devices, each in its slot.
type clinic struct {
	reader  *sim.Reader
	printer *sim.Printer
	scanner *sim.Scanner

	idcard  *slot.CardReader
	receipt *slot.Printer
	code    *slot.Scanner
}

func newClinic(t *testing.T) clinic {
	t.Helper()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	c := clinic{
		reader:  sim.NewReader(sim.ReaderOptions{Link: at("idcard")}),
		printer: sim.NewPrinter(sim.PrinterOptions{Link: at("receipt")}),
		scanner: sim.NewScanner(sim.ScannerOptions{Link: at("code"), Suffix: "\r"}),
	}
	t.Cleanup(func() { c.reader.Close(); c.printer.Close(); c.scanner.Close() })
	for _, plug := range []func() error{c.reader.Plug, c.printer.Plug, c.scanner.Plug} {
		if err := plug(); err != nil {
			t.Fatal(err)
		}
	}
	site := all.NewSite(port.Tree{}, nil)
	line := func(name string) all.Line { return all.Line{Port: at(name)} }
	reader, err1 := all.CardReader{Kind: "sdt", Line: line("idcard")}.Opener(site, "idcard")
	printer, err2 := all.Printer{Kind: "escpos", Line: line("receipt")}.Opener(site, "receipt")
	scanner, err3 := all.Scanner{Kind: "serial", Line: line("code")}.Opener(site, "code")
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			t.Fatal(err)
		}
	}
	quick := slot.Options{Retry: 10 * time.Millisecond}
	c.idcard = slot.NewCardReader("idcard", reader, quick)
	c.receipt = slot.NewPrinter("receipt", printer, quick)
	c.code = slot.NewScanner("code", scanner, quick)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 3)
	for _, run := range []func(context.Context) error{c.idcard.Run, c.receipt.Run, c.code.Run} {
		go func() { done <- run(ctx) }()
	}
	t.Cleanup(func() {
		cancel()
		for range 3 {
			<-done
		}
	})
	return c
}

func (c clinic) look(t *testing.T) []doctor.Finding {
	return []doctor.Finding{
		doctor.Look(t.Context(), "idcard", c.idcard),
		doctor.Look(t.Context(), "receipt", c.receipt),
		doctor.Look(t.Context(), "code", c.code),
	}
}

func TestLook(t *testing.T) {
	c := newClinic(t)
	found := c.look(t)
	if w := doctor.Worst(found); w != doctor.Fine {
		t.Errorf("worst of %+v is %s, want fine", found, w)
	}
	if !strings.Contains(found[0].Note, "SAM") {
		t.Errorf("the reader's note is %q, want the number of its module", found[0].Note)
	}
	c.printer.SetCover(true)
	c.reader.Unplug()
	for found = c.look(t); found[0].Verdict != doctor.Absent; found = c.look(t) {
		time.Sleep(time.Millisecond) // until three misses have been counted
	}
	if f := found[1]; f.Verdict != doctor.Hands || !slices.Equal(f.Kinds, []drivers.Kind{drivers.CoverOpen}) {
		t.Errorf("an open cover is %+v", f)
	}
	if w := doctor.Worst(found); w != doctor.Absent {
		t.Errorf("worst is %s, want absent", w)
	}
}

func TestReadBackIsAClosedLoop(t *testing.T) {
	c := newClinic(t)
	c.printer.OnSlip(func() { // the technician holds the slip before the scanner
		go func() {
			for _, s := range c.printer.Slips() {
				for _, code := range append([]string{"6901234567892"}, s.Codes...) {
					time.Sleep(20 * time.Millisecond)
					_ = c.scanner.Scan(context.Background(), code)
				}
			}
		}()
	})
	printed, read := doctor.ReadBack(t.Context(), c.receipt, c.code, slip)
	if !printed.Passed || !read.Passed {
		t.Errorf("printed %+v, read %+v", printed, read)
	}
}

func slip(code string) drivers.Slip {
	return drivers.Slip{Blocks: []drivers.Block{{Form: drivers.Line, Text: "自检"}, {Form: drivers.Code, Text: code}}}
}

func TestReadBackNoticesWhatIsMissing(t *testing.T) {
	c := newClinic(t)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	printed, read := doctor.ReadBack(ctx, c.receipt, c.code, slip)
	if !printed.Passed || read.Passed || read.Kind != drivers.Misread {
		t.Errorf("nobody holds the slip: printed %+v, read %+v", printed, read)
	}
	c.printer.SetPaper(sim.PaperOut)
	if printed, read = doctor.ReadBack(t.Context(), c.receipt, c.code, slip); printed.Kind != drivers.NoPaper || read.Passed {
		t.Errorf("no paper: printed %+v, read %+v", printed, read)
	}
	f := doctor.Finding{Verdict: doctor.Fine}.With(printed)
	if f.Verdict != doctor.Hands {
		t.Errorf("a slip without paper makes the verdict %s", f.Verdict)
	}
}

// said is a device that says how it is.
type said drivers.Status

func (s said) Status(context.Context) drivers.Status { return drivers.Status(s) }

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		why    string
		status drivers.Status
		want   doctor.Verdict
	}{
		{"it works", drivers.Status{State: drivers.Online}, doctor.Fine},
		{"good to know is not bad", drivers.Status{State: drivers.Online, Causes: []drivers.Cause{drivers.OnBattery}}, doctor.Fine},
		{"it answers nothing, as many do", drivers.Status{State: drivers.Unknown}, doctor.Mute},
		{"nothing is plugged in", drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.NotPlugged}}, doctor.Absent},
		{"another program has the line: it can be ended", drivers.Status{State: drivers.DeviceBusy, Kinds: []drivers.Kind{drivers.Busy}, Causes: []drivers.Cause{drivers.LineHeld}}, doctor.Hands},
		{"another device is there: it can be plugged elsewhere", drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.Stranger}}, doctor.Hands},
		{"another device is there, or a printer at another speed", drivers.Status{State: drivers.Unknown, Causes: []drivers.Cause{drivers.Stranger}}, doctor.Hands},
	} {
		if f := doctor.Look(t.Context(), "code", said(c.status)); f.Verdict != c.want || !slices.Equal(f.Causes, c.status.Causes) {
			t.Errorf("%s: %+v, want %s", c.why, f, c.want)
		}
	}
}
