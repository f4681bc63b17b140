package filing

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/platform/authority"
	"yitiji/platform/connect"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/sync/seal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// department is one that does as the test says.
type department struct {
	connect.Department // what these tests ask nothing of

	mu     sync.Mutex
	taken  []string // official numbers, in the order in which they came
	asked  int
	stage  centre.Stage
	at     time.Time // since when
	refuse func(official string) error
	say    func(*centre.Standing) // changes an answer before it is given
}

func (d *department) Submit(_ context.Context, _ connect.Use, a connect.Filed) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		if err := d.refuse(a.Official); err != nil {
			return err
		}
	}
	d.taken = append(d.taken, a.Official)
	return nil
}

func (d *department) Standing(_ context.Context, official string) (*centre.Standing, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	s := &centre.Standing{Official: official, Stage: d.stage}
	if !d.at.IsZero() {
		s.Events = []centre.Event{{At: d.at.UnixMilli(), Stage: d.stage}}
	}
	if d.say != nil {
		d.say(s)
	}
	return s, nil
}

func (d *department) move(to centre.Stage) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stage, d.at = to, time.Now()
}

func (d *department) has() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.taken)
}

func (d *department) times() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

// office is a centre with one terminal and one department.
type office struct {
	t          *testing.T
	store      *store.Store
	authority  *authority.Authority
	department *department
	sequence   uint64
}

// TestMain has the compressor made here: one that is made where time passes at once works nowhere else.
func TestMain(m *testing.M) {
	key, err := seal.GenerateKey()
	if err != nil {
		panic(err)
	}
	sealed, err := key.Public().Seal(seal.Header{}, make([]byte, 1000))
	if err == nil {
		_, err = key.Open(seal.Header{}, sealed)
	}
	if err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// inOffice runs a test where time passes at once.
func inOffice(t *testing.T, test func(*testing.T, *office)) {
	synctest.Test(t, func(t *testing.T) {
		a, err := authority.Open(filepath.Join(t.TempDir(), "keys"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "platform.db"))
		if err == nil {
			err = s.AddTerminal(t.Context(), "YX07", "云溪", []byte("h"), time.Now().Add(time.Hour))
		}
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		test(t, &office{t: t, store: s, authority: a, department: &department{stage: centre.Received}})
	})
}

// clerk starts a Clerk, and returns what ends it.
func (o *office) clerk() (c *Clerk, end func()) {
	c = New(o.store, o.authority, o.department, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { c.Run(ctx) })
	return c, func() { stop(); running.Wait() }
}

// arrive commits what a terminal would send: an entry with a sealed body.
func (o *office) arrive(kind string, body any, fill func(*store.Arrival)) store.Outcome {
	o.t.Helper()
	o.sequence++
	raw, err := json.Marshal(body)
	if err != nil {
		o.t.Fatal(err)
	}
	e := store.Entry{
		Terminal: "YX07", Sequence: o.sequence, Previous: make([]byte, 32), Hash: fmt.Appendf(nil, "%032d", o.sequence), Kind: kind,
		Slip: fmt.Sprintf("slip-%d", o.sequence), At: store.MillisOf(time.Now()), State: store.Recorded,
	}
	if e.Sealed, err = o.authority.Opens.Public().Seal(e.Header(), raw); err != nil {
		o.t.Fatal(err)
	}
	a := store.Arrival{Entry: e}
	fill(&a)
	outcome, err := o.store.Commit(o.t.Context(), "YX07", "999999", []store.Arrival{a})
	if err != nil {
		o.t.Fatal(err)
	}
	return outcome
}

// apply hands in an application with pages, and returns its official number.
func (o *office) apply(pages ...string) string {
	o.t.Helper()
	body := catalog.Application{Item: "item"}
	if len(pages) > 0 {
		body.Materials = []catalog.Handed{{Material: "m", Pages: pages}}
	}
	outcome := o.arrive("application", body, func(a *store.Arrival) {
		a.Entry.State, a.Application = store.Received, &store.Application{Item: "item"}
	})
	return outcome.Answers[0].Official
}

func (o *office) told() (states []string) {
	o.t.Helper()
	all, err := o.store.NoticesAfter(o.t.Context(), "YX07", 0, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, n := range all {
		states = append(states, n.State)
	}
	return states
}

// Those that wait for their pages hold up no other, and are handed over when their page is there.
func TestWaitingForPagesHoldsUpNoOther(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		data := []byte("a page")
		digest := vault.Digest(data)
		for range atOnce + 10 {
			o.apply(digest)
		}
		whole := o.apply()
		c, end := o.clerk()
		defer end()
		time.Sleep(time.Second)
		if got := o.department.has(); !slices.Equal(got, []string{whole}) {
			t.Fatalf("the department has %v, want %s alone", got, whole)
		}
		time.Sleep(2 * time.Hour)
		o.arrive("material", catalog.MaterialPage{Digest: digest, Format: "png", Data: data}, func(a *store.Arrival) { a.Page = digest })
		c.Kick()
		time.Sleep(time.Second)
		if got := o.department.has(); len(got) != atOnce+11 {
			t.Errorf("the department has %d, want all %d as soon as the page is there", len(got), atOnce+11)
		}
	})
}

// Those that their department does not take hold up no other, and are tried until it does.
func TestAFailureHoldsUpNoOther(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		bad := map[string]bool{}
		for range atOnce + 10 {
			bad[o.apply()] = true
		}
		good := o.apply()
		tried := 0
		o.department.refuse = func(official string) error {
			tried++
			if bad[official] {
				return connect.ErrDown
			}
			return nil
		}
		_, end := o.clerk()
		time.Sleep(time.Hour)
		end()
		if got := o.department.has(); !slices.Equal(got, []string{good}) {
			t.Fatalf("the department has %v, want %s alone", got, good)
		}
		if most := len(bad) * 90; tried > most {
			t.Errorf("%d tries in an hour, want at most %d: it hammers", tried, most)
		}
		o.department.refuse = nil
		_, end = o.clerk()
		defer end()
		time.Sleep(failedAtMost + pause)
		if got := o.department.has(); len(got) != atOnce+11 {
			t.Errorf("a minute after it is back the department has %d, want all", len(got))
		}
	})
}

// Each change is told once: in its order, over a restart, and with two copies of the centre.
func TestEachChangeIsToldOnce(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.apply()
		var want []string
		for i, stage := range []centre.Stage{centre.Received, centre.Correcting, centre.Accepted, centre.Correcting, centre.Granted, centre.Ready, centre.Handed} {
			o.department.move(stage)
			_, end := o.clerk()
			_, endOther := o.clerk()
			time.Sleep(2 * time.Hour)
			end()
			endOther()
			want = append(want, string(stage))
			if got := o.told(); !slices.Equal(got, want) {
				t.Fatalf("after change %d the terminal is told %v, want %v", i, got, want)
			}
		}
		asked := o.department.times()
		_, end := o.clerk()
		defer end()
		time.Sleep(5 * time.Hour)
		if o.department.times() != asked {
			t.Error("a matter that is over is asked about")
		}
	})
}

// A matter is asked about often at first and seldom later; how often does not depend on how many
// copies of the centre there are.
func TestAskingIsBounded(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.apply()
		o.department.move(centre.Handling)
		for range 3 {
			_, end := o.clerk()
			defer end()
		}
		time.Sleep(time.Minute)
		if n := o.department.times(); n < 6 || n > 13 {
			t.Errorf("asked %d times in the first minute", n)
		}
		time.Sleep(12 * time.Hour)
		if n := o.department.times(); n < 80 || n > 140 {
			t.Errorf("asked %d times in half a day, want ever more seldom", n)
		}
	})
}

// What is no answer is told to nobody, and raises an alarm.
func TestLiesAreNotTold(t *testing.T) {
	for why, lie := range map[string]func(*centre.Standing){
		"another matter": func(s *centre.Standing) { s.Official += "0" },
		"no stage":       func(s *centre.Standing) { s.Stage = "99" },
	} {
		t.Run(why, func(t *testing.T) {
			inOffice(t, func(t *testing.T, o *office) {
				o.apply()
				o.department.say = lie
				_, end := o.clerk()
				defer end()
				time.Sleep(10 * time.Minute)
				alarms, err := o.store.Alarms(t.Context(), "YX07", 10)
				raised := slices.ContainsFunc(alarms, func(a store.Alarm) bool { return a.Kind == store.AlarmLie && a.Sequence == 1 })
				if told := o.told(); len(told) != 0 || err != nil || !raised {
					t.Errorf("told %v; alarms %+v, %v", told, alarms, err)
				}
			})
		})
	}
}

// What a department took and does not know is told to nobody.
func TestUnknownIsNotTold(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.apply()
		o.department.say = func(s *centre.Standing) { *s = centre.Standing{Unknown: true} }
		_, end := o.clerk()
		defer end()
		time.Sleep(10 * time.Hour)
		if told, n := o.told(), o.department.times(); len(told) != 0 || n < 9 || n > 11 {
			t.Errorf("told %v, asked %d times", told, n)
		}
	})
}

// Under its seal an entry that is bound to another header does not open: it is not handed over, and
// tried ever more seldom.
func TestWhatDoesNotOpenIsNotHandedOver(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.arrive("application", catalog.Application{Item: "item"}, func(a *store.Arrival) {
			a.Entry.State, a.Application, a.Entry.Slip = store.Received, &store.Application{Item: "item"}, "another"
		})
		c, end := o.clerk()
		defer end()
		c.Kick()
		time.Sleep(time.Hour)
		if got := o.department.has(); len(got) != 0 {
			t.Errorf("the department has %v", got)
		}
	})
}

func TestPatience(t *testing.T) {
	for _, c := range []struct {
		why    string
		waited time.Duration
		failed bool
		want   time.Duration
	}{
		{"it has just come", time.Second, false, pause},
		{"its pages are on the way", 4 * time.Minute, false, 30 * time.Second},
		{"its pages do not come", 24 * time.Hour, false, awaitsAtMost},
		{"its department failed", time.Second, true, pause},
		{"its department is away", 24 * time.Hour, true, failedAtMost},
		{"a clock was set back", -time.Hour, true, pause},
	} {
		if got := patience(c.waited, c.failed); got != c.want {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

func TestNext(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		why   string
		stage centre.Stage
		since time.Duration
		want  time.Duration // 0 for never
	}{
		{"it moved just now", centre.Accepted, 0, pause},
		{"it moved before a quarter of an hour", centre.Accepted, 16 * time.Minute, time.Minute},
		{"it rests", centre.Handling, 400 * 24 * time.Hour, seldom},
		{"it may be fetched", centre.Ready, 24 * time.Hour, seldom},
		{"nobody fetched it", centre.Ready, restsAfter + time.Hour, 0},
		{"it was fetched", centre.Handed, 0, 0},
		{"it was refused", centre.NotTaken, 0, 0},
		{"a department's clock is ahead", centre.Accepted, -time.Hour, pause},
	} {
		want := time.Time{}
		if c.want > 0 {
			want = now.Add(c.want)
		}
		if got := next(c.stage, now.Add(-c.since), now); !got.Equal(want) {
			t.Errorf("%s: in %v, want %v", c.why, got.Sub(now), c.want)
		}
	}
}
