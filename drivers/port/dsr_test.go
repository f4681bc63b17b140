package port

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"
)

// uart is a serial line whose printer becomes busy after some bytes.
type uart struct {
	got   bytes.Buffer
	queue int // on its way
	room  int // bytes until it says busy
	most  int // bytes that came while it was busy
	gone  error
}

func (u *uart) ready() (bool, error) { return u.room > 0, u.gone }

func (u *uart) leaving() (int, error) {
	left := u.queue
	u.queue = max(0, u.queue-16)
	return left, u.gone
}

func (u *uart) write(_ context.Context, p []byte) (int, error) {
	if u.room <= 0 || u.queue > 0 {
		u.most += len(p)
	}
	u.room -= len(p)
	u.queue += len(p)
	return u.got.Write(p)
}

func TestPace(t *testing.T) {
	sent := bytes.Repeat([]byte("slip"), 500)
	u := &uart{room: 1 << 20}
	if n, err := pace(t.Context(), u, sent, u.write); n != len(sent) || err != nil || !bytes.Equal(u.got.Bytes(), sent) {
		t.Errorf("pace = %d, %v", n, err)
	}
	u = &uart{room: 200}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	n, err := pace(ctx, u, sent, u.write)
	if !errors.Is(err, context.DeadlineExceeded) || n < 200 || n >= 200+pacePiece || u.most != 0 {
		t.Errorf("pace to a busy printer = %d, %v, %d bytes while it was busy", n, err, u.most)
	}
	u = &uart{gone: ErrGone}
	if n, err := pace(t.Context(), u, sent, u.write); n != 0 || !errors.Is(err, ErrGone) {
		t.Errorf("pace on a line that is gone = %d, %v", n, err)
	}
}

func TestNoDSROnAPseudoTerminal(t *testing.T) {
	pty, err := OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	defer pty.Close()
	if line, err := OpenSerial(pty.Path(), SerialOptions{Flow: DTRDSR}); err == nil {
		line.Close()
		t.Error("a line without DSR was opened with flow control by DSR")
	}
}
