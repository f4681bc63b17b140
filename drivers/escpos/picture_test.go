package escpos_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/sim"
)

var update = flag.Bool("update", false, "draw the slips in testdata again")

// difficult is a slip on which everything is as long as it gets.
func difficult() drivers.Slip {
	return drivers.Slip{Blocks: []drivers.Block{
		{Form: drivers.Line, Text: "云溪镇便民服务中心", Align: drivers.Centre},
		{Form: drivers.Line, Text: "办事凭条", Align: drivers.Centre, Size: 2, Bold: true},
		{Form: drivers.Rule},
		{Form: drivers.Pair, Text: "事项", Value: "城乡居民基本养老保险参保登记及缴费档次变更申请（含补缴）"},
		{Form: drivers.Pair, Text: "申请人", Value: "阿卜杜热西提·阿卜杜克热木·买买提江", Bold: true},
		{Form: drivers.Pair, Text: "代办人", Value: "陈𬴂𠮷"},
		{Form: drivers.Pair, Text: "凭条编号", Value: "YX07-261122-0036-D", Bold: true},
		{Form: drivers.Pair, Text: "统一社会信用代码", Value: "91999999MA00000000"},
		{Form: drivers.Pair, Text: "网址", Value: "https://yitiji.example/services/pension/apply?k=7Q2M"},
		{Form: drivers.Pair, Text: "Applicant", Value: "Alexandria Konstantinopoulos-Featherstonehaugh"},
		{Form: drivers.Rule},
		{Form: drivers.Line, Text: "Please keep this slip. You can look up the progress of your application at any terminal, or call 12345."},
		{Form: drivers.Line, Text: "离线暂存，尚未受理。", Align: drivers.Centre, Bold: true, Size: 2},
		{Form: drivers.Code, Text: "https://yitiji.example/s/YX07-261122-0036-D?k=7Q2M", Align: drivers.Centre},
		{Form: drivers.Line, Text: "用它可在任何一台自助机查进度、补材料。", Align: drivers.Centre},
	}}
}

// TestPictures compares slips with those in testdata, dot by dot. The simulated printer
// has no fonts here and prints a box for each character, so that a new release of a
// font changes nothing. Codes that are drawn here stand where the printer puts its own.
func TestPictures(t *testing.T) {
	for _, width := range []int{58, 80} {
		for _, draw := range []bool{false, true} {
			name := fmt.Sprintf("slip-%d-drawn-%t.png", width, draw)
			device, printer := plugged(t, sim.PrinterOptions{Width: width}, escpos.Options{DrawCodes: draw})
			if result, err := printer.Print(soon(t), difficult()); err != nil || result.Outcome != drivers.Printed {
				t.Fatalf("%s: Print = %+v, %v", name, result, err)
			}
			got, path := device.Slips()[0].PNG(), filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not the slip that it was; -update draws it anew", name)
			}
		}
	}
}
