package escpos_test

import (
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// BenchmarkPrint prints a slip over a line paced at 115,200 baud, on a printer that
// needs no time to print, and reports what the driver adds to the time that the bytes
// need on the wire. Questions before and after the slip count as added.
func BenchmarkPrint(b *testing.B) {
	const baud = 115200
	device := sim.NewPrinter(sim.PrinterOptions{Baud: baud, Keep: 4})
	b.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		b.Fatal(err)
	}
	line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
	if err != nil {
		b.Fatal(err)
	}
	printer, err := escpos.New(line, escpos.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { printer.Close() })
	slip := drivers.Slip{Blocks: []drivers.Block{
		{Form: drivers.Line, Text: "云溪镇便民服务中心", Align: drivers.Centre},
		{Form: drivers.Line, Text: "申请凭条", Size: 2, Align: drivers.Centre},
		{Form: drivers.Rule},
		{Form: drivers.Pair, Text: "事项", Value: "高龄津贴申请"},
		{Form: drivers.Pair, Text: "申请人", Value: "林**"},
		{Form: drivers.Pair, Text: "时间", Value: "2026-11-24 10:26"},
		{Form: drivers.Code, Text: "YX07-20261124-000036-7", Align: drivers.Centre},
		{Form: drivers.Line, Text: "在这台自助机点“查办理进度”，扫此码。", Align: drivers.Centre},
		{Form: drivers.Line, Text: "咨询 12345", Align: drivers.Centre},
	}}
	slip.Blocks = append(slip.Blocks, slip.Blocks...) // a long one: two codes, as for two services
	if _, err := printer.Print(b.Context(), slip); err != nil {
		b.Fatal(err) // the first also clears what it does not know
	}
	device.Befall("", 0)
	var took time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := printer.Print(b.Context(), slip); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
	}
	wire := time.Duration(device.Carried()) * 10 * time.Second / baud
	b.ReportMetric(100*(float64(took)/float64(wire)-1), "overhead-%")
	b.ReportMetric(float64(wire.Microseconds())/1000/float64(b.N), "wire-ms/op")
}
