package scanner

// Keys of linux/input-event-codes.h that are no characters.
const (
	keyLeftCtrl   = 29
	keyLeftShift  = 42
	keyRightShift = 54
	keyLeftAlt    = 56
	keyRightCtrl  = 97
	keyRightAlt   = 100
	keyLeftMeta   = 125
	keyRightMeta  = 126
)

// Values of a key's event; 2 is the repetition of a key that is held, and counts for
// nothing.
const (
	released = 0
	pressed  = 1
)

// plain and shifted are what the keys of a US keyboard give, which is what scanners
// pretend to be unless they are set otherwise.
var (
	plain = map[uint16]byte{
		28: '\r', 96: '\r', 15: '\t', 57: ' ',
		2: '1', 3: '2', 4: '3', 5: '4', 6: '5', 7: '6', 8: '7', 9: '8', 10: '9', 11: '0', 12: '-', 13: '=',
		16: 'q', 17: 'w', 18: 'e', 19: 'r', 20: 't', 21: 'y', 22: 'u', 23: 'i', 24: 'o', 25: 'p', 26: '[', 27: ']',
		30: 'a', 31: 's', 32: 'd', 33: 'f', 34: 'g', 35: 'h', 36: 'j', 37: 'k', 38: 'l', 39: ';', 40: '\'', 41: '`',
		43: '\\', 44: 'z', 45: 'x', 46: 'c', 47: 'v', 48: 'b', 49: 'n', 50: 'm', 51: ',', 52: '.', 53: '/',
		55: '*', 74: '-', 78: '+', 83: '.', 98: '/', // of the keypad
		82: '0', 79: '1', 80: '2', 81: '3', 75: '4', 76: '5', 77: '6', 71: '7', 72: '8', 73: '9',
	}
	shifted = map[byte]byte{
		'1': '!', '2': '@', '3': '#', '4': '$', '5': '%', '6': '^', '7': '&', '8': '*', '9': '(', '0': ')',
		'-': '_', '=': '+', '[': '{', ']': '}', ';': ':', '\'': '"', '`': '~', '\\': '|', ',': '<', '.': '>', '/': '?',
	}
)

// keys is which keys are held, and the number that is being typed with Alt.
type keys struct {
	shift, control, alt int
	number              int
	digits              int
}

// press follows one key, and returns the bytes that it gives.
func (k *keys) press(code uint16, value int32) []byte {
	if value != pressed && value != released {
		return nil
	}
	switch code {
	case keyLeftShift, keyRightShift:
		hold(&k.shift, value)
		return nil
	case keyLeftCtrl, keyRightCtrl, keyLeftMeta, keyRightMeta:
		hold(&k.control, value)
		return nil
	case keyLeftAlt, keyRightAlt:
		hold(&k.alt, value)
		return k.numbered()
	}
	b, known := plain[code]
	switch {
	case value == released || !known || k.control > 0:
		return nil
	case k.alt > 0:
		k.digit(code, b)
		return nil
	case k.shift > 0:
		b = upper(code, b)
	}
	return []byte{b}
}

// hold counts a key that changes what others give.
func hold(held *int, value int32) {
	if value == pressed {
		*held++
	} else {
		*held = max(0, *held-1)
	}
}

// digit adds a digit of the keypad to the number that is typed with Alt.
func (k *keys) digit(code uint16, b byte) {
	if keypad(code) && digit(b) && k.digits < 5 {
		k.number, k.digits = 10*k.number+int(b-'0'), k.digits+1
	}
}

// numbered is what a number typed with Alt stands for, when Alt is let go: one byte,
// or the two of a GBK code, which is what scanners type that are set for Chinese.
// What the bytes mean is decided for the code as a whole.
func (k *keys) numbered() []byte {
	n, digits := k.number, k.digits
	k.number, k.digits = 0, 0
	switch {
	case digits == 0 || k.alt > 0:
		return nil
	case n < 0x100:
		return []byte{byte(n)}
	}
	return []byte{byte(n >> 8), byte(n)}
}

// keypad says whether a key is one of the digits at the right of a keyboard.
func keypad(code uint16) bool { return code >= 71 && code <= 82 }

// upper is what a key gives with shift held. The keypad does not change.
func upper(code uint16, b byte) byte {
	switch {
	case keypad(code) || code == 55 || code == 83 || code == 98:
		return b
	case 'a' <= b && b <= 'z':
		return b - 'a' + 'A'
	}
	if s, ok := shifted[b]; ok {
		return s
	}
	return b
}
