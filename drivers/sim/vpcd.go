package sim

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// VPCD is a slot of vsmartcard's virtual reader, into which simulated cards are put:
// pcscd listens, and a card that is inserted connects to it.
type VPCD struct {
	address string

	mu   sync.Mutex
	conn net.Conn
	done chan struct{} // closed when pcscd and the card part
	card *SocialCard
}

// VPCDAddress is where pcscd with its virtual reader listens: port 8C7Bh.
const VPCDAddress = "127.0.0.1:35963"

// NewVPCD returns the slot behind an address; empty means VPCDAddress.
func NewVPCD(address string) *VPCD {
	if address == "" {
		address = VPCDAddress
	}
	return &VPCD{address: address}
}

// Insert puts a card in, in place of the one that is there.
func (v *VPCD) Insert(card *SocialCard) error {
	v.Remove()
	conn, err := net.DialTimeout("tcp", v.address, time.Second)
	if err != nil {
		return fmt.Errorf("insert card: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.conn, v.done, v.card = conn, make(chan struct{}), card
	go func(done chan struct{}) {
		defer close(done)
		answerVPCD(conn, card)
	}(v.done)
	return nil
}

// Remove takes the card out, if there is one.
func (v *VPCD) Remove() {
	v.mu.Lock()
	conn, done := v.conn, v.done
	v.conn = nil
	v.mu.Unlock()
	if conn != nil {
		_ = conn.Close()
		<-done
	}
}

// VPCDState is what is in the slot, for a page that shows it.
type VPCDState struct {
	Inserted bool            `json:"inserted"`
	Name     string          `json:"name"`  // whose card it is
	Style    SocialCardStyle `json:"style"` // how it answers
}

// State is how the slot is at this moment. A card that pcscd has let go of, as when it
// ends, is in it no more.
func (v *VPCD) State() VPCDState {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn == nil {
		return VPCDState{}
	}
	select {
	case <-v.done:
		return VPCDState{}
	default:
		return VPCDState{Inserted: true, Name: v.card.Card.Name, Style: v.card.Style}
	}
}

// answerVPCD speaks vpcd's protocol (its api.txt): each message is a length of 16 bits
// and its bytes. One byte is a control: 0 power off, 1 power on, 2 reset, 4 give the ATR;
// anything else is a command to the card.
func answerVPCD(conn net.Conn, card *SocialCard) {
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		message := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, message); err != nil {
			return
		}
		var answer []byte
		switch {
		case len(message) == 1 && message[0] == 4:
			answer = card.ATR()
		case len(message) == 1:
			card.Reset()
			continue
		default:
			answer = card.Answer(message)
		}
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}
