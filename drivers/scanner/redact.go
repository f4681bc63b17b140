package scanner

// Redactor takes everything personal out of the traffic of a code scanner: a code
// may hold a number or a name. Digits become 0, all else x, byte for byte; what ends
// a code, an AIM identifier's first three bytes, and what the terminal sends stay.
type Redactor struct {
	inside int // bytes of the code that were seen
	aim    bool
}

// Redact takes what passed in one direction next, and returns what may be kept.
func (r *Redactor) Redact(fromScanner bool, p []byte) []byte {
	if !fromScanner {
		return append([]byte(nil), p...)
	}
	out := make([]byte, len(p))
	for i, b := range p {
		out[i] = r.mask(b)
	}
	return out
}

// Rest returns nothing: nothing is held back.
func (r *Redactor) Rest() []byte { return nil }

func (r *Redactor) mask(b byte) byte {
	if b == '\r' || b == '\n' || b == '\t' {
		r.inside, r.aim = 0, false
		return b
	}
	r.inside++
	switch {
	case r.inside == 1 && b == ']':
		r.aim = true
		return b
	case r.aim && r.inside <= 3 && (letter(b) || digit(b)):
		return b
	case digit(b):
		return '0'
	}
	return 'x'
}
