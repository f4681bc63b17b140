package pcsc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// The protocol's version (winscard_msg.h).
const (
	major = 4
	minor = 4
)

// The commands that are used.
const (
	cmdEstablish  = 0x01
	cmdRelease    = 0x02
	cmdConnect    = 0x04
	cmdDisconnect = 0x06
	cmdTransmit   = 0x09
	cmdVersion    = 0x11
	cmdReaders    = 0x12
)

// Sizes of the structures, in bytes.
const (
	nameSize   = 128
	atrSize    = 33
	readerSize = 184 // name, counter, state, sharing, ATR padded to 36, its length, protocol
	mostReader = 16
)

// States of a reader, and what is asked for (pcsclite.h).
const (
	statePresent    = 0x0004
	shareExclusive  = 1
	protocolAny     = 3 // T=0 or T=1
	resetCard       = 1
	headerOfSending = 8
)

// code is a result of pcscd (pcsclite.h).
type code uint32

// The results that mean something to a person.
const (
	success      code = 0
	noReader     code = 0x80100009
	sharing      code = 0x8010000B
	noCard       code = 0x8010000C
	notReady     code = 0x80100010
	notTransact  code = 0x80100016
	unresponsive code = 0x80100066
	unpowered    code = 0x80100067
	reset        code = 0x80100068
	removed      code = 0x80100069
)

// Error gives the number as the manual of PC/SC has it.
func (c code) Error() string { return fmt.Sprintf("pcscd: result %08X", uint32(c)) }

// errMessage says that what came is no answer to what was asked.
var errMessage = errors.New("pcscd: lost step")

// words packs 32-bit numbers.
func words(n ...uint32) []byte {
	var p []byte
	for _, v := range n {
		p = binary.NativeEndian.AppendUint32(p, v)
	}
	return p
}

// word is the 32-bit number at i.
func word(p []byte, i int) uint32 { return binary.NativeEndian.Uint32(p[i:]) }

// name packs the name of a reader.
func name(s string) []byte {
	p := make([]byte, nameSize)
	copy(p[:nameSize-1], s)
	return p
}

// reader is one of the daemon's readers.
type reader struct {
	name    string
	events  uint32 // cards that were pushed in and taken out
	present bool
	atr     []byte
}

// parseReaders reads the table of sixteen readers, of which those without a name are
// not there.
func parseReaders(p []byte) ([]reader, error) {
	if len(p) != mostReader*readerSize {
		return nil, fmt.Errorf("%w: %d bytes of readers", errMessage, len(p))
	}
	var all []reader
	for ; len(p) > 0; p = p[readerSize:] {
		called, _, _ := bytes.Cut(p[:nameSize], []byte{0})
		if len(called) == 0 {
			continue
		}
		n := min(word(p, 176), atrSize)
		all = append(all, reader{string(called), word(p, 128), word(p, 132)&statePresent != 0, bytes.Clone(p[140 : 140+n])})
	}
	return all, nil
}
