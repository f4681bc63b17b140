package terminal

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"yitiji/terminal/health"
)

// recorder hands decisions to the Auditor, in their order and off the way of whoever is served: a
// durable commit takes milliseconds, and a touch does not wait for it. What is decided meanwhile
// goes into the next commit. The diary waits for it, though, and whatever acts on the world waits
// for the diary: a visit that goes on in the next life of the program has its decisions on the disk.
//
// A decision that an act makes true is none of its business: that an application was kept, or a
// paper came out, is in the transaction of the Journal that says so.
type recorder struct {
	auditor Auditor // nil: nothing is recorded
	log     *slog.Logger
	more    chan struct{}
	failing bool // the last try did; of run alone

	mu      sync.Mutex
	pending []Decision    // not recorded yet, oldest first
	missed  int           // that found no room in pending
	trying  chan struct{} // closed when the try under way, or the last one, is over; nil before the first
	next    chan struct{} // closed when that is over which tries the newest of pending; nil for none
}

const (
	// mostPending bounds what waits while the disk fails: the decisions of some fifty visits,
	// of which the gate lets none begin.
	mostPending = 512

	// recordAgain is the pause before decisions that could not be recorded are tried again.
	recordAgain = 2 * time.Second

	// recordWaits is how long a visit waits for a disk that does not answer.
	recordWaits = time.Second
)

func newRecorder(a Auditor, log *slog.Logger) *recorder {
	return &recorder{auditor: a, log: log, more: make(chan struct{}, 1)}
}

// add takes decisions, and gives them the time. Those for which there is no room are in the log,
// and counted in one that says so.
func (r *recorder) add(all ...Decision) {
	if r.auditor == nil || len(all) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range all {
		d.At = time.Now()
		if len(r.pending) >= mostPending {
			r.missed++
			r.log.Error("a decision is not recorded but here", "decision", d)
			continue
		}
		r.pending = append(r.pending, d)
	}
	if r.next == nil {
		r.next = make(chan struct{})
	}
	select {
	case r.more <- struct{}{}:
	default:
	}
}

// wait returns when all that was added before is recorded, or was tried, or takes too long.
func (r *recorder) wait() {
	tried := r.newest()
	if tried == nil {
		return
	}
	timer := time.NewTimer(recordWaits)
	defer timer.Stop()
	select {
	case <-tried:
	case <-timer.C:
	}
}

// newest is closed when the newest of what was added was tried; nil for nothing.
func (r *recorder) newest() chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return cmp.Or(r.next, r.trying)
}

// run records until ctx ends, and then once more. report hears whether it fails.
func (r *recorder) run(ctx context.Context, report func(failing bool)) {
	for ctx.Err() == nil {
		var again <-chan time.Time
		failing := !r.try()
		if failing {
			again = time.After(recordAgain)
		}
		if failing != r.failing {
			r.failing = failing
			report(failing)
		}
		select {
		case <-ctx.Done():
		case <-r.more:
		case <-again:
		}
	}
	r.try()
}

// try records what is pending, and reports whether nothing is left of it.
func (r *recorder) try() bool {
	all, over := r.take()
	defer close(over)
	if len(all) == 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), keepWithin)
	defer cancel()
	err := r.auditor.Record(ctx, all...)
	if err != nil {
		r.log.Error("decisions are not recorded yet", "decisions", len(all), "err", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.pending = r.pending[len(all):]
	}
	return err == nil
}

// take is what is to be recorded now, and what is to be closed after that. How many were missed is
// a decision behind those that were not.
func (r *recorder) take() ([]Decision, chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.missed > 0 && len(r.pending) < mostPending {
		r.pending = append(r.pending, Decision{
			What: AuditMissed, Who: ByTerminal, At: time.Now(), Detail: map[string]string{"decisions": strconv.Itoa(r.missed)},
		})
		r.missed = 0
	}
	r.trying, r.next = cmp.Or(r.next, make(chan struct{})), nil
	return slices.Clone(r.pending), r.trying
}

// keepRecords begins to record, and returns what ends it: all that was decided until then is tried.
func (t *Terminal) keepRecords(ctx context.Context) func() {
	if t.Auditor == nil {
		return func() {}
	}
	until, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		t.recorder.run(until, func(failing bool) { _ = t.Report(ctx, health.AuditFailing, failing) })
	}()
	return func() {
		t.recorder.add(Decision{What: TerminalStopped, Who: ByTerminal})
		stop()
		<-ended
	}
}
