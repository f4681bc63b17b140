package doctor

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"image/jpeg"
	"strings"

	"yitiji/drivers"
)

// result is a test that ended with err.
func result(name CheckName, note string, err error) Check {
	if err != nil {
		return Check{Name: name, Kind: drivers.KindOf(err), Note: err.Error()}
	}
	return Check{Name: name, Passed: true, Note: note}
}

// ReadCard reads the card that is laid on the reader before ctx ends. Nothing of it
// is in the result but what kind of card it is.
func ReadCard(ctx context.Context, r drivers.CardReader) Check {
	card, err := r.Read(ctx, drivers.CardRequest{})
	return result(ReadsCard, string(card.Layout), waited(err, drivers.Misread))
}

// PrintSlip prints a slip.
func PrintSlip(ctx context.Context, p drivers.Printer, slip drivers.Slip) Check {
	r, err := p.Print(ctx, slip)
	if err == nil && r.Outcome != drivers.Printed {
		return Check{Name: PrintsSlip, Passed: true, Note: "sent; this model does not confirm: look whether it came out"}
	}
	return result(PrintsSlip, string(r.Outcome), err)
}

// ReadBack is a closed loop: it prints a slip with a code that nobody knows, made by
// slip, and waits until the scanner has read that one. Other codes are passed over.
func ReadBack(ctx context.Context, p drivers.Printer, s drivers.Scanner, slip func(code string) drivers.Slip) (printed, read Check) {
	code := "YITIJI-" + strings.ToUpper(rand.Text()[:10])
	if printed = PrintSlip(ctx, p, slip(code)); !printed.Passed {
		return printed, Check{Name: ReadsBack, Kind: printed.Kind, Note: "nothing was printed to read"}
	}
	others := 0
	for {
		scan, err := s.Scan(ctx, drivers.ScanRequest{})
		switch {
		case ctx.Err() != nil:
			return printed, result(ReadsBack, "", waited(fmt.Errorf("the code was not read; %d others were: %w", others, ctx.Err()), drivers.Misread))
		case err == nil && scan.Text == code:
			return printed, result(ReadsBack, "", nil)
		case err != nil && drivers.KindOf(err) != drivers.Misread:
			return printed, result(ReadsBack, "", err)
		}
		others++
	}
}

// PrintPage prints a page.
func PrintPage(ctx context.Context, p drivers.DocumentPrinter, doc drivers.Document) Check {
	r, err := p.Print(ctx, doc)
	return result(PrintsPage, fmt.Sprintf("%s, %d sheets", r.Outcome, r.Sheets), err)
}

// ScanPage scans one page, and looks whether anything is on it.
func ScanPage(ctx context.Context, s drivers.PageScanner) Check {
	pages, err := s.Scan(ctx, drivers.PageRequest{Limit: 1, Resolution: 150})
	if err == nil && len(pages) == 0 {
		err = errors.New("no page came")
	}
	if err != nil {
		return result(ScansPage, "", err)
	}
	blank, err := blank(pages[0])
	if err == nil && blank {
		err = &drivers.Fault{Device: "scanner", Op: "scan", Kind: drivers.Misread, Err: errors.New("the page is blank: lay a printed page on the glass, face down")}
	}
	return result(ScansPage, fmt.Sprintf("%d × %d dots", pages[0].Width, pages[0].Height), err)
}

// blank says whether a page is of one brightness everywhere.
func blank(p drivers.Page) (bool, error) {
	img, err := jpeg.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return false, fmt.Errorf("the page is no picture: %w", err)
	}
	const visible = 0x3000 // of 0xFFFF: less is the noise of a lamp
	b := img.Bounds()
	least, most := uint32(0xFFFF), uint32(0)
	for y := b.Min.Y; y < b.Max.Y; y += 8 {
		for x := b.Min.X; x < b.Max.X; x += 8 {
			_, green, _, _ := img.At(x, y).RGBA()
			least, most = min(least, green), max(most, green)
		}
	}
	return least > most || most-least < visible, nil
}

// Say turns a sentence into sound.
func Say(ctx context.Context, s drivers.Speech, u drivers.Utterance) Check {
	sound, err := s.Say(ctx, u)
	if err == nil && len(sound.WAV) <= 44 {
		err = errors.New("no sound came")
	}
	return result(Speaks, fmt.Sprintf("%d bytes of sound", len(sound.WAV)), err)
}

// waited makes a Fault of a wait that ended without what was waited for.
func waited(err error, kind drivers.Kind) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &drivers.Fault{Device: "doctor", Op: "wait", Kind: kind, Err: err}
	}
	return err
}
