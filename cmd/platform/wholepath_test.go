package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// centre is the real program, which the test kills and starts again.
type centre struct {
	t       *testing.T
	data    string
	address string // where terminals reach it; the same after a restart
	running *exec.Cmd
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	return &centre{t: t, data: filepath.Join(t.TempDir(), "data"), address: "127.0.0.1:0"}
}

// asProgram makes this test's own executable behave as the program.
const asProgram = "PLATFORM_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// command is the program with args, not yet started.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// start starts the program and waits until it listens.
func (c *centre) start() {
	c.t.Helper()
	c.running = command("run", "--data", c.data, "--terminals", c.address, "--console", "127.0.0.1:0", "--public", "127.0.0.1:0", "--sandbox", "127.0.0.1:0")
	out, err := c.running.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.running.Start(); err != nil {
		c.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at, ok := strings.CutPrefix(lines.Text(), "terminals https://"); ok {
			if c.address != at { // the first time; the link reads it ever after
				c.address = at
			}
			return
		}
	}
	c.t.Fatal("the centre ended before it listened")
}

// kill ends the program at once, as a power cut would.
func (c *centre) kill() {
	c.running.Process.Kill()
	c.running.Wait()
}

func (c *centre) ask(args ...string) string {
	c.t.Helper()
	out, err := command(append(args, "--data", c.data)...).Output()
	if err != nil {
		c.t.Fatalf("platform %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// entry is a line of `platform entries --json`.
type entry struct {
	Official, Slip, Terminal, Kind, State string
	Sequence                              uint64
	Level                                 int
}

func (c *centre) entries() (all []entry) {
	c.t.Helper()
	in := json.NewDecoder(strings.NewReader(c.ask("entries", "--json", "--limit", "100000")))
	for {
		var e entry
		if err := in.Decode(&e); err == io.EOF {
			return all
		} else if err != nil {
			c.t.Fatal(err)
		}
		all = append(all, e)
	}
}

// cutter is a link that drops connections after a random number of bytes.
type cutter struct {
	net.Listener
	to func() string
}

func newCutter(t *testing.T, to func() string) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{l, to}
	var running sync.WaitGroup
	running.Go(func() { c.run(&running) })
	t.Cleanup(func() { l.Close(); running.Wait() })
	return c
}

func (c *cutter) run(running *sync.WaitGroup) {
	for {
		near, err := c.Accept()
		if err != nil {
			return
		}
		running.Go(func() { c.join(near) })
	}
}

// join carries bytes until one direction has had its share, then cuts both.
func (c *cutter) join(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", c.to())
	if err != nil {
		return
	}
	defer far.Close()
	done := make(chan struct{}, 2)
	carry := func(to, from net.Conn, share int64) {
		io.CopyN(to, from, share)
		done <- struct{}{}
	}
	go carry(far, near, c.patience()*(2000+rand.Int64N(60_000)))
	go carry(near, far, c.patience()*(1500+rand.Int64N(6_000)))
	<-done
}

// patience is how much more a connection carries where less is disturbed.
func (c *cutter) patience() int64 { return int64(max(1, *undisturbed*2/disturbances)) }

func keepApplication(t *testing.T, box *outbox.Outbox, i int) terminal.SlipNumber {
	t.Helper()
	body, err := json.Marshal(catalog.Application{
		Item: "residence-permit-endorsement", Version: 1, Assurance: identity.CardProof, Language: "zh-CN",
		Applicant: identity.Person{Name: "林小满", Number: "11010519491231002X"},
		Answers:   []catalog.Answer{{Field: "phone", Value: fmt.Sprint(13800000000 + i), From: catalog.FromPerson}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := box.Keep(t.Context(), terminal.Entry{Kind: terminal.Application, Body: body, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	rating := terminal.Entry{Kind: terminal.Rating, Slip: r.Slip, Body: []byte(`{"level":5}`), At: time.Now()}
	if _, err := box.Keep(t.Context(), rating); err != nil {
		t.Fatal(err)
	}
	return r.Slip
}

// station is a terminal: the real outbox and the real uplink.
type station struct {
	box *outbox.Outbox
	up  *uplink.Uplink

	mu       sync.Mutex
	answered map[terminal.SlipNumber]string
}

// newStation starts a terminal that reaches the centre at url.
func newStation(t *testing.T, dir, url string) *station {
	t.Helper()
	id, err := enrol.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	id.Centre = url
	s := &station{answered: map[terminal.SlipNumber]string{}}
	s.box, err = outbox.Open(filepath.Join(dir, "outbox.db"), outbox.Options{Terminal: id.Terminal, SealTo: id.SealTo})
	if err != nil {
		t.Fatal(err)
	}
	s.up, err = uplink.New(s.box, id, uplink.Options{Heartbeat: 100 * time.Millisecond, Answered: s.answer})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.up.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait(); s.box.Close() })
	return s
}

func (s *station) answer(a terminal.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered[a.Slip] = a.Official
}

// The whole path over a link that cuts, to a centre that is killed: what a
// terminal kept is at the centre once, with an official number that both know.
func TestNothingIsLostOrDoubledFromOutboxToCentre(t *testing.T) {
	c := newCentre(t)
	c.start()
	defer c.kill()
	code, dir := c.ask("terminal", "add", "YX07", "--site", "西湖区政务服务中心"), t.TempDir()
	if _, err := enrol.Enrol(t.Context(), dir, "https://"+c.address, code); err != nil {
		t.Fatal(err)
	}
	if _, err := enrol.Enrol(t.Context(), t.TempDir(), "https://"+c.address, code); err == nil || !strings.Contains(err.Error(), "has been used") {
		t.Errorf("a second machine enrolled with the same code: %v", err)
	}
	s := newStation(t, dir, "https://"+newCutter(t, func() string { return c.address }).Addr().String())
	slips := feed(t, c, s)
	drain(t, s)
	proveExactlyOnce(t, c, s, slips)
}

// feed keeps applications while the centre is killed and started again.
func feed(t *testing.T, c *centre, s *station) (slips []terminal.SlipNumber) {
	t.Helper()
	for i := range 200 {
		slips = append(slips, keepApplication(t, s.box, i))
		s.up.Kick()
		if i%40 == 39 {
			c.kill()
			c.start()
		}
	}
	return slips
}

func drain(t *testing.T, s *station) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		stats, err := s.box.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if stats.Pending == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d entries still wait; the uplink says: %v", stats.Pending, s.up.Failure())
		}
		s.up.Kick()
	}
}

func proveExactlyOnce(t *testing.T, c *centre, s *station, slips []terminal.SlipNumber) {
	t.Helper()
	officials, applications := map[string]bool{}, map[string]string{}
	all := c.entries()
	for _, e := range all {
		if e.Kind == "application" {
			officials[e.Official], applications[e.Slip] = true, e.Official
		}
		if e.Level != 5 {
			t.Errorf("%s %d: level %d, want 5", e.Kind, e.Sequence, e.Level)
		}
	}
	if len(all) != 2*len(slips) || len(applications) != len(slips) || len(officials) != len(slips) {
		t.Errorf("the centre has %d entries, %d applications, %d official numbers; want %d, %d, %d",
			len(all), len(applications), len(officials), 2*len(slips), len(slips), len(slips))
	}
	s.proveAnswered(t, slips, applications)
	if missing := c.ask("missing", "--json"); missing != "" {
		t.Errorf("missing: %s", missing)
	}
	c.proveNothingInTheClear()
}

func (c *centre) proveNothingInTheClear() {
	c.t.Helper()
	files, err := filepath.Glob(filepath.Join(c.data, "platform.db*"))
	if err != nil || len(files) == 0 {
		c.t.Fatalf("no database (%v)", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(b), "林小满") || strings.Contains(string(b), "11010519491231002X") {
			c.t.Errorf("%s holds a name or a number in the clear (%v)", filepath.Base(file), err)
		}
	}
}

// proveAnswered compares what the terminal was told with what the centre has.
func (s *station) proveAnswered(t *testing.T, slips []terminal.SlipNumber, official map[string]string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, slip := range slips {
		want := official[string(slip)]
		p, err := s.box.Lookup(t.Context(), slip)
		if err != nil || !p.Delivered || want == "" || p.Official != want || s.answered[slip] != want {
			t.Errorf("Lookup(%s) = %+v, %v; answered %q; want %q", slip, p, err, s.answered[slip], want)
		}
	}
}
