package sdt

import (
	"encoding/binary"
	"slices"
	"unicode/utf16"
)

// Redactor takes everything personal out of the traffic of a module, so that it can
// be kept. What the card says is replaced by a card of nobody, with the layout flag
// of the real one; the serial numbers of the chip become zeros, and so does every
// byte that is in no frame. A wrong checksum stays wrong.
type Redactor struct{ held []byte }

// Redact takes what passed in one direction next, and returns what may be kept of it
// and of what was held back before.
func (r *Redactor) Redact(fromModule bool, p []byte) []byte {
	if !fromModule {
		return append(r.Rest(), p...) // commands carry nothing; an answer before them is over
	}
	r.held = append(r.held, p...)
	var out []byte
	for {
		n := start(r.held)
		out = append(out, make([]byte, n)...)
		r.held = r.held[n:]
		more, err := missing(r.held)
		switch {
		case err != nil: // a length that no frame has: not a frame after all
			out = append(out, make([]byte, len(preamble))...)
			r.held = r.held[len(preamble):]
		case more > 0 || len(r.held) == 0:
			return out
		default:
			size := headerSize + int(binary.BigEndian.Uint16(r.held[len(preamble):]))
			out = append(out, nobody(r.held[:size])...)
			r.held = r.held[size:]
		}
	}
}

// Rest returns what may be kept of a frame that never ended: its head.
func (r *Redactor) Rest() []byte {
	out := slices.Concat(r.held[:min(len(r.held), headerSize)], make([]byte, max(0, len(r.held)-headerSize)))
	r.held = nil
	return out
}

// nobody returns a frame of the same size and status that tells of no card.
func nobody(frame []byte) []byte {
	out := slices.Clone(frame)
	data := out[headerSize+3 : len(out)-1]
	head := 4 // lengths of text and photo
	if len(data) > head+textSize+photoSize {
		head = 6 // 30 10: and of fingerprints
	}
	switch {
	case len(data) == 16: // the module's own number
	case len(data) >= head+textSize && binary.BigEndian.Uint16(data) == textSize:
		card := data[head:]
		copy(card, specimen(card[flagAt]))
		clear(card[textSize:])
	default:
		clear(data)
	}
	wrong := checksum(frame[len(preamble):]) // 0 for a frame that is sound
	out[len(out)-1] = 0
	out[len(out)-1] = checksum(out[len(preamble):]) ^ wrong
	return out
}

// specimen is the chip text of nobody, in the layout of a flag.
func specimen(flag byte) []byte {
	text := make([]byte, textSize)
	for i := 0; i < textSize; i += 2 {
		text[i] = ' '
	}
	write := func(at int, s string) {
		for i, unit := range utf16.Encode([]rune(s)) {
			binary.LittleEndian.PutUint16(text[at+2*i:], unit)
		}
	}
	switch flag {
	case 'I':
		write(0, "SPECIMEN")
		write(122, "XXX999919900101")
		write(220, "19900101")
	default:
		write(0, "样本")
		write(36, "19900101")
		write(122, "999999199001010008")
	}
	write(188, "20200101")
	write(204, "20400101")
	if flag == 'I' || flag == 'J' || flag == 'Y' {
		text[flagAt] = flag
	}
	return text
}
