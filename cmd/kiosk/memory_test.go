package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var visits = flag.Int("visits", 40, "how many visits the memory of the terminal is watched over; 10,000 for the measurements")

// Bounds of the terminal's memory.
const (
	mostIdle  = 60 << 20 // bytes, before the first visit
	mostSlope = 1 << 10  // bytes a visit, over the second half of so many visits
	toTell    = 1000     // visits: over fewer, what the collector has not got round to is more
)

// Whole visits, one after another, at the real program: what it holds of one is gone with it.
func TestVisitsLeaveMemoryFlat(t *testing.T) {
	w := newWorld(t, t.TempDir(), "", "--unpaced")
	c := citizen{world: w, submitted: make(chan struct{}, 1), thanked: map[string]bool{}, stage: "attract"}
	if err := w.startKiosk(); err != nil {
		t.Fatal(err)
	}
	idle := anonymous(t, w.kiosk.Process.Pid)
	if idle > mostIdle {
		t.Errorf("%d MiB idle, want %d at most", idle>>20, mostIdle>>20)
	}
	start := time.Now()
	var course []point
	for n := range *visits {
		c.visit(t)
		course = append(course, point{float64(n), float64(anonymous(t, w.kiosk.Process.Pid))})
	}
	slope := slopeOf(course[len(course)/2:])
	t.Logf("%d visits (%v each): %.1f MiB idle, %.1f at the end, %+.0f bytes a visit",
		*visits, (time.Since(start) / time.Duration(*visits)).Round(time.Millisecond), mebibytes(idle), course[len(course)-1].y/(1<<20), slope)
	if *visits >= toTell && slope > mostSlope {
		t.Errorf("it grows by %.0f bytes a visit, want %d at most", slope, mostSlope)
	}
	if len(c.thanked) != *visits {
		t.Errorf("%d citizens were thanked, want %d", len(c.thanked), *visits)
	}
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

// visit makes one visit, from the first screen to the first screen.
func (c *citizen) visit(t *testing.T) {
	t.Helper()
	before := len(c.thanked)
	for end := time.Now().Add(time.Minute); len(c.thanked) == before || c.stage != "attract"; {
		if err := c.act(); err != nil || time.Now().After(end) {
			t.Fatalf("the visit does not end; at %s, %v\n%s", c.stage, err, c.logs())
		}
	}
}

// anonymous is what a process holds in memory that is not a file, in bytes. The pages of the store
// that the kernel keeps at hand count for nobody.
func anonymous(t *testing.T, pid int) int64 {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kibibytes int64
		if rest, ok := strings.CutPrefix(lines.Text(), "RssAnon:"); ok {
			if _, err := fmt.Sscanf(rest, "%d kB", &kibibytes); err != nil {
				t.Fatal(err)
			}
			return kibibytes << 10
		}
	}
	t.Fatal("the kernel does not tell RssAnon")
	return 0
}

type point struct{ x, y float64 }

// slopeOf is that of the straight line which lies nearest to the points.
func slopeOf(points []point) float64 {
	var x, y, xx, xy float64
	n := float64(len(points))
	for _, p := range points {
		x, y, xx, xy = x+p.x, y+p.y, xx+p.x*p.x, xy+p.x*p.y
	}
	return (n*xy - x*y) / (n*xx - x*x)
}

func TestSlope(t *testing.T) {
	var flat, growing []point
	for i := range 100 {
		noise := float64(i%7) * 4096
		flat = append(flat, point{float64(i), 20<<20 + noise})
		growing = append(growing, point{float64(i), 20<<20 + noise + float64(i)*2048})
	}
	if s := slopeOf(flat); s > 64 || s < -64 {
		t.Errorf("of noise it is %.0f, want about 0", s)
	}
	if s := slopeOf(growing); s < 2048-64 || s > 2048+64 {
		t.Errorf("of a leak of 2,048 bytes it is %.0f", s)
	}
}
