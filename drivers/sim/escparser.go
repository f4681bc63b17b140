package sim

// escParser cuts what the terminal sends into commands, as a printer's receiver
// does: byte by byte, keeping what is not whole yet.
type escParser struct {
	seen    []byte
	chinese bool // FS & is in force: text bytes from 81 on come in pairs
}

// The largest picture of GS v 0 (TM-T81): of a command whose parameters are out of
// range, what follows is printed as text.
const (
	widestRaster  = 256  // bytes
	highestRaster = 2303 // dots
)

// feed takes one byte, and returns the command or the character that it ends.
func (p *escParser) feed(b byte) (command []byte, done bool) {
	p.seen = append(p.seen, b)
	if len(p.seen) < p.need() {
		return nil, false
	}
	command, p.seen = p.seen, nil
	switch string(command) {
	case "\x1C\x26", "\x1B\x40": // power-on and reset leave Chinese on
		p.chinese = true
	case "\x1C\x2E":
		p.chinese = false
	}
	return command, true
}

// need is how long the command that begins with seen is at least.
func (p *escParser) need() int {
	n := len(p.seen)
	switch first := p.seen[0]; {
	case first == 0x10 || first == 0x1B || first == 0x1C || first == 0x1D:
		if n < 2 {
			return 2
		}
		return p.commandSize(first, p.seen[1])
	case first >= 0x81 && first <= 0xFE && p.chinese:
		return 2
	}
	return 1
}

func (p *escParser) commandSize(first, second byte) int {
	switch first {
	case 0x10:
		return p.realTimeSize(second)
	case 0x1B:
		return p.escSize(second)
	case 0x1C:
		return sizeIn(second, "\x21\x57\x2D\x43", "\x53", 2)
	}
	return p.gsSize(second)
}

// realTimeSize is for DLE: EOT n, ENQ n, DC4 fn with its parameters.
func (p *escParser) realTimeSize(second byte) int {
	switch {
	case second == 0x04 || second == 0x05:
		return 3
	case second != 0x14:
		return 2
	case len(p.seen) < 3:
		return 3
	case p.seen[2] == 8:
		return 10
	}
	return 5
}

func (p *escParser) escSize(second byte) int {
	switch second {
	case '*': // bit image: m nL nH, then 1 or 3 bytes a column
		if len(p.seen) < 5 {
			return 5
		}
		wide := 1
		if p.seen[2] >= 32 {
			wide = 3
		}
		if p.word(3) > 2047 { // out of range, as for GS v 0
			return 5
		}
		return 5 + wide*p.word(3)
	case 'p':
		return 5
	case 'D': // tab stops, ended by NUL
		if last := len(p.seen) - 1; last >= 2 && p.seen[last] == 0 || last > 33 {
			return len(p.seen)
		}
		return len(p.seen) + 1
	}
	return sizeIn(second, "!-3adJEGMRtV{ ", "c$\\", 2)
}

func (p *escParser) gsSize(second byte) int {
	switch second {
	case 'V':
		if len(p.seen) > 2 && p.seen[2] > 1 && p.seen[2] != '0' && p.seen[2] != '1' {
			return 4
		}
		return 3
	case '(':
		if len(p.seen) < 5 {
			return 5
		}
		return 5 + p.word(3)
	case 'v':
		if len(p.seen) < 8 {
			return 8
		}
		if p.word(4) > widestRaster || p.word(6) > highestRaster {
			return 8
		}
		return 8 + p.word(4)*p.word(6)
	case 'k':
		return p.barcodeSize()
	}
	return sizeIn(second, "!arBhwHfIb", "LWP\\$", 2)
}

// barcodeSize is for GS k, in its counted form and in the one ended by NUL.
func (p *escParser) barcodeSize() int {
	n := len(p.seen)
	switch {
	case n < 4:
		return 4
	case p.seen[2] >= 65:
		return 4 + int(p.seen[3])
	case p.seen[n-1] == 0 || n > 260:
		return n
	}
	return n + 1
}

// word is the 16 bits at i, low byte first.
func (p *escParser) word(i int) int { return int(p.seen[i]) | int(p.seen[i+1])<<8 }

// sizeIn is 3 for commands with one parameter, 4 for those with two, else short.
func sizeIn(c byte, one, two string, short int) int {
	for i := range len(one) {
		if one[i] == c {
			return 3
		}
	}
	for i := range len(two) {
		if two[i] == c {
			return 4
		}
	}
	return short
}
