package sim

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
)

// PCSCD is a simulated pcscd with one reader, for conversations of which there are too
// many for the real one. It speaks version 4.4 of the daemon's protocol (winscard_msg.h)
// to any number of programs, one of which has the card at a time.
type PCSCD struct {
	listener net.Listener
	running  sync.WaitGroup

	mu     sync.Mutex
	card   *SocialCard
	events uint32   // cards that were pushed in and taken out
	holder net.Conn // the program that has the card; nil for none
	open   map[net.Conn]bool
}

// NewPCSCD returns a daemon that listens at the path of a Unix socket.
func NewPCSCD(path string) (*PCSCD, error) {
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	d := &PCSCD{listener: l, open: map[net.Conn]bool{}}
	d.running.Go(d.accept)
	return d, nil
}

// Insert puts a card in, in place of the one that is there; nil takes it out.
func (d *PCSCD) Insert(card *SocialCard) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.card, d.holder = card, nil
	d.events++
}

// Close ends the daemon, and waits for all that it started.
func (d *PCSCD) Close() error {
	err := d.listener.Close()
	d.mu.Lock()
	for conn := range d.open {
		_ = conn.Close()
	}
	d.mu.Unlock()
	d.running.Wait()
	return err
}

func (d *PCSCD) accept() {
	for {
		conn, err := d.listener.Accept()
		if err != nil {
			return
		}
		d.mu.Lock()
		d.open[conn] = true
		d.mu.Unlock()
		d.running.Go(func() { d.serve(conn) })
	}
}

// serve answers one program, until it leaves or says what no program says.
func (d *PCSCD) serve(conn net.Conn) {
	defer d.leave(conn)
	for {
		command, body, err := pcscdRequest(conn)
		if err != nil {
			return
		}
		answer := d.answer(conn, command, body)
		if answer == nil {
			return
		}
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

// leave lets go of what a program had.
func (d *PCSCD) leave(conn net.Conn) {
	_ = conn.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, conn)
	if d.holder == conn {
		d.holder = nil
	}
}

// pcscdRequest reads a header (size, command), its structure and, of a command to a card,
// the bytes that follow.
func pcscdRequest(conn io.Reader) (command uint32, body []byte, err error) {
	var head [8]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return 0, nil, err
	}
	size, command := binary.NativeEndian.Uint32(head[:]), binary.NativeEndian.Uint32(head[4:])
	if size > 1024 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	body = make([]byte, size)
	if _, err := io.ReadFull(conn, body); err != nil {
		return 0, nil, err
	}
	if command == pcscdTransmit && size == 32 {
		more := make([]byte, min(binary.NativeEndian.Uint32(body[12:]), 512))
		_, err = io.ReadFull(conn, more)
		body = append(body, more...)
	}
	return command, body, err
}

// The commands of the protocol that are known, and the results (pcsclite.h).
const (
	pcscdEstablish  = 0x01
	pcscdConnect    = 0x04
	pcscdDisconnect = 0x06
	pcscdTransmit   = 0x09
	pcscdVersion    = 0x11
	pcscdReaders    = 0x12

	pcscdSharing = 0x8010000B
	pcscdNoCard  = 0x8010000C
	pcscdRemoved = 0x80100069
)

// answer executes a command; nil hangs up.
func (d *PCSCD) answer(conn net.Conn, command uint32, body []byte) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case command == pcscdVersion && len(body) == 12:
		return pcscdWords(4, 4, 0)
	case command == pcscdEstablish && len(body) == 12:
		return pcscdWords(2, 7, 0)
	case command == pcscdReaders && len(body) == 0:
		return d.table()
	case command == pcscdConnect && len(body) == 152:
		result := d.connect(conn)
		return append(body[:132], pcscdWords(1, 3, 9, 1, result)...)
	case command == pcscdDisconnect && len(body) == 12:
		d.holder = nil
		return append(body[:8], pcscdWords(0)...)
	case command == pcscdTransmit && len(body) >= 32:
		return d.transmit(conn, body[:32], body[32:])
	}
	return nil
}

// connect takes the card for a program, reset.
func (d *PCSCD) connect(conn net.Conn) uint32 {
	switch {
	case d.card == nil:
		return pcscdNoCard
	case d.holder != nil && d.holder != conn:
		return pcscdSharing
	}
	d.holder = conn
	d.card.Reset()
	return 0
}

// transmit has the card answer: the length and the result stand in the structure's last
// two words.
func (d *PCSCD) transmit(conn net.Conn, structure, command []byte) []byte {
	var answer []byte
	result := uint32(pcscdRemoved)
	if d.holder == conn && d.card != nil {
		answer, result = d.card.Answer(command), 0
	}
	return append(append(structure[:24], pcscdWords(uint32(len(answer)), result)...), answer...)
}

// table is the list of sixteen readers, of which one is there.
func (d *PCSCD) table() []byte {
	p := make([]byte, 16*184)
	copy(p, "Simulated Reader 00 00")
	binary.NativeEndian.PutUint32(p[128:], d.events)
	state := uint32(0x02) // absent
	if d.card != nil {
		state = 0x34 // present, powered, negotiable
		atr := d.card.ATR()
		copy(p[140:176], atr)
		binary.NativeEndian.PutUint32(p[176:], uint32(len(atr)))
	}
	binary.NativeEndian.PutUint32(p[132:], state)
	return p
}

func pcscdWords(n ...uint32) []byte {
	var p []byte
	for _, v := range n {
		p = binary.NativeEndian.AppendUint32(p, v)
	}
	return p
}
