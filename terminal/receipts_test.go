package terminal_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/words"
)

var (
	receipts = flag.Int("receipts", 120, "how many receipts are printed; make proof prints 100,000")
	jamRate  = flag.Int("jams", 10, "one receipt in so many jams; VVSG 2.0 asks for no more than one in 500")
)

// shop prints receipts on a printer that jams: the real flow decides, the real
// ledger remembers, the real driver drives a simulated printer.
type shop struct {
	*terminal.Terminal
	box    *outbox.Outbox
	device *sim.Printer
	seen   int // the last slip that was looked at
	jams   int
}

func newShop(t *testing.T) *shop {
	t.Helper()
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	box, err := outbox.Open(filepath.Join(t.TempDir(), "outbox.db"), outbox.Options{
		Terminal: "YX07", SealTo: key.Public(), MaxEntries: 1 << 30, NoSync: true, // the disk is not what is tried here
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt"), Width: 58, Keep: 16})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{box: box, device: device}
	printer := slot.NewPrinter("receipt", func(context.Context) (drivers.Printer, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		return escpos.New(line, escpos.Options{Width: 58})
	}, slot.Options{})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- printer.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	s.Terminal = terminal.New(terminal.Options{
		Site:    terminal.Site{Name: "云溪镇便民服务中心", Code: "YX07", Hotline: "12345"},
		Catalog: flowtest.Begin(t).Rules.Catalog, Words: book, Journal: box, Printer: printer,
		Log: slog.New(slog.DiscardHandler),
	})
	return s
}

// serve lets one person apply and print, and gives the slip's number.
func (s *shop) serve(t *testing.T, review flowtest.Visit, jam int) catalog.SlipNumber {
	t.Helper()
	v := &review
	v.Tap(flow.Next)
	body, err := json.Marshal(flowtest.Effect[flow.KeepApplication](v).Application)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.box.Keep(t.Context(), terminal.Entry{Kind: terminal.Application, Body: body, At: flowtest.Morning()})
	if err != nil {
		t.Fatal(err)
	}
	if jam > 0 {
		s.jams++
		s.device.JamAfter(jam)
	}
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: kept.Slip})
	for tries := 0; v.State.Stage == flow.Printing; tries++ {
		v.Take(s.PrintSlip(t.Context(), flowtest.Effect[flow.PrintSlip](v)))
		if v.State.Stage == flow.PaperFault && tries < 5 { // somebody frees the paper and tries again
			s.device.SetJam(false)
			v.Tap(flow.Retry)
		}
	}
	v.At(flow.Done)
	return kept.Slip
}

// look looks at the paper that came out for a slip, and says what is wrong with it.
func (s *shop) look(number catalog.SlipNumber) error {
	whole, firsts := 0, 0
	for _, slip := range s.device.Slips() {
		if slip.ID <= s.seen {
			continue
		}
		s.seen = slip.ID
		text := strings.Join(slip.Text, "\n")
		switch {
		case !slip.Complete:
			continue
		case !strings.Contains(text, string(number)) || len(slip.Codes) != 1 || slip.Codes[0] != string(number):
			return fmt.Errorf("%s: another slip came out:\n%s", number, text)
		case !slip.Copy:
			firsts++
		}
		whole++
	}
	switch {
	case whole == 0:
		return fmt.Errorf("%s: lost: no whole slip came out", number)
	case firsts > 1:
		return fmt.Errorf("%s: doubled: %d whole slips are not marked as copies", number, firsts)
	}
	return nil
}

// TestReceipts prints receipts on a printer that jams. None is lost, none comes out
// twice without being marked as a copy.
func TestReceipts(t *testing.T) {
	s := newShop(t)
	review := reviewed(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range *receipts {
		jam := 0
		if random.IntN(*jamRate) == 0 {
			jam = 1 + random.IntN(24) // lines: a slip has about twenty
		}
		if err := s.look(s.serve(t, review, jam)); err != nil {
			t.Fatal(err)
		}
	}
	if s.jams == 0 {
		t.Error("nothing jammed: nothing was tried")
	}
	t.Logf("%d receipts, %d jams: 0 lost, 0 doubled", *receipts, s.jams)
}

// reviewed is a person who has filled in everything, with the network down.
func reviewed(t *testing.T) flowtest.Visit {
	v := flowtest.Begin(t).ToReview()
	v.Take(flow.Conditions{Online: false})
	return *v
}

// repeater prints everything twice, as a driver does that retries on its own.
type repeater struct{ drivers.Printer }

func (r repeater) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	if result, err := r.Printer.Print(ctx, slip); err != nil {
		return result, err
	}
	return r.Printer.Print(ctx, slip)
}

func TestReceiptsFindsADoubledSlip(t *testing.T) {
	s := newShop(t)
	s.Printer = repeater{s.Printer}
	if err := s.look(s.serve(t, reviewed(t), 0)); err == nil || !strings.Contains(err.Error(), "doubled") {
		t.Errorf("a slip that came out twice passes: %v", err)
	}
}
