package wire

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
)

// Lengths of the parts of an enrolment code, in bytes: together 25, which is 40
// characters in eight groups of five.
const (
	secretLen      = 10
	fingerprintLen = 13
	checkLen       = 2
	codeLen        = secretLen + fingerprintLen + checkLen
	groupLen       = 5
)

// EnrolmentCode is what the centre gives a technician so that a machine and the
// centre can trust each other at first contact: the secret proves the machine,
// the fingerprint proves the centre.
type EnrolmentCode struct {
	Secret      [secretLen]byte
	fingerprint [fingerprintLen]byte // of the centre's authority
}

// alphabet is Crockford's base 32: no I, L, O, U, which hands and eyes confuse.
func alphabet() *base32.Encoding {
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
}

// NewEnrolmentCode makes a code with a fresh secret for the centre whose
// authority certificate, in DER, is authority.
func NewEnrolmentCode(authority []byte) EnrolmentCode {
	var c EnrolmentCode
	rand.Read(c.Secret[:])
	c.fingerprint = fingerprint(authority)
	return c
}

// Names reports whether authority, a certificate in DER, is the one of the
// centre that made the code.
func (c EnrolmentCode) Names(authority []byte) bool {
	return c.fingerprint == fingerprint(authority)
}

// String returns the code as it is shown and typed: eight groups of five.
func (c EnrolmentCode) String() string {
	body := c.body()
	text := alphabet().EncodeToString(append(body, check(body)...))
	var groups []string
	for ; len(text) > 0; text = text[groupLen:] {
		groups = append(groups, text[:groupLen])
	}
	return strings.Join(groups, "-")
}

func (c EnrolmentCode) body() []byte {
	return append(c.Secret[:len(c.Secret):len(c.Secret)], c.fingerprint[:]...)
}

var errCodeShape = errors.New("enrolment code: want eight groups of five letters and digits, as the centre shows them")

// ParseEnrolmentCode reads a code as a person typed it: case, spaces and hyphens
// do not matter, and O, I, L pass for 0, 1, 1. A mistyped character is an error.
func ParseEnrolmentCode(s string) (EnrolmentCode, error) {
	raw, err := alphabet().DecodeString(normal(s))
	if err != nil || len(raw) != codeLen {
		return EnrolmentCode{}, errCodeShape
	}
	body := raw[:codeLen-checkLen]
	if !bytes.Equal(check(body), raw[codeLen-checkLen:]) {
		return EnrolmentCode{}, fmt.Errorf("enrolment code: a character is wrong; compare it with the centre's again")
	}
	var c EnrolmentCode
	copy(c.fingerprint[:], body[copy(c.Secret[:], body):])
	return c, nil
}

func normal(s string) string {
	return strings.NewReplacer("-", "", " ", "", "\t", "", "\r", "", "\n", "", "O", "0", "I", "1", "L", "1").
		Replace(strings.ToUpper(s))
}

func fingerprint(authority []byte) (f [fingerprintLen]byte) {
	sum := sha256.Sum256(authority)
	copy(f[:], sum[:])
	return f
}

func check(body []byte) []byte {
	sum := sha256.Sum256(append([]byte("yitiji enrolment code"), body...))
	return sum[:checkLen]
}
