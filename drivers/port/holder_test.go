package port_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"yitiji/drivers/port"
)

// Whoever has the line is named, by whatever name the line is opened.
func TestWhoHoldsALine(t *testing.T) {
	pty, err := port.OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	defer pty.Close()
	file, err := os.OpenFile(pty.Path(), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	other := exec.Command("sleep", "60")
	other.ExtraFiles = []*os.File{file} // the lock is the open file's: it is the other process's as well
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	file.Close()
	name := filepath.Join(t.TempDir(), "idcard")
	if err := os.Symlink(pty.Path(), name); err != nil {
		t.Fatal(err)
	}
	_, err = port.OpenSerial(name, port.SerialOptions{})
	if want := fmt.Sprintf("sleep (process %d)", other.Process.Pid); !errors.Is(err, port.ErrBusy) || !strings.Contains(err.Error(), want) {
		t.Errorf("opening a line that is held = %v, want ErrBusy and %q", err, want)
	}
}

// A program that takes a line for itself by TIOCEXCL holds it as one that locks it. The
// kernel lets who administers the system in all the same, so that the line is opened by
// a thread that does not; it ends with its goroutine.
func TestExclusiveLineIsHeld(t *testing.T) {
	pty, err := port.OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	defer pty.Close()
	file, err := os.OpenFile(pty.Path(), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := unix.IoctlSetInt(int(file.Fd()), unix.TIOCEXCL, 0); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		if err := administerNothing(); err != nil {
			opened <- err
			return
		}
		_, err := port.OpenSerial(pty.Path(), port.SerialOptions{})
		opened <- err
	}()
	if err := <-opened; !errors.Is(err, port.ErrBusy) {
		t.Errorf("opening a line that is exclusive = %v, want ErrBusy", err)
	}
}

// administerNothing takes CAP_SYS_ADMIN from the calling thread.
func administerNothing() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return err
	}
	data[0].Effective &^= 1 << unix.CAP_SYS_ADMIN
	return unix.Capset(&header, &data[0])
}
