package centre

import (
	"fmt"
	"regexp"
	"strings"

	"yitiji/terminal/identity"
)

// draftLetters are digits and letters without those that are mistaken for others, 32.
const draftLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// draftChars is how many of them a code has: 60 bits.
const draftChars = 12

var draftShape = regexp.MustCompile(`^D-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-Z])$`)

// NewDraftCode composes the code of a draft out of at least twelve random bytes, as in
// D-7K3M-Q9XW-PA2F-4. No slip has such a number, and a QR code holds it in its shortest
// alphabet.
func NewDraftCode(random []byte) string {
	var b strings.Builder
	b.WriteString("D")
	for i := range draftChars {
		if i%4 == 0 {
			b.WriteString("-")
		}
		b.WriteByte(draftLetters[random[i]%32])
	}
	return fmt.Sprintf("%s-%c", b.String(), identity.Mod3736(b.String()))
}

// ParseDraftCode reads a code as a person typed it or a scanner read it: spaces and case
// do not matter. ok is false for what is no code of a draft, a slip's number for one.
func ParseDraftCode(s string) (code string, ok bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if !draftShape.MatchString(s) || identity.Mod3736(s[:len(s)-2]) != s[len(s)-1] {
		return "", false
	}
	return s, true
}
