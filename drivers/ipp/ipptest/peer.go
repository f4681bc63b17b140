// Package ipptest starts ippeveprinter, the printer of the IPP Everywhere tests, for
// tests that print on it: of Debian's package cups-ipp-utils, with a private
// dbus-daemon, without which it does not start. What it "prints" is in the hands of
// a small script, and so are its troubles.
package ipptest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

//go:embed press.sh
var press string

// ready is how long a program may take to start on a machine with much else to do.
const ready = 20 * time.Second

// Peer is one running ippeveprinter. It is stopped when its test ends.
type Peer struct {
	t    testing.TB
	dir  string
	port int
	stop func()
}

// Start starts a printer with A4 in its tray. A missing program fails the test.
func Start(t testing.TB) *Peer {
	t.Helper()
	p := &Peer{t: t, dir: t.TempDir()}
	for _, dir := range []string{"spool", "keys", "out"} {
		p.must(os.Mkdir(filepath.Join(p.dir, dir), 0o700))
	}
	script := filepath.Join(p.dir, "press.sh")
	p.must(os.WriteFile(script, []byte(press), 0o700)) //nolint:gosec // it is a program
	bus := p.bus()
	for range 3 { // somebody may take the port before the printer does
		p.port = freePort(t)
		p.stop = p.run(exec.Command("ippeveprinter", "-p", fmt.Sprint(p.port), "-n", "localhost", "-r", "off",
			"-d", filepath.Join(p.dir, "spool"), "-K", filepath.Join(p.dir, "keys"),
			"-f", "application/pdf,image/pwg-raster,image/jpeg", "-c", script, t.Name()),
			"DBUS_SYSTEM_BUS_ADDRESS="+bus, "PRESS="+p.dir)
		if p.answers() {
			p.Tray(250)
			return p
		}
		p.stop()
	}
	t.Fatal("ippeveprinter does not start: " + p.log())
	return nil
}

func (p *Peer) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// run starts a program and returns what ends it and waits for that.
func (p *Peer) run(c *exec.Cmd, env ...string) (stop func()) {
	p.t.Helper()
	c.Env = append(os.Environ(), env...)
	log, err := os.OpenFile(filepath.Join(p.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	p.must(err)
	defer log.Close()
	c.Stderr = log
	p.must(c.Start())
	stop = sync.OnceFunc(func() { _ = c.Process.Kill(); _ = c.Wait() })
	p.t.Cleanup(stop)
	return stop
}

// bus starts a message bus and gives its address.
func (p *Peer) bus() string {
	p.t.Helper()
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:dir="+p.dir)
	out, err := daemon.StdoutPipe()
	p.must(err)
	p.run(daemon)
	address, err := bufio.NewReader(out).ReadString('\n')
	p.must(err)
	return strings.TrimSpace(address)
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// answers waits until the printer's own pages can be had, which name the test: another
// program that took the port first answers, too.
func (p *Peer) answers() bool {
	for end := time.Now().Add(ready); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if page, err := p.page("/supplies"); err == nil && strings.Contains(page, p.t.Name()) {
			return true
		}
	}
	return false
}

func (p *Peer) get(path string) error {
	_, err := p.page(path)
	return err
}

func (p *Peer) page(path string) (string, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: ready}
	answer, err := client.Get(fmt.Sprintf("http://localhost:%d%s", p.port, path))
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

func (p *Peer) log() string {
	text, _ := os.ReadFile(filepath.Join(p.dir, "log"))
	return string(text)
}

// URI is where the printer is without encryption.
func (p *Peer) URI() string { return fmt.Sprintf("ipp://localhost:%d/ipp/print", p.port) }

// SecureURI is where the printer is with TLS.
func (p *Peer) SecureURI() string { return fmt.Sprintf("ipps://localhost:%d/ipp/print", p.port) }

// Fingerprint is the SHA-256 of the certificate that the printer made for itself.
func (p *Peer) Fingerprint() string {
	p.t.Helper()
	line, err := tls.Dial("tcp", fmt.Sprintf("localhost:%d", p.port), &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // to learn whom to trust
	p.must(err)
	defer line.Close()
	sum := sha256.Sum256(line.ConnectionState().PeerCertificates[0].Raw)
	return hex.EncodeToString(sum[:])
}

// Tray says how many sheets of A4 the main tray holds: 250, 125, 50, 25, 5 or 0.
func (p *Peer) Tray(sheets int) {
	p.t.Helper()
	p.must(p.get(fmt.Sprintf("/media?size1=iso_a4_210x297mm&type1=stationery&level1=%d&size3=iso_dl_110x220mm&type3=envelope&level3=25", sheets)))
}

// Supplies says how full the waste tank and the toner are, in per cent.
func (p *Peer) Supplies(waste, toner int) {
	p.t.Helper()
	p.must(p.get(fmt.Sprintf("/supplies?supply0=%d&supply1=%d", waste, toner)))
}

// Say has the printer set its state reasons, by a job that prints nothing: "+cover-open",
// "-cover-open". It never ends for "none", on which ippeveprinter 2.4.2 hangs.
func (p *Peer) Say(states string) {
	p.t.Helper()
	job := p.ask(0x0002, "STATE: "+states+"\n")
	id := after(job, "job-id")
	for end := time.Now().Add(ready); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if state := after(p.ask(0x0009, "", id...), "job-state"); len(state) == 4 && state[3] >= 7 {
			return
		}
	}
	p.t.Fatal("ippeveprinter does not do as it is told")
}

// ask sends an IPP request, written by hand so that no mistake of the driver hides
// in it: Print-Job (0002) with a document, or Get-Job-Attributes (0009) with a number.
func (p *Peer) ask(operation byte, document string, job ...byte) []byte {
	p.t.Helper()
	field := func(tag byte, name, v string) string {
		return string([]byte{tag, 0, byte(len(name))}) + name + string([]byte{0, byte(len(v))}) + v
	}
	request := string([]byte{2, 0, 0, operation, 0, 0, 0, 1, 1}) + field(0x47, "attributes-charset", "utf-8") +
		field(0x48, "attributes-natural-language", "en") + field(0x45, "printer-uri", p.URI())
	if len(job) > 0 {
		request += field(0x21, "job-id", string(job))
	} else {
		request += field(0x42, "requesting-user-name", "hand") + field(0x49, "document-format", "application/pdf")
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: ready}
	answer, err := client.Post(fmt.Sprintf("http://localhost:%d/ipp/print", p.port), "application/ipp", strings.NewReader(request+"\x03"+document))
	p.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	p.must(err)
	return body
}

// after gives the four bytes of the number called name.
func after(answer []byte, name string) []byte {
	_, rest, ok := bytes.Cut(answer, []byte(name+"\x00\x04"))
	if !ok || len(rest) < 4 {
		return nil
	}
	return rest[:4]
}

// Trouble befalls jobs before their sheet number n, from 1: the printer gives the
// reason and waits. No reason ends the trouble, and "hang" only waits.
func (p *Peer) Trouble(n int, reason string) {
	p.t.Helper()
	path := filepath.Join(p.dir, "trouble")
	if reason == "" {
		_ = os.Remove(path)
		return
	}
	p.must(os.WriteFile(path+".new", []byte(fmt.Sprintf("%d %s\n", n, reason)), 0o600))
	p.must(os.Rename(path+".new", path))
}

// Unplug ends the printer.
func (p *Peer) Unplug() { p.stop() }

// Out gives the name of the job of each sheet that came out, in their order.
func (p *Peer) Out() []string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, "out", "sheets"))
	if os.IsNotExist(err) {
		return nil
	}
	p.must(err)
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// Pages makes a document of n pages, as the press reads it.
func Pages(n int) []byte { return []byte(fmt.Sprintf("%%PDF-1.4\n%% pages %d\n%%%%EOF\n", n)) }
