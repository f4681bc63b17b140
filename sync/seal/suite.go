package seal

import (
	"bytes"
	"crypto/cipher"
	"errors"
	"fmt"
)

// suite is one choice of algorithms for keys and seals. All that a suite does is agree on
// secrets: what is sealed with them, and how, is the same for all.
type suite interface {
	name() string
	generate() (privateKey, error)
	parsePrivate(raw []byte) (privateKey, error)
	parsePublic(raw []byte) (publicKey, error)
	encLen() int // of an encapsulated key
	cipher(secret []byte) (cipher.AEAD, error)
}

// publicKey is a suite's key to seal to.
type publicKey interface {
	suite() suite
	bytes() []byte
	// encapsulate agrees on secrets with whoever has the private key of it.
	encapsulate(info string) (enc []byte, secret exporter, err error)
}

// privateKey is a suite's key to open with.
type privateKey interface {
	suite() suite
	bytes() ([]byte, error)
	public() publicKey
	decapsulate(enc []byte, info string) (exporter, error)
}

// exporter gives the secrets of one exchange by what they are for (RFC 9180, 5.3).
type exporter func(use string, length int) ([]byte, error)

const secretLen = 32

// cipherFor is the cipher of one use of an exchange.
func cipherFor(s suite, secret exporter, use string) (cipher.AEAD, error) {
	key, err := secret(use, secretLen)
	if err != nil {
		return nil, err
	}
	return s.cipher(key)
}

// suites lists what this program knows; the first is what it makes keys with.
func suites() []suite { return []suite{standard{}} }

// ErrSuite tells that bytes were made with a suite that this program lacks, or
// are no bytes of ours at all.
var ErrSuite = errors.New("seal: unknown suite; the other side is newer, or the bytes are damaged")

// tag puts the name of a suite before raw: one byte of length, the name.
func tag(name string, raw []byte) []byte {
	out := make([]byte, 0, 1+len(name)+len(raw))
	out = append(out, byte(len(name)))
	out = append(out, name...)
	return append(out, raw...)
}

// untag takes the name of a suite off b.
func untag(name string, b []byte) ([]byte, error) {
	raw, ok := bytes.CutPrefix(b, tag(name, nil))
	if !ok {
		return nil, ErrSuite
	}
	return raw, nil
}

// suiteOf finds the suite that b begins with.
func suiteOf(b []byte) (suite, []byte, error) {
	for _, s := range suites() {
		if raw, err := untag(s.name(), b); err == nil {
			return s, raw, nil
		}
	}
	return nil, nil, ErrSuite
}

// wrap adds to err what was being done, in this package's voice.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("seal: %s: %w", doing, err)
}
