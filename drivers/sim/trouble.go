package sim

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"yitiji/drivers/port"
)

// Trouble is something that befalls a cable once, at a certain byte.
type Trouble string

// The troubles of a cable.
const (
	Pulled   Trouble = "unplug" // the plug is pulled
	Reseated Trouble = "replug" // the plug is pulled and pushed in again
	Noise    Trouble = "noise"  // garbage comes before the byte
	Flipped  Trouble = "flip"   // a bit of the byte is changed
	Dropped  Trouble = "drop"   // the byte is lost
	Mute     Trouble = "mute"   // from here on the device says nothing, until it is plugged in anew
	Late     Trouble = "late"   // the byte and all after it come later
	Twice    Trouble = "twice"  // the device says the same answer once more
	Stale    Trouble = "stale"  // the device says its previous answer instead
)

// Troubles lists every trouble, for pages and for tests that try them all.
func Troubles() []Trouble {
	return []Trouble{Pulled, Reseated, Noise, Flipped, Dropped, Mute, Late, Twice, Stale}
}

// Lateness is how much later a late byte comes: more than a pause inside any frame
// may last, less than anyone waits for an answer.
const Lateness = 700 * time.Millisecond

// noise is what a plug that is being pushed in sends: no text in any encoding, and
// beginnings of frames that never end.
const noise = "\x00\xFF\xAA\xAA\x80\x07\xF2\x00\x1B\xFF"

// fate is the trouble that waits for a line, and how far off it is. It outlives the plug:
// a conversation goes on after a replug. A line embeds it, and guards what is its own with
// the same lock.
type fate struct {
	mu      sync.Mutex
	trouble Trouble // empty for none
	left    int     // bytes that pass before it, in both directions
	carried int     // bytes since the fate was sealed
	mute    bool
}

// Befall makes the trouble happen at the byte that follows after n more have
// passed, counted in both directions. It replaces a trouble that has not happened
// yet; the empty Trouble lifts it.
func (f *fate) Befall(t Trouble, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seal(t, n)
}

// Carried says how many bytes have passed in both directions since Befall was
// called last, or since the line was made.
func (f *fate) Carried() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.carried
}

// Threat is the trouble that has not happened yet; empty for none.
func (f *fate) Threat() Trouble {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.trouble
}

func (f *fate) muted() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.mute
}

// seal is Befall; the caller holds mu.
func (f *fate) seal(t Trouble, n int) {
	f.trouble, f.left, f.carried, f.mute = t, n, 0, false
}

// count counts bytes that pass unharmed; the caller holds mu.
func (f *fate) count(n int) {
	f.carried += n
	f.left -= min(f.left, n)
}

// book counts n bytes and says which trouble befalls which of them; the caller holds mu.
func (f *fate) book(n int) (t Trouble, at int) {
	t, at = f.trouble, f.left
	f.count(n)
	if t == "" || at >= n {
		return "", n
	}
	f.trouble, f.mute = "", t == Mute
	return t, at
}

// pass books bytes that pass.
func (c *Cable) pass(n int) (t Trouble, at int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.book(n)
}

// reseat pulls the plug, and pushes it in again as soon as the device has noticed.
func (c *Cable) reseat() {
	conn, _ := c.yank()
	c.mu.Lock()
	defer c.mu.Unlock()
	if conn == nil || c.closed {
		return
	}
	c.running.Go(func() {
		<-conn.done
		_ = c.Plug()
	})
}

// troubled is the device's end of a cable, on which troubles happen. One goroutine
// of the device reads; any may write.
type troubled struct {
	port.Port
	cable  *Cable
	unread []byte // came in, not yet read by the device

	mu       sync.Mutex
	answer   []byte // what the device has said since it last heard something
	previous []byte // and what it had said before that
	again    bool   // the answer is to be said once more
}

// Read is port.Port's.
func (l *troubled) Read(ctx context.Context, p []byte) (int, error) {
	if err := l.repeat(ctx); err != nil {
		return 0, err
	}
	if len(l.unread) == 0 {
		n, err := l.Port.Read(ctx, p)
		if err != nil {
			return 0, err
		}
		l.heard()
		if l.unread, err = l.suffer(ctx, p[:n]); err != nil {
			return 0, err
		}
	}
	n := copy(p, l.unread)
	l.unread = l.unread[n:]
	if n == 0 { // all that came was lost
		return l.Read(ctx, p)
	}
	return n, nil
}

// heard begins a new answer.
func (l *troubled) heard() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.answer) > 0 {
		l.previous, l.answer = l.answer, nil
	}
}

// repeat says the last answer once more.
func (l *troubled) repeat(ctx context.Context) error {
	l.mu.Lock()
	answer := l.answer
	if !l.again {
		answer = nil
	}
	l.again = l.again && len(answer) == 0
	l.mu.Unlock()
	if len(answer) == 0 {
		return nil
	}
	_, err := l.Port.Write(ctx, answer)
	return err
}

// suffer is what becomes of bytes from the terminal.
func (l *troubled) suffer(ctx context.Context, p []byte) ([]byte, error) {
	t, at := l.cable.pass(len(p))
	return l.befall(ctx, t, p, at)
}

// Write is port.Port's.
func (l *troubled) Write(ctx context.Context, p []byte) (int, error) {
	if l.cable.muted() {
		return len(p), nil
	}
	whole := len(p)
	t, at := l.cable.pass(whole)
	previous := l.said(p)
	switch t {
	case Mute:
		p = p[:at]
	case Stale:
		p = slices.Concat(p[:at], previous)
	case Pulled, Reseated, Late:
		if _, err := l.Port.Write(ctx, p[:at]); err != nil {
			return 0, err
		}
		p, at = p[at:], 0
	}
	p, err := l.befall(ctx, t, p, at)
	if err != nil {
		return 0, err
	}
	if _, err := l.Port.Write(ctx, p); err != nil {
		return 0, err
	}
	return whole, nil
}

// said adds p to the answer, and returns the previous one.
func (l *troubled) said(p []byte) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer = append(l.answer, p...)
	return l.previous
}

// befall does to p, and to the cable, what the trouble at p[at] does.
func (l *troubled) befall(ctx context.Context, t Trouble, p []byte, at int) ([]byte, error) {
	switch t {
	case Pulled:
		_, _ = l.cable.yank()
		return nil, port.ErrGone
	case Reseated:
		l.cable.reseat()
		return nil, port.ErrGone
	case Noise:
		return slices.Concat(p[:at], []byte(noise), p[at:]), nil
	case Flipped:
		p = bytes.Clone(p)
		p[at] ^= 0x20
	case Dropped:
		return slices.Concat(p[:at], p[at+1:]), nil
	case Late:
		return p, port.Sleep(ctx, Lateness)
	case Twice:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.again = true
	}
	return p, nil
}
