package all_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// bench is a folder of lines: a reader, a printer and a scanner among strangers.
type bench struct {
	folder  string
	reader  *sim.Reader
	printer *sim.Printer
	scanner *sim.Scanner
}

func newBench(t *testing.T) bench {
	t.Helper()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	b := bench{
		folder,
		sim.NewReader(sim.ReaderOptions{Link: at("line-b")}),
		sim.NewPrinter(sim.PrinterOptions{Link: at("line-c")}),
		sim.NewScanner(sim.ScannerOptions{Link: at("line-d"), Suffix: "\r"}),
	}
	t.Cleanup(func() { b.reader.Close(); b.printer.Close(); b.scanner.Close() })
	for _, plug := range []func() error{b.reader.Plug, b.printer.Plug, b.scanner.Plug} {
		if err := plug(); err != nil {
			t.Fatal(err)
		}
	}
	// What else may lie in such a folder: files, broken links, folders.
	for _, name := range []string{"line-a", "line-e", "line-f"} {
		if err := os.WriteFile(at(name), []byte("no line"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Symlink("/nowhere", at("line-g")), os.Mkdir(at("line-h"), 0o755)); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAutoFindsEveryDevice(t *testing.T) {
	b := newBench(t)
	site := all.NewSite(port.Tree{}, nil)
	auto := all.Line{Port: "auto:" + b.folder + "/line-*"}
	openReader, err1 := all.CardReader{Kind: "sdt", Line: auto}.Opener(site, "idcard")
	openPrinter, err2 := all.Printer{Kind: "escpos", Line: auto}.Opener(site, "receipt")
	openScanner, err3 := all.Scanner{Kind: "serial", Line: auto}.Opener(site, "code")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	printer, err := openPrinter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer printer.Close()
	reader, err := openReader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	scanner, err := openScanner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer scanner.Close()
	b.reader.Present(sim.People()[0])
	if card, err := reader.Read(t.Context(), drivers.CardRequest{}); err != nil || card.Number == "" {
		t.Errorf("the reader that was found reads nothing: %v", err)
	}
	if _, err := printer.Print(t.Context(), drivers.Slip{Blocks: []drivers.Block{{Form: drivers.Line, Text: "找到了"}}}); err != nil {
		t.Errorf("the printer that was found prints nothing: %v", err)
	}
	if slips := b.printer.Slips(); len(slips) != 1 || strings.TrimSpace(strings.Join(slips[0].Text, "")) != "找到了" {
		t.Errorf("questions were printed: %v", slips)
	}
	if status := scanner.Status(t.Context()); status.State != drivers.Online {
		t.Errorf("the scanner that was found is %v", status)
	}
	if _, err := openReader(t.Context()); !errors.Is(err, port.ErrBusy) {
		t.Errorf("the same reader opened twice: %v", err)
	}
}

func TestAutoLeavesAMutePrinterClean(t *testing.T) {
	folder := t.TempDir()
	mute := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(folder, "line"), Silent: true})
	t.Cleanup(func() { mute.Close() })
	if err := mute.Plug(); err != nil {
		t.Fatal(err)
	}
	site := all.NewSite(port.Tree{}, nil)
	found, err := site.Finder.Survey(t.Context(), folder+"/*")
	if err != nil || len(found) != 1 || found[0].Kind != "" {
		t.Fatalf("Survey = %+v, %v", found, err)
	}
	line, err := port.OpenSerial(mute.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if _, err := line.Write(t.Context(), []byte("slip\n\x1dVA\x00")); err != nil {
		t.Fatal(err)
	}
	for len(mute.Slips()) == 0 && t.Context().Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if text := mute.Slips()[0].Text; len(text) != 1 || text[0] != "slip" {
		t.Errorf("the questions stand on the next slip: %q", text)
	}
}

func TestAutoFindsWhatIsPluggedInLater(t *testing.T) {
	b := newBench(t)
	site := all.NewSite(port.Tree{}, nil)
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: "auto:" + b.folder + "/line-*"}}.Opener(site, "idcard")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.reader.Unplug(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t.Context()); !errors.Is(err, fs.ErrNotExist) || drivers.CauseOf(err) != drivers.NotFound {
		t.Fatalf("open without a reader = %v (%s), want ErrNotExist by NotFound", err, drivers.CauseOf(err))
	}
	if err := b.reader.Plug(); err != nil {
		t.Fatal(err)
	}
	reader, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
}

func TestAutoEndsWithItsContext(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := all.NewSite(port.Tree{}, nil).Finder.Survey(ctx, b.folder+"/line-*"); !errors.Is(err, context.Canceled) {
		t.Errorf("Survey = %v", err)
	}
}
