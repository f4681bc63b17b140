package escpos_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// plugged returns a simulated printer on a real pseudo terminal and the driver on
// the other end of it.
func plugged(t testing.TB, device sim.PrinterOptions, o escpos.Options) (*sim.Printer, *escpos.Printer) {
	t.Helper()
	device.Link = filepath.Join(t.TempDir(), "receipt")
	out := sim.NewPrinter(device)
	if err := out.Plug(); err != nil {
		t.Fatal(err)
	}
	line, err := port.OpenSerial(out.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	o.Width = device.Width
	printer, err := escpos.New(line, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { printer.Close(); out.Close() })
	return out, printer
}

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// receipt is a slip as the terminal prints it.
func receipt() drivers.Slip {
	return drivers.Slip{Blocks: []drivers.Block{
		{Form: drivers.Line, Text: "云溪镇便民服务中心", Align: drivers.Centre},
		{Form: drivers.Line, Text: "办事凭条", Align: drivers.Centre, Size: 2, Bold: true},
		{Form: drivers.Rule},
		{Form: drivers.Line, Text: "离线暂存，尚未受理", Align: drivers.Centre, Bold: true},
		{Form: drivers.Rule},
		{Form: drivers.Pair, Text: "事项", Value: "高龄津贴申领"},
		{Form: drivers.Pair, Text: "申请人", Value: "陈𬴂", Bold: true},
		{Form: drivers.Pair, Text: "凭条编号", Value: "YX07-261122-0036-D", Bold: true},
		{Form: drivers.Pair, Text: "办理时间", Value: "2026-11-22 10:31"},
		{Form: drivers.Pair, Text: "接下来", Value: "网络恢复后自动上报，受理后会发短信给您，通常在今天之内。"},
		{Form: drivers.Feed, Lines: 1},
		{Form: drivers.Code, Text: "https://yitiji.example/s/YX07-261122-0036-D?k=7Q2M", Align: drivers.Centre},
		{Form: drivers.Line, Text: "用它可在任何一台自助机查进度、补材料。咨询电话 0999-1234567。", Align: drivers.Centre},
	}}
}

func TestPrintsASlip(t *testing.T) {
	fonts, err := sim.LoadFonts()
	if err != nil {
		t.Skip("no fonts here:", err)
	}
	face, err := escpos.LoadTypeface(
		"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
		"/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
	if err != nil {
		t.Skip("no fonts here:", err)
	}
	for _, c := range []struct {
		name   string
		width  int
		draw   bool
		number string
	}{
		{"80", 80, false, "凭条编号  YX07-261122-0036-D"},
		{"58", 58, false, "凭条编号  YX07-261122-0036-D"},
		{"58-drawn", 58, true, "凭条编号  YX07-261122-0036-D"},
	} {
		device, printer := plugged(t, sim.PrinterOptions{Width: c.width, Fonts: fonts}, escpos.Options{Typeface: face, DrawCodes: c.draw})
		result, err := printer.Print(soon(t), receipt())
		if err != nil || result.Outcome != drivers.Printed {
			t.Fatalf("%s: Print = %+v, %v", c.name, result, err)
		}
		slips := device.Slips()
		if len(slips) != 1 || !slips[0].Complete {
			t.Fatalf("%s: %d slips", c.name, len(slips))
		}
		if !slices.Contains(slips[0].Text, c.number) {
			t.Errorf("%s: lines\n%s\nlack %q", c.name, strings.Join(slips[0].Text, "\n"), c.number)
		}
		if codes := slips[0].Codes; !c.draw && (len(codes) != 1 || !strings.HasPrefix(codes[0], "https://")) {
			t.Errorf("%s: codes = %q", c.name, codes)
		}
		if dir := os.Getenv("SLIPS"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, c.name+".png"), slips[0].PNG(), 0o644)
		}
	}
}

func TestNothingIsSentWhenItCannotPrint(t *testing.T) {
	device, printer := plugged(t, sim.PrinterOptions{}, escpos.Options{})
	for _, c := range []struct {
		set  func(on bool)
		want drivers.Kind
	}{
		{func(on bool) { device.SetPaper(map[bool]sim.Paper{true: sim.PaperOut, false: sim.PaperFull}[on]) }, drivers.NoPaper},
		{device.SetCover, drivers.CoverOpen},
		{device.SetJam, drivers.Jam},
	} {
		c.set(true)
		result, err := printer.Print(soon(t), receipt())
		if drivers.KindOf(err) != c.want || result.Outcome != drivers.NotStarted {
			t.Errorf("%s: Print = %+v, %v", c.want, result, err)
		}
		if s := printer.Status(soon(t)); s.State != drivers.Offline || !s.Has(c.want) {
			t.Errorf("%s: Status = %+v", c.want, s)
		}
		c.set(false)
	}
	if n := len(device.Slips()); n != 0 {
		t.Errorf("%d slips came out", n)
	}
	device.SetPaper(sim.PaperLow)
	if s := printer.Status(soon(t)); s.State != drivers.Online || !s.Has(drivers.PaperLow) {
		t.Errorf("paper low: Status = %+v", s)
	}
}

func TestPaperEndsInTheMiddle(t *testing.T) {
	device, printer := plugged(t, sim.PrinterOptions{}, escpos.Options{})
	device.RunOut(6)
	result, err := printer.Print(soon(t), receipt())
	if drivers.KindOf(err) != drivers.NoPaper || result.Outcome != drivers.Uncertain {
		t.Fatalf("Print = %+v, %v, want NoPaper and Uncertain", result, err)
	}
	device.SetPaper(sim.PaperFull)
	if result, err = printer.Print(soon(t), receipt()); err != nil || result.Outcome != drivers.Printed {
		t.Fatalf("second Print = %+v, %v", result, err)
	}
	slips := device.Slips()
	if len(slips) != 2 || slips[0].Complete || !slips[1].Complete {
		t.Fatalf("slips = %+v, want one torn and one complete", slips)
	}
	if first := slips[1].Text[0]; first != "               云溪镇便民服务中心" && strings.TrimSpace(first) != "云溪镇便民服务中心" {
		t.Errorf("the second slip begins with %q: old bytes came out", first)
	}
}

func TestSilentPrinterIsUnknown(t *testing.T) {
	device, printer := plugged(t, sim.PrinterOptions{Silent: true}, escpos.Options{Speed: 200})
	if s := printer.Status(soon(t)); s.State != drivers.Unknown || len(s.Kinds) > 0 {
		t.Errorf("Status = %+v, want Unknown", s)
	}
	slip := drivers.Slip{Blocks: []drivers.Block{{Form: drivers.Line, Text: "号 7"}}}
	if result, err := printer.Print(soon(t), slip); err != nil || result.Outcome != drivers.Uncertain {
		t.Errorf("Print = %+v, %v, want Uncertain without a fault", result, err)
	}
	if slips := device.Slips(); len(slips) != 1 || !slices.Equal(slips[0].Text, []string{"号 7"}) {
		t.Errorf("slips = %+v", slips)
	}
}

func TestUnplugWhilePrinting(t *testing.T) {
	device, printer := plugged(t, sim.PrinterOptions{Speed: 200}, escpos.Options{})
	pulled := make(chan struct{})
	go func() { defer close(pulled); time.Sleep(300 * time.Millisecond); device.Unplug() }()
	result, err := printer.Print(soon(t), receipt())
	if drivers.KindOf(err) != drivers.Disconnected || result.Outcome != drivers.Uncertain {
		t.Errorf("Print = %+v, %v, want Disconnected and Uncertain", result, err)
	}
	<-pulled
	if result, err = printer.Print(soon(t), receipt()); drivers.KindOf(err) != drivers.Disconnected || result.Outcome != drivers.NotStarted {
		t.Errorf("Print after = %+v, %v, want Disconnected and NotStarted", result, err)
	}
}

func TestPrintEndsWithItsContext(t *testing.T) {
	_, printer := plugged(t, sim.PrinterOptions{Speed: 100}, escpos.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	result, err := printer.Print(ctx, receipt())
	if !errors.Is(err, context.DeadlineExceeded) || result.Outcome != drivers.Uncertain {
		t.Errorf("Print = %+v, %v, want the context's error and Uncertain", result, err)
	}
}
