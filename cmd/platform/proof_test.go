package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/platform/api"
	"yitiji/platform/authority"
	"yitiji/platform/store"
	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
)

// proof is terminals, a bad link, and a centre.
type proof struct {
	t         *testing.T
	store     *store.Store
	authority *authority.Authority
	link      *balancer
	boxes     []*outbox.Outbox
	ids       []*enrol.Identity
	sent      int // bodies that were kept, each with a number of its own
}

// newProof serves a centre behind a bad link, over links that cut, and enrols terminals there.
func newProof(t *testing.T, terminals int, seeded bug) *proof {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "platform.db")
	p := &proof{t: t}
	var err error
	if p.store, err = store.Open(context.Background(), file); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.store.Close() })
	if p.authority, err = authority.Open(filepath.Join(dir, "keys")); err != nil {
		t.Fatal(err)
	}
	p.link = newBalancer(api.New(p.store, p.authority, api.Options{Region: "999999"}))
	p.link.quiet = true
	address := p.serve()
	for i := range terminals {
		p.enrol(address, fmt.Sprintf("YX%02d", i))
	}
	p.link.seeded = seeded
	if seeded == ackFirst {
		p.link.other = p.deafCentre(file)
	}
	cut := newCutter(t, func() string { return address })
	for _, id := range p.ids {
		id.Centre = "https://" + cut.Addr().String()
	}
	p.link.quiet = false
	return p
}

// serve serves the centre behind its balancer.
func (p *proof) serve() string {
	p.t.Helper()
	config, err := p.authority.ServerTLS([]string{"127.0.0.1"})
	if err != nil {
		p.t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	server := &http.Server{Handler: p.link, TLSConfig: config, ErrorLog: nil}
	var running sync.WaitGroup
	running.Go(func() { _ = server.ServeTLS(l, "", "") })
	p.t.Cleanup(func() { server.Close(); running.Wait() })
	return l.Addr().String()
}

// deafCentre is a centre on a copy of the database as it is now.
func (p *proof) deafCentre(file string) http.Handler {
	p.t.Helper()
	copied := filepath.Join(p.t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		if b, err := os.ReadFile(file + suffix); err == nil {
			if err := os.WriteFile(copied+suffix, b, 0o600); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	s, err := store.Open(context.Background(), copied)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { s.Close() })
	return api.New(s, p.authority, api.Options{Region: "999999"})
}

func (p *proof) enrol(address, code string) {
	p.t.Helper()
	invitation, err := api.Invite(context.Background(), p.store, p.authority, code, "云溪", time.Hour)
	if err != nil {
		p.t.Fatal(err)
	}
	id, err := enrol.Enrol(context.Background(), filepath.Join(p.t.TempDir(), code), "https://"+address, invitation)
	if err != nil {
		p.t.Fatal(err)
	}
	box, err := outbox.Open(filepath.Join(p.t.TempDir(), code+".db"), outbox.Options{Terminal: code, SealTo: id.SealTo, MaxEntries: 1 << 30, MaxBytes: 1 << 40})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { box.Close() })
	p.boxes, p.ids = append(p.boxes, box), append(p.ids, id)
}

// body is the ith application: ten fields, whose values say which and whose.
func body(i int) []byte {
	a := catalog.Application{Item: "residence-permit-endorsement", Version: 1, Language: "zh-Hans"}
	for n := range 10 {
		a.Answers = append(a.Answers, catalog.Answer{Field: fmt.Sprintf("field-%d", n), Value: fmt.Sprintf("第 %d 件 %d", i, i*31+n)})
	}
	b, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return b
}

// run keeps n applications, sixteen at a time, while the uplinks deliver, and returns when nothing
// waits.
func (p *proof) run(n int) {
	p.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var links, work sync.WaitGroup
	defer links.Wait()
	defer stop()
	for i, box := range p.boxes {
		up, err := uplink.New(box, p.ids[i], uplink.Options{Heartbeat: 200 * time.Millisecond})
		if err != nil {
			p.t.Fatal(err)
		}
		links.Go(func() { _ = up.Run(ctx) })
		links.Go(func() { hurry(ctx, box, up) })
	}
	for part := range 16 {
		work.Go(func() {
			for i := part; i < n; i += 16 {
				p.keep(i)
			}
		})
	}
	work.Wait()
	p.sent = n
	for deadline := time.Now().Add(time.Minute + time.Duration(n)*3*time.Millisecond); p.waiting() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("%d entries still wait", p.waiting())
		}
	}
	p.link.calm()
}

// hurry does not let an uplink rest, nor an entry stand aside: the proof has no time for their
// pauses.
func hurry(ctx context.Context, box *outbox.Outbox, up *uplink.Uplink) {
	for n := 0; ctx.Err() == nil; n++ {
		up.Kick()
		time.Sleep(2 * time.Millisecond)
		if n%250 == 0 {
			_, _ = box.Retry(ctx)
		}
	}
}

func (p *proof) waiting() (n int) {
	for _, box := range p.boxes {
		stats, err := box.Stats(context.Background())
		if err != nil {
			p.t.Fatal(err)
		}
		n += stats.Pending
	}
	return n
}

func (p *proof) keep(i int) {
	e := terminal.Entry{Kind: terminal.Application, Body: body(i), At: time.Now()}
	times := 1
	if p.link.seeded == dropKey && i%500 == 0 {
		times = 2
	}
	if p.link.seeded == skipChecks && i%500 == 0 {
		e.Body[len(e.Body)-20] ^= 1
	}
	box := p.boxes[i%len(p.boxes)]
	for range times {
		r, err := box.Keep(context.Background(), e)
		if err == nil && i%10 == 0 {
			_, err = box.Keep(context.Background(), terminal.Entry{Kind: terminal.Rating, Slip: r.Slip, Body: []byte(`{"level":5}`), At: time.Now()})
		}
		if err != nil {
			p.t.Error(err)
		}
	}
}

// verdict is what came of it.
type verdict struct{ lost, doubled, wrong, swapped int }

// judge opens everything that the centre has, and compares it, field by field, with what was kept.
func (p *proof) judge() (v verdict) {
	p.t.Helper()
	times := make([]int, p.sent)
	for _, id := range p.ids {
		for after := uint64(0); ; {
			entries, err := p.store.EntriesAfter(context.Background(), id.Terminal, after, 1000)
			if err != nil {
				p.t.Fatal(err)
			}
			if len(entries) == 0 {
				break
			}
			after = entries[len(entries)-1].Sequence
			for _, e := range entries {
				if e.Kind == string(terminal.Application) {
					p.compare(e, times, &v)
				}
			}
		}
	}
	for _, n := range times {
		switch {
		case n == 0:
			v.lost++
		case n > 1:
			v.doubled += n - 1
		}
	}
	v.swapped = p.link.swapped
	return v
}

func (p *proof) compare(e store.Entry, times []int, v *verdict) {
	var i int
	got, err := p.authority.Opens.Open(e.Header(), e.Sealed)
	if err == nil {
		var a catalog.Application
		if err = json.Unmarshal(got, &a); err == nil && len(a.Answers) > 0 {
			_, err = fmt.Sscanf(a.Answers[0].Value, "第 %d 件", &i)
		}
	}
	if err != nil || i < 0 || i >= len(times) || string(got) != string(body(i)) {
		v.wrong++
		return
	}
	times[i]++
}

// Over a link that loses, doubles, delays, overtakes, cuts and says that it failed when it did not,
// everything that was kept arrives once, unchanged, and what one terminal's people did in its order.
func TestNothingIsLostOverABadLink(t *testing.T) {
	p := newProof(t, 4, noBug)
	p.run(*proofEntries)
	v := p.judge()
	alarms, err := p.store.Alarms(context.Background(), "", 10)
	if err != nil || len(alarms) != 0 || v != (verdict{}) {
		t.Errorf("of %d entries: %+v; alarms %+v, %v", p.sent, v, alarms, err)
	}
	if total := p.faults(); total < p.sent/1000 {
		t.Errorf("only %d faults: the link was good", total)
	}
	t.Logf("%d entries of 10 fields: %d lost, %d doubled, %d wrong, %d out of order; faults %v", p.sent, v.lost, v.doubled, v.wrong, v.swapped, p.link.faults)
}

func (p *proof) faults() (n int) {
	for _, times := range p.link.faults {
		n += times
	}
	return n
}

// The same proof finds every bug that is put in on purpose.
func TestTheProofFindsSeededBugs(t *testing.T) {
	for seeded, found := range map[bug]func(verdict) bool{
		ackFirst:   func(v verdict) bool { return v.lost > 0 },
		dropKey:    func(v verdict) bool { return v.doubled > 0 },
		swapOrder:  func(v verdict) bool { return v.swapped > 0 },
		skipChecks: func(v verdict) bool { return v.wrong > 0 },
	} {
		t.Run(strings.ReplaceAll(string(seeded), " ", "-"), func(t *testing.T) {
			p := newProof(t, 2, seeded)
			p.run(3000)
			if v := p.judge(); !found(v) {
				t.Errorf("not found: %+v", v)
			} else {
				t.Logf("found: %+v", v)
			}
		})
	}
}
