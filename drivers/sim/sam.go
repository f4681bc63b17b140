package sim

// What a SAM_A module says: SW1 SW2 SW3. Taken from the module's manual, apart
// from the driver's own table.
var (
	samOK         = [3]byte{0, 0, 0x90}
	samFound      = [3]byte{0, 0, 0x9F}
	samNoItem     = [3]byte{0, 0, 0x91}
	samBadSum     = [3]byte{0, 0, 0x10}
	samBadCommand = [3]byte{0, 0, 0x21}
	samForbidden  = [3]byte{0, 0, 0x23}
	samUnknown    = [3]byte{0, 0, 0x40}
	samNoCard     = [3]byte{0, 0, 0x80}
	samNoSelect   = [3]byte{0, 0, 0x81}
)

// samHead opens every frame.
var samHead = [5]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69}

// samCommand is one question from the host.
type samCommand struct {
	cmd, para byte
	sound     bool // the checksum fits
	size      int  // bytes on the line
}

// samParser finds commands in what the host sends, byte by byte.
type samParser struct {
	seen []byte // the frame so far, from its first AA
}

// feed takes one byte; done says that it ended a command.
func (s *samParser) feed(b byte) (c samCommand, done bool) {
	s.seen = append(s.seen, b)
	n := len(s.seen)
	if n <= len(samHead) {
		if b != samHead[n-1] {
			s.restart(b)
		}
		return c, false
	}
	if n < 7 {
		return c, false
	}
	body := int(s.seen[5])<<8 | int(s.seen[6])
	if body < 3 || body > 64 { // no command is longer
		s.seen = nil
		return c, false
	}
	if n < 7+body {
		return c, false
	}
	c = samCommand{cmd: s.seen[7], para: s.seen[8], sound: xor(s.seen[5:]) == 0, size: n}
	s.seen = nil
	return c, true
}

// restart keeps of a broken head what may begin the next one: AA repeats in it.
func (s *samParser) restart(b byte) {
	keep := 0
	if b == 0xAA {
		keep = min(len(s.seen), 3)
	}
	s.seen = append(s.seen[:0], 0xAA, 0xAA, 0xAA)[:keep]
}

// samFrame is an answer as it goes on the line.
func samFrame(sw [3]byte, data []byte) []byte {
	n := len(sw) + len(data) + 1
	f := append(samHead[:], byte(n>>8), byte(n))
	f = append(append(f, sw[:]...), data...)
	return append(f, xor(f[5:]))
}

func xor(p []byte) (sum byte) {
	for _, b := range p {
		sum ^= b
	}
	return sum
}
