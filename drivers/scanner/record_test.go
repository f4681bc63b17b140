package scanner

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
)

// report is one of 63 bytes, as the manuals print it.
func report(count int, aim, data string, more byte) []byte {
	p := make([]byte, manual.size)
	p[0] = byte(count)
	copy(p[1:4], aim)
	copy(p[4:60], data)
	p[62] = more
	return p
}

// scanReports scans once while a device sends reports, 20 ms apart.
func scanReports(t *testing.T, reports ...[]byte) (got drivers.Scan, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		near, device := porttest.Pipe()
		s, e := NewHIDPOS(near, Options{})
		if e != nil {
			t.Fatal(e)
		}
		defer s.Close()
		go func() {
			for _, p := range reports {
				time.Sleep(20 * time.Millisecond)
				_, _ = device.Write(context.Background(), p)
			}
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		got, err = s.Scan(ctx, drivers.ScanRequest{})
	})
	return got, err
}

func TestReports(t *testing.T) {
	long := strings.Repeat("0123456789", 12) // the example of the manuals, and then some
	for _, c := range []struct {
		why     string
		reports [][]byte
		want    drivers.Scan
	}{
		{"one report", [][]byte{report(13, "]E0", "6901234567892", 0)}, drivers.Scan{Text: "6901234567892", AIM: "]E0"}},
		{
			"three, put together",
			[][]byte{report(56, "]Q1", long[:56], 1), report(56, "]Q1", long[56:112], 1), report(8, "]Q1", long[112:], 0)},
			drivers.Scan{Text: long, AIM: "]Q1"},
		},
		{"full, and the last", [][]byte{report(56, "]C0", long[:56], 0)}, drivers.Scan{Text: long[:56], AIM: "]C0"}},
		{"no identifier", [][]byte{report(1, "", "A", 0)}, drivers.Scan{Text: "A"}},
		{"what is behind the count is stale", [][]byte{report(2, "]Q1", "AB69", 0)}, drivers.Scan{Text: "AB", AIM: "]Q1"}},
		{"text that looks like an identifier", [][]byte{report(4, "]C0", "]Q1x", 0)}, drivers.Scan{Text: "]Q1x", AIM: "]C0"}},
		{"line ends and control characters", [][]byte{report(9, "]d2", "A\r\nB\x1DC\x00\x1BD", 0)}, drivers.Scan{Text: "ABCD", AIM: "]d2"}},
		{"empty codes are passed over", [][]byte{report(0, "]Q1", "", 0), report(1, "]Q1", "A", 0)}, drivers.Scan{Text: "A", AIM: "]Q1"}},
		{"GBK", [][]byte{report(4, "]Q1", "\xD4\xC6\xCF\xAA", 0)}, drivers.Scan{Text: "云溪", AIM: "]Q1"}},
		{
			"a character on the border of two reports",
			[][]byte{report(56, "]Q1", long[:54]+"\xE4\xBA", 1), report(1, "]Q1", "\x91", 0)},
			drivers.Scan{Text: long[:54] + "云", AIM: "]Q1"},
		},
		{"a recording in pieces", [][]byte{report(1, "]Q1", "A", 0)[:10], report(1, "]Q1", "A", 0)[10:]}, drivers.Scan{Text: "A", AIM: "]Q1"}},
		{"only the first of two", [][]byte{append(report(1, "]Q1", "A", 0), report(1, "]Q1", "B", 0)...)}, drivers.Scan{Text: "A", AIM: "]Q1"}},
	} {
		if got, err := scanReports(t, c.reports...); err != nil || got != c.want {
			t.Errorf("%s: Scan = %+v, %v, want %+v", c.why, got, err, c.want)
		}
	}
}

func TestMisreadReports(t *testing.T) {
	endless := bytes.Repeat(report(56, "]Q1", strings.Repeat("9", 56), 1), 200)
	for why, reports := range map[string][][]byte{
		"a count beyond the data": {report(57, "]Q1", "A", 0)},
		"no text":                 {report(3, "]Q1", "\xFF\x80\xFF", 0)},
		"more, which never comes": {report(56, "]Q1", strings.Repeat("9", 56), 1)},
		"half a report":           {report(1, "]Q1", "A", 0)[:30]},
		"no end":                  {endless},
	} {
		if got, err := scanReports(t, reports...); drivers.KindOf(err) != drivers.Misread {
			t.Errorf("%s: Scan = %+v, %v, want a Misread", why, got, err)
		}
	}
}

func TestLayoutOfTheDevice(t *testing.T) {
	data := port.Field{Page: port.BarCodes, Usage: useData, At: 32, Bits: 8, Count: 56}
	count := port.Field{Page: desktop, Usage: useByteCount, At: 0, Bits: 8, Count: 1}
	aim := func(n uint16) port.Field {
		return port.Field{Page: port.BarCodes, Usage: useSymbology1 + n, At: 8 * int(1+n), Bits: 8, Count: 1}
	}
	more := port.Field{Page: port.BarCodes, Usage: useContinued, At: 480, Bits: 1, Count: 1}
	for _, c := range []struct {
		why    string
		fields []port.Field
		want   layout
	}{
		{"everything", []port.Field{count, aim(0), aim(1), aim(2), data, more}, layout{61, 0, 1, 4, 56, 480}},
		{"only data", []port.Field{data}, layout{61, -1, -1, 4, 56, -1}},
		{"two thirds of an identifier", []port.Field{aim(0), aim(1), data}, layout{61, -1, -1, 4, 56, -1}},
		{"no data", []port.Field{count, more}, manual},
		{"data between bytes", []port.Field{{Page: port.BarCodes, Usage: useData, At: 4, Bits: 8, Count: 56}}, manual},
		{"data beyond the report", []port.Field{{Page: port.BarCodes, Usage: useData, At: 64, Bits: 8, Count: 56}}, manual},
	} {
		device := described{reports: []port.Report{
			{Direction: port.OutputReport, Page: port.BarCodes, Size: 1},
			{Direction: port.InputReport, Page: port.BarCodes, Size: 61, Fields: c.fields},
		}}
		if got := layoutOf(device); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.why, got, c.want)
		}
	}
	if got := layoutOf(nil); got != manual {
		t.Errorf("a device that says nothing: %+v", got)
	}
}

type described struct {
	port.Port
	reports []port.Report
}

func (d described) Reports() []port.Report { return d.reports }

func FuzzReports(f *testing.F) {
	f.Add(report(13, "]E0", "6901234567892", 0), true)
	f.Add(report(57, "]Q1", "\xFF\x80\xFF", 1), false)
	f.Fuzz(func(t *testing.T, p []byte, counted bool) {
		l := manual
		if !counted {
			l.count = -1
		}
		if len(p) < l.size {
			return
		}
		data, aim, _, err := l.open(p[:l.size])
		if err == nil && (len(data) > l.room || len(aim) != 0 && len(aim) != 3) {
			t.Errorf("open = %d bytes, %q", len(data), aim)
		}
	})
}

// A device that describes one report, and reports that are torn by an unplugged plug.
func TestUnplugInsideACode(t *testing.T) {
	near, device := porttest.Pipe()
	s, err := NewHIDPOS(near, Options{})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = device.Write(context.Background(), report(56, "]Q1", strings.Repeat("9", 56), 1))
		device.Close()
	}()
	_, err = s.Scan(t.Context(), drivers.ScanRequest{})
	var fault *drivers.Fault
	if !errors.As(err, &fault) || fault.Kind != drivers.Disconnected {
		t.Errorf("Scan = %v, want Disconnected", err)
	}
}
