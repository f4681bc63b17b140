package outbox_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/terminal"
)

// model is an outbox as anybody would write it who had no disk to fear: a list of all that was ever
// kept.
type model struct {
	t     *rapid.T
	path  string
	key   *seal.PrivateKey
	box   *outbox.Outbox
	all   []*thing // the sequence of each is its place, from 1
	open  map[terminal.PrintID]bool
	slips map[terminal.SlipNumber]*terminal.Progress
	acts  map[string]terminal.Receipt
}

// thing is one entry.
type thing struct {
	kind      terminal.EntryKind
	slip      terminal.SlipNumber
	body      []byte // nil where the outbox words it
	large     bool
	reason    outbox.Reason // why it stands aside
	delivered bool
	carried   bool // its blob is at the centre
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
	open := slices.SortedFunc(maps.Keys(m.open), func(a, b terminal.PrintID) int {
		return cmp.Or(strings.Compare(string(a.Slip), string(b.Slip)), a.Copy-b.Copy)
	})
	for _, id := range open { // what nobody knows is told twice: in the audit, and to who looks after printers
		m.add(&thing{kind: terminal.Audit})
		m.add(&thing{kind: terminal.PrintEvent, slip: id.Slip})
	}
	clear(m.open)
}

// add puts a thing at the end of the list. It waits behind one with its slip that stands aside.
func (m *model) add(x *thing) {
	if slices.ContainsFunc(m.all, func(y *thing) bool { return y.aside() && x.follows(y) }) {
		x.reason = outbox.Behind
	}
	m.all = append(m.all, x)
}

func (x *thing) aside() bool           { return !x.delivered && x.reason != "" }
func (x *thing) travels() bool         { return !x.delivered && x.reason == "" }
func (x *thing) follows(y *thing) bool { return x.slip != "" && x.slip == y.slip }

// keep keeps e, and returns its receipt.
func (m *model) keep(t *rapid.T, e terminal.Entry, large bool) terminal.Receipt {
	r, err := m.box.Keep(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	if r.Sequence != uint64(len(m.all)+1) || e.Kind == terminal.Application && m.slips[r.Slip] != nil {
		t.Fatalf("Keep = %+v after %d entries; slip known: %v", r, len(m.all), m.slips[r.Slip] != nil)
	}
	if e.Kind == terminal.Application {
		m.slips[r.Slip] = &terminal.Progress{Slip: r.Slip}
	}
	m.add(&thing{kind: e.Kind, slip: r.Slip, body: e.Body, large: large})
	return r
}

func (m *model) Keep(t *rapid.T) { m.keep(t, application(len(m.all)), false) }

// KeepAgain does the last act again, as a program does that was ended in it.
func (m *model) KeepAgain(t *rapid.T) {
	e := application(len(m.all))
	e.Key = rapid.SampledFrom([]string{"A", "B"}).Draw(t, "key")
	was, done := m.acts[e.Key]
	if !done {
		m.acts[e.Key] = m.keep(t, e, false)
		return
	}
	if r, err := m.box.Keep(context.Background(), e); err != nil || r != was {
		t.Fatalf("done again, act %s kept %+v, %v, want %+v", e.Key, r, err, was)
	}
}

// KeepPage keeps what is so large that it lies beside the queue.
func (m *model) KeepPage(t *rapid.T) {
	page := make([]byte, 40<<10)
	rand.NewChaCha8([32]byte{byte(len(m.all)), byte(len(m.all) >> 8)}).Read(page)
	m.keep(t, terminal.Entry{Kind: terminal.Material, Slip: m.someSlip(t), Body: page, At: time.Now()}, true)
}

func (m *model) Rate(t *rapid.T) {
	m.keep(t, terminal.Entry{Kind: terminal.Rating, Slip: m.someSlip(t), Body: []byte(`{"level":4}`), At: time.Now()}, false)
}

func (m *model) TellOfDevice(t *rapid.T) {
	m.keep(t, terminal.Entry{Kind: terminal.DeviceEvent, Body: []byte(`{"device":"printer"}`), At: time.Now()}, false)
}

func (m *model) someSlip(t *rapid.T) terminal.SlipNumber {
	if len(m.slips) == 0 {
		t.Skip("no slip yet")
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m.slips))).Draw(t, "slip")
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
		m.add(&thing{kind: terminal.PrintEvent, slip: slip})
		m.add(&thing{kind: terminal.Audit})
	}
}

func (m *model) Settle(t *rapid.T) {
	for id := range m.open {
		if err := m.box.Settle(context.Background(), id, "printed"); err != nil {
			t.Fatal(err)
		}
		delete(m.open, id)
		m.add(&thing{kind: terminal.Audit})
		return
	}
	t.Skip("no print is open")
}

// Answer is the centre's word on what waits, in whatever way it came there: it has some, refuses
// some, and has not heard of others.
func (m *model) Answer(t *rapid.T) {
	var said outbox.Acknowledgement
	var has, refuses []*thing
	for i, x := range m.all {
		if x.delivered {
			continue
		}
		e := m.opened(t, i, x)
		at := outbox.Position{Sequence: e.Sequence, Head: e.Hash}
		switch rapid.SampledFrom([]string{"has", "has", "refuses", "has not heard of"}).Draw(t, "the centre") {
		case "has":
			said.Kept, has = append(said.Kept, at), append(has, x)
			if x.kind == terminal.Application {
				m.slips[x.slip].Delivered, m.slips[x.slip].Official = true, "official "+string(x.slip)
				said.Answers = append(said.Answers, terminal.Answer{Slip: x.slip, Official: m.slips[x.slip].Official})
			}
		case "refuses":
			said.Refused, refuses = append(said.Refused, outbox.Refusal{Position: at, Reason: outbox.Conflict}), append(refuses, x)
		}
	}
	if err := m.box.Acknowledge(context.Background(), said); err != nil {
		t.Fatal(err)
	}
	for _, x := range has {
		x.delivered = true
		m.release(x)
	}
	for _, x := range refuses {
		m.refuse(x)
	}
}

// opened is an entry as it would reach the centre, which can open it.
func (m *model) opened(t *rapid.T, i int, x *thing) outbox.Sealed {
	e, ok, err := m.box.Show(context.Background(), uint64(i+1))
	if err != nil || !ok {
		t.Fatalf("entry %d does not wait: %v", i+1, err)
	}
	sealed, header := e.Body, e.Header
	if address, size, is := seal.ParseReference(e.Body); is {
		header = header.Blob()
		sealed, err = m.box.ReadBlob(outbox.Blob{Sequence: e.Sequence, Address: address, Size: size}, 0, int(size))
		if err != nil {
			t.Fatal(err)
		}
	}
	body, err := m.key.Open(header, sealed)
	if err != nil || x.body != nil && !bytes.Equal(body, x.body) {
		t.Fatalf("entry %d holds another body than was kept: %v", i+1, err)
	}
	return e
}

// release lets those travel again that waited behind x, up to one that has its own reason.
func (m *model) release(x *thing) {
	for _, y := range m.all {
		switch {
		case !y.aside() || !y.follows(x):
		case y.reason != outbox.Behind:
			return
		default:
			y.reason = ""
		}
	}
}

// refuse sets x aside, and behind it all with its slip that came later.
func (m *model) refuse(x *thing) {
	if x.reason == outbox.Behind {
		return
	}
	if x.travels() {
		for _, y := range m.all[slices.Index(m.all, x)+1:] {
			if !y.delivered && y.follows(x) {
				y.reason = outbox.Behind
			}
		}
	}
	x.reason = outbox.Conflict
}

// Retry is a technician's.
func (m *model) Retry(t *rapid.T) {
	n, err := m.box.Retry(context.Background())
	m.retried(t, n, err)
}

// Wait lets so much time go by that each is tried again by itself.
func (m *model) Wait(t *rapid.T) {
	n, err := m.box.RetryDue(context.Background(), time.Now().Add(48*time.Hour))
	m.retried(t, n, err)
}

func (m *model) retried(t *rapid.T, n int, err error) {
	want := 0
	for _, x := range m.all {
		if x.aside() && x.reason != outbox.Behind {
			x.reason = ""
			want++
		}
	}
	if err != nil || n != want {
		t.Fatalf("%d are tried again, %v; want %d", n, err, want)
	}
}

// Carry takes large bodies to the centre, whose entries it has.
func (m *model) Carry(t *rapid.T) {
	blobs, err := m.box.Blobs(context.Background(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	var want []uint64
	for i, x := range m.all {
		if x.large && x.delivered && !x.carried {
			want = append(want, uint64(i+1))
		}
	}
	if !slices.EqualFunc(blobs, want, func(b outbox.Blob, n uint64) bool { return b.Sequence == n }) {
		t.Fatalf("Blobs = %v, want those of %v", blobs, want)
	}
	for _, b := range blobs {
		if !rapid.Bool().Draw(t, "carried") {
			continue
		}
		if err := m.box.BlobDelivered(context.Background(), b); err != nil {
			t.Fatal(err)
		}
		m.all[b.Sequence-1].carried = true
	}
}

func (m *model) Compact(t *rapid.T) {
	if err := m.box.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (m *model) Restart(*rapid.T) {
	m.box.Close()
	m.start()
}

// Crash goes on from a copy of the files as they are, without closing them: what a process that was
// killed leaves.
func (m *model) Crash(t *rapid.T) {
	now := m.path + "+"
	b, err := os.ReadFile(m.path)
	if err == nil {
		err = os.WriteFile(now, b, 0o600)
	}
	if err == nil {
		err = os.CopyFS(now+".blobs", os.DirFS(m.path+".blobs"))
	}
	m.box.Close()
	if err != nil {
		t.Fatal(err)
	}
	m.path = now
	m.start()
}

// Check compares everything that can be seen.
func (m *model) Check(t *rapid.T) {
	m.checkList(t)
	m.checkOrder(t)
	for slip, want := range m.slips {
		got, err := m.box.Lookup(context.Background(), slip)
		if err != nil || got.Delivered != want.Delivered || got.Official != want.Official || got.Prints != want.Prints {
			t.Fatalf("Lookup = %+v, %v, want %+v", got, err, want)
		}
	}
}

// checkList compares the list of what waits, and the files beside it.
func (m *model) checkList(t *rapid.T) {
	listed, err := m.box.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var want []outbox.Listed
	files := 0
	for i, x := range m.all {
		blob := x.large && !x.carried
		if blob {
			files++
		}
		switch {
		case !x.delivered:
			want = append(want, outbox.Listed{Sequence: uint64(i + 1), Kind: x.kind, Slip: x.slip, Blob: blob, Reason: x.reason})
		case blob:
			want = append(want, outbox.Listed{Sequence: uint64(i + 1), Blob: true})
		}
	}
	same := func(a, b outbox.Listed) bool {
		return a.Sequence == b.Sequence && a.Kind == b.Kind && a.Slip == b.Slip && a.Blob == b.Blob && a.Reason == b.Reason && !a.Lost
	}
	if !slices.EqualFunc(listed, want, same) {
		t.Fatalf("List = %+v, want %+v", listed, want)
	}
	if beside, err := os.ReadDir(m.path + ".blobs"); err != nil || len(beside) != files {
		t.Fatalf("%d blobs lie beside the queue, %v, want %d", len(beside), err, files)
	}
}

// checkOrder looks at what travels: it is linked, and nothing with a slip overtakes what was kept
// before it with the same one.
func (m *model) checkOrder(t *rapid.T) {
	pending, err := m.box.Pending(context.Background(), 1_000_000, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	travels := map[uint64]bool{}
	hashes := map[uint64]seal.Hash{}
	for _, e := range pending {
		travels[e.Sequence], hashes[e.Sequence] = true, e.Hash
		before, known := hashes[e.Sequence-1]
		if !e.Whole() || known && before != e.Previous {
			t.Fatalf("entry %d is not in its place: %s", e.Sequence, hex.EncodeToString(e.Hash[:4]))
		}
	}
	stands := map[terminal.SlipNumber]int{}
	for i, x := range m.all {
		n := i + 1
		if travels[uint64(n)] != x.travels() {
			t.Fatalf("entry %d travels: %v, want %v", n, travels[uint64(n)], x.travels())
		}
		if first := stands[x.slip]; first > 0 && x.travels() {
			t.Fatalf("entry %d travels while entry %d of the same slip stands aside", n, first)
		}
		if x.aside() && x.slip != "" {
			stands[x.slip] = n
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
			slips: map[terminal.SlipNumber]*terminal.Progress{}, acts: map[string]terminal.Receipt{},
		}
		m.start()
		defer func() { m.box.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"keep": m.Keep, "keep again": m.KeepAgain, "keep page": m.KeepPage, "rate": m.Rate, "tell of device": m.TellOfDevice,
			"intend": m.Intend, "settle": m.Settle, "answer": m.Answer, "retry": m.Retry, "wait": m.Wait, "carry": m.Carry,
			"compact": m.Compact, "restart": m.Restart, "crash": m.Crash, "": m.Check,
		})
	})
}
