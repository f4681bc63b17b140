package main

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"yitiji/sync/powercut"
)

var proof = flag.Bool("proof", false, "run the long version of the reliability tests")

// What a citizen was told, and what became of it.
type ledger struct {
	thanked map[string]bool // slips of citizens who saw the thanks
	kills   int
	in      map[string]int // kills by stage
}

// broken lists the promises that the centre's entries do not keep: exactly one
// entry for every slip that came out, and for every citizen who was thanked.
func (l ledger) broken(papers []paper, entries map[string]int) map[string]string {
	out := map[string]string{}
	for slip := range l.thanked {
		if entries[slip] != 1 {
			out[slip] = "thanked"
		}
	}
	for _, p := range papers {
		for _, slip := range p.Codes {
			if entries[slip] != 1 {
				out[slip] = "printed"
			}
		}
	}
	for slip, n := range entries {
		if n != 1 {
			out[slip] = "doubled"
		}
	}
	return out
}

// shorter and longer are how many kills make test and make proof do.
const shorter, longer = 30, 200

// The program is killed and the power of its disk cut at random moments of
// scripted visits, with the network up and with it cut. Whatever was printed and
// whoever was thanked, the centre has it exactly once in the end.
func TestKillAndPowerCutAtRandomMoments(t *testing.T) {
	kills := shorter
	if *proof {
		kills = longer
	}
	disk := powercut.New(t, 256<<20)
	w := newWorld(t, disk.Dir(), "")
	l := w.endure(disk, kills, "up", "cut")
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	broken := w.await(l)
	t.Logf("%d kills (%v), %d thanked, %d papers, %d applications at the centre, %d promises broken",
		l.kills, l.in, len(l.thanked), len(w.papers()), len(w.applications()), len(broken))
	for slip, what := range broken {
		t.Errorf("%s was %s, and the centre has it %d times", slip, what, w.applications()[slip])
	}
	w.provesAudit(w.applications())
	if l.kills != kills || len(l.thanked) < kills/4 {
		t.Errorf("%d kills and %d thanked citizens are too few to prove anything", l.kills, len(l.thanked))
	}
}

// With fsync left out on purpose the same test must find broken promises, else it
// proves nothing.
func TestKillAndPowerCutFindsAMissingFsync(t *testing.T) {
	disk := powercut.New(t, 256<<20)
	w := newWorld(t, disk.Dir(), "nosync")
	l := w.endure(disk, 12, "cut")
	err := w.settle()
	if broken := w.await(l); err == nil && len(broken) == 0 {
		t.Errorf("%d kills without fsync, %d thanked, and nothing was lost", l.kills, len(l.thanked))
	} else {
		t.Logf("found, as it must be: %d promises broken of %d thanked; start: %v", len(broken), len(l.thanked), err)
	}
}

// endure serves citizens, each time over one of networks, and kills the terminal
// under them. It stops early when the terminal cannot start any more.
func (w *world) endure(disk *powercut.Disk, kills int, networks ...string) ledger {
	l := ledger{thanked: map[string]bool{}, in: map[string]int{}}
	for l.kills < kills {
		w.hand("/network", "mode", networks[rand.IntN(len(networks))])
		if w.startKiosk() != nil {
			return l
		}
		w.killInAVisit(disk, &l)
	}
	return l
}

// killInAVisit kills the terminal once: at any moment, or more often soon after
// the citizen has submitted, where promises are made.
func (w *world) killInAVisit(disk *powercut.Disk, l *ledger) {
	submitted, ended := make(chan struct{}, 1), make(chan string, 1)
	go func() { ended <- w.serveUntilDead(submitted, l.thanked) }()
	if rand.IntN(3) == 0 {
		time.Sleep(rand.N(2500 * time.Millisecond))
	} else {
		<-submitted
		time.Sleep(rand.N(1200 * time.Millisecond))
	}
	kill(w.kiosk)
	w.cutPower(disk)
	l.in[<-ended]++
	l.kills++
	disk.Restore()
}

// serveUntilDead plays one citizen after another and returns the stage at which
// the terminal died.
func (w *world) serveUntilDead(submitted chan<- struct{}, thanked map[string]bool) string {
	c := citizen{world: w, submitted: submitted, thanked: thanked, stage: "attract"}
	for c.act() == nil {
	}
	return c.stage
}

// settle starts the terminal for the last time, with the network up.
func (w *world) settle() error {
	w.hand("/network", "mode", "up")
	return w.startKiosk()
}

// await gives the outbox time to empty itself, and returns what stays broken.
func (w *world) await(l ledger) map[string]string {
	var broken map[string]string
	for range 60 {
		if broken = l.broken(w.papers(), w.applications()); len(broken) == 0 {
			return nil
		}
		time.Sleep(250 * time.Millisecond)
	}
	return broken
}
