package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
)

// Notebook keeps one visit where the end of the program does not lose it, and the end of the power
// does. terminal/checkpoint implements it.
//
// Every method is safe for concurrent use. Nothing personal is ever on the disk in clear.
type Notebook interface {
	// Write keeps content under a name, in place of what was there. Nothing need be synced: it
	// outlives the program, not the machine.
	Write(name string, content []byte) error

	// Read gives what was written under a name. The error is ErrNoNote when nothing was, or when
	// it cannot be read any more.
	Read(name string) ([]byte, error)

	// Burn makes everything that was written unreadable, for ever.
	Burn() error
}

// ErrNoNote says that a Notebook has nothing under a name.
var ErrNoNote = errors.New("notebook: nothing is there")

// visitNote is the name of the visit in a Notebook; pages lie under their digests.
const visitNote = "visit"

// note is what is written of a visit.
type note struct {
	Life  string          `json:"life"` // that began it; see Terminal.nameOf
	Visit flow.Checkpoint `json:"visit"`
}

// diary writes down where the visit stands, each time that it changes: the newest only. What acts
// on the world waits for it first, so that whoever goes on never knows less than was done.
type diary struct {
	book   Notebook
	fail   func(error)
	before func() // comes before each page: what was decided until then is on the disk
	life   string // that is written with each page; set before run

	mu      sync.Mutex
	turned  sync.Cond
	newest  page
	number  int // of newest, from 1
	written int // the last that was written
	ended   bool
}

// page is a State to be written.
type page struct {
	state  flow.State
	forget bool // the pages before
}

func newDiary(book Notebook, before func(), fail func(error)) *diary {
	d := &diary{book: book, before: before, fail: fail}
	d.turned.L = &d.mu
	return d
}

// set hands over the newest State.
func (d *diary) set(p page) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p.forget = p.forget || d.newest.forget && d.written < d.number
	d.newest = p
	d.number++
	d.turned.Broadcast()
}

// wait returns when what set handed over before is written.
func (d *diary) wait() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for n := d.number; d.written < n && !d.ended; {
		d.turned.Wait()
	}
}

// run writes until ctx ends, and the last State too: a program that is started again goes on.
func (d *diary) run(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.turned.Broadcast()
	})
	defer stop()
	var last []byte
	for p, n := d.next(ctx); n > 0; p, n = d.next(ctx) {
		d.before()
		last = d.write(p, last)
		d.mu.Lock()
		d.written = n
		d.turned.Broadcast()
		d.mu.Unlock()
	}
}

// next waits for what is not written yet. Its number is zero when nothing more comes.
func (d *diary) next(ctx context.Context) (page, int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.written == d.number && ctx.Err() == nil {
		d.turned.Wait()
	}
	if d.written == d.number {
		d.ended = true
		d.turned.Broadcast()
		return page{}, 0
	}
	return d.newest, d.number
}

// write writes a State down, unless last is what it says, and returns what is written now. What
// cannot be written is burnt: an old page would have things done twice.
func (d *diary) write(p page, last []byte) []byte {
	visit, ok := p.state.Checkpoint()
	if p.forget || !ok && last != nil {
		d.burn()
		last = nil
	}
	if !ok {
		return nil
	}
	body, err := json.Marshal(note{d.life, visit})
	if err == nil && string(body) == string(last) {
		return last
	}
	if err == nil {
		err = d.book.Write(visitNote, body)
	}
	if err != nil {
		d.fail(err)
		d.burn()
		return nil
	}
	return body
}

func (d *diary) burn() {
	if err := d.book.Burn(); err != nil {
		d.fail(err)
	}
}

// read gives the visit that the program was ended in.
func (d *diary) read() (n note, ok bool) {
	body, err := d.book.Read(visitNote)
	if err == nil {
		err = json.Unmarshal(body, &n)
	}
	if err != nil && !errors.Is(err, ErrNoNote) {
		d.fail(err)
	}
	return n, err == nil
}

// resume goes on with the visit that the program was ended in, if there was one and its person may
// still be there.
func (t *Terminal) resume() {
	n, ok := t.diary.read()
	if ok {
		t.unfold(&n.Visit.Visit)
		var s flow.State
		if s, t.resumed, ok = t.rules.Resume(n.Visit, time.Now()); ok {
			t.life, t.state = n.Life, s
			t.recorder.add(resumed(n.Visit, VisitResumed))
			t.Log.Info("a visit goes on in which the program was ended", "stage", s.Stage)
			return
		}
		if n.Visit.Visit.Personal() {
			t.recorder.add(resumed(n.Visit, VisitEnded, "reason", "restart"))
		}
	}
	t.folder.wipe()
	t.diary.burn()
}

// resumed is a decision about a visit in which the program was ended.
func resumed(c flow.Checkpoint, what DecisionCode, pairs ...string) Decision {
	return Decision{
		What: what, Who: ByTerminal, Slip: c.Visit.Slip, Item: c.Item,
		Detail: detail(append(pairs, "stage", string(c.Stage))...),
	}
}

// unfold takes the scanned pages of a visit out of the diary again. A material of which a page is
// not there any more is not handed in any more: the person is asked for it.
func (t *Terminal) unfold(v *flow.Visit) {
	v.Sheets = slices.DeleteFunc(v.Sheets, func(digest string) bool { return v.Door == nil && !t.unfoldPage(digest) })
	v.Handed = slices.DeleteFunc(v.Handed, func(h catalog.Handed) bool {
		return h.Way == catalog.ByScan && slices.ContainsFunc(h.Pages, func(digest string) bool { return !t.unfoldPage(digest) })
	})
}

func (t *Terminal) unfoldPage(digest string) bool {
	var p drivers.Page
	body, err := t.diary.book.Read(digest)
	if err != nil || json.Unmarshal(body, &p) != nil {
		return false
	}
	return t.folder.put(p) == digest
}

// fold puts a scanned page into the diary. Without it there the visit goes on, and does not go on
// after an end of the program.
func (t *Terminal) fold(digest string, p drivers.Page) {
	body, err := json.Marshal(p)
	if err == nil {
		err = t.diary.book.Write(digest, body)
	}
	if err != nil {
		t.diary.fail(err)
	}
}

// publish shows a State, and has it written down.
func (t *Terminal) publish(s flow.State, forget bool) {
	t.public.set(s)
	t.diary.set(page{s, forget})
}
