package outbox_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// disk is an ext4 file system in an image, whose power can be cut.
type disk struct {
	t     *testing.T
	image string
	dir   string // where it is mounted
}

// newDisk skips, loudly, where a disk of our own cannot be had.
func newDisk(t *testing.T, size int64) *disk {
	t.Helper()
	d := &disk{t: t, image: filepath.Join(t.TempDir(), "disk.img"), dir: t.TempDir()}
	if os.Getuid() != 0 {
		t.Skip("SKIPPED, NOT PASSED: cutting the power of a disk needs root, to mount one")
	}
	file, err := os.Create(d.image)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.Truncate(size); err != nil {
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

func (d *disk) mount() ([]byte, error) {
	return exec.Command("mount", "-o", "loop", d.image, d.dir).CombinedOutput()
}

func (d *disk) unmount() {
	if out, err := exec.Command("umount", d.dir).CombinedOutput(); err != nil {
		d.t.Errorf("umount: %v: %s", err, out)
	}
}

// ext4 takes this ioctl with a flag: from now on nothing reaches the disk, and
// the journal is not written out either (EXT4_IOC_SHUTDOWN and
// EXT4_GOING_FLAGS_NOLOGFLUSH in the kernel's fs/ext4/ext4.h).
const (
	ext4Shutdown   = 0x8004587d
	withoutJournal = 2
)

// cut cuts the power: every later write fails, and what was not synced is gone.
func (d *disk) cut() {
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

// restore brings the power back.
func (d *disk) restore() {
	d.t.Helper()
	d.unmount()
	if out, err := d.mount(); err != nil {
		d.t.Fatalf("mount after the cut: %v: %s", err, out)
	}
}
