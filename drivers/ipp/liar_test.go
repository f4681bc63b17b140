package ipp

import (
	"context"
	"encoding/binary"
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
	"yitiji/drivers/drivertest"
)

// liar is a printer in this process that counts one sheet for each job and lies as it
// is told.
type liar struct {
	mu      sync.Mutex
	atOnce  bool // it has Print-Job alone
	printed int  // documents that came out
	states  map[int]int
	lie     func(op operation, w http.ResponseWriter, good []byte) bool // true: it has answered
}

func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	m, bad := decode(body)
	if err != nil || bad != nil {
		return
	}
	op := operation(m.code)
	good, _ := encode(message{versionTwo, 0, m.id, append([]group{{tagOperation, nil}}, l.do(op, m)...)})
	if l.lie == nil || !l.lie(op, w, good) {
		answer(w, good)
	}
}

func answer(w http.ResponseWriter, p []byte) {
	w.Header().Set("Content-Type", "application/ipp")
	_, _ = w.Write(p)
}

func (l *liar) do(op operation, m message) []group {
	l.mu.Lock()
	defer l.mu.Unlock()
	id, _ := m.first(tagOperation).integer("job-id")
	switch op {
	case opGetPrinter:
		ops := attribute{name: "operations-supported"}
		for _, o := range map[bool][]operation{false: {opCreateJob, opSendDocument}, true: {opPrintJob}}[l.atOnce] {
			ops.values = append(ops.values, value{tag: tagEnum, data: binary.BigEndian.AppendUint32(nil, uint32(o))})
		}
		return []group{{tagPrinter, []attribute{num(tagEnum, "printer-state", 3), strs(tagKeyword, "printer-state-reasons", "none"), ops}}}
	case opCreateJob:
		id = len(l.states) + 1
		l.states[id] = 4
	case opPrintJob:
		id = len(l.states) + 1
		l.states[id] = jobCompleted
		l.printed++
	case opSendDocument:
		if l.states[id] == 4 {
			l.states[id] = jobCompleted
			l.printed++
		}
	case opCancelJob:
		if l.states[id] < jobCancelled {
			l.states[id] = jobCancelled
		}
	case opGetJobs:
		var out []group
		for id, state := range l.states {
			if state < jobCancelled {
				out = append(out, l.job(id, strs(tagName, "job-originating-user-name", "me")))
			}
		}
		return out
	}
	return []group{l.job(id)}
}

func (l *liar) job(id int, more ...attribute) group {
	sheets := 0
	if l.states[id] == jobCompleted {
		sheets = 1
	}
	return group{tagJob, append([]attribute{
		num(tagInteger, "job-id", id), num(tagEnum, "job-state", l.states[id]), num(tagInteger, "job-impressions-completed", sheets),
	}, more...)}
}

// lying starts a liar and a driver that prints on it.
func lying(t *testing.T, lie func(operation, http.ResponseWriter, []byte) bool) (*liar, *Printer) {
	t.Helper()
	l := &liar{states: map[int]int{}, lie: lie}
	server := httptest.NewServer(l)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	p, err := New(Options{URI: server.URL, User: "me", Timeout: 150 * time.Millisecond, Patience: 50 * time.Millisecond, Poll: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return l, p
}

// lies are what a printer can do with the answer to one operation.
func lies() map[string]func(w http.ResponseWriter, good []byte) {
	raw := func(w http.ResponseWriter, text string) {
		line, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = io.WriteString(line, text)
			_ = line.(*net.TCPConn).Close()
		}
	}
	whole := func(p []byte) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n%s", len(p), p)
	}
	out := map[string]func(http.ResponseWriter, []byte){
		"late":   func(w http.ResponseWriter, p []byte) { time.Sleep(250 * time.Millisecond); answer(w, p) },
		"twice":  func(w http.ResponseWriter, p []byte) { raw(w, whole(p)+whole(p)) },
		"closed": func(w http.ResponseWriter, _ []byte) { raw(w, "") },
		"never":  func(w http.ResponseWriter, _ []byte) { time.Sleep(time.Second) },
		"previous": func(w http.ResponseWriter, p []byte) {
			answer(w, append(append([]byte{}, p[:4]...), append([]byte{0, 0, 0, 9}, p[8:]...)...))
		},
		"500":       func(w http.ResponseWriter, _ []byte) { w.WriteHeader(500) },
		"redirect":  func(w http.ResponseWriter, _ []byte) { w.Header().Set("Location", "/other"); w.WriteHeader(307) },
		"malformed": func(w http.ResponseWriter, p []byte) { answer(w, p[:len(p)-1]) },
		"endless": func(w http.ResponseWriter, p []byte) {
			answer(w, p)
			_, _ = w.Write(make([]byte, longestAnswer))
		},
	}
	for at := 0; at < 150; at += 13 {
		out[fmt.Sprintf("cut at %d", at)] = func(w http.ResponseWriter, p []byte) { s := whole(p); raw(w, s[:min(at, len(s)-1)]) }
	}
	return out
}

// Whatever a printer does with any one answer, what is said of the paper is true, and
// nothing is left behind.
func TestLies(t *testing.T) {
	doc := drivers.Document{Name: "secret-name", Format: "application/pdf", Data: []byte(strings.Repeat("x", 9000))}
	nothingLeft := drivertest.NothingLeft(t)
	t.Run("all", func(t *testing.T) {
		for name, lie := range lies() {
			for _, at := range []operation{opGetPrinter, opGetJobs, opCreateJob, opSendDocument, opGetJob} {
				for _, always := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s %s always=%v", name, at, always), func(t *testing.T) {
						t.Parallel()
						var once sync.Once
						l, p := lying(t, func(op operation, w http.ResponseWriter, good []byte) (lied bool) {
							if op != at {
								return false
							}
							if always {
								lie(w, good)
								return true
							}
							once.Do(func() { lie(w, good); lied = true })
							return lied
						})
						ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
						defer cancel()
						result, err := p.Print(ctx, doc)
						if ctx.Err() != nil {
							t.Fatal("Print did not end by itself")
						}
						l.mu.Lock()
						defer l.mu.Unlock()
						if wrong := untrue(result, err, l.printed); wrong != nil {
							t.Error(wrong)
						}
					})
				}
			}
		}
	})
	nothingLeft()
}

// untrue says what is wrong with what was said of a document.
func untrue(result drivers.DocumentResult, err error, printed int) error {
	switch {
	case printed > 1:
		return fmt.Errorf("%d documents came out", printed)
	case result.Outcome == drivers.Printed && (printed != 1 || err != nil):
		return fmt.Errorf("said printed, %w, and %d came out", err, printed)
	case result.Outcome == drivers.NotStarted && (printed != 0 || err == nil):
		return fmt.Errorf("said not-started, %w, and %d came out", err, printed)
	case result.Outcome == "":
		return errors.New("said nothing")
	}
	return nil
}

func TestUntrueFindsLies(t *testing.T) {
	if untrue(drivers.DocumentResult{Outcome: drivers.Printed}, nil, 0) == nil || untrue(drivers.DocumentResult{Outcome: drivers.NotStarted}, errTorn, 1) == nil {
		t.Error("a driver that lies passes")
	}
}

// An answer to another request is none, however good it looks.
func TestPreviousAnswer(t *testing.T) {
	t.Parallel()
	_, honest := lying(t, nil)
	if s := honest.Status(t.Context()); s.State != drivers.Online {
		t.Errorf("Status = %+v", s)
	}
	_, p := lying(t, func(_ operation, w http.ResponseWriter, good []byte) bool {
		lies()["previous"](w, good)
		return true
	})
	if s := p.Status(t.Context()); s.State != drivers.HardwareError || !strings.Contains(s.Note, errOther.Error()) {
		t.Errorf("Status = %+v", s)
	}
}

// A printer with Print-Job alone: when its answer is lost, nobody knows.
func TestPrintJobAlone(t *testing.T) {
	t.Parallel()
	doc := drivers.Document{Name: "A", Format: "application/pdf", Data: []byte("%PDF")}
	for lie, want := range map[string]drivers.Outcome{"": drivers.Printed, "closed": drivers.Uncertain, "never": drivers.Uncertain, "previous": drivers.Uncertain} {
		l, p := lying(t, func(op operation, w http.ResponseWriter, good []byte) bool {
			if op != opPrintJob || lie == "" {
				return false
			}
			lies()[lie](w, good)
			return true
		})
		l.atOnce = true
		if result, err := p.Print(t.Context(), doc); result.Outcome != want || (err == nil) != (lie == "") || l.printed != 1 {
			t.Errorf("%q: Print = %+v, %v", lie, result, err)
		}
	}
}
