package all_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/packaging/quirks"
)

// machine is a sysfs and a /dev of its own, whose nodes are links to simulators.
type machine struct {
	t    *testing.T
	root string
}

func newMachine(t *testing.T) machine { return machine{t, t.TempDir()} }

func (m machine) site() *all.Site {
	known, err := all.LoadQuirks(quirks.Files)
	if err != nil {
		m.t.Fatal(err)
	}
	return all.NewSite(port.Tree{Sys: filepath.Join(m.root, "sys"), Dev: filepath.Join(m.root, "dev")}, known)
}

// dev is the path of a node.
func (m machine) dev(node string) string { return filepath.Join(m.root, "dev", node) }

// plug makes a USB device with a node of a class appear in a socket.
func (m machine) plug(socket, usb, class, node string, report []byte) {
	m.t.Helper()
	sys := filepath.Join(m.root, "sys")
	device := filepath.Join(sys, "devices/pci0000:00/0000:00:14.0/usb1/1-"+socket)
	folder := filepath.Join(device, "1-"+socket+":1.0", class, node)
	vendor, product, _ := strings.Cut(usb, ":")
	err := errors.Join(
		os.MkdirAll(filepath.Join(folder, "device"), 0o755),
		os.MkdirAll(filepath.Join(sys, "class", class), 0o755),
		os.WriteFile(filepath.Join(device, "idVendor"), []byte(vendor), 0o644),
		os.WriteFile(filepath.Join(device, "idProduct"), []byte(product), 0o644),
		os.WriteFile(filepath.Join(folder, "device/report_descriptor"), report, 0o644),
		os.Symlink(folder, filepath.Join(sys, "class", class, node)),
	)
	if err != nil {
		m.t.Fatal(err)
	}
}

// A person's keyboard and mouse stand beside the devices, and are left alone.
func TestAutoOnOtherLines(t *testing.T) {
	m := newMachine(t)
	reader := sim.NewReader(sim.ReaderOptions{Link: m.dev("hidraw1"), Over: sim.ReaderOverHID})
	codes := sim.NewScanner(sim.ScannerOptions{Link: m.dev("hidraw2"), Over: sim.OverHIDPOS, Prefix: "]Q1"})
	t.Cleanup(func() { reader.Close(); codes.Close() })
	if err := errors.Join(reader.Plug(), codes.Plug()); err != nil {
		t.Fatal(err)
	}
	m.plug("1", "046d:c31c", "hidraw", "hidraw0", nil)
	m.plug("2", "0400:c35a", "hidraw", "hidraw1", nil)
	m.plug("3", "0c2e:0b61", "hidraw", "hidraw2", []byte{0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x75, 0x08, 0x95, 0x3D, 0x81, 0x02, 0xC0})
	m.plug("4", "046d:c31c", "input", "event0", nil)

	for _, at := range []string{"auto", "auto:" + m.dev("hidraw*"), "@pci-0000:00:14.0-usb-0:2:1.0", m.dev("hidraw1")} {
		open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: at}}.Opener(m.site(), "idcard")
		if err != nil {
			t.Fatal(err)
		}
		r, err := open(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		reader.Lift()
		reader.Present(sim.People()[0])
		if _, err := r.Read(t.Context(), drivers.CardRequest{}); err != nil {
			t.Errorf("%s: Read = %v", at, err)
		}
		r.Close()
	}
	for _, at := range []string{"auto", "@pci-0000:00:14.0-usb-0:3:1.0"} {
		// A tap between line and driver must not hide what the device says of itself.
		site := m.site()
		site.Tap = func(_, _ string, line port.Port) (port.Port, error) { return tap{line}, nil }
		open, err := all.Scanner{Kind: "hid-pos", Line: all.Line{Port: at}}.Opener(site, "code")
		if err != nil {
			t.Fatal(err)
		}
		s, err := open(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		if got, err := scanned(t.Context(), s, codes); err != nil || got != (drivers.Scan{Text: "云溪", AIM: "]Q1"}) {
			t.Errorf("%s: Scan = %+v, %v", at, got, err)
		}
		s.Close()
	}
	open, err := all.Scanner{Kind: "keyboard", Line: all.Line{Port: "auto"}}.Opener(m.site(), "code")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a keyboard that nobody knows is taken for a scanner: %v", err)
	}
}

// tap passes everything on, as a recorder does.
type tap struct{ port.Port }

// scanned holds a code before a scanner until it is read.
func scanned(ctx context.Context, s drivers.Scanner, device *sim.Scanner) (drivers.Scan, error) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			_ = device.Scan(ctx, "云溪")
		}
	}()
	scan, err := s.Scan(ctx, drivers.ScanRequest{})
	cancel()
	<-done
	return scan, err
}

// A named line is opened at the speed at which its module answers, which is then
// remembered.
func TestNamedReaderIsFoundAtItsSpeed(t *testing.T) {
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(t.TempDir(), "idcard"), Speed: 57600})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: device.Path()}}.Opener(all.NewSite(port.Tree{}, nil), "idcard")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		reader, err := open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if s := reader.Status(t.Context()); s.State != drivers.Online {
			t.Errorf("Status = %+v", s)
		}
		reader.Close()
	}
}
