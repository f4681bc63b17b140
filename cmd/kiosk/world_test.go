package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/sync/powercut"
)

// world is a centre, a desk and a terminal: the real programs, on ports and in
// folders of their own.
type world struct {
	t       *testing.T
	bin     string // folder of the programs
	dir     string // of centre and desk, which nobody kills
	data    string // of the terminal
	ram     string // what a power cut takes
	screen  string
	desk    string
	centre  string // address for terminals
	link    string // the same through the desk's network
	console string
	kiosk   *exec.Cmd
}

// newWorld builds the programs (tags for the kiosk alone), starts centre and
// desk, the latter with more flags where there are some, and enrols the terminal
// whose data lie in data.
func newWorld(t *testing.T, data string, tags string, desk ...string) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{
		t: t, bin: dir, dir: dir, data: filepath.Join(data, "terminal"),
		screen: freeAddress(t), desk: freeAddress(t), centre: freeAddress(t), link: freeAddress(t), console: freeAddress(t),
	}
	w.ram = inMemory(t)
	w.build("kiosk", tags)
	w.build("platform", "")
	w.build("desk", "")
	w.start("platform", "--data", w.path("centre"), "run", "--terminals", w.centre, "--console", w.console, "--public", "127.0.0.1:0", "--sandbox", "127.0.0.1:0")
	w.start("desk", append(desk, "--listen", w.desk, "--devices", w.path("devices"), "--link", w.link, "--centre", w.centre, "--paper", freeAddress(t))...)
	w.answers("http://" + w.console + "/")
	w.answers("http://" + w.desk + "/state")
	w.enrol()
	return w
}

// inMemory is a folder that is gone with the power.
func inMemory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "kiosk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// cutPower takes the disk's power, and what was in memory.
func (w *world) cutPower(disk *powercut.Disk) {
	disk.Cut()
	if err := os.RemoveAll(w.ram); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

func (w *world) build(program, tags string) {
	w.t.Helper()
	cmd := exec.Command("go", "build", "-tags", tags, "-o", w.path(program), "yitiji/cmd/"+program)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("build %s: %v\n%s", program, err, out)
	}
}

// start runs a program until the test ends.
func (w *world) start(program string, args ...string) *exec.Cmd {
	w.t.Helper()
	if err := os.MkdirAll(w.path("devices"), 0o755); err != nil {
		w.t.Fatal(err)
	}
	log, err := os.OpenFile(w.path(program+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.Command(w.path(program), args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { kill(cmd) })
	return cmd
}

// kill is kill -9, once.
func kill(cmd *exec.Cmd) {
	if cmd.ProcessState == nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

func (w *world) enrol() {
	w.t.Helper()
	conf := fmt.Sprintf("data: %s\nram: %s\nscreen: %s\ndevices:\n  idcard: {kind: sdt, port: %s}\n  receipt: {kind: escpos, port: %s}\n  code: {kind: serial, port: %s}\n",
		w.data, w.ram, w.screen, w.path("devices/idcard"), w.path("devices/receipt"), w.path("devices/code"))
	if err := os.WriteFile(w.path("kiosk.yaml"), []byte(conf), 0o600); err != nil {
		w.t.Fatal(err)
	}
	code := w.run("platform", "--data", w.path("centre"), "terminal", "add", "YX07", "--site", "云溪镇便民服务中心")
	w.run("kiosk", "--config", w.path("kiosk.yaml"), "enrol", "--centre", "https://"+w.link, strings.TrimSpace(code))
}

// run runs a program to its end and returns what it said.
func (w *world) run(program string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command(w.path(program), args...)
	var said, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &wrong
	if err := cmd.Run(); err != nil {
		w.t.Fatalf("%s %v: %v\n%s", program, args, err, wrong.String())
	}
	return said.String()
}

// startKiosk starts the terminal and waits until its screen is served.
func (w *world) startKiosk() error {
	w.t.Helper()
	w.kiosk = w.start("kiosk", "--config", w.path("kiosk.yaml"), "run")
	return w.reach("http://" + w.screen + "/alive")
}

// answers waits for a program that must start.
func (w *world) answers(address string) {
	w.t.Helper()
	if err := w.reach(address); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) reach(address string) error {
	for range 1000 {
		if r, err := http.Get(address); err == nil {
			return r.Body.Close()
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("no answer from %s\n%s", address, w.logs())
}

func (w *world) logs() string {
	var b strings.Builder
	for _, program := range []string{"platform", "desk", "kiosk"} {
		raw, _ := os.ReadFile(w.path(program + ".log"))
		fmt.Fprintf(&b, "--- %s\n%s", program, raw[max(0, len(raw)-2000):])
	}
	return b.String()
}

// hand does something at the desk.
func (w *world) hand(path string, form ...string) {
	w.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	r, err := http.PostForm("http://"+w.desk+path, values)
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode >= 300 {
		body, _ := io.ReadAll(r.Body)
		w.t.Fatalf("desk %s: %s: %s", path, r.Status, body)
	}
}

// paper is what came out of the printer.
type paper struct {
	Complete bool     `json:"complete"`
	Codes    []string `json:"codes"`
}

func (w *world) papers() []paper {
	w.t.Helper()
	r, err := http.Get("http://" + w.desk + "/state")
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Body.Close()
	var state struct {
		Slips []paper `json:"slips"`
	}
	if err := json.NewDecoder(r.Body).Decode(&state); err != nil {
		w.t.Fatal(err)
	}
	return state.Slips
}

// printed is how many whole slips of a number lie before the printer.
func (w *world) printed(slip string) (n int) {
	for _, p := range w.papers() {
		if p.Complete && slices.Contains(p.Codes, slip) {
			n++
		}
	}
	return n
}

// applications counts what the centre has, by slip number.
func (w *world) applications() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	lines := json.NewDecoder(strings.NewReader(w.run("platform", "--data", w.path("centre"), "entries", "--json", "--kind", "application", "--limit", "100000")))
	for lines.More() {
		var e struct{ Slip, Kind string }
		if err := lines.Decode(&e); err != nil {
			w.t.Fatal(err)
		}
		if e.Kind == "application" {
			out[e.Slip]++
		}
	}
	return out
}

// page is what a browser would show now.
type page struct{ stage, token, text string }

var (
	stageOf = regexp.MustCompile(`class="screen ([a-z]+)`)
	tokenOf = regexp.MustCompile(`data-token="([^"]*)"`)
	slipOf  = regexp.MustCompile(`YX07-\d{6}-\d{4}-[0-9A-Z]`)
)

// look fails when the terminal is dead.
func (w *world) look() (page, error) {
	r, err := http.Get("http://" + w.screen + "/")
	if err != nil {
		return page{}, err
	}
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return page{}, err
	}
	text := string(raw)
	stage, token := stageOf.FindStringSubmatch(text), tokenOf.FindStringSubmatch(text)
	if stage == nil || token == nil {
		return page{}, fmt.Errorf("a page without a screen")
	}
	return page{stage[1], token[1], text}, nil
}

func (w *world) tap(token, do, value string) error {
	r, err := http.PostForm("http://"+w.screen+"/tap", url.Values{"on": {token}, "do": {do}, "value": {value}})
	if err != nil {
		return err
	}
	return r.Body.Close()
}

// freeAddress is one that nobody listens at, below the ports that the kernel gives to calls.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(20_000)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no free port was found")
	return ""
}
