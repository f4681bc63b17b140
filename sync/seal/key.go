package seal

import (
	"crypto/cipher"
	"sync"
)

// PublicKey is the centre's key, to which terminals seal. It is safe for
// concurrent use.
type PublicKey struct{ key publicKey }

// PrivateKey opens what was sealed to its PublicKey. Only the centre has it. It
// is safe for concurrent use.
type PrivateKey struct {
	key privateKey

	mu     sync.Mutex
	recent map[string]cipher.AEAD // by the encapsulated key
	order  []string               // of recent, oldest first
}

// GenerateKey makes a new key of the first suite.
func GenerateKey() (*PrivateKey, error) {
	key, err := suites()[0].generate()
	if err != nil {
		return nil, wrap("make a key", err)
	}
	return newPrivateKey(key), nil
}

func newPrivateKey(key privateKey) *PrivateKey {
	return &PrivateKey{key: key, recent: map[string]cipher.AEAD{}}
}

// ParsePrivateKey reads what [PrivateKey.Bytes] wrote.
func ParsePrivateKey(b []byte) (*PrivateKey, error) {
	s, raw, err := suiteOf(b)
	if err != nil {
		return nil, err
	}
	key, err := s.parsePrivate(raw)
	if err != nil {
		return nil, wrap("read a private key", err)
	}
	return newPrivateKey(key), nil
}

// Bytes returns the key for storage; keep it secret.
func (k *PrivateKey) Bytes() ([]byte, error) {
	raw, err := k.key.bytes()
	if err != nil {
		return nil, wrap("write a private key", err)
	}
	return tag(k.key.suite().name(), raw), nil
}

// Public returns the key to seal to.
func (k *PrivateKey) Public() *PublicKey {
	return &PublicKey{k.key.public()}
}

// ParsePublicKey reads what [PublicKey.Bytes] wrote.
func ParsePublicKey(b []byte) (*PublicKey, error) {
	s, raw, err := suiteOf(b)
	if err != nil {
		return nil, err
	}
	key, err := s.parsePublic(raw)
	if err != nil {
		return nil, wrap("read a public key", err)
	}
	return &PublicKey{key}, nil
}

// Bytes returns the key for the wire.
func (k *PublicKey) Bytes() []byte {
	return tag(k.key.suite().name(), k.key.bytes())
}

// recentExchanges bounds how many exchanges a PrivateKey remembers: the entries that a
// terminal seals within a minute share one, and arrive together.
const recentExchanges = 1024

// exchange returns the cipher of the envelopes that enc encapsulates.
func (k *PrivateKey) exchange(enc []byte) (cipher.AEAD, error) {
	k.mu.Lock()
	known := k.recent[string(enc)]
	k.mu.Unlock()
	if known != nil {
		return known, nil
	}
	secret, err := k.key.decapsulate(enc, entryInfo)
	if err != nil {
		return nil, err
	}
	fresh, err := cipherFor(k.key.suite(), secret, entryUse)
	if err == nil {
		k.remember(string(enc), fresh)
	}
	return fresh, err
}

func (k *PrivateKey) remember(enc string, opens cipher.AEAD) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.recent[enc] != nil {
		return
	}
	if len(k.order) == recentExchanges {
		delete(k.recent, k.order[0])
		k.order = k.order[1:]
	}
	k.recent[enc], k.order = opens, append(k.order, enc)
}
