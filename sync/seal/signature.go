package seal

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
)

// SigningKey is the centre's key to sign acknowledgements with.
type SigningKey struct{ key ed25519.PrivateKey }

// VerifyKey is what a terminal knows of a SigningKey.
type VerifyKey struct{ key ed25519.PublicKey }

// ErrSignature tells that a signature is not the centre's over these bytes.
var ErrSignature = errors.New("seal: not the centre's signature")

// Use is what a signature is for: it keeps a signature over one thing from being one over
// another (RFC 8032, Ed25519ctx).
type Use string

// What the centre signs.
const (
	ForAcknowledgement Use = "yitiji acknowledgement v1" // of entries
	ForBlob            Use = "yitiji blob v1"            // of a blob
	ForDownlink        Use = "yitiji downlink v1"
)

// GenerateSigningKey makes a new key.
func GenerateSigningKey() (*SigningKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, wrap("make a signing key", err)
	}
	return &SigningKey{key}, nil
}

// ParseSigningKey reads what [SigningKey.Bytes] wrote.
func ParseSigningKey(b []byte) (*SigningKey, error) {
	raw, err := untag(Standard, b)
	if err != nil {
		return nil, err
	}
	if len(raw) != ed25519.SeedSize {
		return nil, ErrSuite
	}
	return &SigningKey{ed25519.NewKeyFromSeed(raw)}, nil
}

// Bytes returns the key for storage; keep it secret.
func (k *SigningKey) Bytes() []byte {
	return tag(Standard, k.key.Seed())
}

// Sign returns the signature over message for one use.
func (k *SigningKey) Sign(use Use, message []byte) ([]byte, error) {
	sig, err := k.key.Sign(nil, message, &ed25519.Options{Hash: crypto.Hash(0), Context: string(use)})
	if err != nil {
		return nil, wrap("sign", err)
	}
	return tag(Standard, sig), nil
}

// Verify returns the key that verifies what k signs.
func (k *SigningKey) Verify() *VerifyKey {
	return &VerifyKey{k.key.Public().(ed25519.PublicKey)}
}

// ParseVerifyKey reads what [VerifyKey.Bytes] wrote.
func ParseVerifyKey(b []byte) (*VerifyKey, error) {
	raw, err := untag(Standard, b)
	if err != nil {
		return nil, err
	}
	if len(raw) != ed25519.PublicKeySize {
		return nil, ErrSuite
	}
	return &VerifyKey{raw}, nil
}

// Bytes returns the key for the wire.
func (k *VerifyKey) Bytes() []byte {
	return tag(Standard, k.key)
}

// Check returns nil when signature is the centre's over message for this use, else
// ErrSuite or ErrSignature.
func (k *VerifyKey) Check(use Use, message, signature []byte) error {
	raw, err := untag(Standard, signature)
	if err != nil {
		return err
	}
	if ed25519.VerifyWithOptions(k.key, message, raw, &ed25519.Options{Context: string(use)}) != nil {
		return ErrSignature
	}
	return nil
}
