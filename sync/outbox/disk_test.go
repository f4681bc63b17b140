package outbox_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"yitiji/sync/outbox"
	"yitiji/sync/powercut"
	"yitiji/terminal"
)

// fullDisk mounts a file system in memory of a few megabytes.
func fullDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED, NOT PASSED: a disk to fill needs root, to mount one")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED, NOT PASSED: mount: %v: %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	return dir
}

// When the disk fills up under bbolt, without the reserve that should prevent
// it, Keep says so, keeps nothing half, and works again when there is room.
func TestDiskFull(t *testing.T) {
	dir, key := fullDisk(t), newKey(t)
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	box := open(t, filepath.Join(dir, "outbox"), outbox.Options{Terminal: "YX07", SealTo: key.Public(), Reserve: -1 << 30})
	kept := fill(t, box)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if r := keep(t, box, application(kept+1)); r.Sequence != uint64(kept+1) {
		t.Errorf("Keep with room again = %+v, want sequence %d", r, kept+1)
	}
	if all := chain(t, box, key, outbox.Position{}); len(all) != kept+1 {
		t.Errorf("%d entries, want %d", len(all), kept+1)
	}
}

// fill keeps entries until the disk is full, and twice more.
func fill(t *testing.T, box *outbox.Outbox) (kept int) {
	t.Helper()
	for refused := 0; refused < 3; {
		_, err := box.Keep(t.Context(), application(kept+1))
		switch {
		case err == nil:
			kept++
		case errors.Is(err, terminal.ErrFull) && errors.Is(err, syscall.ENOSPC):
			refused++
		default:
			t.Fatalf("Keep = %v, want no space left", err)
		}
	}
	if kept == 0 {
		t.Fatal("the disk was full from the beginning")
	}
	return kept
}

// When the disk dies, Keep says so; when it comes back, the same Outbox goes on.
func TestDiskFailsAndComesBack(t *testing.T) {
	d, key := powercut.New(t, 32<<20), newKey(t)
	box := open(t, filepath.Join(d.Dir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: key.Public(), Reserve: 1})
	slip := keep(t, box, application(1)).Slip
	d.Cut()
	for range 3 {
		if _, err := box.Keep(t.Context(), application(2)); !errors.Is(err, syscall.EIO) {
			t.Errorf("Keep on a dead disk = %v, want an I/O error", err)
		}
	}
	d.Restore()
	if r := keep(t, box, application(2)); r.Sequence != 2 {
		t.Errorf("Keep when the disk is back = %+v, want sequence 2", r)
	}
	if _, err := box.Lookup(t.Context(), slip); err != nil {
		t.Errorf("Lookup when the disk is back: %v", err)
	}
	if all := chain(t, box, key, outbox.Position{}); len(all) != 2 {
		t.Errorf("%d entries, want 2", len(all))
	}
	box.Close()
}
