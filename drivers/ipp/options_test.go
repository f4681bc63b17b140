package ipp

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"yitiji/drivers"
)

func TestOptions(t *testing.T) {
	pin := strings.Repeat("AB:", 31) + "ab"
	for _, c := range []struct {
		why  string
		opts Options
		want error
	}{
		{"ipp-usb", Options{URI: "ipp://localhost:60000/ipp/print"}, nil},
		{"an address of this machine", Options{URI: "http://[::1]:631/"}, nil},
		{"TLS", Options{URI: "ipps://printer.example/ipp/print", Fingerprint: pin}, nil},
		{"in the clear on a network, allowed", Options{URI: "ipp://10.0.0.7", Plain: true}, nil},
		{"in the clear on a network", Options{URI: "ipp://10.0.0.7"}, errPlain},
		{"no host", Options{URI: "ipp:///ipp/print"}, errURI},
		{"another scheme", Options{URI: "lpd://localhost/"}, errURI},
		{"a password", Options{URI: "ipps://user:word@printer.example/"}, errURI},
		{"nothing", Options{}, errURI},
		{"half a fingerprint", Options{URI: "ipps://p.example", Fingerprint: "abcd"}, errFingerprint},
		{"a fingerprint for nothing", Options{URI: "ipp://localhost", Fingerprint: pin}, errNotTLS},
		{"a time that runs backwards", Options{URI: "ipp://localhost", Poll: -1}, errNegative},
	} {
		if _, err := New(c.opts); !errors.Is(err, c.want) {
			t.Errorf("%s: New = %v, want %v", c.why, err, c.want)
		}
	}
	got, err := Options{URI: "ipps://printer.example"}.target()
	if err != nil || got.uri != "ipps://printer.example:631/ipp/print" || got.url != "https://printer.example:631/ipp/print" {
		t.Errorf("target = %+v, %v", got, err)
	}
}

func TestReasons(t *testing.T) {
	for _, c := range []struct {
		word string
		want drivers.Kind
	}{
		{"media-empty-report", drivers.NoPaper},
		{"media-needed", drivers.NoPaper},
		{"media-jam-error", drivers.Jam},
		{"door-open-warning", drivers.CoverOpen},
		{"output-area-full", drivers.PaperNotTaken},
		{"media-low-error", drivers.PaperLow},
		{"toner-empty-warning", drivers.NeedsTechnician},
		{"toner-low-error", ""},
		{"none", ""},
		{"", ""},
		{"com.example.odd-error", drivers.NeedsTechnician},
		{"com.example.odd", drivers.NeedsTechnician},
		{"com.example.odd-report", ""},
		{"com.example.odd-warning", ""},
		{"cups-waiting-for-job-completed", ""},
	} {
		if got := reasonOf(c.word).kind(); got != c.want {
			t.Errorf("%s asks for %q, want %q", c.word, got, c.want)
		}
	}
}

func TestCausesOfReasons(t *testing.T) {
	for _, c := range []struct {
		why   string
		words []string
		want  []drivers.Cause
	}{
		{"paper says enough by its kind", []string{"media-empty-error"}, nil},
		{"toner and waste", []string{"toner-empty-error", "marker-waste-full", "marker-supply-empty"}, []drivers.Cause{drivers.InkEmpty, drivers.WasteFull}},
		{"a queue that somebody stopped", []string{"paused"}, []drivers.Cause{drivers.Paused}},
		{"a queue whose printer is off", []string{"offline-report"}, []drivers.Cause{drivers.Unreachable}},
	} {
		r := reading{state: printerIdle}
		for _, word := range c.words {
			r.reasons = append(r.reasons, reasonOf(word))
		}
		if got := r.status(defaultMedia).Causes; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

// media-empty of another tray than that of A4 stops nothing.
func TestOtherTrayEmpty(t *testing.T) {
	printer := func(level string) reading {
		return readingOf(group{tagPrinter, []attribute{
			num(tagEnum, "printer-state", printerIdle), strs(tagKeyword, "printer-state-reasons", "media-empty-report"),
			strs(tagOctets, "printer-input-tray", "mediafeed=29700;mediaxfeed=21000;level="+level+";name=main", "level=0;name=manual"),
		}})
	}
	if kind, blocked := printer("5").blocked(defaultMedia); blocked {
		t.Errorf("blocked by %s", kind)
	}
	if kind, _ := printer("0").blocked(defaultMedia); kind != drivers.NoPaper {
		t.Errorf("an empty tray is %q", kind)
	}
}

// What a cancelled job says of the paper.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		why   string
		view  jobView
		queue bool
		sent  int
		want  drivers.Outcome
	}{
		{"counted, and none", jobView{state: jobCancelled, sheets: -1}, false, 2, drivers.NotStarted},
		{"one came out", jobView{state: jobAborted, sheets: -1, sides: 1}, false, 2, drivers.Uncertain},
		{"not counted", jobView{state: jobCancelled, sheets: -1, sides: -1}, false, 2, drivers.Uncertain},
		{"a queue of CUPS", jobView{state: jobCancelled}, true, 2, drivers.Uncertain},
		{"nothing was sent", jobView{state: jobCancelled, sheets: -1, sides: -1}, true, 0, drivers.NotStarted},
		{"completed", jobView{state: jobCompleted, sides: 1}, false, 2, drivers.Printed},
		{"completed with half of it", jobView{state: jobCompleted, sides: 1}, false, 1, drivers.Uncertain},
		{"completed with errors", jobView{state: jobCompleted, reasons: []string{"job-completed-with-errors"}}, false, 2, drivers.Uncertain},
		{"passed on", jobView{state: jobCompleted, reasons: []string{"queued-in-device"}}, false, 2, drivers.Uncertain},
	} {
		p := &pursuit{Printer: &Printer{}, up: &upload{data: []byte("ab"), taken: c.sent}, reading: reading{queue: c.queue}}
		if got, _ := p.verdict(c.view, nil); got.Outcome != c.want {
			t.Errorf("%s: %s, want %s", c.why, got.Outcome, c.want)
		}
	}
}
