package ipp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/ipp"
	"yitiji/drivers/ipp/ipptest"
)

// cups starts a CUPS of our own with one queue to a printer, and gives the queue's URI.
func cups(t *testing.T, printer string) string {
	t.Helper()
	dir := t.TempDir()
	address := freeAddress(t)
	// What carries documents runs as another user.
	if err := errors.Join(os.Chmod(filepath.Dir(dir), 0o755), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"root", "spool", "cache", "state", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	open := "Order allow,deny\n  Allow all\n"
	write(t, filepath.Join(dir, "root/cupsd.conf"), fmt.Sprintf("Listen %s\nWebInterface No\nBrowsing Off\nDefaultAuthType None\n"+
		"<Location />\n  %s</Location>\n<Location /admin>\n  AuthType None\n  %s</Location>\n"+
		"<Policy default>\nJobPrivateAccess all\nJobPrivateValues none\n<Limit All>\n  AuthType None\n  %s</Limit>\n</Policy>\n", address, open, open, open))
	write(t, filepath.Join(dir, "root/cups-files.conf"), strings.ReplaceAll(
		"ServerRoot @/root\nRequestRoot @/spool\nCacheDir @/cache\nStateDir @/state\nTempDir @/tmp\nAccessLog stderr\nErrorLog stderr\nPageLog stderr\n", "@", dir))
	var log bytes.Buffer
	child := exec.Command("cupsd", "-f", "-c", filepath.Join(dir, "root/cupsd.conf"), "-s", filepath.Join(dir, "root/cups-files.conf"))
	child.Stderr = &log
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-child.Process.Pid, syscall.SIGKILL)
		_ = child.Wait()
		if t.Failed() {
			t.Logf("cupsd said:\n%s", log.String())
		}
	})
	addQueue(t, address, printer)
	return "ipp://" + address + "/printers/hall"
}

// addQueue waits for the scheduler and gives it a queue that passes documents on as they
// are.
func addQueue(t *testing.T, address, printer string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		out, err := exec.Command("lpadmin", "-h", address, "-p", "hall", "-E", "-v", printer, "-m", "raw").CombinedOutput()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("lpadmin: %v\n%s", err, out)
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestThroughCUPS prints through the real scheduler onto the real ippeveprinter.
func TestThroughCUPS(t *testing.T) {
	t.Parallel()
	peer := ipptest.Start(t)
	queue := cups(t, peer.URI())
	p, err := ipp.New(ipp.Options{URI: queue, User: "kiosk-test", Poll: 50 * time.Millisecond, Patience: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	doc := drivers.Document{Name: "slip", Format: "application/pdf", Data: ipptest.Pages(2)}
	result, err := p.Print(ctx, doc)
	if err != nil || result.Outcome != drivers.Printed {
		t.Fatalf("Print = %+v, %v", result, err)
	}
	if out := peer.Out(); len(out) != 2 {
		t.Errorf("%d sheets came out, want 2", len(out))
	}
	// The printer behind the queue is switched off: CUPS holds the job, the driver takes it
	// back, and when the printer is on again nothing comes out under the next citizen.
	peer.Unplug()
	short, cancel := context.WithTimeout(t.Context(), 8*time.Second)
	defer cancel()
	if result, err = p.Print(short, doc); err == nil || result.Outcome == drivers.Printed {
		t.Errorf("printed on a printer that is off: %+v, %v", result, err)
	}
	address, _, _ := strings.Cut(strings.TrimPrefix(queue, "ipp://"), "/")
	jobs, err := exec.Command("lpstat", "-h", address, "-W", "not-completed", "-o").CombinedOutput()
	if err != nil || len(bytes.TrimSpace(jobs)) > 0 {
		t.Errorf("left in the queue: %s, %v", jobs, err)
	}
}
