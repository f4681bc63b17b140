package main

import (
	"context"
	"net"
	"time"
)

// lateness is what a slow line adds to each answer of the centre.
const lateness = 3 * time.Second

// pass carries bytes from one end to the other until either closes. While the line
// is silent they vanish.
func (n *network) pass(ctx context.Context, from, to net.Conn) {
	for buf := make([]byte, 32<<10); ctx.Err() == nil; {
		count, err := from.Read(buf)
		if err != nil {
			return
		}
		if to == nil || n.current() == silent {
			continue
		}
		if _, err := to.Write(buf[:count]); err != nil {
			return
		}
	}
}

// piece is what is on its way on a slow line.
type piece struct {
	at    time.Time
	bytes []byte
}

// passLate is pass for the answers of the centre, which a slow line holds back.
// They keep their order, and the line holds a good deal of them.
func (n *network) passLate(ctx context.Context, from, to net.Conn) {
	line := make(chan piece, 256)
	done := make(chan struct{})
	go func() {
		defer close(done)
		deliver(ctx, line, to)
	}()
	for buf := make([]byte, 32<<10); ; {
		count, err := from.Read(buf)
		if err != nil {
			break
		}
		var at time.Time
		switch n.current() {
		case silent:
			continue
		case slow:
			at = time.Now().Add(lateness)
		}
		line <- piece{at, append([]byte(nil), buf[:count]...)}
	}
	close(line)
	<-done
}

// deliver writes each piece when its time has come. After the end of ctx, or of the
// connection, it drops the rest.
func deliver(ctx context.Context, line <-chan piece, to net.Conn) {
	for p := range line {
		wake := time.NewTimer(time.Until(p.at))
		select {
		case <-wake.C:
			_, _ = to.Write(p.bytes)
		case <-ctx.Done():
		}
		wake.Stop()
	}
}
