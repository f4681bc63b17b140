package escl_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/escl"
	"yitiji/drivers/sim"
)

// dwarf is a scanner that says as little as a scanner may, so that a conversation is
// short. Its pages differ from each other in their grey.
type dwarf struct {
	mu    sync.Mutex
	jobs  map[string]bool // whether the page was taken
	pages int
}

func (d *dwarf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	job := strings.TrimSuffix(r.URL.Path, "/NextDocument")
	taken, there := d.jobs[job]
	w.Header()["Date"] = nil
	switch {
	case strings.HasSuffix(r.URL.Path, "ScannerStatus"):
		_, _ = io.WriteString(w, `<ScannerStatus xmlns="http://schemas.hp.com/imaging/escl/2011/05/03"><State xmlns="http://www.pwg.org/schemas/2010/12/sm">Idle</State></ScannerStatus>`)
	case strings.HasSuffix(r.URL.Path, "ScannerCapabilities"):
		_, _ = io.WriteString(w, dwarfCapabilities)
	case r.Method == http.MethodPost:
		job = fmt.Sprintf("/eSCL/ScanJobs/%d", len(d.jobs))
		d.jobs[job] = false
		w.Header().Set("Location", job)
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodGet && there && !taken:
		d.jobs[job] = true
		d.pages++
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write(grey(byte(d.pages)))
	default: // no more pages, or the end of a job
		delete(d.jobs, job)
		http.NotFound(w, r)
	}
}

const dwarfCapabilities = `<ScannerCapabilities xmlns="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:p="http://www.pwg.org/schemas/2010/12/sm"><p:Version>2.6</p:Version><Platen><PlatenInputCaps><MaxWidth>2550</MaxWidth><MaxHeight>3508</MaxHeight><SettingProfiles><SettingProfile><ColorModes><ColorMode>Grayscale8</ColorMode></ColorModes><DocumentFormats><p:DocumentFormat>image/jpeg</p:DocumentFormat></DocumentFormats><SupportedResolutions><DiscreteResolutions><DiscreteResolution><XResolution>75</XResolution><YResolution>75</YResolution></DiscreteResolution></DiscreteResolutions></SupportedResolutions></SettingProfile></SettingProfiles></PlatenInputCaps></Platen></ScannerCapabilities>`

// grey is a page of one grey.
func grey(shade byte) []byte {
	m := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, nil)
	return b.Bytes()
}

// brittle is the dwarf, and a line to it that breaks.
type brittle struct {
	device *dwarf
	line   *sim.Relay
}

// line is a line to the device at an address, plugged in until the test ends.
func line(t *testing.T, network, device string) *sim.Relay {
	t.Helper()
	r := sim.NewRelay(network, "127.0.0.1:0", device)
	t.Cleanup(func() { r.Close() })
	if err := r.Plug(); err != nil {
		t.Fatal(err)
	}
	return r
}

func newBrittle(t *testing.T) brittle {
	t.Helper()
	device := &dwarf{jobs: map[string]bool{}}
	server := httptest.NewServer(device)
	t.Cleanup(server.Close)
	return brittle{device, line(t, "tcp", strings.TrimPrefix(server.URL, "http://"))}
}

// scan scans a page over a line that breaks at a byte, until it has the page that the
// scanner gave last. It returns how many bytes passed.
func (b brittle) scan(ctx context.Context, what sim.Trouble, at int, patience time.Duration) (int, error) {
	s, err := escl.New(escl.Options{URL: "http://" + b.line.Address() + "/eSCL", Patience: patience, Alone: true})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	b.line.Befall(what, at)
	for ctx.Err() == nil {
		pages, err := s.Scan(ctx, drivers.PageRequest{Source: drivers.Platen, Resolution: 75, Grey: true})
		if err == nil {
			return b.line.Carried(), b.last(pages)
		}
		if len(pages) > 0 {
			if wrong := b.last(pages); wrong != nil {
				return 0, wrong
			}
		}
		b.line.Befall("", 0) // and a person tries again
	}
	return 0, ctx.Err()
}

// last wants one page: whole, and the one that the scanner gave last.
func (b brittle) last(pages []drivers.Page) error {
	if len(pages) != 1 {
		return fmt.Errorf("%d pages", len(pages))
	}
	m, err := jpeg.Decode(bytes.NewReader(pages[0].Data))
	if err != nil {
		return err
	}
	b.device.mu.Lock()
	defer b.device.mu.Unlock()
	want, got := byte(b.device.pages), color.GrayModel.Convert(m.At(4, 4)).(color.Gray).Y
	if distance := int8(want - got); distance > 1 || distance < -1 { // JPEG rounds
		return fmt.Errorf("page of grey %d, want %d", got, want)
	}
	return nil
}

// Wherever in a conversation the scanner is cut off, falls silent, or garbage comes: a
// page is whole and the right one, and the next try scans. Nothing is left behind.
func TestBrokenConversations(t *testing.T) {
	nothingLeft := drivertest.NothingLeft(t)
	t.Run("all", func(t *testing.T) {
		for _, c := range []struct {
			what     sim.Trouble
			step     int
			patience time.Duration
		}{{sim.Reseated, 1, 10 * time.Second}, {sim.Noise, 3, 2 * time.Second}, {sim.Mute, 151, time.Second}} {
			size, err := newBrittle(t).scan(t.Context(), "", 0, c.patience)
			if err != nil || size < 1000 {
				t.Fatalf("a conversation of %d bytes: %v", size, err)
			}
			breakAll(t, c.what, c.step, size, c.patience)
		}
	})
	nothingLeft()
}

// breakAll lets one break happen all over the conversation. Most of its time is patience,
// so that a crowd shares the work.
func breakAll(t *testing.T, what sim.Trouble, step, size int, patience time.Duration) {
	t.Helper()
	const crowd = 16
	var running sync.WaitGroup
	for first := range crowd {
		b := newBrittle(t)
		running.Go(func() {
			for at := first * step; at < size; at += crowd * step {
				if _, err := b.scan(t.Context(), what, at, patience); err != nil {
					t.Errorf("%s at byte %d of %d: %v", what, at, size, err)
				}
			}
		})
	}
	running.Wait()
}
