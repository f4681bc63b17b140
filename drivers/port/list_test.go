package port_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yitiji/drivers/port"
)

// tree builds a sysfs of its own. Each entry is a folder of a device below
// /sys/devices, by which links lead to it, and what its files say.
type tree struct {
	t    *testing.T
	root string
}

func newTree(t *testing.T) tree { return tree{t, t.TempDir()} }

func (x tree) system() port.Tree {
	return port.Tree{Sys: filepath.Join(x.root, "sys"), Dev: filepath.Join(x.root, "dev")}
}

// put writes the files of a folder: "idVendor=1a86".
func (x tree) put(folder string, files ...string) {
	x.t.Helper()
	dir := filepath.Join(x.root, "sys", folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		x.t.Fatal(err)
	}
	for _, f := range files {
		name, content, _ := strings.Cut(f, "=")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content+"\n"), 0o644); err != nil {
			x.t.Fatal(err)
		}
	}
}

// link makes a symbolic link below sys to a folder of it.
func (x tree) link(from, to string) {
	x.t.Helper()
	from = filepath.Join(x.root, "sys", from)
	if err := os.MkdirAll(filepath.Dir(from), 0o755); err != nil {
		x.t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(x.root, "sys", to), from); err != nil {
		x.t.Fatal(err)
	}
}

const hub = "devices/pci0000:00/0000:00:14.0/usb1/1-1"

// ch340 plugs a serial adapter without a serial number into a socket of the hub.
func (x tree) ch340(socket string, tty int) {
	device := fmt.Sprintf("%s/1-1.%s", hub, socket)
	node := fmt.Sprintf("%s/1-1.%s:1.0/ttyUSB%d/tty/ttyUSB%d", device, socket, tty, tty)
	x.put(device, "idVendor=1a86", "idProduct=7523", "product=USB2.0-Serial", "busnum=1", fmt.Sprintf("devnum=%d", 10+tty))
	x.put(node)
	x.link(fmt.Sprintf("class/tty/ttyUSB%d", tty), node)
	x.link("bus/usb/devices/1-1."+socket, device)
}

func TestListTellsTwinsApart(t *testing.T) {
	x := newTree(t)
	x.ch340("2", 1)
	x.ch340("1", 0)
	line := func(socket, node string) port.Line {
		return port.Line{
			Path: filepath.Join(x.root, "dev", node), Medium: port.Serial,
			Place:  "pci-0000:00:14.0-usb-0:1." + socket + ":1.0-port0",
			Vendor: 0x1A86, Product: 0x7523, Model: "USB2.0-Serial",
		}
	}
	var serial []port.Line
	for _, l := range x.system().List() {
		if l.Medium == port.Serial {
			serial = append(serial, l)
		}
	}
	if want := []port.Line{line("1", "ttyUSB0"), line("2", "ttyUSB1")}; !slices.Equal(serial, want) {
		t.Errorf("List =\n%+v\nwant\n%+v", serial, want)
	}
	got, err := x.system().Find(port.Serial, "pci-0000:00:14.0-usb-0:1.2:1.0-port0")
	if err != nil || got != line("2", "ttyUSB1") {
		t.Errorf("Find = %v, %v", got, err)
	}
	if _, err := x.system().Find(port.Serial, "pci-0000:00:14.0-usb-0:1.3:1.0-port0"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Find of an empty socket = %v, want ErrNotExist", err)
	}
}

func TestListPassesOverWhatIsNoDevice(t *testing.T) {
	x := newTree(t)
	for i := range 40 { // a full /dev
		x.put(fmt.Sprintf("devices/virtual/tty/tty%d", i))
		x.link(fmt.Sprintf("class/tty/tty%d", i), fmt.Sprintf("devices/virtual/tty/tty%d", i))
	}
	x.put("devices/platform/serial8250/tty/ttyS0", "type=4")
	x.link("class/tty/ttyS0", "devices/platform/serial8250/tty/ttyS0")
	x.put("devices/platform/serial8250/tty/ttyS1", "type=0")
	x.link("class/tty/ttyS1", "devices/platform/serial8250/tty/ttyS1")
	x.link("class/tty/ttyUSB7", "devices/gone") // vanished while we looked
	got := x.system().List()
	if len(got) != 1 || got[0].Place != "ttyS0" {
		t.Errorf("List = %v, want the one UART that is there", got)
	}
	if got := (port.Tree{Sys: "/nowhere", Dev: "/nowhere"}).List(); len(got) != 0 {
		t.Errorf("List of nothing = %v", got)
	}
}

func TestListFindsEveryMedium(t *testing.T) {
	x := newTree(t)
	device := "devices/platform/soc/fe980000.usb/usb1/1-1"
	x.put(device, "idVendor=0c2e", "idProduct=0b61", "manufacturer=Honeywell", "product=Scanner\x07", "busnum=1", "devnum=4")
	x.link("bus/usb/devices/1-1", device)
	for class, node := range map[string]string{"hidraw": "hidraw3", "input": "event5", "usbmisc": "lp0"} {
		folder := device + "/1-1:1.0/" + class + "/" + node
		x.put(folder)
		x.link("class/"+class+"/"+node, folder)
	}
	x.put(device+"/1-1:1.0/usbmisc/lp0/device", "ieee1284_id=MFG:Honeywell;MDL:Scanner;")
	found := map[port.Medium]string{}
	for _, l := range x.system().List() {
		found[l.Medium], _ = filepath.Rel(x.system().Dev, l.Path)
		if l.Model != "Scanner" || !strings.HasPrefix(l.Place, "platform-fe980000.usb-usb-0:1") {
			t.Errorf("line %+v", l)
		}
	}
	for medium, node := range map[port.Medium]string{
		port.HIDRaw: "hidraw3", port.Input: "input/event5", port.Printer: "usb/lp0", port.USB: "bus/usb/001/004",
	} {
		if found[medium] != node {
			t.Errorf("%s is %q, want %q", medium, found[medium], node)
		}
	}
}

func TestPrinterGoesByItsOwnName(t *testing.T) {
	x := newTree(t)
	device := "devices/pci0000:00/0000:00:14.0/usb1/1-3"
	x.put(device, "idVendor=0416", "idProduct=5011", "manufacturer=STMicroelectronics", "product=USB Printing Support")
	x.put(device+"/1-3:1.0/usbmisc/lp0/device", "ieee1284_id=MFG:SPRT;CMD:ESC/POS;MDL:SP-POS58;")
	x.link("class/usbmisc/lp0", device+"/1-3:1.0/usbmisc/lp0")
	got := x.system().List()
	if len(got) != 1 || got[0].Maker != "SPRT" || got[0].Model != "SP-POS58" || got[0].Vendor != 0x0416 {
		t.Errorf("List = %+v, want the printer under its own name", got)
	}
}
