// Package udev_test has the real udev apply the rules to devices that are not there.
package udev_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Where the devices of the test hang: a hub's second socket.
const (
	host   = "devices/pci0000:00/0000:00:14.0"
	device = host + "/usb1/1-1/1-1.2"
	side   = device + "/1-1.2:1.0"
	socket = "pci-0000:00:14.0-usb-0:1.2:1.0"
)

// node is a device's folder below /sys.
type node struct {
	path, subsystem, uevent string
	attributes              map[string]string
}

// usb are the nodes of a USB device of a maker, down to one of its interfaces.
func usb(vendor, product string) []node {
	return []node{
		{path: host, subsystem: "bus/pci"},
		{
			path: device, subsystem: "bus/usb", uevent: "DEVTYPE=usb_device\nMAJOR=189\nMINOR=3\nDEVNAME=bus/usb/001/004\n",
			attributes: map[string]string{"idVendor": vendor, "idProduct": product},
		},
		{path: side, subsystem: "bus/usb", uevent: "DEVTYPE=usb_interface\n"},
	}
}

// below adds what a driver makes of the interface.
func below(all []node, path, subsystem, name string) []node {
	return append(all, node{
		path: side + "/" + path, subsystem: subsystem,
		uevent: "MAJOR=188\nMINOR=0\nDEVNAME=" + name + "\n", attributes: map[string]string{"dev": "188:0"},
	})
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		why   string
		nodes []node // the last one is plugged in
		link  string // below /dev/kiosk/by-path; empty for none
		ours  bool   // the terminal may open it
	}{
		{"a serial line", below(usb("1a86", "7523"), "ttyUSB0/tty/ttyUSB0", "class/tty", "ttyUSB0"), socket, true},
		{"a reader that is a HID device", below(usb("0400", "c35a"), "0003:0400:C35A.0001/hidraw/hidraw0", "class/hidraw", "hidraw0"), socket + "-hidraw", true},
		{"a printer", below(usb("0fe6", "811e"), "usbmisc/lp0", "class/usbmisc", "usb/lp0"), socket + "-lp", true},
		{"another device of that class", below(usb("0fe6", "811e"), "usbmisc/iowarrior0", "class/usbmisc", "usb/iowarrior0"), "", false},
		{"a scanner that types", below(usb("0c2e", "0b61"), "input/input7/event7", "class/input", "input/event7"), socket + "-event", true},
		{"somebody's keyboard", below(usb("046d", "c31c"), "input/input7/event7", "class/input", "input/event7"), "", false},
		{"the mouse of a scanner's maker", below(usb("0c2e", "0b61"), "input/input7/mouse0", "class/input", "input/mouse0"), "", false},
		{"a reader that is none of these", usb("0400", "c35a")[:2], "", true},
		{"another device of its maker", usb("0400", "0001")[:2], "", false},
	} {
		t.Run(c.why, func(t *testing.T) {
			said := plug(t, c.nodes)
			var links []string
			for _, m := range regexp.MustCompile(`LINK '([^']*)'`).FindAllStringSubmatch(said, -1) {
				links = append(links, m[1])
			}
			var want []string
			if c.link != "" {
				want = []string{"kiosk/by-path/" + c.link}
			}
			if !slices.Equal(links, want) {
				t.Errorf("links %q, want %q", links, want)
			}
			if ours := strings.Contains(said, "GROUP 4242") && strings.Contains(said, "MODE 0660"); ours != c.ours {
				t.Errorf("for the terminal to open = %v, want %v", ours, c.ours)
			}
			if strings.Contains(said, "nvalid") || strings.Contains(said, "nknown") {
				t.Errorf("udev complains:\n%s", said)
			}
		})
	}
}

// ModemManager is told of every serial line on USB to leave it alone.
func TestModemManagerKeepsOff(t *testing.T) {
	said := plug(t, below(usb("1a86", "7523"), "ttyUSB0/tty/ttyUSB0", "class/tty", "ttyUSB0"))
	if !strings.Contains(said, "\nID_MM_DEVICE_IGNORE=1\n") {
		t.Errorf("udev said:\n%s", said)
	}
}

// plug has udev add the last of the nodes, on a machine that has nothing else, with our
// rules alone, and gives what it says.
func plug(t *testing.T, nodes []node) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"sys", "none", "rules"} {
		must(t, os.Mkdir(filepath.Join(root, dir), 0o755))
	}
	for _, n := range nodes {
		n.write(t, filepath.Join(root, "sys"))
	}
	must(t, os.WriteFile(filepath.Join(root, "group"), []byte("root:x:0:\nyitiji:x:4242:\n"), 0o644))
	rules, err := os.ReadFile("60-yitiji.rules")
	must(t, err)
	must(t, os.WriteFile(filepath.Join(root, "rules", "60-yitiji.rules"), rules, 0o644))

	child := exec.Command("/bin/sh", "-ec", `
		mkdir -p /etc/udev/rules.d
		mount --bind rules /etc/udev/rules.d
		mount --bind none /lib/udev/rules.d
		mount --bind group /etc/group
		mount --bind sys /sys
		mount -t tmpfs none /run
		mount -t tmpfs none /dev
		exec udevadm test --action=add "$1"`, "sh", "/sys/"+nodes[len(nodes)-1].path)
	child.Dir = root
	child.Env = append(os.Environ(), "SYSTEMD_DEVICE_VERIFY_SYSFS=0", "SYSTEMD_LOG_LEVEL=debug")
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS, Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	said, err := child.CombinedOutput()
	if errors.Is(err, os.ErrPermission) {
		t.Skipf("a machine of its own needs the right to mount: %v", err)
	}
	if err != nil {
		t.Fatalf("udevadm: %v\n%s", err, said)
	}
	return string(said)
}

// write makes the folder as the kernel would.
func (n node) write(t *testing.T, sys string) {
	t.Helper()
	dir := filepath.Join(sys, n.path)
	must(t, os.MkdirAll(dir, 0o755))
	must(t, os.MkdirAll(filepath.Join(sys, n.subsystem), 0o755))
	up := strings.Repeat("../", strings.Count(n.path, "/")+1)
	must(t, os.Symlink(up+n.subsystem, filepath.Join(dir, "subsystem")))
	must(t, os.WriteFile(filepath.Join(dir, "uevent"), []byte(n.uevent), 0o644))
	for name, value := range n.attributes {
		must(t, os.WriteFile(filepath.Join(dir, name), fmt.Appendln(nil, value), 0o644))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
