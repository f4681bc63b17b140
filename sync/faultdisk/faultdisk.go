// Package faultdisk gives tests a disk that fails when it is told to: a file system in user space
// (FUSE) that passes everything on to a folder, but for the nth write, fsync, truncate or rename,
// which fails with an error, or, for a write, stores only its first half and fails then, as a disk
// that fills up does.
//
// It is served by a process of its own: a program that waits for a page of a file that it serves
// itself waits for ever. That process is the test's own executable; its TestMain must begin with
// [Serve].
//
// It needs root and /dev/fuse; where one is missing the test is skipped, with the reason.
package faultdisk

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Op is what may fail.
type Op string

// The operations.
const (
	Write    Op = "write"
	Fsync    Op = "fsync"
	Truncate Op = "truncate"
	Rename   Op = "rename"
)

// Ops lists them.
func Ops() []Op { return []Op{Write, Fsync, Truncate, Rename} }

// Fault is how an operation fails.
type Fault string

// The faults.
const (
	Full  Fault = "full"  // ENOSPC
	Dead  Fault = "dead"  // EIO
	Short Fault = "short" // a write stores half, then ENOSPC
)

const serveVariable = "FAULTDISK_SERVE"

// Disk is a mounted disk.
type Disk struct {
	t       testing.TB
	back    string // what is really stored
	dir     string
	mu      sync.Mutex
	control io.Writer
	answers *bufio.Scanner
}

// New mounts a disk for as long as the test runs.
func New(t testing.TB) *Disk {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED, NOT PASSED: a disk in user space needs root, to mount one")
	}
	if _, err := os.Stat("/dev/fuse"); err != nil {
		t.Skipf("SKIPPED, NOT PASSED: no FUSE: %v", err)
	}
	d := &Disk{t: t, back: t.TempDir(), dir: t.TempDir()}
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), serveVariable+"="+d.back+":"+d.dir)
	server.Stderr = os.Stderr
	in, inErr := server.StdinPipe()
	out, outErr := server.StdoutPipe()
	if inErr != nil || outErr != nil {
		t.Fatal(inErr, outErr)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	d.control, d.answers = in, bufio.NewScanner(out)
	t.Cleanup(func() {
		in.Close() // it unmounts, and ends
		if err := server.Wait(); err != nil {
			t.Errorf("the disk's process: %v", err)
		}
	})
	if said := d.say("ready"); said != "ready" {
		t.Skipf("SKIPPED, NOT PASSED: the disk was not mounted: %s", said)
	}
	return d
}

// Dir is where the disk is mounted.
func (d *Disk) Dir() string { return d.dir }

// Back is the folder in which things really are: to look at what a dead program left.
func (d *Disk) Back() string { return d.back }

// Arm makes the nth operation of a kind from now on, counted from 1, fail once.
func (d *Disk) Arm(op Op, n int, how Fault) { d.say(fmt.Sprintf("arm %s %d %s", op, n, how)) }

// Count counts the operations of a kind since it was asked, or the disk armed, last.
func (d *Disk) Count(op Op) (n int) {
	if _, err := fmt.Sscan(d.say("count "+string(op)), &n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d *Disk) say(line string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := fmt.Fprintln(d.control, line); err != nil || !d.answers.Scan() {
		return fmt.Sprintf("the disk's process does not answer: %v", err)
	}
	return d.answers.Text()
}

// plan says what is to fail. It is safe for concurrent use.
type plan struct {
	mu     sync.Mutex
	counts map[Op]int
	op     Op
	at     int
	how    Fault
}

// next counts an operation, and returns how it fails.
func (p *plan) next(op Op) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts[op]++
	if op != p.op || p.counts[op] != p.at {
		return ""
	}
	return p.how
}

func (f Fault) errno() syscall.Errno {
	switch f {
	case "":
		return 0
	case Dead:
		return syscall.EIO
	}
	return syscall.ENOSPC
}

// obey carries out a line of the test's.
func (p *plan) obey(line string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	words := strings.Fields(line)
	switch {
	case len(words) == 4 && words[0] == "arm":
		p.counts, p.op, p.how = map[Op]int{}, Op(words[1]), Fault(words[3])
		if _, err := fmt.Sscan(words[2], &p.at); err != nil {
			return err.Error()
		}
		return "armed"
	case len(words) == 2 && words[0] == "count":
		n := p.counts[Op(words[1])]
		p.counts[Op(words[1])] = 0
		return fmt.Sprint(n)
	}
	return "ready"
}
