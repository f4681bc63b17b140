package escpos

import (
	"bytes"
	"slices"
)

// Redactor takes everything personal out of the traffic of a receipt printer: the
// text becomes x, images become white, the content of a code becomes x, byte for
// byte. What is known to carry no content stays; what is not known does not.
type Redactor struct{ held []byte }

// plain are the commands that carry no content, and how many bytes follow them.
var plain = [...]struct {
	command   string
	following int
}{
	{initialise, 0},
	{chineseOn, 0},
	{lineSpacing, 1},
	{alignTo, 1},
	{bold, 1},
	{size, 1},
	{sizeChinese, 1},
	{feedDots, 1},
	{reportOff[:2], 1},
	{askQueued[:2], 1},
	{cut[:3], 1},
	{"\x10\x04", 1},
	{clearBuffer, 0},
}

// Redact takes what passed in one direction next, and returns what may be kept of it
// and of what was held back before.
func (r *Redactor) Redact(fromPrinter bool, p []byte) []byte {
	if fromPrinter {
		return slices.Clone(p) // status bytes, and what the model calls itself
	}
	r.held = append(r.held, p...)
	var out []byte
	for len(r.held) > 0 {
		n, keep := r.next()
		if n > len(r.held) {
			break
		}
		out = append(out, blank(r.held[:n], keep)...)
		r.held = r.held[n:]
	}
	return out
}

// Rest returns what may be kept of a command that never ended: its length.
func (r *Redactor) Rest() []byte {
	out := blank(r.held, 0)
	r.held = nil
	return out
}

// next says how many bytes the next piece has, more than are held when it is not
// whole yet, and how many of them may be kept as they are.
func (r *Redactor) next() (n, keep int) {
	if !slices.Contains([]byte{0x10, 0x1B, 0x1C, 0x1D}, r.held[0]) {
		return 1, 0
	}
	for _, c := range plain {
		if bytes.HasPrefix(r.held, []byte(c.command)) {
			return len(c.command) + c.following, len(c.command) + c.following
		}
		if bytes.HasPrefix([]byte(c.command), r.held) {
			return len(c.command), 0 // to be continued
		}
	}
	return r.nextLong()
}

// nextLong is next for the two commands that carry content behind their length.
func (r *Redactor) nextLong() (n, keep int) {
	word := func(i int) int { return int(r.held[i]) | int(r.held[i+1])<<8 }
	for _, long := range []struct {
		command string
		header  int
	}{{raster, 8}, {qr, 7}} {
		switch {
		case !bytes.HasPrefix(r.held, []byte(long.command)[:min(len(long.command), len(r.held))]):
			continue
		case len(r.held) < long.header:
			return long.header, 0
		case long.command == raster:
			return 8 + word(4)*word(6), 8
		case r.held[6] == 0x50: // store the content
			return 5 + word(3), 8
		}
		return 5 + word(3), 5 + word(3)
	}
	return 1, 0
}

// blank keeps the first bytes of a piece and masks the others: what is printed
// becomes x, or white in an image, and other bytes zero. LF stays.
func blank(p []byte, keep int) []byte {
	out := slices.Clone(p)
	image := bytes.HasPrefix(p, []byte(raster))
	for i := min(keep, len(p)); i < len(p); i++ {
		switch {
		case p[i] == '\n' && !image:
		case p[i] < ' ' || image:
			out[i] = 0
		default:
			out[i] = 'x'
		}
	}
	return out
}
