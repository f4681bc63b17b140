package scanner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
	"yitiji/drivers/scanner"
)

// scan lets a scanner send pieces, 20 ms apart, while one Scan waits.
func scan(t *testing.T, o scanner.Options, pieces ...string) (got drivers.Scan, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		line, device := porttest.Pipe()
		s, e := scanner.New(line, o)
		if e != nil {
			t.Fatal(e)
		}
		defer s.Close()
		_, _ = device.Write(t.Context(), []byte("stale\r"))
		go send(t.Context(), device, pieces)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		got, err = s.Scan(ctx, drivers.ScanRequest{})
	})
	return got, err
}

func send(ctx context.Context, device port.Port, pieces []string) {
	for _, piece := range pieces {
		time.Sleep(20 * time.Millisecond)
		_, _ = device.Write(ctx, []byte(piece))
	}
}

func TestScan(t *testing.T) {
	lines, gap := scanner.Options{}, scanner.Options{Framing: scanner.Gap}
	aim := scanner.Options{AIM: true}
	const ack = "\x02\x00\x00\x01\x00\x33\x31"
	acked := scanner.Options{Acknowledge: []byte(ack)}
	ackedGap := scanner.Options{Acknowledge: []byte(ack), Framing: scanner.Gap}
	for _, c := range []struct {
		why    string
		opts   scanner.Options
		pieces []string
		want   drivers.Scan
	}{
		{"CR", lines, []string{"6901234567892\r"}, drivers.Scan{Text: "6901234567892"}},
		{"LF", lines, []string{"A\n"}, drivers.Scan{Text: "A"}},
		{"CRLF", lines, []string{"A\r\n"}, drivers.Scan{Text: "A"}},
		{"TAB", lines, []string{"A\t"}, drivers.Scan{Text: "A"}},
		{"in pieces", lines, []string{"690", "123", "\r"}, drivers.Scan{Text: "690123"}},
		{"the LF of the code before", lines, []string{"\n", "A\r"}, drivers.Scan{Text: "A"}},
		{"empty codes are passed over", lines, []string{"\r", " \r", "A\r"}, drivers.Scan{Text: "A"}},
		{"only the first of two", lines, []string{"A\rB\r"}, drivers.Scan{Text: "A"}},
		{"UTF-8", lines, []string{"云溪\r"}, drivers.Scan{Text: "云溪"}},
		{"GBK", lines, []string{"\xD4\xC6\xCF\xAA\r"}, drivers.Scan{Text: "云溪"}},
		{"UTF-8 cut by the line", lines, []string{"\xE4\xBA", "\x91\r"}, drivers.Scan{Text: "云"}},
		{"control characters", lines, []string{"A\x00\x1B\x1DB\u202EC\r"}, drivers.Scan{Text: "ABC"}},
		{"AIM", aim, []string{"]Q1https://x\r"}, drivers.Scan{Text: "https://x", AIM: "]Q1"}},
		{"AIM expected, none sent", aim, []string{"]?1\r"}, drivers.Scan{Text: "]?1"}},
		{"AIM not expected", lines, []string{"]Q1x\r"}, drivers.Scan{Text: "]Q1x"}},
		{"silence ends it", gap, []string{"69", "01"}, drivers.Scan{Text: "6901"}},
		{"the acknowledgement of a trigger", acked, []string{ack, "69\r"}, drivers.Scan{Text: "69"}},
		{"in pieces", acked, []string{ack[:3], ack[3:] + "6", "9\r"}, drivers.Scan{Text: "69"}},
		{"twice", acked, []string{ack + ack, "69\r"}, drivers.Scan{Text: "69"}},
		{"an engine that gives none", acked, []string{"69\r"}, drivers.Scan{Text: "69"}},
		{"a code that begins like it", acked, []string{"\x02\x00\x0069\r"}, drivers.Scan{Text: "69"}},
		{"with silence behind it", ackedGap, []string{ack, "", "", "", "", "69"}, drivers.Scan{Text: "69"}},
		{"line ends inside", gap, []string{"A\r\nB\r\n"}, drivers.Scan{Text: "AB"}},
	} {
		if got, err := scan(t, c.opts, c.pieces...); err != nil || got != c.want {
			t.Errorf("%s: Scan = %+v, %v, want %+v", c.why, got, err, c.want)
		}
	}
}

func TestMisread(t *testing.T) {
	for _, c := range []struct {
		why    string
		pieces []string
	}{
		{"no text", []string{"\xFF\x80\xFF\r"}},
		{"no end", []string{"690123"}},
		{"no bound", []string{strings.Repeat("9", 9000)}},
	} {
		_, err := scan(t, scanner.Options{}, c.pieces...)
		var f *drivers.Fault
		if !errors.As(err, &f) || f.Kind != drivers.Misread || f.Device != "code" || f.Op != "scan" {
			t.Errorf("%s: Scan = %v, want a Misread", c.why, err)
		}
	}
}

func TestTrigger(t *testing.T) {
	line, device := porttest.Pipe()
	s, _ := scanner.New(line, scanner.Options{Trigger: []byte{0x16, 'T', '\r'}, Release: []byte{0x16, 'U', '\r'}})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := s.Scan(ctx, drivers.ScanRequest{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Scan = %v, want the context's error", err)
	}
	p := make([]byte, 16)
	if n, _ := device.Read(t.Context(), p); string(p[:n]) != "\x16T\r\x16U\r" {
		t.Errorf("sent % X", p[:n])
	}
}

func FuzzScan(f *testing.F) {
	f.Add([]byte("6901234567892\r\n"), true)
	f.Add([]byte("]Q1\xD4\xC6\xCF\xAA\r"), false)
	f.Add([]byte{0xFF, 0x80, 0x00, 0xC3, 0x28}, true)
	f.Fuzz(func(t *testing.T, p []byte, lines bool) {
		if len(p) > 4000 { // the bound of a code has its own test; draining takes its time
			return
		}
		o := scanner.Options{AIM: true, Framing: scanner.Gap, Gap: time.Microsecond}
		if lines {
			o.Framing = scanner.Lines
		}
		near, device := porttest.Pipe()
		s, _ := scanner.New(near, o)
		go func() { _, _ = device.Write(context.Background(), append(p, "\r"...)); device.Close() }()
		got, err := s.Scan(context.Background(), drivers.ScanRequest{})
		if err == nil && (got.Text == "" || strings.ContainsAny(got.Text, "\x00\x1B\r\n\t")) {
			t.Errorf("Scan(% X) = %q", p, got.Text)
		}
		if err != nil && drivers.KindOf(err) == drivers.NeedsTechnician {
			t.Errorf("Scan(% X) = %v, want a Fault", p, err)
		}
	})
}
