package main

import (
	"context"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/port"
)

// entries are the devices of the desk as it writes them down for a terminal.
type entries struct {
	Devices struct {
		IDCard    all.CardReader    `yaml:"idcard"`
		Receipt   all.Printer       `yaml:"receipt"`
		Code      all.Scanner       `yaml:"code"`
		Paper     all.PageScanner   `yaml:"paper"`
		Travel    all.TravelReader  `yaml:"travel"`
		Dispenser all.CardDispenser `yaml:"dispenser"`
		UPS       all.PowerSupply   `yaml:"ups"`
		Signals   all.SignalBoard   `yaml:"signals"`
	} `yaml:"devices"`
}

// wired is a desk and the terminal's side of its cables.
type wired struct {
	t    *testing.T
	desk *desk
	base string
	entries
}

// wiredDesk returns a desk of a wiring, and reads what it wrote down.
func wiredDesk(t *testing.T, w wiring) *wired {
	t.Helper()
	folder := t.TempDir()
	d, err := newDesk(options{Devices: folder, Width: 58, Paper: "127.0.0.1:0", Document: "127.0.0.1:0", DocumentAt: "127.0.0.1:1", Wiring: w})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(d.handler(t.Context()))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close(); d.close() })
	r := &wired{t: t, desk: d, base: server.URL}
	raw, err := os.ReadFile(filepath.Join(folder, "devices.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(raw, &r.entries, yaml.Strict()); err != nil {
		t.Fatal(yaml.FormatError(err, false, true))
	}
	return r
}

// act is one touch of a button on the desk.
type act struct {
	path string
	form url.Values
}

// touch is an act; form is name and value by turns.
func touch(path string, form ...string) act {
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Set(form[i], form[i+1])
	}
	return act{path, v}
}

// do carries acts out through the desk's page.
func (r *wired) do(acts ...act) {
	r.t.Helper()
	for _, a := range acts {
		if got := post(r.t, r.base, a.path, a.form); got != 204 {
			r.t.Errorf("POST %s %v = %d", a.path, a.form, got)
		}
	}
}

// closer is any device.
type closer interface{ Close() error }

// opened opens a device as a terminal does.
func opened[D closer](r *wired, place string, opener func(*all.Site, string) (func(context.Context) (D, error), error)) D {
	r.t.Helper()
	open, err := opener(all.NewSite(port.Tree{}, nil), place)
	if err != nil {
		r.t.Fatal(err)
	}
	device, err := open(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { device.Close() })
	return device
}

// while does acts again and again until a verb of a device has ended: what comes before
// the verb waits is stale to most devices.
func while[V any](r *wired, acts []act, verb func(context.Context) (V, error)) (V, error) {
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	type ended struct {
		value V
		err   error
	}
	done := make(chan ended, 1)
	go func() {
		v, err := verb(ctx)
		done <- ended{v, err}
	}()
	next := time.NewTimer(30 * time.Millisecond)
	defer next.Stop()
	for {
		select {
		case e := <-done:
			return e.value, e.err
		case <-next.C:
			r.do(acts...)
			next.Reset(time.Second) // sooner, what comes twice would be taken for one
		}
	}
}

// Over every wiring a card is read, a code scanned and a slip printed, also after the
// plug was pulled.
func TestEveryWiring(t *testing.T) {
	type line struct{ node, shown string } // what stands where the link leads, and what the pages call it
	for w, lines := range map[wiring]map[string]line{
		serialWiring: {"idcard": {"/dev/pts/", "串口"}, "receipt": {"/dev/pts/", "串口"}, "code": {"/dev/pts/", "串口"}},
		hidWiring:    {"idcard": {"/node", "HID 报告"}, "receipt": {"/lp0", "USB 打印机"}, "code": {"/node", "HID-POS"}},
		usbWiring:    {"idcard": {"/bus/usb/001/004", "USB 批量传输"}, "receipt": {"/lp0", "USB 打印机"}, "code": {"/node", "键盘"}},
	} {
		t.Run(string(w), func(t *testing.T) {
			t.Parallel()
			r := wiredDesk(t, w)
			pages := map[string]string{"/": string(get(t, r.base, "/")), "/cabinet": string(get(t, r.base, "/cabinet"))}
			for place, want := range lines {
				if node, err := filepath.EvalSymlinks(filepath.Join(r.desk.devices, place)); err != nil || !strings.Contains(node, want.node) {
					t.Errorf("%s is at %s, %v, want %s", place, node, err, want.node)
				}
				for path, page := range pages {
					if !strings.Contains(page, `<span class="wire">`+want.shown) {
						t.Errorf("%s says nowhere %q, for %s", path, want.shown, place)
					}
				}
			}
			r.works()
			for _, place := range []string{"idcard", "receipt", "code"} {
				r.do(touch("/device/"+place+"/unplug"), touch("/device/"+place+"/plug"))
			}
			r.works()
		})
	}
}

// works uses each device once.
func (r *wired) works() {
	r.t.Helper()
	reader := opened(r, "idcard", r.Devices.IDCard.Opener)
	card, err := while(r, []act{touch("/reader/present", "person", "3")}, func(ctx context.Context) (drivers.Card, error) {
		return reader.Read(ctx, drivers.CardRequest{})
	})
	if want := r.desk.people[2].Card.Name; err != nil || card.Name != want {
		r.t.Errorf("Read = %q, %v, want %q", card.Name, err, want)
	}
	scanner := opened(r, "code", r.Devices.Code.Opener)
	code, err := while(r, []act{touch("/scanner/scan", "text", "YX07-1")}, func(ctx context.Context) (drivers.Scan, error) {
		return scanner.Scan(ctx, drivers.ScanRequest{})
	})
	if err != nil || code.Text != "YX07-1" {
		r.t.Errorf("Scan = %+v, %v", code, err)
	}
	before := len(r.desk.printer.Slips())
	printer := opened(r, "receipt", r.Devices.Receipt.Opener)
	result, err := printer.Print(r.t.Context(), drivertest.Receipt())
	if err != nil || result.Outcome != drivers.Printed || len(r.desk.printer.Slips()) != before+1 {
		r.t.Errorf("Print = %+v, %v; %d slips", result, err, len(r.desk.printer.Slips()))
	}
	for _, d := range []closer{reader, scanner, printer} {
		d.Close()
	}
}

// A plug that is pulled is noticed over every wiring, whatever is under way.
func TestEveryWiringIsUnplugged(t *testing.T) {
	for _, w := range []wiring{serialWiring, hidWiring, usbWiring} {
		t.Run(string(w), func(t *testing.T) {
			t.Parallel()
			r := wiredDesk(t, w)
			reader := opened(r, "idcard", r.Devices.IDCard.Opener)
			scanner := opened(r, "code", r.Devices.Code.Opener)
			printer := opened(r, "receipt", r.Devices.Receipt.Opener)
			r.do(touch("/reader/present", "person", "1"), touch("/reader/fault", "kind", "unplug-mid-read"))
			if _, err := reader.Read(t.Context(), drivers.CardRequest{}); drivers.KindOf(err) != drivers.Disconnected {
				t.Errorf("Read = %v", err)
			}
			_, err := while(r, []act{touch("/device/code/unplug")}, func(ctx context.Context) (drivers.Scan, error) {
				return scanner.Scan(ctx, drivers.ScanRequest{})
			})
			if drivers.KindOf(err) != drivers.Disconnected {
				t.Errorf("Scan = %v", err)
			}
			r.do(touch("/device/receipt/unplug"))
			if s := printer.Status(t.Context()); s.State != drivers.NoDevice {
				t.Errorf("Status = %+v", s)
			}
		})
	}
}

// A printer on USB that has gone mute still tells its status beside the bytes.
func TestMuteUSBPrinterHasNoPaper(t *testing.T) {
	t.Parallel()
	r := wiredDesk(t, usbWiring)
	printer := opened(r, "receipt", r.Devices.Receipt.Opener)
	if s := printer.Status(t.Context()); s.State != drivers.Online {
		t.Errorf("before: %+v", s)
	}
	r.do(touch("/device/receipt/befall", "trouble", "mute"), touch("/printer/paper", "state", "out"))
	printer.Status(t.Context()) // the byte at which it goes mute
	if s := printer.Status(t.Context()); !s.Has(drivers.NoPaper) {
		t.Errorf("Status = %+v, want no paper", s)
	}
}
