package seal

import (
	"bytes"
	"crypto/hpke"
	"errors"
	"fmt"
)

// Standard is the name of the suite that every terminal has.
const Standard = "std"

// ErrSuite tells that bytes were made with a suite that this program lacks, or
// are no bytes of ours at all.
var ErrSuite = errors.New("seal: unknown suite; the other side is newer, or the bytes are damaged")

// tag puts the name of the suite before raw: one byte of length, the name.
func tag(raw []byte) []byte {
	out := make([]byte, 0, 1+len(Standard)+len(raw))
	out = append(out, byte(len(Standard)))
	out = append(out, Standard...)
	return append(out, raw...)
}

// untag takes the name of the suite off b.
func untag(b []byte) ([]byte, error) {
	raw, ok := bytes.CutPrefix(b, tag(nil))
	if !ok {
		return nil, ErrSuite
	}
	return raw, nil
}

// kem, kdf and aead are what suite std puts into HPKE. encLen is the length of
// an encapsulated key: an ML-KEM-768 ciphertext and an X25519 point.
func kem() hpke.KEM   { return hpke.MLKEM768X25519() }
func kdf() hpke.KDF   { return hpke.HKDFSHA256() }
func aead() hpke.AEAD { return hpke.AES256GCM() }

const encLen = 1088 + 32

// info separates our use of a key from every other (RFC 9180, 8.1).
const info = "yitiji entry v1"

// wrap adds to err what was being done, in this package's voice.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("seal: %s: %w", doing, err)
}
