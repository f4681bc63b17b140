package seal

import (
	"crypto/cipher"
	"errors"
)

// Contexts that keep our use of a key from every other (RFC 9180, 5.3 and 8.1).
const (
	entryInfo = "yitiji entry v1"
	entryUse  = "yitiji entry key v1"
)

// Envelope is a seal whose slow half, the key exchange, is done. The bodies that go into one
// can be told to have been sealed by the same terminal in the same minute, which their
// headers say anyway. As long as an Envelope is in memory, so is the key to what it sealed:
// let go of it soon. It is safe for concurrent use.
type Envelope struct {
	prefix []byte
	cipher cipher.AEAD
}

// Prepare makes an Envelope.
func (k *PublicKey) Prepare() (*Envelope, error) {
	enc, secret, err := k.key.encapsulate(entryInfo)
	if err != nil {
		return nil, wrap("prepare", err)
	}
	seals, err := cipherFor(k.key.suite(), secret, entryUse)
	if err != nil {
		return nil, wrap("prepare", err)
	}
	return &Envelope{tag(k.key.suite().name(), enc), seals}, nil
}

// Seal encrypts body to the key and binds it to h. It cannot fail.
func (e *Envelope) Seal(h Header, body Body) []byte {
	prefix := e.Prefix()
	out := make([]byte, len(prefix), len(prefix)+len(body.packed)+e.cipher.Overhead())
	copy(out, prefix)
	return e.cipher.Seal(out, nil, body.packed, h.bytes())
}

// Prefix is what everything begins with that this Envelope seals: its suite and the
// encapsulated key. The caller does not change it.
func (e *Envelope) Prefix() []byte { return e.prefix }

// IsPrefix reports whether b is what [Envelope.Prefix] returns, by its length and suite.
func IsPrefix(b []byte) bool {
	s, raw, err := suiteOf(b)
	return err == nil && len(raw) == s.encLen()
}

// Seal packs body, prepares an Envelope and uses it.
func (k *PublicKey) Seal(h Header, body []byte) ([]byte, error) {
	e, err := k.Prepare()
	if err != nil {
		return nil, err
	}
	return e.Seal(h, Pack(body)), nil
}

// ErrOpen tells that sealed bytes do not open under a header: one of the two was
// changed, or they were sealed to another key.
var ErrOpen = errors.New("seal: does not open; changed, or sealed to another key")

// Open returns the body that was sealed to k under the header h. The error is
// ErrSuite or ErrOpen and says nothing of the body.
func (k *PrivateKey) Open(h Header, sealed []byte) ([]byte, error) {
	s := k.key.suite()
	raw, err := untag(s.name(), sealed)
	if err != nil {
		return nil, err
	}
	if len(raw) < s.encLen() {
		return nil, ErrOpen
	}
	opens, err := k.exchange(raw[:s.encLen()])
	if err != nil {
		return nil, ErrOpen
	}
	packed, err := opens.Open(nil, nil, raw[s.encLen():], h.bytes())
	if err != nil {
		return nil, ErrOpen
	}
	return unpack(packed)
}
