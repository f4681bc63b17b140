package crt591

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// The bytes of the link.
const (
	begin       = 0xF2
	end         = 0x03
	acknowledge = 0x06
	negative    = 0x15
	clearLine   = 0x04
)

// longest bounds a text: card data is the longest, some hundred bytes.
const longest = 1024

// Commands and parameters, as the manual writes them in ASCII.
const (
	initialise = "03" // leave the card where it is
	status     = "10"
	toGate     = "20"
	toContact  = "21" // the position at which a chip is read through its contacts
	toRadio    = "22" // and through the air
	toBin      = "23"
)

// Causes of a conversation that failed.
var (
	errNoReceipt = errors.New("the command is not acknowledged")
	errNoAnswer  = errors.New("no answer")
	errGarbage   = errors.New("not a frame")
)

// frame returns text with everything around it.
func frame(address byte, text string) []byte {
	f := []byte{begin, address}
	f = binary.BigEndian.AppendUint16(f, uint16(len(text)))
	f = append(append(f, text...), end)
	return append(f, checksum(f))
}

func checksum(p []byte) byte {
	var sum byte
	for _, b := range p {
		sum ^= b
	}
	return sum
}

// next finds the first whole frame in p and returns its text and what follows it. A
// frame that is wrong is passed over byte by byte. more is true when the rest may be
// the beginning of a frame.
func next(address byte, p []byte) (text string, rest []byte, ok, more bool) {
	for {
		i := bytes.IndexByte(p, begin)
		if i < 0 {
			return "", nil, false, true
		}
		if p = p[i:]; len(p) < 4 {
			return "", p, false, true
		}
		n := int(binary.BigEndian.Uint16(p[2:]))
		switch whole := 4 + n + 2; {
		case p[1] != address || n > longest:
			p = p[1:]
		case len(p) < whole:
			return "", p, false, true
		case p[4+n] != end || checksum(p[:whole]) != 0:
			p = p[1:]
		default:
			return string(p[4 : 4+n]), p[whole:], true, true
		}
	}
}

// reply is what the device says of itself with each good answer.
type reply struct {
	card    byte // '0' none, '1' at the gate, '2' at a read position
	stacker byte // '0' empty, '1' few, '2' enough
	bin     byte // '1' full
}

// refusal is a bad answer.
type refusal struct{ code string }

// Error gives the code and its meaning.
func (r *refusal) Error() string {
	for _, m := range meanings {
		if m.code == r.code {
			return fmt.Sprintf("error %s: %s", r.code, m.text)
		}
	}
	return "error " + r.code
}

// parse reads the text of an answer to a command. mine is false when it answers
// another one.
func parse(command, text string) (r reply, mine bool, err error) {
	if len(text) < 3 || text[1:3] != command {
		return reply{}, false, nil
	}
	switch {
	case text[0] == 'P' && len(text) >= 6:
		return reply{text[3], text[4], text[5]}, true, nil
	case (text[0] == 'N' || text[0] == 'E') && len(text) >= 5:
		return reply{}, true, &refusal{text[3:5]}
	}
	return reply{}, true, errGarbage
}
