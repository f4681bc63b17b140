package port_test

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"yitiji/drivers/port"
)

// descriptor reads a file of hexadecimal bytes, in which # begins a remark.
func descriptor(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var digits strings.Builder
	for line := range strings.Lines(string(text)) {
		bytes, _, _ := strings.Cut(line, "#")
		digits.WriteString(strings.Join(strings.Fields(bytes), ""))
	}
	p, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p
}

func TestParseReports(t *testing.T) {
	for _, c := range []struct {
		file string
		want []port.Report
	}{
		{"hid-plain.txt", []port.Report{
			{Direction: port.InputReport, Page: 0xFF00, Size: 64, Fields: []port.Field{{0xFF00, 1, 0, 8, 64}}},
			{Direction: port.OutputReport, Page: 0xFF00, Size: 64, Fields: []port.Field{{0xFF00, 1, 0, 8, 64}}},
		}},
		{"hid-scanner.txt", []port.Report{
			{Direction: port.InputReport, ID: 2, Page: port.BarCodes, Size: 61, Fields: []port.Field{
				{0x01, 0x3B, 0, 8, 1},
				{0x8C, 0xFB, 8, 8, 1},
				{0x8C, 0xFC, 16, 8, 1},
				{0x8C, 0xFD, 24, 8, 1},
				{0x8C, 0xFE, 32, 8, 56},
				{0x8C, 0xFF, 480, 1, 1},
			}},
		}},
		{"hid-keyboard.txt", []port.Report{
			{Direction: port.InputReport, Page: 0x01, Size: 8},
			{Direction: port.OutputReport, Page: 0x01, Size: 1},
		}},
		{"hid-feature.txt", []port.Report{
			{Direction: port.InputReport, ID: 1, Page: 0xFF00, Size: 63, Fields: []port.Field{{0xFF00, 1, 0, 8, 63}}},
			{Direction: port.FeatureReport, ID: 1, Page: 0xFF00, Size: 63, Fields: []port.Field{{0xFF00, 2, 0, 8, 63}}},
		}},
	} {
		got, err := port.ParseReports(descriptor(t, c.file))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", c.file, got, err, c.want)
		}
	}
}

func TestBadReports(t *testing.T) {
	for why, p := range map[string][]byte{
		"torn":                          {0x26, 0xFF},
		"a long item that is torn":      {0xFE, 0x10, 0x00, 0x01},
		"pop without push":              {0xB4},
		"end without collection":        {0xC0},
		"a report of half a gigabyte":   {0x77, 0xFF, 0xFF, 0xFF, 0x7F, 0x95, 0x01, 0x81, 0x02},
		"a product that does not fit":   {0x77, 0, 0, 0, 0x80, 0x97, 0, 0, 0, 0x80, 0x81, 0x02},
		"many parts that are too large": append([]byte{0x75, 0x08, 0x96, 0x00, 0x40}, 0x81, 0x02, 0x81, 0x02),
	} {
		if _, err := port.ParseReports(p); err == nil {
			t.Errorf("%s: no error", why)
		}
	}
}

func FuzzParseReports(f *testing.F) {
	for _, name := range []string{"hid-plain.txt", "hid-scanner.txt", "hid-keyboard.txt", "hid-feature.txt"} {
		f.Add(descriptor(f, name))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		reports, err := port.ParseReports(p)
		for _, r := range reports {
			for _, field := range r.Fields {
				if err == nil && (field.At+field.Bits*field.Count > 8*r.Size || field.Bits <= 0) {
					t.Errorf("field %+v of a report of %d bytes", field, r.Size)
				}
			}
		}
	})
}

func TestReportsOfALine(t *testing.T) {
	x := newTree(t)
	folder := "devices/platform/usb1/1-1/1-1:1.0/0003:0C2E:0B61.0001"
	x.put(folder)
	x.put(folder + "/hidraw/hidraw3")
	x.link("class/hidraw/hidraw3", folder+"/hidraw/hidraw3")
	x.link(folder+"/hidraw/hidraw3/device", folder)
	path := filepath.Join(x.root, "sys", folder, "report_descriptor")
	if err := os.WriteFile(path, descriptor(t, "hid-scanner.txt"), 0o644); err != nil {
		t.Fatal(err)
	}
	reports, err := x.system().Reports(port.Line{Path: "/dev/hidraw3"})
	if err != nil || len(reports) != 1 || reports[0].Page != port.BarCodes {
		t.Errorf("Reports = %+v, %v", reports, err)
	}
	if _, err := x.system().Reports(port.Line{Path: "/dev/hidraw4"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Reports of nothing = %v", err)
	}
}
