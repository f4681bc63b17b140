package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/port"
)

// onDesk returns a desk, its address and the folder of its devices.
func onDesk(t *testing.T) (d *desk, base, devices string) {
	t.Helper()
	devices = t.TempDir()
	d, err := newDesk(options{Devices: devices, Width: 58, Paper: "127.0.0.1:0", Document: "127.0.0.1:0", DocumentAt: "127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(d.handler(t.Context()))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close(); d.close() })
	return d, server.URL, devices
}

// post sends a form and returns the status code.
func post(t *testing.T, base, path string, form url.Values) int {
	t.Helper()
	answer, err := http.PostForm(base+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode >= 400 && strings.Count(string(text), "\n") != 1 {
		t.Errorf("POST %s answers %q, want one line", path, text)
	}
	return answer.StatusCode
}

func get(t *testing.T, base, path string) []byte {
	t.Helper()
	answer, err := http.Get(base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s = %d, %v", path, answer.StatusCode, err)
	}
	return body
}

func stateOf(t *testing.T, base string) (s state) {
	t.Helper()
	if err := json.Unmarshal(get(t, base, "/state"), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryVerb(t *testing.T) {
	_, base, _ := onDesk(t)
	for _, c := range []struct {
		path, form string
		want       int
	}{
		{"/reader/present", "person=1", 204},
		{"/reader/present", "person=12", 204},
		{"/reader/present", "person=13", 400},
		{"/reader/present", "", 400},
		{"/reader/lift", "", 204},
		{"/reader/fault", "kind=torn", 204},
		{"/reader/fault", "kind=checksum", 204},
		{"/reader/fault", "kind=slow", 204},
		{"/reader/fault", "kind=unplug-mid-read", 204},
		{"/reader/fault", "kind=fire", 400},
		{"/scanner/scan", "text=6901", 204},
		{"/scanner/scan", "text=", 400},
		{"/scanner/garbage", "", 204},
		{"/device/code/unplug", "", 204},
		{"/scanner/scan", "text=6901", 409},
		{"/device/code/plug", "", 204},
		{"/device/toaster/plug", "", 400},
		{"/printer/paper", "state=out", 204},
		{"/printer/paper", "state=wet", 400},
		{"/printer/runout", "lines=3", 204},
		{"/printer/runout", "lines=0", 400},
		{"/printer/cover", "state=open", 204},
		{"/printer/jam", "state=on", 204},
		{"/printer/presenter", "state=on", 204},
		{"/printer/presenter", "state=ajar", 400},
		{"/printer/take", "", 409},
		{"/network", "mode=silent", 204},
		{"/network", "mode=fast", 400},
		{"/nothing", "", 404},
	} {
		form, _ := url.ParseQuery(c.form)
		if got := post(t, base, c.path, form); got != c.want {
			t.Errorf("POST %s %s = %d, want %d", c.path, c.form, got, c.want)
		}
	}
	s := stateOf(t, base)
	if !s.Printer.Cover || !s.Printer.Jam || s.Network != silent || len(s.People) != 12 {
		t.Errorf("state = %+v", s)
	}
}

func TestPlugIsALink(t *testing.T) {
	_, base, devices := onDesk(t)
	for _, name := range []string{"idcard", "receipt", "code"} {
		link := filepath.Join(devices, name)
		if _, err := os.Stat(link); err != nil {
			t.Errorf("plugged in: %v", err)
		}
		post(t, base, "/device/"+name+"/unplug", nil)
		if _, err := os.Lstat(link); err == nil {
			t.Errorf("%s is still there after unplugging", name)
		}
		post(t, base, "/device/"+name+"/plug", nil)
		if _, err := os.Stat(link); err != nil {
			t.Errorf("plugged in again: %v", err)
		}
	}
}

func TestSlipsComeOut(t *testing.T) {
	_, base, devices := onDesk(t)
	open, err := all.Printer{Kind: "escpos", Line: all.Line{Port: filepath.Join(devices, "receipt")}, Width: 58}.Opener(all.NewSite(port.Tree{}, nil), "receipt")
	if err != nil {
		t.Fatal(err)
	}
	printer, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer printer.Close()
	if r, err := printer.Print(t.Context(), drivertest.Receipt()); err != nil || r.Outcome != drivers.Printed {
		t.Fatalf("Print = %+v, %v", r, err)
	}
	s := stateOf(t, base)
	if len(s.Slips) != 1 || !s.Slips[0].Complete || s.Slips[0].Copy || len(s.Slips[0].Codes) != 1 {
		t.Fatalf("slips = %+v", s.Slips)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(get(t, base, "/slips/1.png")))
	if err != nil || picture.Width != 384 {
		t.Errorf("picture = %+v, %v, want 384 dots", picture, err)
	}
	page := string(get(t, base, "/"))
	for _, want := range []string{"第 1 张", "扫这张的码", "身份证阅读器", s.Slips[0].Codes[0]} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestEventsFollowTheDesk(t *testing.T) {
	_, base, _ := onDesk(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, base+"/events", nil)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	post(t, base, "/reader/present", url.Values{"person": {"7"}})
	seen := ""
	for buf := make([]byte, 4096); !strings.Contains(seen, `"person":7`); {
		n, err := answer.Body.Read(buf)
		if seen += string(buf[:n]); err != nil {
			t.Fatalf("the events end without the card: %v", err)
		}
	}
}

// A slip that hangs is seen at the mouth until it is taken.
func TestSlipHangsOnThePage(t *testing.T) {
	r := wiredDesk(t, serialWiring)
	r.do(touch("/printer/presenter", "state", "on"))
	printer := opened(r, "receipt", r.Devices.Receipt.Opener)
	if _, err := printer.Print(t.Context(), drivertest.Receipt()); err != nil {
		t.Fatal(err)
	}
	signs := []string{"凭条挂在出纸口", "还挂着"}
	page := string(get(t, r.base, "/"))
	r.do(touch("/printer/take"))
	after := string(get(t, r.base, "/"))
	for _, sign := range signs {
		if !strings.Contains(page, sign) || strings.Contains(after, sign) {
			t.Errorf("%q: hanging %v, taken %v", sign, strings.Contains(page, sign), strings.Contains(after, sign))
		}
	}
}
