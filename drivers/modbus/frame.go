package modbus

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The functions that are used.
const (
	readCoils  = 0x01
	readInputs = 0x02
	writeCoil  = 0x05
	refused    = 0x80 // set in the function of an answer that is a refusal
)

// longest is the longest frame of the protocol.
const longest = 256

// Causes of an answer that cannot be used.
var (
	errSilent  = errors.New("no answer")
	errFrame   = errors.New("not the answer to the question")
	errRefused = errors.New("the board refuses")
)

// crc is CRC-16/MODBUS.
func crc(p []byte) uint16 {
	sum := uint16(0xFFFF)
	for _, b := range p {
		sum ^= uint16(b)
		for range 8 {
			odd := sum&1 == 1
			if sum >>= 1; odd {
				sum ^= 0xA001
			}
		}
	}
	return sum
}

// question is a frame to a unit: a function, an address and a value or a count.
func question(unit, function byte, at, value int) []byte {
	f := []byte{unit, function}
	f = binary.BigEndian.AppendUint16(f, uint16(at))
	f = binary.BigEndian.AppendUint16(f, uint16(value))
	return binary.LittleEndian.AppendUint16(f, crc(f))
}

// size is how long the frame is that begins with p, or 0 while that cannot be told.
func size(p []byte) int {
	switch {
	case len(p) < 3:
		return 0
	case p[1]&refused != 0:
		return 5
	case p[1] == writeCoil:
		return 8
	}
	return 5 + int(p[2])
}

// answer finds the answer to a question at the head of p and returns its data. done is
// false while more must come.
func answer(ask, p []byte) (data []byte, done bool, err error) {
	n := size(p)
	if n == 0 || len(p) < min(n, longest) {
		return nil, false, nil
	}
	if n > longest || p[0] != ask[0] || p[1]&^refused != ask[1] || binary.LittleEndian.Uint16(p[n-2:]) != crc(p[:n-2]) {
		return nil, true, errFrame
	}
	if p[1]&refused != 0 {
		return nil, true, fmt.Errorf("%w: code %d", errRefused, p[2])
	}
	if p[1] == writeCoil {
		if string(p[:n]) != string(ask) {
			return nil, true, errFrame
		}
		return p[2 : n-2], true, nil
	}
	return p[3 : n-2], true, nil
}

// bits unpacks as many bits as were asked for, the first in the lowest bit.
func bits(data []byte, n int) ([]bool, error) {
	if len(data) < (n+7)/8 {
		return nil, fmt.Errorf("%w: %d bytes for %d bits", errFrame, len(data), n)
	}
	out := make([]bool, n)
	for i := range out {
		out[i] = data[i/8]>>(i%8)&1 == 1
	}
	return out, nil
}
