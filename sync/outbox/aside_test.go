package outbox_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yitiji/sync/outbox"
	"yitiji/terminal"
)

// asides is an outbox with two applications and a rating of each, of whose first one the centre
// refuses the application.
type asides struct {
	*outbox.Outbox
	t    *testing.T
	slip terminal.SlipNumber // of the first application
	all  []outbox.Sealed
}

func newAsides(t *testing.T) asides {
	t.Helper()
	key := newKey(t)
	box := open(t, filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: key.Public()})
	a := asides{Outbox: box, t: t, slip: keep(t, box, application(1)).Slip}
	other := keep(t, box, application(2)).Slip
	a.rate(a.slip)
	a.rate(other)
	a.all = chain(t, box, key, outbox.Position{})
	a.refuse(0)
	return a
}

func (a asides) rate(slip terminal.SlipNumber) {
	a.t.Helper()
	keep(a.t, a.Outbox, terminal.Entry{Kind: terminal.Rating, Slip: slip, Body: []byte(`{"level":5}`), At: time.Now()})
}

func (a asides) position(i int) outbox.Position {
	return outbox.Position{Sequence: a.all[i].Sequence, Head: a.all[i].Hash}
}

// refuse has the centre refuse the ith entry.
func (a asides) refuse(i int) {
	a.t.Helper()
	if err := a.SetAside(a.t.Context(), outbox.Refusal{Position: a.position(i), Reason: outbox.Failing}); err != nil {
		a.t.Fatal(err)
	}
}

// want compares the sequences that are on their way, and those that stand aside.
func (a asides) want(ontheWay, aside []uint64) {
	a.t.Helper()
	pending, err := a.Pending(a.t.Context(), 100, 1<<20)
	if err != nil {
		a.t.Fatal(err)
	}
	listed, err := a.List(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	var way, stand []uint64
	for _, e := range pending {
		way = append(way, e.Sequence)
	}
	for _, e := range listed {
		if e.Reason != "" && !slices.Contains(way, e.Sequence) {
			stand = append(stand, e.Sequence)
		}
	}
	if !slices.Equal(way, ontheWay) || !slices.Equal(stand, aside) {
		a.t.Fatalf("on their way %v and aside %v; want %v and %v", way, stand, ontheWay, aside)
	}
}

// What was done with one slip arrives in its order: what is behind an entry that stands aside waits
// for it, whether it was kept before or after, and nobody else does.
func TestNobodyOvertakesWithTheSameSlip(t *testing.T) {
	a := newAsides(t)
	a.want([]uint64{2, 4}, []uint64{1, 3})
	a.rate(a.slip)
	a.want([]uint64{2, 4}, []uint64{1, 3, 5})
	if n, err := a.Retry(t.Context()); n != 1 || err != nil {
		t.Fatalf("Retry = %d, %v; want the application alone", n, err)
	}
	a.want([]uint64{1, 2, 4}, []uint64{3, 5})
	a.rate(a.slip)
	a.want([]uint64{1, 2, 4}, []uint64{3, 5, 6})
	if err := a.Acknowledge(t.Context(), outbox.Acknowledgement{Kept: []outbox.Position{a.position(0)}}); err != nil {
		t.Fatal(err)
	}
	a.want([]uint64{2, 3, 4, 5, 6}, nil)
	if err := a.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// It is tried again by itself, ever more rarely, and at least once a day.
func TestAsideIsTriedAgainByItself(t *testing.T) {
	a := newAsides(t)
	pause := time.Minute
	for range 14 {
		if n, err := a.RetryDue(t.Context(), time.Now().Add(pause-5*time.Second)); n != 0 || err != nil {
			t.Fatalf("RetryDue = %d, %v, before %v were over", n, err, pause)
		}
		if n, err := a.RetryDue(t.Context(), time.Now().Add(pause)); n != 1 || err != nil {
			t.Fatalf("RetryDue = %d, %v, after %v", n, err, pause)
		}
		a.refuse(0)
		pause = min(2*pause, 24*time.Hour)
	}
	a.want([]uint64{2, 4}, []uint64{1, 3})
}
