package centre

import (
	"errors"
	"regexp"
	"strings"

	"yitiji/terminal/identity"
)

// DraftCode names a draft, as in D-7K3M-Q9XW-PA2F-4: what the QR code of a slip holds, in
// its shortest alphabet. It is random, and says nothing of its owner; no slip has such a
// number.
type DraftCode string

// draftLetters are digits and letters without those that are mistaken for others, 32.
const draftLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// DraftBytes is how many random bytes a code is made of, five bits of each.
const DraftBytes = 12

// NewDraftCode composes a code out of DraftBytes random bytes.
func NewDraftCode(random []byte) DraftCode {
	var b strings.Builder
	b.WriteString("D")
	for i := range DraftBytes {
		if i%4 == 0 {
			b.WriteString("-")
		}
		b.WriteByte(draftLetters[random[i]%32])
	}
	return DraftCode(b.String() + "-" + string(identity.Mod3736(b.String())))
}

var draftShape = regexp.MustCompile(`^D(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-Z]$`)

var errDraftCode = errors.New("draft: want a code such as D-7K3M-Q9XW-PA2F-4, whose last character fits")

// ParseDraftCode reads a code as a person typed it or a scanner read it: spaces and case
// do not matter. A slip's number is none.
func ParseDraftCode(s string) (DraftCode, error) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if !draftShape.MatchString(s) || identity.Mod3736(s[:len(s)-2]) != s[len(s)-1] {
		return "", errDraftCode
	}
	return DraftCode(s), nil
}
