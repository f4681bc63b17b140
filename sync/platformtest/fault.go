package platformtest

import (
	"io"
	"net/http"
	"time"
)

// Fault is what is wrong with a centre.
type Fault int

// The faults.
const (
	Healthy        Fault = iota
	Down                 // every connection is cut before an answer
	Slow                 // no answer until the caller gives up, or slowness has passed
	Status500            // an error without meaning
	BadSignature         // takes everything, signs with another key
	Beyond               // acknowledges one more than was sent
	WrongHead            // acknowledges other entries than were sent
	OtherTerminal        // acknowledges to another terminal
	AckNothing           // answers with an empty acknowledgement
	CutAfterCommit       // takes everything, then cuts the connection
	Half                 // takes and acknowledges the first half of a batch
	Busy                 // has no time for a second
)

const slowness = time.Minute

// Set makes the centre fail in one way, from the next call on.
func (c *Centre) Set(f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = f
}

func (c *Centre) current() Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fault
}

// faulty stands before next and fails as the link or a proxy would.
func (c *Centre) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.count()
		switch c.current() {
		case Down:
			panic(http.ErrAbortHandler)
		case Slow:
			wait(r)
		case Status500:
			http.Error(w, "internal server error", http.StatusInternalServerError)
		case Busy:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "busy", http.StatusServiceUnavailable)
		case CutAfterCommit:
			next.ServeHTTP(discard{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (c *Centre) count() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
}

// wait keeps a caller waiting. A server notices that a caller has gone only after it has read all
// that the caller said.
func wait(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	timer := time.NewTimer(slowness)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
	case <-timer.C:
	}
	panic(http.ErrAbortHandler)
}

// discard takes an answer that nobody will read.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}
