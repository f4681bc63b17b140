package sdt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// preamble opens every frame in both directions.
const preamble = "\xAA\xAA\xAA\x96\x69"

// Sizes of a frame's parts, in bytes.
const (
	headerSize = len(preamble) + 2 // up to and with LEN
	leastBody  = 4                 // SW1 SW2 SW3 CHK
	// mostBody bounds LEN: the longest answer of the protocol is 30 10 with two
	// fingerprints, 2321 bytes in all. A larger LEN is noise, and waiting for
	// its bytes would only waste the person's time.
	mostBody = 2321 - 7
)

// Causes of an answer that cannot be used.
var (
	errNoAnswer = errors.New("no answer")
	errTorn     = errors.New("torn frame")
	errChecksum = errors.New("wrong checksum")
	errGarbage  = errors.New("not a frame")
	errForeign  = errors.New("what answers does not speak this protocol")
)

// answer is one frame from the module.
type answer struct {
	status status
	data   []byte
}

// command returns the frame that asks for cmd with its parameter.
func command(cmd, para byte) []byte {
	f := append([]byte(preamble), 0, 3, cmd, para)
	return append(f, checksum(f[len(preamble):]))
}

// checksum is the exclusive-or of p.
func checksum(p []byte) byte {
	var sum byte
	for _, b := range p {
		sum ^= b
	}
	return sum
}

// missing says how many bytes must still come before the first frame in p can be
// complete; 0 means that decode can be called. Noise before the preamble is
// passed over.
func missing(p []byte) (int, error) {
	p = p[start(p):]
	if len(p) < headerSize {
		return headerSize - len(p), nil
	}
	body := int(binary.BigEndian.Uint16(p[len(preamble):]))
	if body < leastBody || body > mostBody {
		return 0, fmt.Errorf("%w: length %d", errGarbage, body)
	}
	return max(0, headerSize+body-len(p)), nil
}

// start is the index of the first preamble in p, or of what may become one.
func start(p []byte) int {
	if i := bytes.Index(p, []byte(preamble)); i >= 0 {
		return i
	}
	for i := max(0, len(p)-len(preamble)+1); i < len(p); i++ {
		if bytes.HasPrefix([]byte(preamble), p[i:]) {
			return i
		}
	}
	return len(p)
}

// decode reads the first frame in p, all of whose bytes must be there.
func decode(p []byte) (answer, error) {
	if n, err := missing(p); err != nil {
		return answer{}, err
	} else if n > 0 {
		return answer{}, errTorn
	}
	p = p[start(p)+len(preamble):]
	p = p[:2+int(binary.BigEndian.Uint16(p))]
	if checksum(p) != 0 {
		return answer{}, errChecksum
	}
	return answer{status{p[2], p[3], p[4]}, bytes.Clone(p[5 : len(p)-1])}, nil
}
