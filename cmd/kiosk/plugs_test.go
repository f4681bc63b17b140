package main

import (
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yitiji/drivers/sim"
)

var plugging = flag.Duration("plugging", 25*time.Second, "how long TestNoPlugMakesItLie pulls plugs; ten minutes for the proof")

// Plugs are pulled in any order, the network is cut, the printer runs out of paper and jams, and the
// program is killed, while citizens go on with their visits. What a screen says is true when it says
// it: of the paper, of the centre, and of whose card was read.
func TestNoPlugMakesItLie(t *testing.T) {
	w := newWorld(t, t.TempDir(), "")
	hands := newHands(w)
	c := &critic{
		citizen: citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}, stage: "attract"},
		hands:   hands, held: map[string]int{},
	}
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(*plugging); time.Now().Before(end); {
		hands.doSomething()
		c.watchFor(rand.N(600 * time.Millisecond))
	}
	hands.mendAll()
	c.watchFor(15 * time.Second)
	for slip, what := range w.await(ledger{thanked: c.thanked}) {
		t.Errorf("%s was %s, and the centre has it %d times", slip, what, w.applications()[slip])
	}
	t.Logf("%v: %d times %v; %d citizens were thanked; what was said and held: %v", *plugging, hands.times, hands.did, len(c.thanked), c.held)
	for _, claim := range claims {
		if c.held[claim.name] == 0 && claim.often {
			t.Errorf("no screen ever said %q: this test looks at nothing", claim.name)
		}
	}
}

// critic is a citizen who checks what they are told.
type critic struct {
	citizen
	hands *hands
	held  map[string]int // by the claim
}

// watchFor goes on with visits for a while, and checks each screen first.
func (c *critic) watchFor(d time.Duration) {
	c.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); {
		p, err := c.look()
		if err != nil {
			c.t.Fatalf("%v\n%s", err, c.logs())
		}
		c.check(p)
		if err := c.actOn(p); err != nil {
			c.t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// claim is something that a screen may say, and how a citizen would find out whether it is so.
type claim struct {
	name  string
	says  string // in the text of the screen
	holds func(c *critic, p page) bool
	often bool // heard in any run that is long enough to tell
}

var claims = []claim{
	{"the slip is printed", "凭条已印好", (*critic).hasSlip, true},
	{"the slip is not printed", "凭条没有印好", (*critic).hasNoSlip, false},
	{"take the slip", "请取走您的身份证和凭条。", (*critic).hasSlip, true},
	{"there is no slip", "没有凭条。", (*critic).hasNoSlip, false},
	{"the centre has it", "您的申请已送到", (*critic).isAtCentre, false},
	{"the centre received it", "中心已收到您的申请", (*critic).isAtCentre, false},
	{"this is you", "请看看，是您本人吗？", (*critic).isMe, true},
	{"the network works", "网络正常", func(c *critic, _ page) bool { return !c.hands.network("cut", "silent") }, true},
	{"the network is down", "网络中断", func(c *critic, _ page) bool { return !c.hands.network("up") }, false},
}

func (c *critic) hasSlip(p page) bool    { return c.printed(slipOf.FindString(p.text)) > 0 }
func (c *critic) hasNoSlip(p page) bool  { return !c.hasSlip(p) }
func (c *critic) isAtCentre(p page) bool { return c.applications()[slipOf.FindString(p.text)] == 1 }

// isMe reports whether the screen shows what is on the citizen's own card.
func (c *critic) isMe(p page) bool {
	for _, me := range sim.People() {
		if me.ID == c.person {
			family := string([]rune(me.Name())[:1])
			return strings.Contains(p.text, family+"*") && strings.Contains(p.text, strconv.Itoa(me.Card.Birth.Year))
		}
	}
	return false
}

// check finds out whether what the screen says is so. What was said is looked at once for each screen.
func (c *critic) check(p page) {
	c.t.Helper()
	if p.token == c.last.token && p.text == c.last.text {
		return
	}
	for _, claim := range claims {
		if !strings.Contains(p.text, claim.says) {
			continue
		}
		if !claim.holds(c, p) {
			c.t.Fatalf("the screen says that %s, and it is not so, at %s:\n%s\n%s%s", claim.name, p.stage, p.text, c.logs(), c.hands.latest())
		}
		c.held[claim.name]++
	}
}

// hands pull plugs and put them in again.
type hands struct {
	*world
	did   map[string]int
	times int
	broke map[string]broken // what has to be mended

	line  string // how the network is
	since time.Time
	diary []string
}

func newHands(w *world) *hands {
	return &hands{world: w, did: map[string]int{}, broke: map[string]broken{}, line: "up", since: time.Now()}
}

// broken is a trouble that is there, and since when. Nobody changes a roll in less than slowly.
type broken struct {
	undo  []string
	since time.Time
}

const slowly = 2 * time.Second

// noticed is how long the terminal may take to tell how the network is: a call that is not answered,
// and the longest pause after it.
const noticed = 20 * time.Second

// latest tells what was done last.
func (h *hands) latest() string {
	return "--- hands\n" + strings.Join(h.diary[max(0, len(h.diary)-20):], "\n")
}

// network reports whether the network has been in one of these modes for so long that the terminal
// must know.
func (h *hands) network(modes ...string) bool {
	return slices.Contains(modes, h.line) && time.Since(h.since) > noticed
}

// do does something at the desk, and remembers how the network is.
func (h *hands) do(what []string) {
	h.t.Helper()
	h.diary = append(h.diary, time.Now().UTC().Format("15:04:05.000 ")+strings.Join(what, " "))
	h.hand(what[0], what[1:]...)
	if what[0] == "/network" && what[2] != h.line {
		h.line, h.since = what[2], time.Now()
	}
}

// trouble is something that hands can do, and undo.
type trouble struct{ do, undo []string }

var troubles = map[string]trouble{
	"card reader unplugged": {[]string{"/device/idcard/unplug"}, []string{"/device/idcard/plug"}},
	"printer unplugged":     {[]string{"/device/receipt/unplug"}, []string{"/device/receipt/plug"}},
	"scanner unplugged":     {[]string{"/device/code/unplug"}, []string{"/device/code/plug"}},
	"paper out":             {[]string{"/printer/paper", "state", "out"}, []string{"/printer/paper", "state", "full"}},
	"paper runs out":        {[]string{"/printer/runout", "lines", "12"}, []string{"/printer/paper", "state", "full"}},
	"paper jams":            {[]string{"/printer/jam", "lines", "9"}, []string{"/printer/jam", "state", "off"}},
	"cover open":            {[]string{"/printer/cover", "state", "open"}, []string{"/printer/cover", "state", "closed"}},
	"too hot":               {[]string{"/printer/hot", "state", "on"}, []string{"/printer/hot", "state", "off"}},
	"network cut":           {[]string{"/network", "mode", "cut"}, []string{"/network", "mode", "up"}},
	"network silent":        {[]string{"/network", "mode", "silent"}, []string{"/network", "mode", "up"}},
	"network slow":          {[]string{"/network", "mode", "slow"}, []string{"/network", "mode", "up"}},
	"unplugged in a read":   {[]string{"/reader/fault", "kind", "unplug-mid-read"}, []string{"/device/idcard/plug"}},
	"torn frame":            {[]string{"/reader/fault", "kind", "torn"}, nil},
}

// doSomething mends what is broken or breaks something else: mostly the former, so that visits come
// to their end.
func (h *hands) doSomething() {
	h.t.Helper()
	var ripe []string
	for name, b := range h.broke {
		if time.Since(b.since) > slowly {
			ripe = append(ripe, name)
		}
	}
	switch n := rand.IntN(20); {
	case n == 0:
		h.note("program killed")
		kill(h.kiosk)
		if err := h.startKiosk(); err != nil {
			h.t.Fatal(err)
		}
	case n < 12 && len(ripe) > 0:
		h.mend(ripe[rand.IntN(len(ripe))])
	case n < 17:
		name := slices.Sorted(maps.Keys(troubles))[rand.IntN(len(troubles))]
		x := troubles[name]
		h.note(name)
		h.do(x.do)
		if x.undo != nil {
			h.broke[name] = broken{x.undo, time.Now()}
		}
	}
}

func (h *hands) note(what string) {
	h.times++
	h.did[what]++
}

func (h *hands) mend(name string) {
	h.do(h.broke[name].undo)
	delete(h.broke, name)
}

func (h *hands) mendAll() {
	for name := range h.broke {
		h.mend(name)
	}
}
