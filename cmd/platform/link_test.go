package main

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"yitiji/sync/wire"
	"yitiji/terminal"
)

var (
	proofEntries = flag.Int("proof-entries", 20_000, "how many entries of ten fields TestNothingIsLostOverABadLink keeps")
	undisturbed  = flag.Int("undisturbed", 4, "how many calls go well for eight that are disturbed")
)

// disturbances is how many kinds there are.
const disturbances = 8

// balancer stands before the centre, ends the TLS of terminals, and does everything that what stands
// there can do to a call: it loses it, delays it, says 502, has it done twice at once, keeps it and has
// it done again later when others have overtaken it, and cuts the connection after it was done.
type balancer struct {
	centre http.Handler
	seeded bug
	other  http.Handler // a centre whose disk nobody reads; for the seeded bug

	mu       sync.Mutex
	kept     []kept
	arrived  map[string]bool // applications, by their slip
	swapped  int             // ratings that came before
	faults   map[string]int
	deliver  string // the path of Deliver
	quiet    bool   // it does nothing any more
	replayed sync.WaitGroup
}

// kept is a call that will be made again.
type kept struct {
	call *http.Request
	body []byte
}

// bug is a fault of ours that the proof must find.
type bug string

// The seeded bugs.
const (
	noBug      bug = ""
	ackFirst   bug = "acknowledge before commit" // the centre signs for what its disk never gets
	dropKey    bug = "drop the key"              // what failed half way is kept again as something new
	swapOrder  bug = "swap order"                // the second half of a batch is committed before the first
	skipChecks bug = "let damage through"        // a byte of a body is changed at the terminal
)

func newBalancer(centre http.Handler) *balancer {
	return &balancer{
		centre: centre, arrived: map[string]bool{}, faults: map[string]int{},
		deliver: wire.IntakeDeliverProcedure,
	}
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if r.URL.Path != b.deliver || b.isQuiet() {
		b.do(w, r, body)
		return
	}
	switch rand.IntN(disturbances + *undisturbed) {
	case 0:
		b.count("lost")
		panic(http.ErrAbortHandler)
	case 1:
		b.count("502")
		http.Error(w, "bad gateway", http.StatusBadGateway)
	case 2:
		b.count("done, then 500")
		b.do(httptest.NewRecorder(), r, body)
		http.Error(w, "internal server error", http.StatusInternalServerError)
	case 3:
		b.count("done, then cut")
		b.do(httptest.NewRecorder(), r, body)
		panic(http.ErrAbortHandler)
	case 4:
		b.count("twice at once")
		var second sync.WaitGroup
		second.Go(func() { b.do(httptest.NewRecorder(), r, body) })
		b.do(w, r, body)
		second.Wait()
	case 5:
		b.count("kept for later")
		b.keep(r, body)
		b.do(w, r, body)
	case 6:
		b.count("kept, and lost")
		b.keep(r, body)
		panic(http.ErrAbortHandler)
	case 7:
		b.count("delayed")
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		b.do(w, r, body)
	default:
		b.do(w, r, body)
	}
	b.again()
}

func (b *balancer) isQuiet() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.quiet
}

func (b *balancer) count(fault string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults[fault]++
}

func (b *balancer) keep(r *http.Request, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = append(b.kept, kept{r, body})
}

// again makes a call that was kept, now and then.
func (b *balancer) again() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.kept) == 0 || rand.IntN(3) > 0 {
		return
	}
	i := rand.IntN(len(b.kept))
	k := b.kept[i]
	b.kept = slices.Delete(b.kept, i, i+1)
	b.faults["made again later"]++
	b.replayed.Go(func() { b.do(httptest.NewRecorder(), k.call, k.body) })
}

// calm ends all faults, after the last call that was kept.
func (b *balancer) calm() {
	b.mu.Lock()
	b.quiet = true
	b.mu.Unlock()
	b.replayed.Wait()
}

// do has the centre do a call.
func (b *balancer) do(w http.ResponseWriter, r *http.Request, body []byte) {
	centre := b.centre
	if r.URL.Path == b.deliver {
		if b.seeded == ackFirst && rand.IntN(20) == 0 {
			centre = b.other
		}
		if b.seeded == swapOrder {
			b.swap(r, body)
		}
		b.watch(body)
	}
	again := r.Clone(r.Context())
	again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	centre.ServeHTTP(w, again)
}

// swap commits the second half of a batch first.
func (b *balancer) swap(r *http.Request, body []byte) {
	var batch wire.DeliverRequest
	if proto.Unmarshal(body, &batch) != nil || len(batch.GetEntries()) < 2 {
		return
	}
	batch.Entries = batch.GetEntries()[len(batch.GetEntries())/2:]
	late, _ := proto.Marshal(&batch)
	b.watch(late)
	again := r.Clone(r.Context())
	again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(late)), int64(len(late))
	b.centre.ServeHTTP(httptest.NewRecorder(), again)
}

// watch notices when a rating arrives before what it rates.
func (b *balancer) watch(body []byte) {
	var batch wire.DeliverRequest
	if proto.Unmarshal(body, &batch) != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range batch.GetEntries() {
		switch terminal.EntryKind(e.GetKind()) {
		case terminal.Application:
			b.arrived[e.GetSlip()] = true
		case terminal.Rating:
			if !b.arrived[e.GetSlip()] {
				b.swapped++
			}
		}
	}
}
