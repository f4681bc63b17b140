package port

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Medium is what kind of line a device hangs on.
type Medium string

// The media of lines.
const (
	Serial  Medium = "serial"  // a UART, or a USB adapter or device that looks like one: ttyS*, ttyUSB*, ttyACM*
	HIDRaw  Medium = "hidraw"  // reports of a HID device: hidraw*
	Printer Medium = "printer" // a USB printer: lp*
	Input   Medium = "input"   // a device that types or points: event*
	USB     Medium = "usb"     // a whole USB device, for a driver that claims it
)

// Line is a place where a device is plugged in, and what the device says of itself
// without being asked.
type Line struct {
	Path   string // of the node: /dev/ttyUSB0. It changes from plug to plug
	Medium Medium
	// Place is where it is plugged in, in the manner of udev's ID_PATH, such as
	// pci-0000:00:14.0-usb-0:1.2:1.0: it stays the same for the same socket. Two
	// adapters of a make without serial numbers differ in nothing else.
	Place   string
	Vendor  uint16 // of USB; 0 for a line that is not on USB
	Product uint16
	Maker   string // what the device calls its maker and itself; may be empty
	Model   string
	Serial  string
}

// String names the line for a technician.
func (l Line) String() string {
	s := fmt.Sprintf("%s at %s", l.Path, l.Place)
	if l.Vendor != 0 {
		s += fmt.Sprintf(" (%04x:%04x %s)", l.Vendor, l.Product, strings.TrimSpace(l.Maker+" "+l.Model))
	}
	return s
}

// Tree is where a system shows its devices.
type Tree struct {
	Sys string // where sysfs is mounted
	Dev string // the folder of device nodes
}

// System is the tree of the machine that this program runs on.
func System() Tree { return Tree{Sys: "/sys", Dev: "/dev"} }

// List lists the lines that are there now, in the order of their places. What
// vanishes while it looks is left out.
func (t Tree) List() []Line {
	var lines []Line
	for _, c := range []struct {
		class  string
		nodes  string
		medium Medium
		below  string // where the nodes are, below Dev
	}{
		{"tty", `^tty(S|USB|ACM|AMA|XRUSB)\d+$`, Serial, ""},
		{"hidraw", `^hidraw\d+$`, HIDRaw, ""},
		{"usbmisc", `^lp\d+$`, Printer, "usb"},
		{"input", `^event\d+$`, Input, "input"},
	} {
		for _, name := range t.names("class", c.class, regexp.MustCompile(c.nodes)) {
			node := filepath.Join(t.Dev, c.below, name)
			if l, ok := t.line(filepath.Join("class", c.class, name), node, c.medium); ok {
				lines = append(lines, l)
			}
		}
	}
	lines = append(lines, t.usb()...)
	slices.SortFunc(lines, func(a, b Line) int { return strings.Compare(a.Place+a.Path, b.Place+b.Path) })
	return lines
}

// Find returns the line of a medium at a place. The error wraps fs.ErrNotExist when
// nothing is plugged in there.
func (t Tree) Find(medium Medium, place string) (Line, error) {
	for _, l := range t.List() {
		if l.Medium == medium && l.Place == place {
			return l, nil
		}
	}
	return Line{}, fmt.Errorf("%s at %s: %w", medium, place, fs.ErrNotExist)
}

// names are the entries of a folder of sysfs whose names match.
func (t Tree) names(kind, class string, match *regexp.Regexp) []string {
	entries, _ := os.ReadDir(filepath.Join(t.Sys, kind, class))
	var names []string
	for _, e := range entries {
		if match.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}

// usb lists the whole devices, which have a colon in no part of their names.
func (t Tree) usb() []Line {
	var lines []Line
	for _, name := range t.names("bus/usb", "devices", regexp.MustCompile(`^\d+-[\d.]+$`)) {
		folder := filepath.Join(t.Sys, "bus/usb/devices", name)
		bus, err1 := strconv.Atoi(attribute(folder, "busnum"))
		number, err2 := strconv.Atoi(attribute(folder, "devnum"))
		if err1 != nil || err2 != nil {
			continue
		}
		node := filepath.Join(t.Dev, fmt.Sprintf("bus/usb/%03d/%03d", bus, number))
		if l, ok := t.line(filepath.Join("bus/usb/devices", name), node, USB); ok {
			lines = append(lines, l)
		}
	}
	return lines
}

// line describes one node. ok is false for what is no line to a device: a virtual
// terminal, a UART that the kernel knows and the machine lacks.
func (t Tree) line(below, node string, medium Medium) (l Line, ok bool) {
	folder, err := filepath.EvalSymlinks(filepath.Join(t.Sys, below))
	if err != nil {
		return Line{}, false
	}
	root, err := filepath.EvalSymlinks(t.Sys)
	if err != nil {
		return Line{}, false
	}
	inside, err := filepath.Rel(root, folder)
	if err != nil {
		return Line{}, false
	}
	l = Line{Path: node, Medium: medium, Place: place(inside)}
	for dir := inside; dir != "." && dir != "devices"; dir = path.Dir(dir) {
		if l.describe(filepath.Join(root, dir)) {
			l.introduce(folder)
			return l, l.Place != ""
		}
	}
	// Not on USB: a UART is there when it has a type.
	l.Place = path.Base(node)
	return l, medium == Serial && attribute(folder, "type") != "" && attribute(folder, "type") != "0"
}

// describe fills in what the USB device at a folder says of itself, if it is one.
func (l *Line) describe(folder string) bool {
	vendor, err := strconv.ParseUint(attribute(folder, "idVendor"), 16, 16)
	if err != nil {
		return false
	}
	product, _ := strconv.ParseUint(attribute(folder, "idProduct"), 16, 16)
	l.Vendor, l.Product = uint16(vendor), uint16(product)
	l.Maker, l.Model, l.Serial = attribute(folder, "manufacturer"), attribute(folder, "product"), attribute(folder, "serial")
	return true
}

// introduce takes over what a printer calls itself by IEEE 1284, where it does: on USB
// many call themselves by the chip that they are built on.
func (l *Line) introduce(folder string) {
	id := parseDeviceID(attribute(folder, "device/ieee1284_id"))
	l.Maker, l.Model = cmp.Or(id.Maker, l.Maker), cmp.Or(id.Model, l.Model)
}

// attribute is the content of a small file of sysfs, without what ends its line and
// without control characters: a device may call itself anything.
func attribute(folder, name string) string {
	raw, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == '\uFFFD' {
			return -1
		}
		return r
	}, string(raw)))
}

// place is the name of a socket, from the folder of sysfs at which its device is:
// the controller, and the ports on the way to it. Empty for what is not on USB.
//
//	devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0/tty/ttyUSB0
//	pci-0000:00:14.0-usb-0:1.2:1.0-port0
func place(folder string) string {
	parts := strings.Split(folder, "/")
	hub := slices.IndexFunc(parts, regexp.MustCompile(`^usb\d+$`).MatchString)
	if hub < 1 {
		return ""
	}
	name, socket, port := controller(parts[hub-1]), "", ""
	for _, part := range parts[hub+1:] {
		if _, ports, ok := strings.Cut(part, "-"); ok && usbName.MatchString(part) {
			socket = ports
		} else if strings.HasPrefix(part, "ttyUSB") && port == "" {
			port = "-port0" // adapters with several ports have an interface for each
		}
	}
	return name + "-usb-0:" + socket + port
}

// usbName is the name of a device or an interface: bus-ports or bus-ports:config.interface.
var usbName = regexp.MustCompile(`^\d+-[\d.]+(:\d+\.\d+)?$`)

// controller names what a bus hangs on.
func controller(folder string) string {
	if regexp.MustCompile(`^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.\d$`).MatchString(folder) {
		return "pci-" + folder
	}
	return "platform-" + folder
}
