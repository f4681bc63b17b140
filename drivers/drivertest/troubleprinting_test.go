package drivertest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// These are the troubles of the receipt printer: whatever befalls its line, what is said
// of the paper is true.

// printShop prints slips, each with a mark of its own, and keeps what was said of it.
type printShop struct {
	troubled
	device  *sim.Printer
	said    map[string]drivers.Outcome
	altered map[string]bool // bytes of it were altered on the line, which nothing can notice
}

// printShopOver is a shop whose printer hangs on a serial line, or on the node of a USB
// printer.
func printShopOver(t *testing.T, over sim.PrinterLine, dress func(drivers.Printer) drivers.Printer) printShop {
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt"), Width: 58, Over: over})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	printer := slot.NewPrinter("receipt", func(context.Context) (drivers.Printer, error) {
		line, err := model{lp: over == sim.PrinterOverLP}.connect(device.Path())
		if err != nil {
			return nil, err
		}
		p, err := escpos.New(line, escpos.Options{Width: 58})
		return dress(p), err
	}, brisk)
	seat(t, printer.Run, printer.Status)
	shop := printShop{device: device, said: map[string]drivers.Outcome{}, altered: map[string]bool{}}
	shop.troubled = troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		return again(ctx, func() error { return shop.print(ctx, printer) })
	}}
	return shop
}

// print prints a slip with a new mark. What did not come out for sure is an error.
func (s printShop) print(ctx context.Context, printer drivers.Printer) error {
	mark := fmt.Sprintf("slip %06d", len(s.said))
	threat := s.device.Threat()
	result, err := printer.Print(ctx, drivers.Slip{Blocks: []drivers.Block{
		{Form: drivers.Line, Text: mark, Align: drivers.Centre},
		{Form: drivers.Rule},
		{Form: drivers.Pair, Text: "办事人", Value: "张*"},
		{Form: drivers.Pair, Text: "事项", Value: "高龄津贴申请", Bold: true},
		{Form: drivers.Code, Text: "GLJT-999999-000001", Align: drivers.Centre},
		{Form: drivers.Feed, Lines: 1},
		{Form: drivers.Line, Text: mark},
	}})
	s.altered[mark] = s.device.Threat() != threat && slices.Contains([]sim.Trouble{sim.Noise, sim.Flipped, sim.Dropped}, threat)
	if s.said[mark] = result.Outcome; err == nil && result.Outcome != drivers.Printed {
		err = &drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.Busy}
	}
	return err
}

func TestTroublePrintingSlips(t *testing.T) {
	troublePrinting(t, printShopOver(t, sim.PrinterOverSerial, func(p drivers.Printer) drivers.Printer { return p }))
}

func TestTroublePrintingSlipsOverUSB(t *testing.T) {
	shop := printShopOver(t, sim.PrinterOverLP, func(p drivers.Printer) drivers.Printer { return p })
	troublePrinting(t, shop)
}

func troublePrinting(t *testing.T, shop printShop) {
	t.Helper()
	must(t, 0, befallAll(t.Context(), shop.troubled))
	for mark, wrong := range dishonest(shop, shop.device.Slips()) {
		t.Errorf("%s: %s", mark, wrong)
	}
	t.Logf("%d slips tried", len(shop.said))
}

func TestTroubleFindsBoastfulPrinter(t *testing.T) {
	shop := printShopOver(t, sim.PrinterOverSerial, func(p drivers.Printer) drivers.Printer { return boastful{p} })
	for at := range 100 {
		_, _ = converse(t.Context(), shop.troubled, sim.Reseated, at)
	}
	if len(dishonest(shop, shop.device.Slips())) == 0 {
		t.Error("a printer that says Printed of everything passes")
	}
}

// dishonest compares what a printer said of each slip with the paper that came out.
// ESC/POS has no checksums: of a slip that was altered on its way one of its two marks
// is enough, and it may have been cut in two.
func dishonest(shop printShop, out []sim.Slip) map[string]string {
	whole, torn := map[string]int{}, map[string]int{}
	for _, s := range out {
		text := strings.Join(s.Text, "\n")
		for _, mark := range slices.Compact(slices.Sorted(slices.Values(marks.FindAllString(text, -1)))) {
			if n := strings.Count(text, mark); s.Complete && (n == 2 || n == 1 && shop.altered[mark]) {
				whole[mark]++
			} else {
				torn[mark]++
			}
		}
	}
	wrong := map[string]string{}
	for mark, outcome := range shop.said {
		w, b := whole[mark], torn[mark]
		if outcome == drivers.Printed && (w == 0 || b != 0) || outcome == drivers.NotStarted && w+b > 0 || w+b > 1 && !shop.altered[mark] {
			wrong[mark] = fmt.Sprintf("said %s, and %d whole and %d torn slips came out", outcome, w, b)
		}
	}
	return wrong
}

var marks = regexp.MustCompile(`slip \d{6}`)
