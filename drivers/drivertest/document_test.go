package drivertest_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/ipp"
	"yitiji/drivers/ipp/ipptest"
	"yitiji/drivers/slot"
)

// These print on ippeveprinter, which is no simulator of ours.

// hastyOptions are a driver's rhythm for a printer that prints a sheet in no time.
func hastyOptions(uri string) ipp.Options {
	return ipp.Options{URI: uri, User: "kiosk-test", Poll: 50 * time.Millisecond, Patience: 400 * time.Millisecond, Timeout: 4 * time.Second}
}

func documentRig(peer *ipptest.Peer, printer drivers.DocumentPrinter) drivertest.DocumentPrinterRig {
	return drivertest.DocumentPrinterRig{
		Printer:  printer,
		Document: drivers.Document{Format: "application/pdf", Data: ipptest.Pages(3)},
		Paper: func(in bool) {
			peer.Trouble(0, "")
			peer.Tray(map[bool]int{true: 250, false: 0}[in])
		},
		Cover: func(open bool) {
			peer.Say(map[bool]string{true: "+cover-open", false: "-cover-open"}[open])
		},
		RunOut: func(sheets int) { peer.Trouble(sheets+1, "media-empty") },
		Hang:   func(bool) { peer.Trouble(1, "hang") },
		Unplug: peer.Unplug,
		Out:    peer.Out,
	}
}

func TestDocumentPrinter(t *testing.T) {
	t.Parallel()
	drivertest.DocumentPrinter(t, func(t *testing.T) drivertest.DocumentPrinterRig {
		peer := ipptest.Start(t)
		printer := must2(ipp.New(hastyOptions(peer.URI())))(t)
		t.Cleanup(func() { printer.Close() })
		return documentRig(peer, printer)
	})
}

func TestDocumentPrinterInSlot(t *testing.T) {
	t.Parallel()
	drivertest.DocumentPrinter(t, func(t *testing.T) drivertest.DocumentPrinterRig {
		peer := ipptest.Start(t)
		printer := slot.NewDocumentPrinter("document", func(ctx context.Context) (drivers.DocumentPrinter, error) {
			p, err := ipp.New(hastyOptions(peer.URI()))
			if err != nil {
				return nil, err
			}
			_, err = p.Formats(ctx) // New opens nothing: this tells whether it is there
			return p, err
		}, quick)
		seat(t, printer.Run, printer.Status)
		rig := documentRig(peer, printer)
		rig.Unplug = func() {
			peer.Unplug()
			for printer.Status(t.Context()).State != drivers.NoDevice {
				time.Sleep(time.Millisecond)
			}
		}
		return rig
	})
}

// boastfulDocuments says that everything was printed.
type boastfulDocuments struct{ drivers.DocumentPrinter }

func (b boastfulDocuments) Print(ctx context.Context, doc drivers.Document) (drivers.DocumentResult, error) {
	result, err := b.DocumentPrinter.Print(ctx, doc)
	result.Outcome = drivers.Printed
	return result, err
}

// anxious prints again what it is not sure of, as a driver does that retries.
type anxious struct{ drivers.DocumentPrinter }

func (a anxious) Print(ctx context.Context, doc drivers.Document) (drivers.DocumentResult, error) {
	_, _ = a.DocumentPrinter.Print(ctx, doc)
	return a.DocumentPrinter.Print(ctx, doc)
}

// deafDocuments goes on printing after its context has ended.
type deafDocuments struct{ drivers.DocumentPrinter }

func (d deafDocuments) Print(ctx context.Context, doc drivers.Document) (drivers.DocumentResult, error) {
	return d.DocumentPrinter.Print(context.WithoutCancel(ctx), doc)
}

func TestSuiteRejectsWrongDocumentPrinters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		wrong func(drivers.DocumentPrinter) drivers.DocumentPrinter
		want  []string
	}{
		{"nothing", func(p drivers.DocumentPrinter) drivers.DocumentPrinter { return p }, nil},
		{"boastful", func(p drivers.DocumentPrinter) drivers.DocumentPrinter { return boastfulDocuments{p} }, []string{
			"says which format it does not take", "starts nothing while the cover is open", "is uncertain when the paper ends",
			"does not start when its context has ended",
		}},
		{"anxious", func(p drivers.DocumentPrinter) drivers.DocumentPrinter { return anxious{p} }, []string{"prints a document"}},
		{"deaf", func(p drivers.DocumentPrinter) drivers.DocumentPrinter { return deafDocuments{p} }, []string{
			"ends with its context", "does not start when its context has ended",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := drivertest.FailingDocumentPrinter(t, func(t *testing.T) drivertest.DocumentPrinterRig {
				peer := ipptest.Start(t)
				printer := must2(ipp.New(hastyOptions(peer.URI())))(t)
				t.Cleanup(func() { printer.Close() })
				rig := documentRig(peer, c.wrong(printer))
				if c.name == "anxious" { // doubles what takes long, too
					rig.RunOut, rig.Hang = nil, nil
				}
				return rig
			})
			for _, want := range c.want {
				if !slices.Contains(got, want) {
					t.Errorf("the suite rejects %q, which lacks %q", got, want)
				}
			}
			if len(c.want) == 0 && len(got) > 0 {
				t.Errorf("the suite rejects a right printer for %q", got)
			}
		})
	}
}
