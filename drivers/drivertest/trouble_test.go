package drivertest_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/scanner"
	"yitiji/drivers/sdt"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// Here the plug is pulled at every byte of a conversation and pushed in again, and
// the other troubles happen at bytes all over it. Whatever happens, the next try of
// a patient caller works, nobody gets another person's card, and what a printer
// says of its paper is true.

// brisk is a slot's rhythm for trouble of which there is much.
var brisk = slot.Options{Poll: time.Hour, Glance: time.Millisecond, Seek: time.Millisecond, Retry: 2 * time.Millisecond}

// troubled is a device on a cable, and one conversation with it.
type troubled struct {
	cable *sim.Cable
	// converse talks to the device as the terminal does, until it has what it
	// wants. It returns an error when something came out that must not.
	converse func(ctx context.Context) error
	coarse   int           // how far apart troubles are at least; 0 for as far as stride says
	spared   []sim.Trouble // what cannot happen on such a line
}

// stride is how far apart the bytes are at which a trouble happens: at every byte
// where the plug is pulled, at a prime elsewhere, so that it falls on every part of
// a frame. With -everywhere it is every byte.
func stride(t sim.Trouble) int {
	switch {
	case *everywhere || t == sim.Reseated:
		return 1
	case t == sim.Noise || t == sim.Twice:
		return 31
	}
	return 293 // these make the driver wait
}

var everywhere = flag.Bool("everywhere", false, "let every trouble happen at every byte: an hour")

// befallAll runs the conversation once undisturbed, and then with every trouble. It
// returns what went wrong.
func befallAll(ctx context.Context, d troubled) error {
	before := resources()
	size, err := converse(ctx, d, "", 0)
	if err != nil || size < 2 {
		return fmt.Errorf("an undisturbed conversation of %d bytes: %w", size, err)
	}
	for _, trouble := range []sim.Trouble{sim.Reseated, sim.Noise, sim.Flipped, sim.Dropped, sim.Late, sim.Twice, sim.Stale} {
		step := stride(trouble)
		if !*everywhere {
			step = max(step, d.coarse)
		}
		if slices.Contains(d.spared, trouble) {
			continue
		}
		for at := 0; at < size; at += step {
			if _, err := converse(ctx, d, trouble, at); err != nil {
				return fmt.Errorf("%s at byte %d of %d: %w", trouble, at, size, err)
			}
		}
	}
	if _, err := converse(ctx, d, "", 0); err != nil {
		return fmt.Errorf("after all troubles: %w", err)
	}
	if after := resources(); after != before {
		return fmt.Errorf("left behind: %s before, %s after", before, after)
	}
	return nil
}

// converse has the conversation with a trouble, and says how many bytes it took.
func converse(ctx context.Context, d troubled, trouble sim.Trouble, at int) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*enoughForTrouble)
	defer cancel()
	d.cable.Befall(trouble, at)
	err := d.converse(ctx)
	return d.cable.Carried(), err
}

// enoughForTrouble is more than three tries take with a device that is late.
const enoughForTrouble = 15 * time.Second

// resources counts what must not grow. It waits a moment for what is just ending.
func resources() string {
	var now string
	for range 100 {
		files, _ := os.ReadDir("/proc/self/fd")
		now = fmt.Sprintf("%d goroutines, %d files", runtime.NumGoroutine(), len(files))
		time.Sleep(time.Millisecond)
	}
	return now
}

// again calls verb until it succeeds, as a person does who tries again.
func again(ctx context.Context, verb func() error) error {
	for {
		err := verb()
		if err == nil || ctx.Err() != nil {
			return err
		}
		if drivers.KindOf(err) == drivers.NeedsTechnician {
			return fmt.Errorf("gave up: %w", err)
		}
	}
}

// troubledReader reads one person's card after another.
func troubledReader(t *testing.T, dress func(drivers.CardReader) drivers.CardReader) troubled {
	return troubledReaderOver(t, sim.ReaderOverSerial, func(device *sim.Reader) (drivers.CardReader, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		r, err := sdt.New(line, sdt.Options{})
		return dress(r), err
	})
}

func troubledReaderOver(t *testing.T, over sim.ReaderLine, open func(*sim.Reader) (drivers.CardReader, error)) troubled {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard"), Over: over})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	reader := slot.NewCardReader("idcard", func(context.Context) (drivers.CardReader, error) { return open(device) }, brisk)
	seat(t, reader.Run, reader.Status)
	people, turn := sim.People(), 0
	return troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		person := people[turn%len(people)]
		turn++
		var card drivers.Card
		err := again(ctx, func() (err error) {
			device.Lift()
			device.Present(person) // after a Misread the person lays the card on again
			card, err = reader.Read(ctx, drivers.CardRequest{})
			return err
		})
		if card.Newest = person.Card.Newest; err == nil && !reflect.DeepEqual(card, person.Card) {
			return fmt.Errorf("person %d got another card", person.ID)
		}
		return err
	}}
}

func TestTroubleReadingCards(t *testing.T) {
	must(t, 0, befallAll(t.Context(), troubledReader(t, func(r drivers.CardReader) drivers.CardReader { return r })))
}

// Over reports and bulk pipes the same frames pass, and the same troubles befall them.
// No byte is lost inside a report, which USB checks itself; the module's checksum would
// not notice it: a zero that is lost is made good by a zero of the padding.
func TestTroubleReadingCardsOverReports(t *testing.T) {
	d := troubledReaderOver(t, sim.ReaderOverHID, func(device *sim.Reader) (drivers.CardReader, error) {
		line, err := port.OpenHIDRaw(device.Path(), port.HIDOptions{})
		if err != nil {
			return nil, err
		}
		return sdt.New(line, sdt.Options{})
	})
	d.coarse, d.spared = 293, []sim.Trouble{sim.Dropped}
	must(t, 0, befallAll(t.Context(), d))
}

func TestTroubleReadingCardsOverUSB(t *testing.T) {
	d := troubledReaderOver(t, sim.ReaderOverUSBSplit, readerOnUSB)
	d.coarse = 293
	must(t, 0, befallAll(t.Context(), d))
}

// hasty returns the card that it read last when this one cannot be read.
type hasty struct {
	drivers.CardReader
	last *drivers.Card
}

func (h hasty) Read(ctx context.Context, req drivers.CardRequest) (drivers.Card, error) {
	card, err := h.CardReader.Read(ctx, req)
	if err == nil {
		*h.last = card
	}
	return *h.last, nil
}

func TestTroubleFindsAnotherPersonsCard(t *testing.T) {
	last := new(drivers.Card)
	err := befallAll(t.Context(), troubledReader(t, func(r drivers.CardReader) drivers.CardReader { return hasty{r, last} }))
	if err == nil || !strings.Contains(err.Error(), "another card") {
		t.Errorf("a reader that returns another card passes: %v", err)
	}
}

// printShop prints slips, each with a mark of its own, and keeps what was said of it.
type printShop struct {
	troubled
	device  *sim.Printer
	said    map[string]drivers.Outcome
	altered map[string]bool // bytes of it were altered on the line, which nothing can notice
}

func newPrintShop(t *testing.T, dress func(drivers.Printer) drivers.Printer) printShop {
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt"), Width: 58})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	printer := slot.NewPrinter("receipt", func(context.Context) (drivers.Printer, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
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
	shop := newPrintShop(t, func(p drivers.Printer) drivers.Printer { return p })
	must(t, 0, befallAll(t.Context(), shop.troubled))
	for mark, wrong := range dishonest(shop, shop.device.Slips()) {
		t.Errorf("%s: %s", mark, wrong)
	}
	t.Logf("%d slips tried", len(shop.said))
}

func TestTroubleFindsBoastfulPrinter(t *testing.T) {
	shop := newPrintShop(t, func(p drivers.Printer) drivers.Printer { return boastful{p} })
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

func TestTroubleScanningCodes(t *testing.T) {
	must(t, 0, befallAll(t.Context(), troubledScanner(t, sim.ScannerOptions{Suffix: "\r"}, func(path string) (drivers.Scanner, error) {
		line, err := port.OpenSerial(path, port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		return scanner.New(line, scanner.Options{Trigger: []byte("\x16T\r"), Release: []byte("\x16U\r")})
	})))
}

func TestTroubleScanningReports(t *testing.T) {
	must(t, 0, befallAll(t.Context(), troubledScanner(t, sim.ScannerOptions{Over: sim.OverHIDPOS}, func(path string) (drivers.Scanner, error) {
		line, err := port.OpenHIDRaw(path, port.HIDOptions{Page: port.BarCodes})
		if err != nil {
			return nil, err
		}
		return scanner.NewHIDPOS(line, scanner.Options{})
	})))
}

// A keyboard's events come whole, so that only its plug is pulled.
func TestTroubleScanningKeys(t *testing.T) {
	d := troubledScanner(t, sim.ScannerOptions{Over: sim.OverKeyboard, Suffix: "\r"}, func(path string) (drivers.Scanner, error) {
		line, err := port.OpenInput(path)
		if err != nil {
			return nil, err
		}
		return scanner.NewKeyboard(line, scanner.Options{})
	})
	size, err := converse(t.Context(), d, "", 0)
	must(t, 0, err)
	for at := 0; at < size; at += 24 {
		if _, err := converse(t.Context(), d, sim.Reseated, at); err != nil {
			t.Fatalf("unplugged at byte %d of %d: %v", at, size, err)
		}
	}
}

// troubledScanner scans one code after the other.
func troubledScanner(t *testing.T, o sim.ScannerOptions, open func(path string) (drivers.Scanner, error)) troubled {
	o.Link = filepath.Join(t.TempDir(), "code")
	device := sim.NewScanner(o)
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	codes := slot.NewScanner("code", func(context.Context) (drivers.Scanner, error) { return open(device.Path()) }, brisk)
	seat(t, codes.Run, codes.Status)
	turn := 0
	return troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		turn++
		text := fmt.Sprintf("GLJT-999999-%06d", turn)
		return again(ctx, func() error {
			return scanOnce(ctx, device, codes, text)
		})
	}}
}

// scanOnce holds a code before the scanner until it is read.
func scanOnce(ctx context.Context, device *sim.Scanner, codes drivers.Scanner, text string) error {
	ctx, cancel := context.WithTimeout(ctx, enoughForTrouble)
	defer cancel()
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				_ = device.Scan(ctx, text)
			}
		}
	}()
	scan, err := codes.Scan(ctx, drivers.ScanRequest{})
	close(stop)
	<-done
	if err == nil && scan.Text != text {
		return &drivers.Fault{Device: "code", Op: "scan", Kind: drivers.Misread}
	}
	return err
}
