package outbox_test

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/terminal"
)

// model is an outbox as anybody would write it who had no disk to fear.
type model struct {
	t      *rapid.T
	path   string
	key    *seal.PrivateKey
	box    *outbox.Outbox
	kept   int // entries ever; the last has this sequence
	acked  int
	open   map[terminal.PrintID]bool
	slips  map[terminal.SlipNumber]*terminal.Progress
	order  []terminal.SlipNumber
	slipOf map[int]terminal.SlipNumber // by sequence, of applications
	acts   map[string]terminal.Receipt
}

func (m *model) options() outbox.Options {
	return outbox.Options{Terminal: "YX07", SealTo: m.key.Public(), NoSync: true} // no power is cut here
}

func (m *model) start() {
	box, err := outbox.Open(m.path, m.options())
	if err != nil {
		m.t.Fatal(err)
	}
	m.box = box
	for id := range m.open {
		delete(m.open, id)
		m.kept += 2 // that nobody knows is told twice: to who looks after printers, and in the audit
	}
}

func (m *model) Keep(t *rapid.T) {
	r, err := m.box.Keep(context.Background(), application(m.kept))
	if err != nil {
		t.Fatal(err)
	}
	m.kept++
	if r.Sequence != uint64(m.kept) || m.slips[r.Slip] != nil {
		t.Fatalf("Keep = %+v after %d entries; slip known: %v", r, m.kept-1, m.slips[r.Slip] != nil)
	}
	m.slips[r.Slip] = &terminal.Progress{Slip: r.Slip}
	m.order, m.slipOf[m.kept] = append(m.order, r.Slip), r.Slip
}

// KeepAgain does the last act again, as a program does that was ended in it.
func (m *model) KeepAgain(t *rapid.T) {
	e := application(m.kept)
	e.Key = rapid.SampledFrom([]string{"A", "B"}).Draw(t, "key")
	r, err := m.box.Keep(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	if was, done := m.acts[e.Key]; done {
		if r != was {
			t.Fatalf("done again, act %s kept %+v, want %+v", e.Key, r, was)
		}
		return
	}
	m.kept++
	m.acts[e.Key] = r
	m.slips[r.Slip] = &terminal.Progress{Slip: r.Slip}
	m.order, m.slipOf[m.kept] = append(m.order, r.Slip), r.Slip
}

func (m *model) Rate(t *rapid.T) {
	e := terminal.Entry{Kind: terminal.Rating, Slip: m.someSlip(t), Body: []byte(`{"level":4}`), At: time.Now()}
	if _, err := m.box.Keep(context.Background(), e); err != nil {
		t.Fatal(err)
	}
	m.kept++
}

func (m *model) someSlip(t *rapid.T) terminal.SlipNumber {
	if len(m.order) == 0 {
		t.Skip("no slip yet")
	}
	return rapid.SampledFrom(m.order).Draw(t, "slip")
}

func (m *model) Intend(t *rapid.T) {
	slip := m.someSlip(t)
	id, err := m.box.Intend(context.Background(), outbox.SlipJob(slip))
	if err != nil || id.Copy != m.slips[slip].Prints+1 {
		t.Fatalf("Intend = %+v, %v after %d prints", id, err, m.slips[slip].Prints)
	}
	m.slips[slip].Prints++
	m.open[id] = true
	if id.Copy > 1 { // a print of what was printed before is an entry, and a decision
		m.kept += 2
	}
}

func (m *model) Settle(t *rapid.T) {
	for id := range m.open {
		if err := m.box.Settle(context.Background(), id, "printed"); err != nil {
			t.Fatal(err)
		}
		delete(m.open, id)
		m.kept++ // the decision
		return
	}
	t.Skip("no print is open")
}

func (m *model) Acknowledge(t *rapid.T) {
	pending := m.pending(t)
	if len(pending) == 0 {
		t.Skip("nothing waits")
	}
	last := rapid.SampledFrom(pending).Draw(t, "through")
	said := kept(pending[:last.Sequence-pending[0].Sequence+1])
	for n := m.acked + 1; n <= int(last.Sequence); n++ {
		if slip, ok := m.slipOf[n]; ok {
			said.Answers = append(said.Answers, terminal.Answer{Slip: slip, Official: "official " + string(slip)})
			m.slips[slip].Delivered, m.slips[slip].Official = true, "official "+string(slip)
		}
	}
	if err := m.box.Acknowledge(context.Background(), said); err != nil {
		t.Fatal(err)
	}
	m.acked = int(last.Sequence)
}

func (m *model) pending(t *rapid.T) []outbox.Sealed {
	all, err := m.box.Pending(context.Background(), 1_000_000, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b outbox.Sealed) int { return cmp.Compare(a.Sequence, b.Sequence) }) // lanes go one by one
	return all
}

func (m *model) Restart(*rapid.T) {
	m.box.Close()
	m.start()
}

// Crash goes on from a copy of the file as it is, without closing it: what a
// process that was killed leaves.
func (m *model) Crash(t *rapid.T) {
	b, err := os.ReadFile(m.path)
	if err != nil {
		t.Fatal(err)
	}
	m.box.Close()
	m.path += "+"
	if err := os.WriteFile(m.path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	m.start()
}

// Check compares everything that can be seen.
func (m *model) Check(t *rapid.T) {
	waiting := m.pending(t)
	if len(waiting) != m.kept-m.acked {
		t.Fatalf("%d entries wait, want %d", len(waiting), m.kept-m.acked)
	}
	for i, e := range waiting {
		if e.Sequence != uint64(m.acked+i+1) || e.Hash != seal.Link(e.Previous, e.Header, e.Body) {
			t.Fatalf("entry %d of %d is not in its place", i, len(waiting))
		}
		if i > 0 && e.Previous != waiting[i-1].Hash {
			t.Fatalf("entry %d does not follow the one before", e.Sequence)
		}
	}
	for slip, want := range m.slips {
		got, err := m.box.Lookup(context.Background(), slip)
		if err != nil || got.Delivered != want.Delivered || got.Official != want.Official || got.Prints != want.Prints {
			t.Fatalf("Lookup = %+v, %v, want %+v", got, err, want)
		}
	}
}

func TestOutboxIsAPlainList(t *testing.T) {
	key := newKey(t)
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "outbox")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		m := &model{
			t: t, path: filepath.Join(dir, "outbox"), key: key, open: map[terminal.PrintID]bool{},
			slips: map[terminal.SlipNumber]*terminal.Progress{}, slipOf: map[int]terminal.SlipNumber{}, acts: map[string]terminal.Receipt{},
		}
		m.start()
		defer func() { m.box.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"keep": m.Keep, "keep again": m.KeepAgain, "rate": m.Rate, "intend": m.Intend, "settle": m.Settle,
			"acknowledge": m.Acknowledge, "restart": m.Restart, "crash": m.Crash, "": m.Check,
		})
	})
}
