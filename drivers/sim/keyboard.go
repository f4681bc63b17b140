package sim

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Keys of linux/input-event-codes.h that are no characters.
const (
	evSyn, evKey, evMsc                   = 0, 1, 4
	keyEnter, keyTab                      = 28, 15
	keyLeftCtrl, keyLeftShift, keyLeftAlt = 29, 42, 56
)

// rows are the characters of a US keyboard, plain and with shift, from the key of the
// given code on.
var rows = []struct {
	first          uint16
	plain, shifted string
}{
	{2, "1234567890-=", "!@#$%^&*()_+"},
	{16, "qwertyuiop[]", "QWERTYUIOP{}"},
	{30, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
	{43, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
	{57, " ", " "},
}

// keypad are the codes of the keys 0 to 9 at the right of a keyboard.
var keypad = [10]uint16{82, 79, 80, 81, 75, 76, 77, 71, 72, 73}

// typing is a keyboard at work: the events of what it types.
type typing struct{ events []byte }

// key presses (1) or releases (0) a key, as a keyboard reports it: scan code, key,
// end of report.
func (t *typing) key(code uint16, value int32) {
	t.events = append(t.events, event(evMsc, 4, int32(code))...)
	t.events = append(t.events, event(evKey, code, value)...)
	t.events = append(t.events, event(evSyn, 0, 0)...)
}

// stroke types a key while another one is held; hold 0 is none.
func (t *typing) stroke(hold, code uint16) {
	if hold != 0 {
		t.key(hold, 1)
		defer t.key(hold, 0)
	}
	t.key(code, 1)
	t.key(code, 0)
}

// text types a text as scanners do that are set for Chinese Windows: what no key has
// is the decimal number of its GBK code on the keypad, with Alt held; a control
// character is its letter with Ctrl held.
func (t *typing) text(s string) {
	for _, r := range s {
		switch {
		case r == '\r' || r == '\n':
			t.stroke(0, keyEnter)
		case r == '\t':
			t.stroke(0, keyTab)
		case r < ' ':
			_, code := find(r | 0x60)
			t.stroke(keyLeftCtrl, code)
		case r < 0x7F:
			t.stroke(find(r))
		default:
			t.number(r)
		}
	}
}

// find is the key of a character, and shift where it is needed.
func find(r rune) (hold, code uint16) {
	for _, row := range rows {
		if i := strings.IndexRune(row.plain, r); i >= 0 {
			return 0, row.first + uint16(i)
		}
		if i := strings.IndexRune(row.shifted, r); i >= 0 {
			return keyLeftShift, row.first + uint16(i)
		}
	}
	return 0, 0
}

// number types a character by its number.
func (t *typing) number(r rune) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(string(r))
	if err != nil {
		return
	}
	code := 0
	for _, b := range []byte(gbk) {
		code = code<<8 | int(b)
	}
	t.key(keyLeftAlt, 1)
	for _, digit := range strconv.Itoa(code) {
		t.stroke(0, keypad[digit-'0'])
	}
	t.key(keyLeftAlt, 0)
}
