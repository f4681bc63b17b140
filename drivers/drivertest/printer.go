package drivertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"yitiji/drivers"
)

// PrinterRig is a printer under test and the hands around it. All but Printer may
// be nil.
type PrinterRig struct {
	Printer     drivers.Printer
	Paper       func(in bool)     // puts a roll in or takes it out
	Cover       func(open bool)   // opens or closes the cover
	RunOut      func(lines int)   // lets the paper end in the middle of the next slip
	HeatAfter   func(lines int)   // lets the head become too hot in the middle of it
	Cool        func()            // lets the head cool
	Take        func()            // takes the slip that waits at the mouth
	Unplug      func()            // pulls the plug
	Out         func() []PaperOut // what has come out so far
	Done        func() error      // says after a print whether anything is left over
	Unconfirmed bool              // the model cannot say that a slip came out: it is Uncertain, without a fault
}

// PaperOut is a piece of paper that came out.
type PaperOut struct {
	Text     string
	Complete bool
	Length   int // in millimetres; 0 when it was not measured
}

// Printer runs the suite; rig is called once for each check, and once before.
func Printer(t *testing.T, rig func(t *testing.T) PrinterRig) {
	t.Helper()
	runAll(t, printerChecks(), rig)
}

// FailingPrinter gives the names of the checks that a rig does not pass.
func FailingPrinter(t *testing.T, rig func(t *testing.T) PrinterRig) []string {
	t.Helper()
	return failing(t, printerChecks(), rig)
}

func printerChecks() []check[PrinterRig] {
	cover := func(r PrinterRig) bool { return r.Cover != nil }
	paper := func(r PrinterRig) bool { return r.Paper != nil }
	end := func(r PrinterRig) bool { return r.RunOut != nil && r.Paper != nil }
	heat := func(r PrinterRig) bool { return r.HeatAfter != nil }
	presenter := func(r PrinterRig) bool { return r.Take != nil }
	eyes := func(r PrinterRig) bool { return r.Out != nil }
	plug := func(r PrinterRig) bool { return r.Unplug != nil }
	return []check[PrinterRig]{
		{"prints a slip", printsSlip, nil},
		{"sends nothing while the cover is open", coverOpen, cover},
		{"sends nothing without paper", noPaper, paper},
		{"is uncertain when the paper ends", paperEnds, end},
		{"waits while its head is hot", waitsWhileHot, heat},
		{"holds a slip until it is taken", holdsUntilTaken, presenter},
		{"prints nothing injected", printsNothingInjected, eyes},
		{"does not start when its context has ended", printEnded, nil},
		{"is disconnected when unplugged", printUnplugged, plug},
		{"closes", printerCloses, nil},
	}
}

// Receipt is the slip that the suite prints, for rigs that play a recording.
func Receipt() drivers.Slip { return receipt("YX07-261122-0036-D") }

// receipt is a short slip with every form on it.
func receipt(number string) drivers.Slip {
	return drivers.Slip{Blocks: []drivers.Block{
		{Form: drivers.Line, Text: "办事凭条", Align: drivers.Centre, Size: 2},
		{Form: drivers.Rule},
		{Form: drivers.Pair, Text: "编号", Value: number, Bold: true},
		{Form: drivers.Feed, Lines: 2},
		{Form: drivers.Line, Text: "离线暂存，尚未受理。网络恢复后自动上报，受理后会发短信给您，通常在今天之内。"},
		{Form: drivers.Code, Text: number, Align: drivers.Centre},
		{Form: drivers.Line, Text: "完", Align: drivers.Right},
	}}
}

// printed wants a slip to come out whole.
func (r PrinterRig) printed(ctx context.Context, slip drivers.Slip) error {
	return r.wantPrinted(r.Printer.Print(ctx, slip))
}

func (r PrinterRig) wantPrinted(result drivers.PrintResult, err error) error {
	want := drivers.Printed
	if r.Unconfirmed {
		want = drivers.Uncertain
	}
	if err != nil || result.Outcome != want {
		return fmt.Errorf("print is %s, %w; want %s", result.Outcome, err, want)
	}
	return r.measured(result.Length)
}

// measured wants a printer to say what a slip takes of the roll. It allows for the
// paper between head and cutter, which differs by model.
func (r PrinterRig) measured(length int) error {
	if length == 0 {
		return errors.New("a slip takes no paper")
	}
	if r.Out == nil || len(r.Out()) == 0 {
		return nil
	}
	out := r.Out()
	if is := out[len(out)-1].Length; is != 0 && (length < is-10 || length > is+10) {
		return fmt.Errorf("a slip of %d mm takes %d mm", is, length)
	}
	return nil
}

// refused wants a slip to be refused with nothing sent.
func (r PrinterRig) refused(ctx context.Context, kind drivers.Kind) error {
	result, err := r.Printer.Print(ctx, Receipt())
	if result.Outcome != drivers.NotStarted {
		return fmt.Errorf("outcome is %s, want not-started", result.Outcome)
	}
	return wantKind(err, kind)
}

// last wants the last piece of paper to be whole and to hold text once.
func (r PrinterRig) last(text string) error {
	if r.Out == nil {
		return nil
	}
	out := r.Out()
	switch {
	case len(out) == 0:
		return errors.New("nothing came out")
	case !out[len(out)-1].Complete:
		return errors.New("the slip that came out is not complete")
	case strings.Count(out[len(out)-1].Text, text) != 1:
		return fmt.Errorf("%q is not on the slip once: %q", text, out[len(out)-1].Text)
	}
	return nil
}

func printsSlip(ctx context.Context, r PrinterRig) error {
	if err := r.printed(ctx, Receipt()); err != nil {
		return err
	}
	if err := r.last("YX07-261122-0036-D"); err != nil || r.Done == nil {
		return err
	}
	return r.Done()
}

func coverOpen(ctx context.Context, r PrinterRig) error {
	r.Cover(true)
	if err := r.held(ctx, drivers.CoverOpen); err != nil {
		return err
	}
	r.Cover(false)
	return r.printed(ctx, Receipt())
}

func noPaper(ctx context.Context, r PrinterRig) error {
	r.Paper(false)
	if err := r.held(ctx, drivers.NoPaper); err != nil {
		return err
	}
	r.Paper(true)
	return r.printed(ctx, Receipt())
}

// held wants print and status to give the same reason, and no paper to move.
func (r PrinterRig) held(ctx context.Context, kind drivers.Kind) error {
	if err := r.refused(ctx, kind); err != nil {
		return err
	}
	if s := r.Printer.Status(ctx); s.State != drivers.Offline || !s.Has(kind) {
		return fmt.Errorf("status is %+v, want offline with %s", s, kind)
	}
	if r.Out != nil && len(r.Out()) > 0 {
		return errors.New("something came out")
	}
	return nil
}

func paperEnds(ctx context.Context, r PrinterRig) error {
	r.RunOut(3)
	result, err := r.Printer.Print(ctx, receipt("YX07-261122-0001-OLD"))
	if result.Outcome != drivers.Uncertain {
		return fmt.Errorf("outcome is %s, want uncertain", result.Outcome)
	}
	if err := wantKind(err, drivers.NoPaper); err != nil {
		return err
	}
	r.Paper(true)
	if err := r.printed(ctx, receipt("YX07-261122-0002-NEW")); err != nil {
		return err
	}
	if err := r.last("0002-NEW"); err != nil {
		return err
	}
	if out := r.Out(); strings.Contains(out[len(out)-1].Text, "0001-OLD") {
		return errors.New("the old slip came out with the new one")
	}
	return nil
}

func waitsWhileHot(ctx context.Context, r PrinterRig) error {
	r.HeatAfter(3)
	var result drivers.PrintResult
	err := during(func() (err error) {
		result, err = r.Printer.Print(ctx, Receipt())
		return err
	}, r.Cool)
	if err := r.wantPrinted(result, err); err != nil {
		return err
	}
	return r.last("YX07-261122-0036-D")
}

func holdsUntilTaken(ctx context.Context, r PrinterRig) error {
	taker, ok := r.Printer.(drivers.Taker)
	if !ok {
		return errors.New("it has a presenter and is no drivers.Taker")
	}
	if err := r.printed(ctx, Receipt()); err != nil {
		return err
	}
	if s := r.Printer.Status(ctx); s.State != drivers.UserError || !s.Has(drivers.PaperNotTaken) {
		return fmt.Errorf("status with a slip at the mouth is %+v", s)
	}
	if err := r.refused(ctx, drivers.PaperNotTaken); err != nil {
		return err
	}
	if err := endsWithContext(ctx, taker.Taken); err != nil {
		return err
	}
	if err := during(func() error { return taker.Taken(ctx) }, r.Take); err != nil {
		return fmt.Errorf("the slip was taken: %w", err)
	}
	return r.printed(ctx, Receipt())
}

func printsNothingInjected(ctx context.Context, r PrinterRig) error {
	cut := "甲\x1D\x56\x00\x1B@\x10\x14\x08\x01\x03\x20\x14\x06\x02\x08乙"
	slip := drivers.Slip{Blocks: []drivers.Block{
		{Form: drivers.Line, Text: cut}, {Form: drivers.Pair, Text: cut, Value: cut}, {Form: drivers.Line, Text: "完"},
	}}
	if err := r.printed(ctx, slip); err != nil {
		return err
	}
	if n := len(r.Out()); n != 1 {
		return fmt.Errorf("%d pieces of paper came out, want 1", n)
	}
	return r.last("完")
}

func printEnded(ctx context.Context, r PrinterRig) error {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	result, err := r.Printer.Print(ended, Receipt())
	if result.Outcome != drivers.NotStarted || !errors.Is(err, context.Canceled) {
		return fmt.Errorf("print is %s, %w; want not-started and the context's error", result.Outcome, err)
	}
	return nil
}

func printUnplugged(ctx context.Context, r PrinterRig) error {
	r.Unplug()
	if err := r.refused(ctx, drivers.Disconnected); err != nil {
		return err
	}
	return eventually(ctx, r.Printer.Status, drivers.NoDevice)
}

func printerCloses(ctx context.Context, r PrinterRig) error {
	return closes(ctx, r.Printer, func(ctx context.Context) error {
		_, err := r.Printer.Print(ctx, Receipt())
		return err
	}, false)
}
