package seal

import (
	"crypto/hpke"
)

// PublicKey is the centre's key, to which terminals seal. It is safe for
// concurrent use.
type PublicKey struct{ key hpke.PublicKey }

// PrivateKey opens what was sealed to its PublicKey. Only the centre has it. It
// is safe for concurrent use.
type PrivateKey struct{ key hpke.PrivateKey }

// GenerateKey makes a new key.
func GenerateKey() (*PrivateKey, error) {
	key, err := kem().GenerateKey()
	if err != nil {
		return nil, wrap("make a key", err)
	}
	return &PrivateKey{key}, nil
}

// ParsePrivateKey reads what [PrivateKey.Bytes] wrote.
func ParsePrivateKey(b []byte) (*PrivateKey, error) {
	raw, err := untag(b)
	if err != nil {
		return nil, err
	}
	key, err := kem().NewPrivateKey(raw)
	if err != nil {
		return nil, wrap("read a private key", err)
	}
	return &PrivateKey{key}, nil
}

// Bytes returns the key for storage; keep it secret.
func (k *PrivateKey) Bytes() ([]byte, error) {
	raw, err := k.key.Bytes()
	if err != nil {
		return nil, wrap("write a private key", err)
	}
	return tag(raw), nil
}

// Public returns the key to seal to.
func (k *PrivateKey) Public() *PublicKey {
	return &PublicKey{k.key.PublicKey()}
}

// ParsePublicKey reads what [PublicKey.Bytes] wrote.
func ParsePublicKey(b []byte) (*PublicKey, error) {
	raw, err := untag(b)
	if err != nil {
		return nil, err
	}
	key, err := kem().NewPublicKey(raw)
	if err != nil {
		return nil, wrap("read a public key", err)
	}
	return &PublicKey{key}, nil
}

// Bytes returns the key for the wire.
func (k *PublicKey) Bytes() []byte {
	return tag(k.key.Bytes())
}
