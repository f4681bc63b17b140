package drivertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"yitiji/drivers"
)

// DocumentPrinterRig is a document printer under test and the hands around it. All
// but Printer and Document may be nil.
type DocumentPrinterRig struct {
	Printer  drivers.DocumentPrinter
	Document drivers.Document // has three pages; the suite gives it names
	Paper    func(in bool)    // fills the tray or empties it
	Cover    func(open bool)  // opens or closes the cover
	RunOut   func(sheets int) // lets the paper end after so many sheets of the next job
	Hang     func(on bool)    // makes jobs hang before their first sheet for a moment
	Unplug   func()           // pulls the plug
	Out      func() []string  // the name of the document of each sheet that came out
}

// DocumentPrinter runs the suite; rig is called once for each check, and once before.
func DocumentPrinter(t *testing.T, rig func(t *testing.T) DocumentPrinterRig) {
	t.Helper()
	runAll(t, documentChecks(), rig)
}

// FailingDocumentPrinter gives the names of the checks that a rig does not pass.
func FailingDocumentPrinter(t *testing.T, rig func(t *testing.T) DocumentPrinterRig) []string {
	t.Helper()
	return failing(t, documentChecks(), rig)
}

func documentChecks() []check[DocumentPrinterRig] {
	cover := func(r DocumentPrinterRig) bool { return r.Cover != nil }
	paper := func(r DocumentPrinterRig) bool { return r.Paper != nil }
	end := func(r DocumentPrinterRig) bool { return r.RunOut != nil && r.Paper != nil }
	hang := func(r DocumentPrinterRig) bool { return r.Hang != nil }
	plug := func(r DocumentPrinterRig) bool { return r.Unplug != nil }
	return []check[DocumentPrinterRig]{
		{"prints a document", printsDocument, nil},
		{"says which format it does not take", refusesFormat, nil},
		{"starts nothing while the cover is open", documentCoverOpen, cover},
		{"starts nothing without paper", documentNoPaper, paper},
		{"cancels a job before its first sheet", heldBeforeFirst, end},
		{"is uncertain when the paper ends", documentPaperEnds, end},
		{"ends with its context", documentEndsWithContext, hang},
		{"does not start when its context has ended", documentEnded, nil},
		{"is disconnected when unplugged", documentUnplugged, plug},
		{"closes", documentCloses, nil},
	}
}

// print prints the document under a name.
func (r DocumentPrinterRig) print(ctx context.Context, name string) (drivers.DocumentResult, error) {
	doc := r.Document
	doc.Name = name
	return r.Printer.Print(ctx, doc)
}

// printed wants the document to come out once and whole.
func (r DocumentPrinterRig) printed(ctx context.Context, name string) error {
	result, err := r.print(ctx, name)
	if err != nil || result.Outcome != drivers.Printed {
		return fmt.Errorf("print is %s, %w; want printed", result.Outcome, err)
	}
	if n := r.sheets(name); n >= 0 && (n != 3 || result.Sheets != 3) {
		return fmt.Errorf("%d sheets came out and %d were counted, want 3", n, result.Sheets)
	}
	return nil
}

// sheets counts the sheets of a document that came out; -1 where nobody looks.
func (r DocumentPrinterRig) sheets(name string) int {
	if r.Out == nil {
		return -1
	}
	n := 0
	for _, s := range r.Out() {
		if s == name {
			n++
		}
	}
	return n
}

// stopped wants a print to fail with an outcome and a kind, and so many sheets to be out.
func (r DocumentPrinterRig) stopped(ctx context.Context, outcome drivers.Outcome, kind drivers.Kind, sheets int) error {
	result, err := r.print(ctx, "YX07-261122-0001-OLD")
	if result.Outcome != outcome {
		return fmt.Errorf("outcome is %s, %w; want %s", result.Outcome, err, outcome)
	}
	if n := r.sheets("YX07-261122-0001-OLD"); n >= 0 && n != sheets {
		return fmt.Errorf("%d sheets came out, want %d", n, sheets)
	}
	return wantKind(err, kind)
}

// next wants the next document to come out alone: not one more sheet of the one before.
func (r DocumentPrinterRig) next(ctx context.Context) error {
	before := r.sheets("YX07-261122-0001-OLD")
	if err := r.printed(ctx, "YX07-261122-0002-NEW"); err != nil {
		return err
	}
	if after := r.sheets("YX07-261122-0001-OLD"); after != before {
		return errors.New("the document before came out with the next")
	}
	return nil
}

func printsDocument(ctx context.Context, r DocumentPrinterRig) error {
	if s := r.Printer.Status(ctx); s.State != drivers.Online {
		return fmt.Errorf("status is %+v, want online", s)
	}
	if err := r.printed(ctx, "YX07-261122-0036-D"); err != nil {
		return err
	}
	return r.printed(ctx, "YX07-261122-0037-D")
}

func refusesFormat(ctx context.Context, r DocumentPrinterRig) error {
	takes := r.Document.Format
	r.Document.Format = "text/x-nobody-prints-this"
	result, err := r.print(ctx, "YX07-261122-0001-OLD")
	switch {
	case result.Outcome != drivers.NotStarted || err == nil:
		return fmt.Errorf("print is %s, %w; want not-started and an error", result.Outcome, err)
	case !strings.Contains(err.Error(), takes):
		return fmt.Errorf("%w; want the formats that it takes", err)
	case r.Out != nil && len(r.Out()) > 0:
		return errors.New("something came out")
	}
	return nil
}

func documentCoverOpen(ctx context.Context, r DocumentPrinterRig) error {
	return r.held(ctx, drivers.CoverOpen, func(wrong bool) { r.Cover(wrong) })
}

func documentNoPaper(ctx context.Context, r DocumentPrinterRig) error {
	return r.held(ctx, drivers.NoPaper, func(wrong bool) { r.Paper(!wrong) })
}

// held wants print and status to give the same reason, and the same document to be
// printed once the reason is gone.
func (r DocumentPrinterRig) held(ctx context.Context, kind drivers.Kind, make func(wrong bool)) error {
	make(true)
	if err := r.stopped(ctx, drivers.NotStarted, kind, 0); err != nil {
		return err
	}
	if s := r.Printer.Status(ctx); s.State != drivers.Offline || !s.Has(kind) {
		return fmt.Errorf("status is %+v, want offline with %s", s, kind)
	}
	make(false)
	return r.printed(ctx, "YX07-261122-0001-OLD")
}

func heldBeforeFirst(ctx context.Context, r DocumentPrinterRig) error {
	r.RunOut(0)
	if err := r.stopped(ctx, drivers.NotStarted, drivers.NoPaper, 0); err != nil {
		return err
	}
	r.Paper(true)
	return r.printed(ctx, "YX07-261122-0001-OLD")
}

func documentPaperEnds(ctx context.Context, r DocumentPrinterRig) error {
	r.RunOut(1)
	if err := r.stopped(ctx, drivers.Uncertain, drivers.NoPaper, 1); err != nil {
		return err
	}
	r.Paper(true)
	return r.next(ctx)
}

// documentEndsWithContext lets the caller leave while the job hangs. The job is
// cancelled, if not at once then before the next.
func documentEndsWithContext(ctx context.Context, r DocumentPrinterRig) error {
	r.Hang(true)
	limited, cancel := context.WithTimeout(ctx, brief)
	defer cancel()
	var result drivers.DocumentResult
	err := wantEnd(limited, func(ctx context.Context) (err error) {
		result, err = r.print(ctx, "YX07-261122-0001-OLD")
		return err
	})
	if err != nil {
		return err
	}
	if result.Outcome == drivers.Printed {
		return errors.New("a document that hangs is printed")
	}
	if r.Out != nil && slices.Contains(r.Out(), "YX07-261122-0001-OLD") {
		return errors.New("the document came out")
	}
	return nil
}

func documentEnded(ctx context.Context, r DocumentPrinterRig) error {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	result, err := r.print(ended, "YX07-261122-0001-OLD")
	if result.Outcome != drivers.NotStarted || !errors.Is(err, context.Canceled) {
		return fmt.Errorf("print is %s, %w; want not-started and the context's error", result.Outcome, err)
	}
	return nil
}

func documentUnplugged(ctx context.Context, r DocumentPrinterRig) error {
	r.Unplug()
	if err := r.stopped(ctx, drivers.NotStarted, drivers.Disconnected, 0); err != nil {
		return err
	}
	return eventually(ctx, r.Printer.Status, drivers.NoDevice)
}

func documentCloses(ctx context.Context, r DocumentPrinterRig) error {
	return closes(ctx, r.Printer, func(ctx context.Context) error {
		_, err := r.print(ctx, "YX07-261122-0001-OLD")
		return err
	}, false)
}
