package ipp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/drivers"
)

// scissors is the line to a printer. It breaks once, behind a byte that goes to the
// printer.
type scissors struct {
	printer string
	cut     int // behind so many bytes; negative means never

	mu      sync.Mutex
	carried int
	running sync.WaitGroup
}

// stretch puts the line between a printer and a port of its own, whose address it
// returns.
func (s *scissors) stretch() (url string, end func(), _ error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s.running.Go(func() {
		for {
			line, err := l.Accept()
			if err != nil {
				return
			}
			s.running.Go(func() { s.carry(line) })
		}
	})
	return "http://" + l.Addr().String(), func() { l.Close(); s.running.Wait() }, nil
}

// carry takes one connection to the printer.
func (s *scissors) carry(line net.Conn) {
	defer line.Close()
	printer, err := net.Dial("tcp", s.printer)
	if err != nil {
		return
	}
	defer printer.Close()
	s.running.Go(func() {
		_, _ = io.Copy(line, printer)
		_ = line.Close()
	})
	for p := make([]byte, 4096); ; {
		n, err := line.Read(p)
		passing := s.pass(n)
		if _, e := printer.Write(p[:passing]); e != nil || err != nil || passing < n {
			return
		}
	}
}

// pass says how many of n bytes reach the printer.
func (s *scissors) pass(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.carried
	s.carried += n
	if s.cut >= before && s.cut < s.carried {
		return s.cut - before
	}
	return n
}

// heal makes the line whole, and says how many bytes it carried to the printer.
func (s *scissors) heal() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = -1
	return s.carried
}

// cutOff prints over a line that breaks, and then again over one that is whole. It
// returns how many bytes went to the printer the first time.
func cutOff(ctx context.Context, atOnce bool, cut int) (int, error) {
	printer := &liar{states: map[int]int{}, atOnce: atOnce}
	server := httptest.NewServer(printer)
	defer server.Close()
	line := &scissors{printer: strings.TrimPrefix(server.URL, "http://"), cut: cut}
	url, end, err := line.stretch()
	if err != nil {
		return 0, err
	}
	defer end()
	p, err := New(Options{URI: url, User: "me", Timeout: 2 * time.Second, Patience: 50 * time.Millisecond, Poll: 5 * time.Millisecond})
	if err != nil {
		return 0, err
	}
	defer p.Close()
	doc := drivers.Document{Name: "secret-name", Format: "application/pdf", Data: bytes.Repeat([]byte("x"), 9000)}
	result, err := p.Print(ctx, doc)
	came := printer.count()
	if wrong := untrue(result, err, came); wrong != nil {
		return 0, wrong
	}
	if err != nil && strings.Contains(err.Error(), doc.Name) {
		return 0, errors.New("the error names the document")
	}
	size := line.heal()
	result, err = p.Print(ctx, doc)
	if result.Outcome != drivers.Printed || err != nil || printer.count() != came+1 {
		return 0, fmt.Errorf("after it: Print = %+v, %w, %d came out", result, err, printer.count()-came)
	}
	return size, nil
}

func (l *liar) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.printed
}

// Wherever in our requests the line breaks, what is said of the paper is true, and the
// next document is printed.
func TestCutRequests(t *testing.T) {
	t.Parallel()
	for _, atOnce := range []bool{false, true} {
		size, err := cutOff(t.Context(), atOnce, -1)
		if err != nil || size < 9000 {
			t.Fatalf("a line that is whole carried %d bytes, %v", size, err)
		}
		var running sync.WaitGroup
		crowd := make(chan struct{}, 32) // most of the time of most of them is patience
		for cut := 0; cut < size; cut += 97 {
			crowd <- struct{}{}
			running.Go(func() {
				defer func() { <-crowd }()
				if _, err := cutOff(t.Context(), atOnce, cut); err != nil {
					t.Errorf("at once %v, cut behind byte %d: %v", atOnce, cut, err)
				}
			})
		}
		running.Wait()
	}
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
