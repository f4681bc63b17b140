package main

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What waits at a terminal without a network is carried to the centre on a stick: from a terminal that
// runs and from one that does not, taken in before the network brings it, after that, and again. It is
// there once, and the terminal learns its official numbers all the same.
func TestAnExportIsTakenInOnce(t *testing.T) {
	w := newWorld(t, t.TempDir(), "", "--unpaced")
	c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}, stage: "attract"}
	w.hand("/network", "mode", "cut")
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		c.visit(t)
	}
	stick := t.TempDir()
	running := w.export(stick)
	kill(w.kiosk)
	stopped := w.export(stick)
	admin := w.signIn()
	admin.refuses(damaged(t, running), "文件不完整")
	admin.refuses([]byte("a picture, perhaps"), "文件不完整")
	if n := len(w.applications()); n != 0 {
		t.Fatalf("%d applications came out of damaged files", n)
	}
	admin.takesIn(running, "新收记录")
	admin.takesIn(running, "<dd>0 条</dd>") // again, and nothing is new
	w.each(c.thanked, "after the first take-in")
	w.hand("/network", "mode", "up")
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	w.untilNothingWaits()
	w.each(c.thanked, "after the network")
	admin.takesIn(stopped, "<dd>0 条</dd>")
	w.each(c.thanked, "after the second take-in")
	if said := w.run("kiosk", "--config", w.path("kiosk.yaml"), "outbox", "export", stick); !strings.Contains(said, "没有要导出的") {
		t.Errorf("with nothing that waits, export said %q", said)
	}
}

// A stick that is full, and one that is not there, are said to be so, and nothing is left on them.
func TestAStickThatTakesNoExport(t *testing.T) {
	w := newWorld(t, t.TempDir(), "", "--unpaced")
	c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}, stage: "attract"}
	w.hand("/network", "mode", "cut")
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	c.visit(t)
	full := smallDisk(t)
	if err := os.WriteFile(filepath.Join(full, "photos"), make([]byte, 60<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	there := filepath.Join(t.TempDir(), "there")
	if err := os.WriteFile(there, []byte("a photo"), 0o600); err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]string{full: "the stick is full", "/no/such/folder/x": "no such folder", there: "is there already"} {
		out, err := exec.Command(w.path("kiosk"), "--config", w.path("kiosk.yaml"), "outbox", "export", to).CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) {
			t.Errorf("export to %s: %v, %q; want that it says %q", to, err, out, want)
		}
	}
	if left, err := os.ReadDir(full); err != nil || len(left) != 1 {
		t.Errorf("on the full stick there are %v, %v", left, err)
	}
	if b, err := os.ReadFile(there); err != nil || string(b) != "a photo" {
		t.Errorf("what was there is %q, %v", b, err)
	}
}

// smallDisk is a disk of 64 KiB.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Fatalf("mount: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	return dir
}

// export has what waits written to a stick, and returns the file.
func (w *world) export(stick string) []byte {
	w.t.Helper()
	var report struct {
		Path    string
		Entries int
	}
	path := filepath.Join(stick, time.Now().Format("150405.000000"))
	said := w.run("kiosk", "--config", w.path("kiosk.yaml"), "outbox", "--json", "export", path)
	if err := json.Unmarshal([]byte(said), &report); err != nil || report.Entries == 0 || report.Path != path {
		w.t.Fatalf("export said %q, %v", said, err)
	}
	b, err := os.ReadFile(report.Path)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// damaged is an export of which one bit in the middle is another one.
func damaged(t *testing.T, export []byte) []byte {
	t.Helper()
	b := bytes.Clone(export)
	b[len(b)/2] ^= 1
	return b
}

// each proves that the centre has every application once.
func (w *world) each(slips map[string]bool, when string) {
	w.t.Helper()
	there := w.applications()
	if len(there) != len(slips) {
		w.t.Errorf("%s the centre has %d applications, want %d", when, len(there), len(slips))
	}
	for slip := range slips {
		if there[slip] != 1 {
			w.t.Errorf("%s the centre has %s %d times", when, slip, there[slip])
		}
	}
}

func (w *world) untilNothingWaits() {
	w.t.Helper()
	for range 100 {
		var r struct{ Stats struct{ Pending int } }
		said := w.run("kiosk", "--config", w.path("kiosk.yaml"), "outbox", "--json", "list")
		if err := json.Unmarshal([]byte(said), &r); err != nil {
			w.t.Fatal(err)
		}
		if r.Stats.Pending == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatalf("something still waits\n%s", w.logs())
}

// admin is somebody at the console.
type admin struct {
	*world
	browser http.Client
}

var passwordOf = regexp.MustCompile(`password (\S+)`)

func (w *world) signIn() admin {
	w.t.Helper()
	log, err := os.ReadFile(w.path("platform.log"))
	password := passwordOf.FindSubmatch(log)
	jar, jarErr := cookiejar.New(nil)
	if err != nil || jarErr != nil || password == nil {
		w.t.Fatal(err, jarErr, "no password")
	}
	a := admin{w, http.Client{Jar: jar}}
	answer, err := a.browser.PostForm("http://"+w.console+"/sign-in", url.Values{"password": {string(password[1])}})
	if err != nil {
		w.t.Fatal(err)
	}
	answer.Body.Close()
	return a
}

func (a admin) takesIn(export []byte, want string) {
	a.t.Helper()
	if status, page := a.handIn(export); status != http.StatusOK || !strings.Contains(page, want) {
		a.t.Errorf("the console said %d, want 200 and %q:\n%s", status, want, page)
	}
}

func (a admin) refuses(export []byte, want string) {
	a.t.Helper()
	if status, page := a.handIn(export); status != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
		a.t.Errorf("the console said %d, want 422 and %q:\n%s", status, want, page)
	}
}

func (a admin) handIn(export []byte) (status int, page string) {
	a.t.Helper()
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	file, err := parts.CreateFormFile("file", "YX07.export")
	if err != nil {
		a.t.Fatal(err)
	}
	file.Write(export)
	parts.Close()
	answer, err := a.browser.Post("http://"+a.console+"/take-in", parts.FormDataContentType(), &form)
	if err != nil {
		a.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
