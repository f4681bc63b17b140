package sim

import (
	"cmp"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"yitiji/drivers/port"
)

// manner is how a device puts what it says into messages: reports of HID, events of
// a keyboard, packets of USB.
type manner struct {
	node     string                      // what the socket is called in its folder; empty for "node"
	stream   bool                        // it takes and gives bytes: messages have no borders
	greeting []byte                      // the first message to whoever connects; empty for none
	cut      func(p []byte) [][]byte     // of what the device says, the messages
	join     func(message []byte) []byte // of a message, what the device hears
}

// socket is the outlet of a device that has no serial line. The terminal connects to a
// Unix socket (SOCK_SEQPACKET, of messages), one at a time, where a real machine has a node like
// /dev/hidraw0.
type socket struct {
	manner
	folder   string
	listener *net.UnixListener
	life     context.Context
	end      context.CancelFunc
	accepts  sync.WaitGroup
	heard    chan []byte
	rest     []byte // of what was heard; owned by Read

	mu   sync.Mutex
	peer *net.UnixConn
}

// listen opens a socket in a folder of its own.
func (m manner) listen() (outlet, error) {
	s, err := m.open()
	if err != nil { // not a nil *socket in an interface
		return nil, err
	}
	return s, nil
}

func (m manner) open() (*socket, error) {
	folder, err := os.MkdirTemp("", "sim")
	if err != nil {
		return nil, err
	}
	s := &socket{manner: m, folder: folder, heard: make(chan []byte, 64)}
	network := "unixpacket"
	if m.stream {
		network = "unix"
	}
	if err = os.MkdirAll(filepath.Dir(s.Path()), 0o755); err == nil {
		s.listener, err = net.ListenUnix(network, &net.UnixAddr{Name: s.Path(), Net: network})
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.accepts.Go(s.accept)
	return s, nil
}

// accept serves one terminal after the other.
func (s *socket) accept() {
	for {
		conn, err := s.listener.AcceptUnix()
		if err != nil {
			return
		}
		if !s.seat(conn) {
			_ = conn.Close()
			return
		}
		s.hear(conn)
		s.seat(nil)
	}
}

// seat makes a terminal the one that is served. ok is false when the plug was pulled.
func (s *socket) seat(conn *net.UnixConn) (ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.peer != nil {
		_ = s.peer.Close()
	}
	s.peer = conn
	if conn != nil && len(s.greeting) > 0 {
		_, _ = conn.Write(s.greeting)
	}
	return s.life.Err() == nil
}

// hear passes on what a terminal says, until it leaves.
func (s *socket) hear(conn *net.UnixConn) {
	for p := make([]byte, 32<<10); ; {
		n, err := conn.Read(p)
		if err != nil || n == 0 {
			return
		}
		select {
		case s.heard <- s.join(append([]byte(nil), p[:n]...)):
		case <-s.life.Done():
			return
		}
	}
}

// Read is port.Port's.
func (s *socket) Read(ctx context.Context, p []byte) (int, error) {
	for len(s.rest) == 0 {
		select {
		case s.rest = <-s.heard:
		case <-s.life.Done():
			return 0, port.ErrGone
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Write is port.Port's. What is said while nobody listens is lost, as on a bus that
// nobody polls.
func (s *socket) Write(_ context.Context, p []byte) (int, error) {
	if err := s.Err(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.peer == nil {
		return len(p), nil
	}
	_ = s.peer.SetWriteDeadline(time.Now().Add(time.Second))
	for _, message := range s.cut(p) {
		if _, err := s.peer.Write(message); err != nil {
			return len(p), nil // the terminal has left
		}
	}
	return len(p), nil
}

// Flush is port.Port's.
func (s *socket) Flush() error { return s.Err() }

// Err is port.Port's.
func (s *socket) Err() error {
	if s.life.Err() != nil {
		return port.ErrGone
	}
	return nil
}

// Close is port.Port's.
func (s *socket) Close() error {
	s.end()
	err := s.listener.Close()
	s.mu.Lock()
	if s.peer != nil {
		_ = s.peer.Close()
	}
	s.mu.Unlock()
	s.accepts.Wait()
	return errors.Join(err, os.RemoveAll(s.folder))
}

// Path is outlet's.
func (s *socket) Path() string { return filepath.Join(s.folder, cmp.Or(s.node, "node")) }

// String is port.Port's.
func (s *socket) String() string { return s.Path() }
