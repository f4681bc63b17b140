package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// online returns a line to a centre that answers everything with the same bytes.
func online(t *testing.T) *network {
	t.Helper()
	centre, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	go func() {
		for {
			c, err := centre.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); c.Close() }()
		}
	}()
	n := newNetwork(free.Addr().String(), centre.Addr().String())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- n.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run = %v", err)
		}
		centre.Close()
	})
	return n
}

// dial connects, and tries for a moment because listening takes one.
func dial(t *testing.T, n *network) net.Conn {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; {
		c, err := net.Dial("tcp", n.listen)
		if err == nil {
			t.Cleanup(func() { c.Close() })
			return c
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// echo sends a word and returns what comes back within a limit.
func echo(c net.Conn, word string, limit time.Duration) (string, error) {
	if _, err := io.WriteString(c, word); err != nil {
		return "", err
	}
	_ = c.SetReadDeadline(time.Now().Add(limit))
	p := make([]byte, len(word))
	n, err := io.ReadFull(c, p)
	return string(p[:n]), err
}

func TestLineUpAndCut(t *testing.T) {
	n := online(t)
	c := dial(t, n)
	if got, err := echo(c, "hello", time.Second); got != "hello" {
		t.Fatalf("up: %q, %v", got, err)
	}
	n.set(cut)
	if _, err := echo(c, "hello", time.Second); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("cut: %v, want a broken connection", err)
	}
	for end := time.Now().Add(2 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		refused, err := net.Dial("tcp", n.listen)
		if err != nil {
			break
		}
		refused.Close()
		if time.Now().After(end) {
			t.Fatal("cut: connections are still taken")
		}
	}
	n.set(up)
	if got, err := echo(dial(t, n), "again", time.Second); got != "again" {
		t.Errorf("up again: %q, %v", got, err)
	}
}

func TestLineSilent(t *testing.T) {
	n := online(t)
	old := dial(t, n)
	if _, err := echo(old, "x", time.Second); err != nil {
		t.Fatal(err)
	}
	n.set(silent)
	for name, c := range map[string]net.Conn{"old": old, "new": dial(t, n)} {
		if got, err := echo(c, "hello", 200*time.Millisecond); got != "" || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s connection: %q, %v, want silence", name, got, err)
		}
	}
}

func TestLineSlow(t *testing.T) {
	n := online(t)
	n.set(slow)
	start := time.Now()
	got, err := echo(dial(t, n), "hello", 2*lateness)
	if took := time.Since(start); got != "hello" || took < lateness || took > lateness+time.Second {
		t.Errorf("slow: %q, %v after %s, want about %s", got, err, took, lateness)
	}
}
