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
