// Package powercut gives tests a disk whose power can be cut: an ext4 file system
// in an image on a loop device, shut down by the kernel as if the plug had been
// pulled. Whatever was not synced before the cut is gone after it.
//
// It needs root, a loop device and e2fsprogs; where one is missing the test is
// skipped, with the reason.
package powercut

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// Disk is a mounted file system.
type Disk struct {
	t     testing.TB
	image string
	dir   string
}

// New makes and mounts a disk of size bytes, for as long as the test runs.
func New(t testing.TB, size int64) *Disk {
	t.Helper()
	d := &Disk{t: t, image: filepath.Join(t.TempDir(), "disk.img"), dir: t.TempDir()}
	if os.Getuid() != 0 {
		t.Skip("SKIPPED, NOT PASSED: cutting the power of a disk needs root, to mount one")
	}
	if err := os.WriteFile(d.image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(d.image, size); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", d.image).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED, NOT PASSED: mkfs.ext4: %v: %s", err, out)
	}
	if out, err := d.mount(); err != nil {
		t.Skipf("SKIPPED, NOT PASSED: no loop device to mount a disk with: %v: %s", err, out)
	}
	t.Cleanup(d.unmount)
	return d
}

// Dir is where the disk is mounted.
func (d *Disk) Dir() string { return d.dir }

// Image is the file of all its sectors: what somebody reads who takes the disk away.
func (d *Disk) Image() string { return d.image }

func (d *Disk) mount() ([]byte, error) {
	return exec.Command("mount", "-o", "loop", d.image, d.dir).CombinedOutput()
}

func (d *Disk) unmount() {
	if out, err := exec.Command("umount", d.dir).CombinedOutput(); err != nil {
		d.t.Errorf("umount: %v: %s", err, out)
	}
}

// The kernel's EXT4_IOC_SHUTDOWN, and its flag EXT4_GOING_FLAGS_NOLOGFLUSH: from
// now on nothing reaches the disk, and the file system's own journal is not
// written out either (fs/ext4/ext4.h).
const (
	ext4Shutdown   = 0x8004587d
	withoutJournal = 2
)

// Cut cuts the power. Every later write fails until Restore.
func (d *Disk) Cut() {
	d.t.Helper()
	dir, err := os.Open(d.dir)
	if err != nil {
		d.t.Fatal(err)
	}
	defer dir.Close()
	if err := unix.IoctlSetPointerInt(int(dir.Fd()), ext4Shutdown, withoutJournal); err != nil {
		d.t.Skipf("SKIPPED, NOT PASSED: this kernel cannot shut ext4 down: %v", err)
	}
}

// Restore brings the power back. No process may hold a file on the disk.
func (d *Disk) Restore() {
	d.t.Helper()
	d.unmount()
	if out, err := d.mount(); err != nil {
		d.t.Fatalf("mount after the cut: %v: %s", err, out)
	}
}
