package enrol

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const keyBlock = "PRIVATE KEY" // PKCS #8

// ownKey returns the key in dir, and makes one when there is none. It is on the
// disk before the centre hears of it, so that an answer lost to a power cut can
// be asked for again.
func ownKey(dir string) (*ecdsa.PrivateKey, error) {
	key, err := readKey(filepath.Join(dir, keyFile))
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("enrol: make a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("enrol: write the key: %w", err)
	}
	return key, writeWhole(dir, keyFile, pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der}))
}

func readKey(path string) (*ecdsa.PrivateKey, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("enrol: the terminal's key: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil || block.Type != keyBlock {
		return nil, fmt.Errorf("enrol: %s holds no key; delete its folder and enrol the terminal again", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("enrol: the terminal's key: %w", err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("enrol: the terminal's key is a %T; want ECDSA", parsed)
	}
	return key, nil
}

// request asks for a certificate for key. The centre writes the name.
func request(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "terminal"}}, key)
	if err != nil {
		return nil, fmt.Errorf("enrol: ask for a certificate: %w", err)
	}
	return der, nil
}
