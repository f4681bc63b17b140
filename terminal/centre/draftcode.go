package centre

import (
	"errors"
	"strings"

	"yitiji/terminal/identity"
)

// DraftCode names a draft, as in D-7K3M-Q9ZT-2XFA-8: what a slip's QR code holds. It is
// random, and says nothing of its owner.
type DraftCode string

// DraftDigits is how many random characters of 0-9 and A-Z a code has: 62 bits.
const DraftDigits = 12

// NewDraftCode makes a code of DraftDigits characters.
func NewDraftCode(random string) DraftCode {
	body := "D-" + random[:4] + "-" + random[4:8] + "-" + random[8:DraftDigits]
	return DraftCode(body + "-" + string(identity.Mod3736(body)))
}

// errDraftCode says what was scanned instead.
var errDraftCode = errors.New("draft: want a code such as D-7K3M-Q9ZT-2XFA-8, whose last character fits")

// ParseDraftCode reads a code as a scanner reads it.
func ParseDraftCode(s string) (DraftCode, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	random := strings.ReplaceAll(strings.TrimPrefix(s, "D-"), "-", "")
	if len(random) != DraftDigits+1 || strings.Trim(random, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", errDraftCode
	}
	if code := NewDraftCode(random[:DraftDigits]); string(code) == s {
		return code, nil
	}
	return "", errDraftCode
}
