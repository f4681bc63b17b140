package doctor_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/doctor"
	"yitiji/drivers/escpos"
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

func TestReadCardTellsNothingOfThePerson(t *testing.T) {
	c := newClinic(t)
	person := sim.People()[0]
	c.reader.Present(person)
	check, decoded := doctor.ReadCard(t.Context(), c.idcard, nil)
	if said := fmt.Sprint(check); !check.Passed || decoded != nil || strings.Contains(said, person.Card.Number) || strings.Contains(said, person.Card.Name) {
		t.Errorf("check %+v, photo %+v", check, decoded)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	check, decoded = doctor.ReadCard(ctx, c.idcard, &decoder{})
	if check.Passed || check.Kind != drivers.Misread || check.Cause != doctor.NotShown || decoded != nil {
		t.Errorf("nobody lays a card on: %+v, photo %+v", check, decoded)
	}
}

// decoder is a photo decoder that fails as it is told.
type decoder struct {
	drivers.PhotoDecoder
	err   error
	photo []byte // what it was given
}

func (d *decoder) Decode(_ context.Context, photo []byte) (image.Image, error) {
	d.photo = photo
	if len(photo) == 0 || photo[0] == 0 {
		return nil, errors.New("no photo")
	}
	return image.NewGray(image.Rect(0, 0, 102, 126)), d.err
}

// oneCard is a reader on which a card lies.
type oneCard struct{ drivers.CardReader }

func (oneCard) Read(context.Context, drivers.CardRequest) (drivers.Card, error) {
	return drivers.Card{Layout: drivers.Resident, Photo: bytes.Repeat([]byte{7}, 1024)}, nil
}

func TestReadCardDecodesItsPhotoAndForgetsIt(t *testing.T) {
	misfit := &drivers.Fault{Device: "photo", Op: "decode", Kind: drivers.Misread}
	for _, c := range []struct {
		why  string
		err  error
		kind drivers.Kind
	}{
		{"a program that decodes", nil, ""},
		{"the program of another maker", misfit, drivers.Misread},
	} {
		photo := &decoder{err: c.err}
		read, decoded := doctor.ReadCard(t.Context(), oneCard{}, photo)
		if !read.Passed || decoded == nil || decoded.Passed != (c.err == nil) || decoded.Kind != c.kind {
			t.Errorf("%s: read %+v, photo %+v", c.why, read, decoded)
		}
		if len(photo.photo) != 1024 || !bytes.Equal(photo.photo, make([]byte, 1024)) {
			t.Errorf("%s: the photo of the card is still in memory", c.why)
		}
	}
}

// A printer that holds its slip is watched until somebody takes it; one that does not
// is not tested.
func TestAwaitTaken(t *testing.T) {
	for _, c := range []struct {
		why       string
		presenter bool
		taken     bool
		want      *doctor.Check
	}{
		{"a model without a presenter", false, false, nil},
		{"the technician takes it", true, true, &doctor.Check{Name: doctor.NoticesTaken, Passed: true}},
		{"nobody takes it, or it is not noticed", true, false, &doctor.Check{Name: doctor.NoticesTaken, Kind: drivers.PaperNotTaken}},
	} {
		device, receipt := printer(t, c.presenter)
		if check := doctor.PrintSlip(t.Context(), receipt, slip("taken")); !check.Passed {
			t.Fatalf("%s: %+v", c.why, check)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		got := doctor.AwaitTaken(ctx, receipt, func() {
			if c.taken {
				device.Take()
			}
		})
		cancel()
		if got != nil {
			got.Note = ""
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.why, got, c.want)
		}
	}
}

// printer returns a receipt printer behind its slot.
func printer(t *testing.T, presenter bool) (*sim.Printer, *slot.Printer) {
	t.Helper()
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt"), Presenter: presenter})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	entry := all.Printer{Kind: "escpos", Line: all.Line{Port: device.Path()}}
	if presenter {
		entry.Presenter = escpos.Presenter{Ask: 5, Bit: 4}
	}
	open, err := entry.Opener(all.NewSite(port.Tree{}, nil), "receipt")
	if err != nil {
		t.Fatal(err)
	}
	receipt := slot.NewPrinter("receipt", open, slot.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- receipt.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return device, receipt
}

// glass is a page scanner with a picture on it.
type glass struct {
	drivers.PageScanner
	picture image.Image
}

func (g glass) Scan(context.Context, drivers.PageRequest) ([]drivers.Page, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, g.picture, nil)
	return []drivers.Page{{Format: "image/jpeg", Data: b.Bytes()}}, err
}

func TestScanPageNoticesABlankPage(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 200, 280))
	for i := range page.Pix {
		page.Pix[i] = 0xF0 + byte(i%7)
	}
	if check := doctor.ScanPage(t.Context(), glass{picture: page}); check.Passed || check.Kind != drivers.Misread {
		t.Errorf("a blank page: %+v", check)
	}
	for y := 80; y < 120; y++ {
		for x := 40; x < 160; x++ {
			page.SetGray(x, y, color.Gray{})
		}
	}
	if check := doctor.ScanPage(t.Context(), glass{picture: page}); !check.Passed {
		t.Errorf("a printed page: %+v", check)
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
