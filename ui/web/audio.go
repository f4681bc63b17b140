package web

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"yitiji/drivers"
)

// mostSound bounds what a page may send: a minute of 16,000 samples a second is 2 MB.
const mostSound = 16 << 20

// lateness is how long after its end a page may take to say that a sound was heard, or
// to send what it recorded.
const lateness = 5 * time.Second

// Audio plays and records in the page: the sound card belongs to the browser. It is the
// Speaker and, by Microphone, the microphone of the terminal. One page at a time plays:
// the one that connected last.
type Audio struct {
	mu   sync.Mutex
	next int
	page chan order // of the page that listens; nil for none
	now  map[int]*performance
	play *performance // that is heard now
}

// order is what a page is to do.
type order struct {
	do string // play, stop, record
	id int
	ms int // record: for how long
}

// performance is a sound that is being played or recorded.
type performance struct {
	id    int
	wav   []byte
	ended chan result
}

// result is what a page said of a performance.
type result struct {
	wav []byte
	err error
}

// errNoPage says that no page is open that could play or record.
var errNoPage = errors.New("no page is open")

func newAudio() *Audio { return &Audio{now: map[int]*performance{}} }

var (
	_ drivers.Speaker    = (*Audio)(nil)
	_ drivers.Microphone = microphone{}
)

// Microphone is the page's microphone.
func (a *Audio) Microphone() drivers.Microphone { return microphone{a} }

// Status is drivers.Speaker's: it is there while a page is open.
func (a *Audio) Status(context.Context) drivers.Status {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.page == nil {
		return drivers.Status{State: drivers.NoDevice, Note: errNoPage.Error()}
	}
	return drivers.Status{State: drivers.Online}
}

// Play is drivers.Speaker's.
func (a *Audio) Play(ctx context.Context, s drivers.Sound) error {
	long, err := length(s.WAV)
	if err != nil {
		return fmt.Errorf("sound: %w", err)
	}
	p := a.begin(s.WAV)
	defer a.end(p)
	if err := a.takeOver(p); err != nil {
		return a.fault("play", err)
	}
	limited, cancel := context.WithTimeout(ctx, long+lateness)
	defer cancel()
	_, err = p.wait(ctx, limited)
	if err != nil {
		a.tell(order{do: "stop", id: p.id})
	}
	return a.fault("play", err)
}

// takeOver ends the sound that is heard, and has the page play p.
func (a *Audio) takeOver(p *performance) error {
	a.mu.Lock()
	if a.play != nil {
		a.play.finish(result{err: context.Canceled})
	}
	a.play = p
	a.mu.Unlock()
	return a.tell(order{do: "play", id: p.id})
}

// microphone is the recording side.
type microphone struct{ *Audio }

// Record is drivers.Microphone's. The sound is of 16,000 samples a second.
func (m microphone) Record(ctx context.Context, limit time.Duration) (drivers.Sound, error) {
	p := m.begin(nil)
	defer m.end(p)
	if err := m.tell(order{do: "record", id: p.id, ms: int(limit.Milliseconds())}); err != nil {
		return drivers.Sound{}, m.fault("record", err)
	}
	// When ctx ends the page is told to stop, and what it has is waited for a moment.
	stop := context.AfterFunc(ctx, func() { _ = m.tell(order{do: "stop", id: p.id}) })
	defer stop()
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit+lateness)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lateness, cancel) })()
	wav, err := p.wait(context.WithoutCancel(ctx), limited)
	if err == nil {
		_, err = length(wav)
	}
	return drivers.Sound{WAV: wav}, m.fault("record", err)
}

func (a *Audio) begin(wav []byte) *performance {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next++
	p := &performance{id: a.next, wav: wav, ended: make(chan result, 1)}
	a.now[p.id] = p
	return p
}

func (a *Audio) end(p *performance) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.now, p.id)
	if a.play == p {
		a.play = nil
	}
}

// finish says how a performance ended, the first time that it is called.
func (p *performance) finish(r result) {
	select {
	case p.ended <- r:
	default:
	}
}

// wait waits for the page, as long as limited lasts.
func (p *performance) wait(ctx, limited context.Context) ([]byte, error) {
	select {
	case r := <-p.ended:
		return r.wav, r.err
	case <-limited.Done():
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errors.New("the page does not answer")
	}
}

// tell hands the page an order. A page that does not listen any more is as good as none.
func (a *Audio) tell(o order) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.page == nil {
		return errNoPage
	}
	select {
	case a.page <- o:
		return nil
	default:
		return errNoPage
	}
}

// fault puts an error into words for people. The end of the caller's context, and a sound
// that gave way to another one, are no faults.
func (a *Audio) fault(op string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	kind := drivers.NeedsTechnician
	if errors.Is(err, errNoPage) {
		kind = drivers.Disconnected
	}
	return &drivers.Fault{Device: "sound", Op: op, Kind: kind, Err: err}
}

// orders streams to a page what it is to play and to record.
func (a *Audio) orders(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	page := make(chan order, 8)
	a.mu.Lock()
	a.page = page
	a.mu.Unlock()
	defer a.leave(page)
	if out.Flush() != nil {
		return
	}
	for {
		select {
		case o := <-page:
			if _, err := fmt.Fprintf(w, "event: %s\ndata: {\"id\":%d,\"ms\":%d}\n\n", o.do, o.id, o.ms); err != nil || out.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

// leave forgets a page, unless another one has taken its place, and ends what it played.
func (a *Audio) leave(page chan order) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.page != page {
		return
	}
	a.page = nil
	for _, p := range a.now {
		p.finish(result{err: errNoPage})
	}
}

// performance is the one of a number; nil when it is over.
func (a *Audio) performance(name string) *performance {
	id, _ := strconv.Atoi(name)
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now[id]
}

// serveSound gives a sound to the page, while it is being played.
func (a *Audio) serveSound(w http.ResponseWriter, r *http.Request) {
	p := a.performance(strings.TrimSuffix(r.PathValue("file"), ".wav"))
	if p == nil || p.wav == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "audio/wav")
	_, _ = w.Write(p.wav)
}

// takeSound hears from the page how a performance ended: with nothing when it was played,
// with the sound when it was recorded, with a reason when it failed.
func (a *Audio) takeSound(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostSound))
	if err != nil {
		http.Error(w, "more than a minute of sound", http.StatusRequestEntityTooLarge)
		return
	}
	p := a.performance(r.PathValue("id"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	if r.URL.Query().Has("failed") {
		p.finish(result{err: fmt.Errorf("the page: %.80q", body)})
	} else {
		p.finish(result{wav: body})
	}
	w.WriteHeader(http.StatusNoContent)
}

// length is how long a WAVE file of PCM lasts.
func length(wav []byte) (time.Duration, error) {
	if len(wav) < 44 || string(wav[:4]) != "RIFF" || string(wav[8:12]) != "WAVE" {
		return 0, errors.New("not a WAVE file")
	}
	rate := binary.LittleEndian.Uint32(wav[28:])
	if rate == 0 {
		return 0, errors.New("a WAVE file of no speed")
	}
	return time.Duration(len(wav)-44) * time.Second / time.Duration(rate), nil
}
