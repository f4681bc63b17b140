package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hpke"
)

// Standard is the name of the suite that every terminal has.
const Standard = "std"

// standard is HPKE (RFC 9180) with ML-KEM-768 + X25519, HKDF-SHA256 and AES-256-GCM.
type standard struct{}

func (standard) name() string { return Standard }

// encLen: an ML-KEM-768 ciphertext and an X25519 point.
func (standard) encLen() int { return 1088 + 32 }

func (standard) kem() hpke.KEM { return hpke.MLKEM768X25519() }

func (s standard) generate() (privateKey, error) {
	key, err := s.kem().GenerateKey()
	return standardPrivate{s, key}, err
}

func (s standard) parsePrivate(raw []byte) (privateKey, error) {
	key, err := s.kem().NewPrivateKey(raw)
	return standardPrivate{s, key}, err
}

func (s standard) parsePublic(raw []byte) (publicKey, error) {
	key, err := s.kem().NewPublicKey(raw)
	return standardPublic{s, key}, err
}

// cipher is AES-256-GCM. Nonces are random: one key seals far fewer than 2^32 times
// (NIST SP 800-38D, 8.3).
func (standard) cipher(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

type standardPublic struct {
	standard
	key hpke.PublicKey
}

func (k standardPublic) suite() suite  { return k.standard }
func (k standardPublic) bytes() []byte { return k.key.Bytes() }

func (k standardPublic) encapsulate(info string) ([]byte, exporter, error) {
	enc, sender, err := hpke.NewSender(k.key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(info))
	if err != nil {
		return nil, nil, err
	}
	return enc, sender.Export, nil
}

type standardPrivate struct {
	standard
	key hpke.PrivateKey
}

func (k standardPrivate) suite() suite           { return k.standard }
func (k standardPrivate) bytes() ([]byte, error) { return k.key.Bytes() }
func (k standardPrivate) public() publicKey      { return standardPublic{k.standard, k.key.PublicKey()} }

func (k standardPrivate) decapsulate(enc []byte, info string) (exporter, error) {
	recipient, err := hpke.NewRecipient(enc, k.key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(info))
	if err != nil {
		return nil, err
	}
	return recipient.Export, nil
}
