package ipp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/sim"
)

// brittle is a printer, a line to it that breaks, and a driver that prints over it.
type brittle struct {
	printer *liar
	line    *sim.Relay
	driver  *Printer
}

// line is a line to the device at an address, plugged in until the test ends.
func line(t *testing.T, network, device string) *sim.Relay {
	t.Helper()
	r := sim.NewRelay(network, "127.0.0.1:0", device)
	t.Cleanup(func() { r.Close() })
	if err := r.Plug(); err != nil {
		t.Fatal(err)
	}
	return r
}

func newBrittle(t *testing.T, atOnce bool, patience time.Duration) brittle {
	t.Helper()
	printer := &liar{states: map[int]int{}, atOnce: atOnce}
	server := httptest.NewServer(printer)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(server.Close)
	line := line(t, "tcp", strings.TrimPrefix(server.URL, "http://"))
	p, err := New(Options{URI: "http://" + line.Address(), User: "me", Timeout: patience, Patience: 50 * time.Millisecond, Poll: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return brittle{printer, line, p}
}

// print prints over a line that breaks and, unless all was well in spite of it, again over
// one that is whole. It returns how many bytes the first took.
func (b brittle) print(ctx context.Context, what sim.Trouble, at int) (int, error) {
	doc := drivers.Document{Name: "secret-name", Format: "application/pdf", Data: bytes.Repeat([]byte("x"), 300)}
	before := b.printer.count()
	b.line.Befall(what, at)
	result, err := b.driver.Print(ctx, doc)
	if wrong := untrue(result, err, b.printer.count()-before); wrong != nil {
		return 0, wrong
	}
	if err != nil && strings.Contains(err.Error(), doc.Name) {
		return 0, errors.New("the error names the document")
	}
	size, came := b.line.Carried(), b.printer.count()
	if result.Outcome == drivers.Printed {
		return size, nil
	}
	b.line.Befall("", 0)
	result, err = b.driver.Print(ctx, doc)
	if result.Outcome != drivers.Printed || err != nil || b.printer.count() != came+1 {
		return 0, fmt.Errorf("after it: Print = %+v, %w, %d came out", result, err, b.printer.count()-came)
	}
	return size, nil
}

func (l *liar) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.printed
}

// At whichever byte of a conversation the line is cut, at whichever garbage comes, and
// wherever the printer falls silent: what is said of the paper is true, and the next
// document is printed. Nothing is left behind.
func TestBrokenConversations(t *testing.T) {
	nothingLeft := drivertest.NothingLeft(t)
	t.Run("all", func(t *testing.T) {
		for _, c := range []struct {
			what     sim.Trouble
			step     int
			patience time.Duration
		}{{sim.Reseated, 1, 5 * time.Second}, {sim.Noise, 7, 5 * time.Second}, {sim.Mute, 61, time.Second}} {
			for _, atOnce := range []bool{false, true} {
				breakAll(t, c.what, c.step, atOnce, c.patience)
			}
		}
	})
	nothingLeft()
}

// breakAll lets one break happen all over the conversation. Most of its time is patience,
// so that a crowd shares the work.
func breakAll(t *testing.T, what sim.Trouble, step int, atOnce bool, patience time.Duration) {
	t.Helper()
	size, err := newBrittle(t, atOnce, patience).print(t.Context(), "", 0)
	if err != nil || size < 1000 {
		t.Fatalf("a line that is whole carried %d bytes, %v", size, err)
	}
	const crowd = 24
	var running sync.WaitGroup
	for first := range crowd {
		b := newBrittle(t, atOnce, patience)
		running.Go(func() {
			for at := first * step; at < size; at += crowd * step {
				if _, err := b.print(t.Context(), what, at); err != nil {
					t.Errorf("%s at byte %d of %d, at once %v: %v", what, at, size, atOnce, err)
				}
			}
		})
	}
	running.Wait()
}

// older is a printer that speaks IPP 1.1 and nothing else.
type older struct {
	liar
	newer bytes.Buffer // what was refused
	ids   map[uint32]int
}

func (o *older) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m, err := decode(body)
	if err != nil {
		return
	}
	o.mu.Lock()
	o.ids[m.id]++
	o.mu.Unlock()
	if m.version != versionOneOne {
		o.mu.Lock()
		fmt.Fprintln(&o.newer, operation(m.code))
		o.mu.Unlock()
		time.Sleep(20 * time.Millisecond) // so that others ask meanwhile
		p, _ := encode(message{versionOneOne, statusVersion, m.id, []group{{tagOperation, nil}}})
		answer(w, p)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	o.liar.ServeHTTP(w, r)
}

// A printer of 1.1 is found out at the first contact, however many ask at once, and is
// asked in its own version from then on. No two requests have one number.
func TestOlderPrinter(t *testing.T) {
	t.Parallel()
	printer := &older{liar: liar{states: map[int]int{}}, ids: map[uint32]int{}}
	server := httptest.NewServer(printer)
	t.Cleanup(server.Close)
	p, err := New(Options{URI: server.URL, User: "me", Poll: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			if s := p.Status(t.Context()); s.State != drivers.Online {
				t.Errorf("Status = %+v", s)
			}
		})
	}
	asking.Wait()
	printer.newer.Reset()
	result, err := p.Print(t.Context(), drivers.Document{Name: "A", Format: "application/pdf", Data: []byte("%PDF")})
	if err != nil || result.Outcome != drivers.Printed {
		t.Errorf("Print = %+v, %v", result, err)
	}
	if printer.newer.Len() > 0 {
		t.Errorf("asked in 2.0 again: %s", &printer.newer)
	}
	for id, n := range printer.ids {
		if n > 1 {
			t.Errorf("%d requests are number %d", n, id)
		}
	}
}

// The number of a Print-Job got lost, and the job goes on: it is the one job of this
// terminal that the printer lists, and is followed to its end.
func TestPrintJobWhoseNumberWasLost(t *testing.T) {
	t.Parallel()
	var printer *liar
	looks := 0
	set := func(id, state int) {
		printer.mu.Lock()
		defer printer.mu.Unlock()
		printer.states[id] = state
	}
	ready := make(chan struct{})
	printer, p := lying(t, func(op operation, w http.ResponseWriter, good []byte) bool {
		<-ready
		switch op {
		case opPrintJob:
			set(1, 5) // processing
			lies()["never"](w, good)
			return true
		case opGetJob:
			if looks++; looks == 3 {
				set(1, jobCompleted)
			}
		}
		return false
	})
	printer.atOnce = true
	close(ready)
	result, err := p.Print(t.Context(), drivers.Document{Name: "A", Format: "application/pdf", Data: []byte("%PDF")})
	if err != nil || result.Outcome != drivers.Printed || result.Job != "1" || printer.printed != 1 || looks < 4 {
		t.Errorf("Print = %+v, %v after %d looks", result, err, looks)
	}
}
