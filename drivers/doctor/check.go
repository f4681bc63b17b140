package doctor

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"yitiji/drivers"
)

// result is a test that ended with err.
func result(name CheckName, err error) Check {
	if err != nil {
		return Check{Name: name, Kind: drivers.KindOf(err), Cause: drivers.CauseOf(err), Note: err.Error()}
	}
	return Check{Name: name, Passed: true}
}

// having adds what came of a test that passed.
func (c Check) having(facts map[string]any) Check {
	if c.Passed {
		c.Facts = facts
	}
	return c
}

// ReadCard reads the card that is laid on the reader before ctx ends, and has its photo
// decoded, unless photo is nil or the card could not be read: decoded is then no test at
// all. The card is forgotten; in the results is only what kind of card it was.
func ReadCard(ctx context.Context, r drivers.CardReader, photo drivers.PhotoDecoder) (read Check, decoded *Check) {
	card, err := r.Read(ctx, drivers.CardRequest{})
	defer card.Wipe()
	read = result(ReadsCard, waited(err, drivers.Misread, NotShown)).having(map[string]any{"layout": card.Layout})
	if err == nil && photo != nil {
		_, err := photo.Decode(ctx, card.Photo)
		c := result(DecodesPhoto, err)
		decoded = &c
	}
	return read, decoded
}

// PrintSlip prints a slip.
func PrintSlip(ctx context.Context, p drivers.Printer, slip drivers.Slip) Check {
	r, err := p.Print(ctx, slip)
	c := result(PrintsSlip, err)
	if c.Passed && r.Outcome != drivers.Printed {
		c.Cause = Unconfirmed
	}
	return c
}

// AwaitTaken waits until the slip at the printer's mouth is taken, or ctx ends; tell is
// called first. Where nothing hangs there, or the model cannot tell, there is nothing to
// test: nil.
func AwaitTaken(ctx context.Context, p drivers.Printer, tell func()) *Check {
	taker, ok := p.(drivers.Taker)
	if !ok || !p.Status(ctx).Has(drivers.PaperNotTaken) {
		return nil
	}
	tell()
	c := result(NoticesTaken, waited(taker.Taken(ctx), drivers.PaperNotTaken, ""))
	return &c
}

// ReadBack is a closed loop: it prints a slip with a code that nobody knows, made by
// slip, and waits until the scanner has read that one. Other codes are passed over.
func ReadBack(ctx context.Context, p drivers.Printer, s drivers.Scanner, slip func(code string) drivers.Slip) (printed, read Check) {
	code := "YITIJI-" + strings.ToUpper(rand.Text()[:10])
	if printed = PrintSlip(ctx, p, slip(code)); !printed.Passed {
		return printed, Check{Name: ReadsBack, Kind: printed.Kind, Cause: NotTried}
	}
	others := 0
	for {
		scan, err := s.Scan(ctx, drivers.ScanRequest{})
		switch {
		case ctx.Err() != nil:
			err = fmt.Errorf("the code was not read; %d others were: %w", others, ctx.Err())
			return printed, result(ReadsBack, waited(err, drivers.Misread, NotShown))
		case err == nil && scan.Text == code:
			return printed, result(ReadsBack, nil)
		case err != nil && drivers.KindOf(err) != drivers.Misread:
			return printed, result(ReadsBack, err)
		}
		others++
	}
}

// PrintPage prints a page.
func PrintPage(ctx context.Context, p drivers.DocumentPrinter, doc drivers.Document) Check {
	r, err := p.Print(ctx, doc)
	c := result(PrintsPage, err).having(map[string]any{"sheets": r.Sheets})
	if c.Passed && r.Outcome != drivers.Printed {
		c.Cause = Unconfirmed
	}
	return c
}

// Say turns a sentence into sound.
func Say(ctx context.Context, s drivers.Speech, u drivers.Utterance) Check {
	sound, err := s.Say(ctx, u)
	if err == nil && len(sound.WAV) <= wavHeader {
		err = drivers.Because(SoundEmpty, errors.New("no sound came"))
	}
	return result(Speaks, err)
}

// wavHeader is the size of a WAVE file in which nothing is to be heard.
const wavHeader = 44

// waited makes a Fault of a wait that ended without what was waited for.
func waited(err error, kind drivers.Kind, cause drivers.Cause) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &drivers.Fault{Device: "doctor", Op: "wait", Kind: kind, Err: drivers.Because(cause, err)}
	}
	return err
}
